import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestTags, type Lattice, mayFollow, sumsOf, TAGS } from './crf.ts';

/** All tag sequences of a length that the rules of BIO allow, with their log-scores. */
function everySequence({ length, unary, transitions }: Lattice): { tags: number[]; score: number }[] {
  let all = Array.from({ length: TAGS }, (_, tag) => tag)
    .filter((tag) => tag === 0 || tag % 2 === 1)
    .map((tag) => ({ tags: [tag], score: (unary[tag] ?? 0) + (transitions[TAGS * TAGS + tag] ?? 0) }));
  for (let t = 1; t < length; t++) {
    all = all.flatMap(({ tags, score }) =>
      Array.from({ length: TAGS }, (_, tag) => tag)
        .filter((tag) => mayFollow(tags.at(-1) ?? 0, tag))
        .map((tag) => ({
          tags: [...tags, tag],
          score: score + (unary[t * TAGS + tag] ?? 0) + (transitions[(tags.at(-1) ?? 0) * TAGS + tag] ?? 0),
        })),
    );
  }
  return all;
}

const weights = (length: number) =>
  fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length });

const lattice = fc.integer({ min: 1, max: 3 }).chain((length) =>
  fc.tuple(weights(length * TAGS), weights((TAGS + 1) * TAGS)).map(
    ([unary, transitions]): Lattice => ({
      length,
      unary: Float64Array.from(unary),
      transitions: Float64Array.from(transitions),
    }),
  ),
);

describe('the random field', () => {
  it('sums over all sequences that tags may form, and no others', () => {
    fc.assert(
      fc.property(lattice, (one) => {
        const brute = Math.log(everySequence(one).reduce((sum, { score }) => sum + Math.exp(score), 0));
        expect(sumsOf(one).logZ).toBeCloseTo(brute, 6);
      }),
      { numRuns: 15 },
    );
  });

  it('gives each token probabilities that add up to one', () => {
    fc.assert(
      fc.property(lattice, (one) => {
        const { forward, backward, logZ } = sumsOf(one);
        for (let t = 0; t < one.length; t++) {
          const sum = Array.from({ length: TAGS }, (_, tag) =>
            Math.exp((forward[t * TAGS + tag] ?? 0) + (backward[t * TAGS + tag] ?? 0) - logZ),
          ).reduce((a, b) => a + b, 0);
          expect(sum).toBeCloseTo(1, 6);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('finds the likeliest sequence, or one as likely', () => {
    fc.assert(
      fc.property(lattice, (one) => {
        const all = everySequence(one);
        const found = bestTags(one).join(' ');
        // Sums of the same weights in another order differ in their last digits, so near ties have two winners.
        expect(all.find(({ tags }) => tags.join(' ') === found)?.score).toBeCloseTo(
          all.reduce((most, { score }) => Math.max(most, score), Number.NEGATIVE_INFINITY),
          9,
        );
      }),
      { numRuns: 15 },
    );
  });
});
