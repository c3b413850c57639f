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

/** Forward and backward log-sums, each length x TAGS, and the log of the partition function. */
export interface Sums {
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  readonly logZ: number;
}

/** One step of sums: numbers that add up to 1, and the logarithm of what they were divided by. */
function normalise(values: Float64Array): number {
  let sum = 0;
  for (let tag = 0; tag < TAGS; tag++) sum += values[tag] ?? 0;
  for (let tag = 0; tag < TAGS; tag++) values[tag] = (values[tag] ?? 0) / sum;
  return Math.log(sum);
}

/** Scores of a token as factors, the greatest of them 1, and its logarithm. */
function factorsOf(unary: Float64Array, t: number, into: Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let tag = 0; tag < TAGS; tag++) top = Math.max(top, unary[t * TAGS + tag] ?? top);
  for (let tag = 0; tag < TAGS; tag++) into[tag] = Math.exp((unary[t * TAGS + tag] ?? top) - top);
  return top;
}

function keep(values: Float64Array, scale: number, into: Float64Array, t: number): void {
  for (let tag = 0; tag < TAGS; tag++) into[t * TAGS + tag] = Math.log(values[tag] ?? 0) + scale;
}

/**
 * The sums over all tag sequences, step by step with scaling: logarithms are taken once a token and not once a pair.
 *
 * @see Rabiner, "A Tutorial on Hidden Markov Models", Proc. IEEE 1989, section V.A
 */
export function sumsOf({ length, unary, transitions }: Lattice): Sums {
  const forward = new Float64Array(length * TAGS);
  const backward = new Float64Array(length * TAGS);
  const pairs = transitions.map(Math.exp);
  const factors = new Float64Array(TAGS);
  let values = new Float64Array(TAGS);
  let scale = factorsOf(unary, 0, factors);
  for (let tag = 0; tag < TAGS; tag++) {
    values[tag] = canStart(tag) ? (factors[tag] ?? 0) * (pairs[TAGS * TAGS + tag] ?? 0) : 0;
  }
  scale += normalise(values);
  keep(values, scale, forward, 0);
  for (let t = 1; t < length; t++) {
    const next = new Float64Array(TAGS);
    scale += factorsOf(unary, t, factors);
    for (let tag = 0; tag < TAGS; tag++) {
      let sum = 0;
      for (const previous of BEFORE[tag] ?? []) sum += (values[previous] ?? 0) * (pairs[previous * TAGS + tag] ?? 0);
      next[tag] = sum * (factors[tag] ?? 0);
    }
    scale += normalise(next);
    values = next;
    keep(values, scale, forward, t);
  }
  const logZ = scale;

  values = new Float64Array(TAGS).fill(1);
  scale = 0;
  for (let t = length - 2; t >= 0; t--) {
    const next = new Float64Array(TAGS);
    scale += factorsOf(unary, t + 1, factors);
    for (let after = 0; after < TAGS; after++) {
      const value = (factors[after] ?? 0) * (values[after] ?? 0);
      for (const tag of BEFORE[after] ?? []) next[tag] = (next[tag] ?? 0) + value * (pairs[tag * TAGS + after] ?? 0);
    }
    scale += normalise(next);
    values = next;
    keep(values, scale, backward, t);
  }
  return { forward, backward, logZ };
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
