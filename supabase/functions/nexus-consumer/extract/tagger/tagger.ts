/** Marks what a visitor states, with how sure the model is. */
import type { Span } from '../rules/sentences.ts';
import { bestTags, LABELS, type Label, sumsOf, TAGS } from './crf.ts';
import type { Rows } from './packed.ts';
import type { TurnTokens } from './turns.ts';

/** The weights of a trained model. */
export interface Model {
  /** TAGS weights for each feature. */
  readonly rows: Rows;
  /** (TAGS + 1) x TAGS; the last row is for the start of a turn. */
  readonly transitions: Float64Array;
}

/** A marked span of a turn's folded text. */
export interface Tagged extends Span {
  readonly label: Label;
  /** Probability of its least certain token, 0 to 1. */
  readonly confidence: number;
}

/**
 * The likeliest marks of a turn.
 *
 * @param leans added to the scores of the labels, in the order of LABELS, against "outside": the greater, the more is marked
 */
export function tagTurn(model: Model, { tokens, features }: TurnTokens, leans: ArrayLike<number>): Tagged[] {
  const length = tokens.length;
  if (length === 0) return [];
  const unary = new Float64Array(length * TAGS);
  features.forEach((hashes, t) => {
    for (const hash of hashes) model.rows.add(hash, unary, t * TAGS);
    for (let tag = 1; tag < TAGS; tag++)
      unary[t * TAGS + tag] = (unary[t * TAGS + tag] ?? 0) + (leans[(tag - 1) >> 1] ?? 0);
  });
  const lattice = { length, unary, transitions: model.transitions };
  const tags = bestTags(lattice);
  if (tags.every((tag) => tag === 0)) return [];
  const { forward, backward, logZ } = sumsOf(lattice);
  const probability = (t: number): number => {
    const at = t * TAGS + (tags[t] ?? 0);
    return Math.exp((forward[at] ?? 0) + (backward[at] ?? 0) - logZ);
  };
  const found: Tagged[] = [];
  for (let t = 0; t < length; t++) {
    const tag = tags[t] ?? 0;
    if (tag % 2 === 0) continue;
    let [end, confidence] = [t, probability(t)];
    while (tags[end + 1] === tag + 1) {
      end += 1;
      confidence = Math.min(confidence, probability(end));
    }
    const [first, last, label] = [tokens[t], tokens[end], LABELS[(tag - 1) / 2]];
    if (first && last && label) found.push({ label, start: first.start, end: last.end, confidence });
  }
  return found;
}
