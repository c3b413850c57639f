/** What is stored of the visitor, as lists of terms and values. */
import type { OwnData } from '../../supabase/functions/_shared/contract/own-data.ts';
import type { Evidence, Prospect, ProspectField } from '../../supabase/functions/_shared/contract/prospect.ts';
import type { Entry } from '../transcript.ts';
import { el, own } from './dom.ts';
import type { Formatter } from './format.ts';
import { words } from './words.ts';

const section = (heading: string, ...children: (Node | string)[]): HTMLElement =>
  el('section', {}, el('h4', {}, heading), ...children);

/** A term and its values, each on a line of its own. */
const entry = (term: string, values: readonly (Node | string)[]): HTMLElement =>
  el(
    'div',
    {},
    el('dt', {}, term),
    ...values.map((value) => el('dd', {}, typeof value === 'string' ? own(value) : value)),
  );

/** What is worth a look, but not the first. */
const quiet = (text: string): HTMLElement => el('div', { class: 'quiet' }, own(text));

const yesOrNo = (is: boolean): string => (is ? words.yes : words.no);

const pairs = (facts: Readonly<Record<string, unknown>> | undefined | null): string[] =>
  Object.entries(facts ?? {}).map(([name, value]) => `${name}: ${typeof value === 'boolean' ? yesOrNo(value) : value}`);

const plain = (text: string): string => text.trim().toLowerCase();

/** A value, and under it the words that it was understood from, unless it is those words. */
function quoted(value: string, evidence: readonly (Evidence | undefined)[]): Node {
  const said = evidence.flatMap((one) => (one && plain(one.quote) !== plain(value) ? [one.quote.trim()] : []));
  return el(
    'div',
    {},
    own(value),
    ...[...new Set(said)].map((quote) => el('div', { class: 'quote' }, el('q', {}, own(quote)))),
  );
}

/** @returns the values of each field under its name, in the order of the words */
export function showUnderstood(prospect: OwnData['prospect'], { value: format }: Formatter): HTMLElement {
  const rows = (Object.keys(words.fields) as ProspectField[]).flatMap((field) => {
    const fact = prospect[field];
    if (fact === undefined) return [];
    const evidence = [fact.evidence].flat() as readonly Evidence[];
    const isList = Array.isArray(fact.value);
    const values = isList ? fact.value : [fact.value];
    return entry(
      words.fields[field],
      (values as Prospect[ProspectField][]).map((value, i) =>
        quoted(format({ field, value } as Parameters<typeof format>[0]), isList ? [evidence[i]] : evidence),
      ),
    );
  });
  return section(
    words.understood,
    rows.length > 0 ? el('dl', {}, ...rows) : el('p', { class: 'quiet' }, words.nothingUnderstood),
  );
}

/** @returns everything else that the server keeps: messages, where they came from, and what the site said */
export function showKept(
  { conversation, messages, deadLetters }: OwnData,
  { number, day, language }: Formatter,
): HTMLElement {
  const { page, consent, context, account, createdAt, fingerprint, locale } = conversation ?? {};
  const { title, url, referrer, utm } = page ?? {};
  const rows: readonly [term: string, values: readonly (Node | string | undefined | false | null)[]][] = [
    [words.messages, [number(messages.length)]],
    [words.since, [createdAt && day(createdAt)]],
    [words.setAside, [deadLetters > 0 && number(deadLetters)]],
    [words.page, [title, url && quiet(url), referrer && quiet(`← ${referrer}`), ...pairs(utm)]],
    [
      words.consent,
      consent
        ? [
            `${words.consentChat}: ${yesOrNo(consent.chat === 'granted')}`,
            `${words.consentBrowser}: ${yesOrNo(consent.fingerprint === 'granted')}`,
            `${words.consentAt} ${day(consent.at)}`,
          ]
        : [],
    ],
    [words.browserId, [fingerprint]],
    [words.locale, [locale && language(locale)]],
    [words.context, pairs(context)],
    [words.account, [account?.id, ...pairs(account?.traits)]],
  ];
  return section(
    words.alsoKept,
    el(
      'dl',
      {},
      ...rows.flatMap(([term, values]) => {
        const known = values.filter((value) => !!value) as (Node | string)[];
        return known.length > 0 ? entry(term, known) : [];
      }),
    ),
  );
}

/** @returns the messages that only this browser has */
export const showUndelivered = (entries: readonly Entry[]): HTMLElement =>
  section(words.onDevice, el('ul', {}, ...entries.map(({ content }) => el('li', {}, own(content)))));
