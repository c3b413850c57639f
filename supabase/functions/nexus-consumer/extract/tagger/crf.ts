/**
 * A linear-chain conditional random field over BIO tags.
 *
 * @see Lafferty, McCallum, Pereira, "Conditional Random Fields", ICML 2001
 */

/** What can be marked in a visitor's words. */
export const LABELS = [
  'name',
  'email',
  'phone',
  'company',
  'role',
  'website',
  'city',
  'country',
  'interest',
  'need',
  'budget',
  'timeline',
  'team',
  'channel',
  'time',
  'dnc',
  'undnc',
] as const;
export type Label = (typeof LABELS)[number];

/** Tag 0 is "outside"; label `i` begins with tag `1 + 2 i` and goes on with `2 + 2 i`. */
export const TAGS = 1 + 2 * LABELS.length;
export const beginOf = (label: number): number => 1 + 2 * label;

/** True where `next` may follow `previous`: a label goes on only where it has begun. */
export const mayFollow = (previous: number, next: number): boolean =>
  next === 0 || next % 2 === 1 || previous === next || previous === next - 1;

/** For each tag the tags that may stand before it; `TAGS` stands for the start of the turn. */
const BEFORE: readonly (readonly number[])[] = Array.from({ length: TAGS }, (_, next) =>
  Array.from({ length: TAGS }, (_, previous) => previous).filter((previous) => mayFollow(previous, next)),
);

/** Log-scores of a turn: `unary` is length x TAGS; `transitions` is (TAGS + 1) x TAGS, the last row for the start. */
export interface Lattice {
  readonly length: number;
  readonly unary: Float64Array;
  readonly transitions: Float64Array;
}

const canStart = (tag: number): boolean => tag === 0 || tag % 2 === 1;

/** Adds up numbers given as logarithms. */
function logSum(values: Float64Array, count: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) top = Math.max(top, values[i] ?? top);
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp((values[i] ?? top) - top);
  return top + Math.log(sum);
}

/** Forward and backward log-sums, each length x TAGS, and the log of the partition function. */
export interface Sums {
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  readonly logZ: number;
}

export function sumsOf({ length, unary, transitions }: Lattice): Sums {
  const forward = new Float64Array(length * TAGS).fill(Number.NEGATIVE_INFINITY);
  const backward = new Float64Array(length * TAGS).fill(Number.NEGATIVE_INFINITY);
  const buffer = new Float64Array(TAGS);
  const at = (array: Float64Array, i: number): number => array[i] ?? 0;
  for (let tag = 0; tag < TAGS; tag++) {
    if (canStart(tag)) forward[tag] = at(unary, tag) + at(transitions, TAGS * TAGS + tag);
    backward[(length - 1) * TAGS + tag] = 0;
  }
  for (let t = 1; t < length; t++) {
    for (let tag = 0; tag < TAGS; tag++) {
      const before = BEFORE[tag] ?? [];
      before.forEach((previous, i) => {
        buffer[i] = at(forward, (t - 1) * TAGS + previous) + at(transitions, previous * TAGS + tag);
      });
      forward[t * TAGS + tag] = logSum(buffer, before.length) + at(unary, t * TAGS + tag);
    }
  }
  const next = new Float64Array(TAGS);
  for (let t = length - 2; t >= 0; t--) {
    for (let tag = 0; tag < TAGS; tag++) next[tag] = at(backward, (t + 1) * TAGS + tag) + at(unary, (t + 1) * TAGS + tag);
    for (let tag = 0; tag < TAGS; tag++) {
      let count = 0;
      for (let after = 0; after < TAGS; after++) {
        if (mayFollow(tag, after)) buffer[count++] = at(next, after) + at(transitions, tag * TAGS + after);
      }
      backward[t * TAGS + tag] = logSum(buffer, count);
    }
  }
  for (let tag = 0; tag < TAGS; tag++) buffer[tag] = at(forward, (length - 1) * TAGS + tag);
  return { forward, backward, logZ: logSum(buffer, TAGS) };
}

/** The likeliest tags (Viterbi). */
export function bestTags({ length, unary, transitions }: Lattice): number[] {
  const at = (array: Float64Array, i: number): number => array[i] ?? 0;
  let scores = new Float64Array(TAGS).fill(Number.NEGATIVE_INFINITY);
  for (let tag = 0; tag < TAGS; tag++) {
    if (canStart(tag)) scores[tag] = at(unary, tag) + at(transitions, TAGS * TAGS + tag);
  }
  const from = new Int32Array(length * TAGS);
  for (let t = 1; t < length; t++) {
    const next = new Float64Array(TAGS).fill(Number.NEGATIVE_INFINITY);
    for (let tag = 0; tag < TAGS; tag++) {
      for (const previous of BEFORE[tag] ?? []) {
        const score = at(scores, previous) + at(transitions, previous * TAGS + tag);
        if (score > at(next, tag)) {
          next[tag] = score;
          from[t * TAGS + tag] = previous;
        }
      }
      next[tag] = at(next, tag) + at(unary, t * TAGS + tag);
    }
    scores = next;
  }
  const tags = [scores.indexOf(Math.max(...scores))];
  for (let t = length - 1; t > 0; t--) tags.unshift(from[t * TAGS + (tags[0] ?? 0)] ?? 0);
  return tags;
}
