/** What a new extraction changes, cell by cell. */
import { isDeepStrictEqual } from 'node:util';
import {
  type Evidence,
  type Facts,
  isListField,
  PROSPECT_FIELDS,
  type ProspectField,
} from '../../supabase/functions/_shared/contract/prospect.ts';

/** How a value differs; `evidence`: the same value, held by other words or read with another confidence. */
export type Change = 'changed' | 'added' | 'removed' | 'evidence';

/** One value of one field that is not as it was; of a list one item. */
export interface Cell {
  readonly field: ProspectField;
  readonly change: Change;
  /** Absent when added. */
  readonly before?: unknown;
  /** Absent when removed. */
  readonly after?: unknown;
  /** The visitor's words for the value that is new, else for the one that goes. */
  readonly quote: string;
}

type Fact = NonNullable<Facts[ProspectField]>;

const quotesOf = (evidence: Evidence | readonly Evidence[] | undefined): string =>
  (evidence === undefined ? [] : [evidence])
    .flat()
    .map(({ quote }) => quote)
    .join(' … ');

/** A list as its items, each with its own evidence; anything else as one. */
function itemsOf(
  field: ProspectField,
  fact: Fact | undefined,
): { value: unknown; evidence: Fact['evidence'] | undefined }[] {
  if (fact === undefined) return [];
  if (!isListField(field)) return [fact];
  const evidence = [fact.evidence].flat();
  return (fact.value as readonly string[]).map((value, i) => ({ value, evidence: evidence[i] }));
}

function diffSingle(field: ProspectField, before: Fact | undefined, after: Fact | undefined): Cell[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined)
    return after ? [{ field, change: 'added', after: after.value, quote: quotesOf(after.evidence) }] : [];
  if (after === undefined)
    return [{ field, change: 'removed', before: before.value, quote: quotesOf(before.evidence) }];
  const change = isDeepStrictEqual(before.value, after.value) ? 'evidence' : 'changed';
  return [{ field, change, before: before.value, after: after.value, quote: quotesOf(after.evidence) }];
}

function diffList(field: ProspectField, before: Fact | undefined, after: Fact | undefined): Cell[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [old, fresh] = [itemsOf(field, before), itemsOf(field, after)];
  const cells: Cell[] = [];
  for (const { value, evidence } of old) {
    if (fresh.some((item) => item.value === value)) continue;
    cells.push({ field, change: 'removed', before: value, quote: quotesOf(evidence) });
  }
  fresh.forEach(({ value, evidence }, i) => {
    const was = old.find((item) => item.value === value);
    if (was === undefined) cells.push({ field, change: 'added', after: value, quote: quotesOf(evidence) });
    // In another place of the list, said elsewhere, or read by the other extractor.
    else if (!isDeepStrictEqual(was.evidence, evidence) || (cells.length === 0 && old[i]?.value !== value))
      cells.push({ field, change: 'evidence', before: value, after: value, quote: quotesOf(evidence) });
  });
  return cells;
}

/**
 * The cells in which two sets of facts differ, in the order of the contract.
 *
 * @returns none exactly when the facts are equal, in any order of keys
 */
export function diffFacts(before: Facts, after: Facts): Cell[] {
  return PROSPECT_FIELDS.flatMap((field) =>
    (isListField(field) ? diffList : diffSingle)(field, before[field], after[field]),
  );
}

/**
 * JSON in which nothing acts on a terminal: a visitor may have typed escape sequences, or marks that turn the direction
 * of text.
 */
export const printable = (value: unknown): string =>
  (JSON.stringify(value) ?? '').replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** One cell as one line: session, field, before -> after, quote. */
export function describeCell(sessionId: string, { field, change, before, after, quote }: Cell): string {
  const values = {
    changed: `${printable(before)} -> ${printable(after)}`,
    added: `- -> ${printable(after)}`,
    removed: `${printable(before)} -> -`,
    evidence: `${printable(after)} stays, with other evidence`,
  }[change];
  return `${printable(sessionId)}  ${field}  ${values}  ${printable(quote)}`;
}
