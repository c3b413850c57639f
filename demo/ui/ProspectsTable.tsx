/** Prospects in a table, a line each, with the evidence of one on demand. */
import { Fragment } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { ProspectField } from '../../supabase/functions/_shared/contract/prospect.ts';
import { formatMoment, formatValue } from '../format.ts';
import type { Language } from '../language.ts';
import { PROSPECT_WORDS } from '../prospect-words.ts';
import type { Reader } from '../reader.ts';
import type { MessageRow, ProspectRow, RowEvidence } from '../rows.ts';
import { FIELD_WORDS, INTENT_WORDS } from '../words.ts';
import { failed, type Load } from './hooks.ts';
import { ProspectCard } from './ProspectCard.tsx';

/** The conversations that a row's values came from. */
const sessionsOf = (row: ProspectRow): readonly string[] => {
  const items = Object.values(row.evidence).flat() as readonly RowEvidence[];
  return [...new Set(items.map((item) => item.sessionId))];
};

function Evidence(props: { readonly row: ProspectRow; readonly reader: Reader; readonly language: Language }) {
  const { row, reader, language } = props;
  const words = PROSPECT_WORDS[language];
  const [load, setLoad] = useState<Load<readonly MessageRow[]>>({ kind: 'loading' });
  useEffect(() => {
    let isWanted = true;
    const settle = (next: Load<readonly MessageRow[]>) => {
      if (isWanted) setLoad(next);
    };
    reader.messages(sessionsOf(row)).then(
      (value) => settle({ kind: 'loaded', value }),
      (error: unknown) => settle(failed(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [row, reader]);
  return (
    <>
      {load.kind === 'failed' && (
        <p class="problem" role="alert">
          {words.failed} {load.detail}
        </p>
      )}
      <ProspectCard prospect={row} messages={load.kind === 'loaded' ? load.value : []} language={language} />
    </>
  );
}

/** Some fields of a row, one under the other; the first stands out. */
function Cell(props: {
  readonly title: string;
  readonly row: ProspectRow;
  readonly fields: readonly ProspectField[];
  readonly language: Language;
  readonly fallback?: string;
}) {
  const { row, fields, language } = props;
  const lines = fields.flatMap((field) => {
    const value = row.prospect_data[field];
    if (value === undefined || value === null || field === 'do_not_contact') return [];
    const values = Array.isArray(value) ? value : [value];
    return values.map((item) => ({ field, text: formatValue(field, item, language) }));
  });
  const isOptedOut = fields.includes('do_not_contact') && row.prospect_data.do_not_contact === true;
  return (
    <td data-title={props.title}>
      {isOptedOut && <span class="opted-out">{FIELD_WORDS[language].do_not_contact}</span>}
      {lines.map(({ field, text }) => (
        <span class="line" data-field={field} key={`${field}:${text}`}>
          {text}
        </span>
      ))}
      {lines.length === 0 && !isOptedOut && <span class="line none">{props.fallback ?? '–'}</span>}
    </td>
  );
}

/** @param props.reader reads the transcript of the prospect whose evidence is opened */
export function ProspectsTable(props: {
  readonly rows: readonly ProspectRow[];
  readonly reader: Reader;
  readonly language: Language;
}) {
  const { rows, reader, language } = props;
  const words = PROSPECT_WORDS[language];
  const { columns } = words;
  const [opened, setOpened] = useState<string | null>(null);
  const id = useId();
  return (
    <table class="prospects">
      <thead>
        <tr>
          {Object.entries(columns).map(([key, title]) => (
            <th key={key} scope="col">
              {title}
            </th>
          ))}
          <th scope="col">
            <span class="only-heard">{words.evidence}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { name, email, phone, company, intent } = row.prospect_data;
          const isOpened = opened === row.id;
          return (
            <Fragment key={row.id}>
              <tr data-opened={isOpened}>
                <Cell
                  title={columns.who}
                  row={row}
                  fields={['name', 'role', 'company', 'city']}
                  language={language}
                  fallback={words.unnamed}
                />
                <Cell
                  title={columns.reach}
                  row={row}
                  fields={['email', 'phone', 'contact_preference', 'do_not_contact']}
                  language={language}
                />
                <Cell title={columns.wants} row={row} fields={['interests', 'needs']} language={language} />
                <Cell
                  title={columns.terms}
                  row={row}
                  fields={['team_size', 'budget', 'timeline']}
                  language={language}
                />
                <td data-title={columns.intent}>
                  {intent === undefined ? (
                    <span class="line none">–</span>
                  ) : (
                    <span class="intent" data-intent={intent}>
                      {INTENT_WORDS[language][intent]}
                    </span>
                  )}
                </td>
                <td data-title={columns.updated}>
                  <time dateTime={row.updated_at}>{formatMoment(row.updated_at, language)}</time>
                </td>
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-expanded={isOpened}
                    aria-controls={`${id}-${row.id}`}
                    aria-label={`${words.evidenceOf} ${name ?? email ?? phone ?? company ?? row.id}`}
                    onClick={() => setOpened(isOpened ? null : row.id)}
                  >
                    {words.evidence}
                  </button>
                </td>
              </tr>
              <tr id={`${id}-${row.id}`} class="evidence" hidden={!isOpened}>
                <td colSpan={7}>{isOpened && <Evidence row={row} reader={reader} language={language} />}</td>
              </tr>
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
