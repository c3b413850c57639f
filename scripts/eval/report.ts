/** What an evaluation says: on a terminal, as JSON, and as the table of the README. */
import { PROSPECT_FIELDS } from '../../supabase/functions/_shared/contract/prospect.ts';
import type { Counts } from '../../test/eval/compare.ts';
import { type Mistake, rates } from '../../test/eval/score.ts';
import type { EvaluatedPart, Times } from './run.ts';

export interface Report {
  readonly extractor: string;
  readonly parts: readonly EvaluatedPart[];
  /** CPU time of a conversation of 20 messages; absent where a model does the reading. */
  readonly cpu?: Times;
}

interface Row {
  readonly label: string;
  /** One for each part; undefined where the part has nothing of it. */
  readonly counts: readonly (Counts | undefined)[];
}

/** A row for each field and language, in the order of the contract; fields that no part scores are left out. */
function rowsOf(parts: readonly EvaluatedPart[]): { fields: Row[]; languages: Row[]; total: Row } {
  const scores = parts.map((one) => one.score);
  const langs = [...new Set(scores.flatMap((one) => [...one.byLang.keys()]))].sort();
  return {
    fields: PROSPECT_FIELDS.filter((field) => scores.some((one) => one.byField.has(field))).map((field) => ({
      label: field,
      counts: scores.map((one) => one.byField.get(field)),
    })),
    languages: langs.map((lang) => ({
      label: `language ${lang}`,
      counts: scores.map((one) => one.byLang.get(lang)),
    })),
    total: { label: 'all but language', counts: scores.map((one) => one.micro) },
  };
}

const figures = (counts: Counts, digits: number): string[] => {
  const { precision, recall, f1 } = rates(counts);
  return [...[precision, recall, f1].map((n) => n.toFixed(digits)), String(counts.hallucinated)];
};

const nameOf = ({ part }: EvaluatedPart): string => `${part.name} (${part.labels.length})`;

const wholes = (parts: readonly EvaluatedPart[]): readonly { label: string; values: readonly string[] }[] => [
  { label: 'macro F1', values: parts.map(({ score }) => score.macroF1.toFixed(3)) },
  { label: 'wholly right', values: parts.map(({ score }) => `${score.exact} of ${score.conversations}`) },
  {
    label: 'nothing said, left clean',
    values: parts.map(({ score }) => `${score.nothing.clean} of ${score.nothing.total}`),
  },
];

const ms = ({ meanMs, p95Ms }: Times): string => `mean ${meanMs.toFixed(1)} ms, 95 % within ${p95Ms.toFixed(1)} ms`;

/** For a terminal: the parts side by side, a row for each field and language, then what counts whole conversations. */
export function textReport({ extractor, parts, cpu }: Report): string {
  const { fields, languages, total } = rowsOf(parts);
  const numbers = (row: Row): string =>
    row.counts
      .map((counts) => (counts === undefined ? ['-', '-', '-', '-'] : figures(counts, 3)))
      .map(([p, r, f, h]) => [p, r, f].map((n) => n?.padStart(7)).join('') + String(h).padStart(6))
      .join('   ');
  const line = (row: Row): string => `${row.label.padEnd(24)}${numbers(row)}`;
  const whole = (label: string, values: readonly string[]): string =>
    `${label.padEnd(24)}${values.map((value) => value.padStart(27)).join('   ')}`;
  return [
    whole(`extractor ${extractor}`, parts.map(nameOf)),
    `${''.padEnd(24)}${parts.map(() => `${['prec', 'recall', 'F1'].map((h) => h.padStart(7)).join('')}  hall`).join('   ')}`,
    ...fields.map(line),
    line(total),
    ...languages.map(line),
    ...wholes(parts).map(({ label, values }) => whole(label, values)),
    ...parts.map((one) => `time per conversation, ${one.part.name}: ${ms(one.times)}`),
    ...(cpu === undefined ? [] : [`CPU per conversation of 20 messages: ${ms(cpu)}`]),
  ].join('\n');
}

/** For programs: what `textReport` says, unrounded. `mistakes` as given. */
export function jsonReport({ extractor, parts, cpu }: Report, mistakes?: readonly Mistake[]): object {
  const withRates = (counts: Counts) => ({ ...counts, ...rates(counts) });
  const all = (by: ReadonlyMap<string, Counts>) =>
    Object.fromEntries(Array.from(by, ([key, counts]) => [key, withRates(counts)]));
  return {
    extractor,
    parts: Object.fromEntries(
      parts.map(({ part, score, times }) => [
        part.name,
        {
          conversations: score.conversations,
          micro: withRates(score.micro),
          macroF1: score.macroF1,
          exact: score.exact,
          nothing: score.nothing,
          fields: all(score.byField),
          languages: all(score.byLang),
          times,
        },
      ]),
    ),
    ...(cpu === undefined ? {} : { cpuOf20Messages: cpu }),
    ...(mistakes === undefined ? {} : { mistakes }),
  };
}

/** For the README: the same figures with two digits, without times. */
export function markdownTable(parts: readonly EvaluatedPart[]): string {
  const { fields, languages, total } = rowsOf(parts);
  const cells = (row: Row): string =>
    row.counts
      .flatMap((counts) => (counts === undefined ? ['', '', '', ''] : figures(counts, 2)))
      .map((cell) => ` ${cell} |`)
      .join('');
  const line = (row: Row): string => `| ${row.label} |${cells(row)}`;
  return [
    `| |${parts.map((one) => ` ${nameOf(one)}: precision | recall | F1 | made up |`).join('')}`,
    `|---|${parts.map(() => '--:|--:|--:|--:|').join('')}`,
    ...fields.map(line),
    `| **${total.label}** |${cells(total)}`,
    ...languages.map(line),
    '',
    ...wholes(parts).map(
      ({ label, values }) => `- ${label}: ${parts.map(({ part }, i) => `${values[i]} (${part.name})`).join(', ')}`,
    ),
  ].join('\n');
}

/** For the README: how long the last run took, to the millisecond. */
export function markdownTimes({ parts, cpu }: Report): string {
  const whole = ({ meanMs, p95Ms }: Times): string => `${meanMs.toFixed(1)} ms (95 % within ${p95Ms.toFixed(0)} ms)`;
  const [last] = parts.slice(-1);
  const long = cpu === undefined ? '' : `, one of 20 messages ${whole(cpu)} of CPU`;
  return last === undefined ? '' : `On a busy two-core machine a conversation took ${whole(last.times)}${long}.`;
}

/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws {Error} the text lacks the markers
 */
export function replaceBlock(text: string, name: string, body: string): string {
  const [open, close] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close, from);
  if (from < 0 || to < 0) throw new Error(`The README lacks the markers <!-- ${name} --> and <!-- /${name} -->.`);
  return `${text.slice(0, from + open.length)}${body}${text.slice(to)}`;
}
