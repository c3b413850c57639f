/** Scores prospects against labelled conversations; what counts as right is in `compare.ts`. */
import {
  PROSPECT_FIELDS,
  type Prospect,
  type ProspectField,
} from '../../supabase/functions/_shared/contract/prospect.ts';
import { type Counts, compareField, isNothing, noCounts } from './compare.ts';

/** A labelled conversation; its labels are compared by `compareField`. */
export interface Labelled {
  readonly id: string;
  readonly lang: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  readonly gold: Readonly<Partial<Record<ProspectField, unknown>>>;
  /** Fields that count; a field in here that `gold` leaves out must be absent. */
  readonly scored: readonly ProspectField[];
}

/** A field of a conversation that is not wholly right. */
export interface Mistake {
  readonly id: string;
  readonly field: ProspectField;
  readonly gold: unknown;
  readonly value: unknown;
}

export interface Score {
  readonly conversations: number;
  /** Sums over all values but language, which is nearly free and counts in its own row only. */
  readonly micro: Counts;
  readonly byField: ReadonlyMap<ProspectField, Counts>;
  readonly byLang: ReadonlyMap<string, Counts>;
  /** Mean of the fields' F1, without language and fields that no label has. */
  readonly macroF1: number;
  /** Conversations without a mistake. */
  readonly exact: number;
  /** Conversations whose labels hold nothing but the language, and those of them where nothing was claimed. */
  readonly nothing: { readonly total: number; readonly clean: number };
  readonly mistakes: readonly Mistake[];
}

/** Precision, recall and F1; 1 where there was nothing to find and nothing was claimed. */
export function rates({ tp, fp, fn }: Counts): { precision: number; recall: number; f1: number } {
  const precision = tp + fp === 0 ? (fn === 0 ? 1 : 0) : tp / (tp + fp);
  const recall = tp + fn === 0 ? 1 : tp / (tp + fn);
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

const sumOf = (a: Counts, b: Counts): Counts => ({
  tp: a.tp + b.tp,
  fp: a.fp + b.fp,
  fn: a.fn + b.fn,
  hallucinated: a.hallucinated + b.hallucinated,
});

function add<K>(to: Map<K, Counts>, key: K, by: Counts): void {
  to.set(key, sumOf(to.get(key) ?? noCounts(), by));
}

const isHeadline = (field: ProspectField): boolean => field !== 'language';

/**
 * Scores a set.
 *
 * @param prospects by conversation id; a missing one counts as empty
 */
export function score(labelled: readonly Labelled[], prospects: ReadonlyMap<string, Prospect>): Score {
  const byField = new Map<ProspectField, Counts>();
  const byLang = new Map<string, Counts>();
  const mistakes: Mistake[] = [];
  const nothing = { total: 0, clean: 0 };
  let micro = noCounts();
  let exact = 0;
  for (const { id, lang, gold, scored } of labelled) {
    const prospect = prospects.get(id) ?? {};
    const before = mistakes.length;
    let hallucinated = 0;
    for (const field of PROSPECT_FIELDS.filter((name) => scored.includes(name))) {
      const counts = compareField(field, gold[field], prospect[field]);
      add(byField, field, counts);
      if (counts.fp + counts.fn > 0) mistakes.push({ id, field, gold: gold[field], value: prospect[field] });
      if (!isHeadline(field)) continue;
      hallucinated += counts.hallucinated;
      add(byLang, lang, counts);
      micro = sumOf(micro, counts);
    }
    if (mistakes.length === before) exact += 1;
    if (scored.some((field) => isHeadline(field) && !isNothing(gold[field]))) continue;
    nothing.total += 1;
    if (hallucinated === 0) nothing.clean += 1;
  }
  const counted = [...byField].filter(([field, { tp, fn }]) => isHeadline(field) && tp + fn > 0);
  const macroF1 = counted.reduce((sum, [, counts]) => sum + rates(counts).f1, 0) / Math.max(1, counted.length);
  return { conversations: labelled.length, micro, byField, byLang, macroF1, exact, nothing, mistakes };
}

/** Reads a file of labels, one JSON object a line. */
export const parseLabels = (text: string): Labelled[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
