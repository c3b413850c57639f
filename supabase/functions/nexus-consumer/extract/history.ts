/** What a field said before: every change of a single value, so that "budget 5k, later 8k" can be seen. */
import {
  type Evidence,
  type Facts,
  type History,
  isListField,
  PROSPECT_FIELDS,
  type ProspectField,
} from '../../_shared/contract/prospect.ts';
import type { Statement } from './evidence.ts';
import { foldKey } from './fold.ts';
import { RULES_FIRST } from './merge.ts';

/** What an extractor made of a conversation. */
export interface Reading {
  readonly facts: Facts;
  readonly history: History;
}

/** Most entries of one field, the latest: more changes than this are somebody playing. */
const MAX_ENTRIES = 20;

type Fact = NonNullable<Facts[ProspectField]>;
interface Entry {
  readonly value: unknown;
  readonly evidence: Evidence;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By place alone; the rest only breaks ties, so that no order of arrival shows. */
const compareEntries = (a: Entry, b: Entry): number =>
  a.evidence.position - b.evidence.position ||
  a.evidence.start - b.evidence.start ||
  a.evidence.end - b.evidence.end ||
  compareText(keyOf(a.value), keyOf(b.value));

/** One key for values that mean the same: case and accents of words, and the order of parts, do not count. */
function keyOf(value: unknown): string {
  if (typeof value === 'string') return foldKey(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => compareText(a, b)));
}

/** Whether the later value says the earlier one again; a preference that gains its other part takes nothing back. */
function isSaidAgain(field: ProspectField, earlier: unknown, later: unknown): boolean {
  if (field !== 'contact_preference') return keyOf(earlier) === keyOf(later);
  const parts = later as Readonly<Record<string, unknown>>;
  return Object.entries(earlier as object).every(([part, value]) => keyOf(value) === keyOf(parts[part] ?? null));
}

/** Two extractors that quote overlapping words have read one statement twice. */
const isSameStatement = (a: Evidence, b: Evidence): boolean =>
  a.position === b.position && a.start < b.end && b.start < a.end;

const isBefore = (a: Evidence, b: Evidence): boolean =>
  a.position < b.position || (a.position === b.position && a.start < b.start);

/** The present value as the last entry; its latest words, where several hold it. */
function presentEntry(fact: Fact): Entry | undefined {
  const all = Array.isArray(fact.evidence) ? (fact.evidence as Evidence[]) : [fact.evidence as Evidence];
  const evidence = all.toSorted((a, b) => a.position - b.position || a.start - b.start).at(-1);
  return evidence && { value: fact.value, evidence };
}

/** Oldest first, each change once; undefined when nothing changed. `sources` in order of trust. */
function fieldHistory(field: ProspectField, fact: Fact, sources: readonly (readonly Entry[])[]): Entry[] | undefined {
  const present = presentEntry(fact);
  if (present === undefined) return undefined;
  const taken = [present];
  for (const source of sources) {
    // The latest reading of words that one extractor read twice counts, as it does among facts.
    for (const entry of source.toSorted(compareEntries).reverse()) {
      // What stands after the present value lost to it and was never the field's.
      if (!isBefore(entry.evidence, present.evidence)) continue;
      if (!taken.some((other) => isSameStatement(other.evidence, entry.evidence))) taken.push(entry);
    }
  }
  const changes = taken
    .toSorted(compareEntries)
    .filter((entry, i, all) => !(i + 1 < all.length && isSaidAgain(field, entry.value, all[i + 1]?.value)));
  return changes.length > 1 ? changes.slice(-MAX_ENTRIES) : undefined;
}

function toHistory(facts: Facts, sourcesOf: (field: ProspectField) => readonly (readonly Entry[])[]): History {
  const fields: [ProspectField, Entry[]][] = [];
  for (const field of PROSPECT_FIELDS) {
    const fact = facts[field];
    if (fact === undefined || isListField(field)) continue;
    const entries = fieldHistory(field, fact, sourcesOf(field));
    if (entries !== undefined) fields.push([field, entries]);
  }
  return Object.fromEntries(fields) as History;
}

/** A preference's parts are said apart: each statement is what was known with it. */
function accumulate(statements: readonly Entry[]): Entry[] {
  let known = {};
  return statements.toSorted(compareEntries).map(({ value, evidence }) => {
    known = { ...known, ...(value as object) };
    return { value: known, evidence };
  });
}

/**
 * The history of one extractor's statements.
 *
 * @param statements in any order; the result does not depend on it
 * @param facts what `assemble` made of the same statements
 * @returns fields whose value changed, at most their 20 latest entries
 */
export function historyOf(statements: readonly Statement[], facts: Facts): History {
  return toHistory(facts, (field) => {
    const own = statements.filter((s) => s.field === field);
    return [field === 'contact_preference' ? accumulate(own) : own];
  });
}

/**
 * The history of a record that was merged from several readings.
 *
 * An earlier statement counts once, however many read it: as the extractor reads it that `mergeFacts` trusts with the
 * field. What stands after the present value is not part of it: merging found it wrong.
 *
 * @param facts the merged record
 * @param rules readings by the rules, the most trusted first
 * @param claude readings by Claude, the most trusted first
 */
export function mergeHistory(facts: Facts, rules: readonly Reading[], claude: readonly Reading[]): History {
  return toHistory(facts, (field) => {
    const readings = RULES_FIRST.includes(field) ? [...rules, ...claude] : [...claude, ...rules];
    return readings.map((reading) => {
      const fact = reading.facts[field];
      const present = fact && presentEntry(fact);
      return [...(reading.history[field] ?? []), ...(present ? [present] : [])];
    });
  });
}
