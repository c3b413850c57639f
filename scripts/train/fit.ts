/** Fits the tagger: maximum likelihood by stochastic gradient steps with a rate for each weight. */
import { mayFollow, sumsOf, TAGS } from '../../supabase/functions/nexus-consumer/extract/tagger/crf.ts';
import { random, shuffle } from '../random.ts';
import type { TaggedTurn } from './data.ts';

export interface Fitted {
  /** For each feature hash its row of TAGS weights. */
  readonly weights: ReadonlyMap<number, Float32Array>;
  /** (TAGS + 1) x TAGS; the last row is for the start of a turn. */
  readonly transitions: Float64Array;
}

export interface FitOptions {
  readonly epochs: number;
  /** How far a weight moves at first. */
  readonly rate: number;
  /** Share of the features that a turn is read without, others each time: no single word may decide. */
  readonly dropout: number;
  /** Features seen in fewer turns are left out: they say more about one person than about language. */
  readonly minCount: number;
  /** Told the mean log-likelihood of a turn. */
  readonly onEpoch?: (epoch: number, likelihood: number) => void;
}

interface Weights {
  readonly values: Float32Array;
  /** Sums of squared gradients: AdaGrad, Duchi, Hazan, Singer, JMLR 2011. */
  readonly squares: Float32Array;
}

const weightsOf = (size: number): Weights => ({
  values: new Float32Array(size),
  squares: new Float32Array(size).fill(1e-2),
});

/** Fits to the turns. The weights are the mean of those after each epoch of the second half. */
export function fitTagger(turns: readonly TaggedTurn[], options: FitOptions): Fitted {
  const counts = new Map<number, number>();
  for (const { features } of turns) {
    for (const hash of new Set(features.flatMap((one) => [...one]))) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  const ids = new Map<number, number>();
  for (const [hash, count] of counts) if (count >= options.minCount) ids.set(hash, ids.size);
  const known = turns
    .filter(({ tags }) => tags.length > 0)
    .map(({ features, tags }) => ({
      tags,
      rows: features.map((one) =>
        Int32Array.from(
          [...one].flatMap((hash) => ids.get(hash) ?? []),
          (id) => id * TAGS,
        ),
      ),
    }));
  const unary = weightsOf(ids.size * TAGS);
  const pairs = weightsOf((TAGS + 1) * TAGS);
  const mean = { unary: new Float32Array(ids.size * TAGS), pairs: new Float64Array((TAGS + 1) * TAGS) };
  const next = random(20261124);
  const order = known.map((_, i) => i);
  const kept = Math.ceil(options.epochs / 2);
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    shuffle(order, next);
    let likelihood = 0;
    for (const index of order) {
      const one = known[index];
      if (one === undefined) continue;
      const rows = one.rows.map((row) => row.filter(() => next() >= options.dropout));
      likelihood += step({ rows, tags: one.tags }, unary, pairs, options.rate, 1 / (1 - options.dropout));
    }
    if (epoch > options.epochs - kept) {
      for (let i = 0; i < mean.unary.length; i++) mean.unary[i] = (mean.unary[i] ?? 0) + (unary.values[i] ?? 0) / kept;
      for (let i = 0; i < mean.pairs.length; i++) mean.pairs[i] = (mean.pairs[i] ?? 0) + (pairs.values[i] ?? 0) / kept;
    }
    options.onEpoch?.(epoch, likelihood / order.length);
  }
  return {
    weights: new Map(Array.from(ids, ([hash, id]) => [hash, mean.unary.slice(id * TAGS, (id + 1) * TAGS)])),
    transitions: mean.pairs,
  };
}

function move({ values, squares }: Weights, at: number, gradient: number, rate: number): void {
  const square = (squares[at] ?? 0) + gradient * gradient;
  squares[at] = square;
  values[at] = (values[at] ?? 0) + (rate * gradient) / Math.sqrt(square);
}

const NO_ROWS = new Int32Array(0);

/** One step uphill on one turn. @returns its log-likelihood before */
function step(
  { rows, tags }: { rows: readonly Int32Array[]; tags: readonly number[] },
  weights: Weights,
  pairs: Weights,
  rate: number,
  scale: number,
): number {
  const length = tags.length;
  const unary = new Float64Array(length * TAGS);
  for (let t = 0; t < length; t++) {
    for (const base of rows[t] ?? NO_ROWS) {
      for (let tag = 0; tag < TAGS; tag++)
        unary[t * TAGS + tag] = (unary[t * TAGS + tag] ?? 0) + scale * (weights.values[base + tag] ?? 0);
    }
  }
  const transitions = Float64Array.from(pairs.values);
  const { forward, backward, logZ } = sumsOf({ length, unary, transitions });
  let gold = 0;
  tags.forEach((tag, t) => {
    gold += (unary[t * TAGS + tag] ?? 0) + (transitions[(t === 0 ? TAGS : (tags[t - 1] ?? 0)) * TAGS + tag] ?? 0);
  });
  const gradients = new Float64Array(TAGS * TAGS);
  for (let t = 0; t < length; t++) {
    for (let tag = 0; tag < TAGS; tag++) {
      const p = Math.exp((forward[t * TAGS + tag] ?? 0) + (backward[t * TAGS + tag] ?? 0) - logZ);
      const gradient = (tags[t] === tag ? 1 : 0) - p;
      if (t === 0) move(pairs, TAGS * TAGS + tag, gradient, rate);
      if (gradient < 1e-4 && gradient > -1e-4) continue;
      for (const base of rows[t] ?? NO_ROWS) move(weights, base + tag, gradient, rate);
    }
    if (t === 0) continue;
    for (let tag = 0; tag < TAGS; tag++) {
      const after = (unary[t * TAGS + tag] ?? 0) + (backward[t * TAGS + tag] ?? 0) - logZ;
      for (let previous = 0; previous < TAGS; previous++) {
        if (!mayFollow(previous, tag)) continue;
        const at = previous * TAGS + tag;
        const p = Math.exp((forward[(t - 1) * TAGS + previous] ?? 0) + (transitions[at] ?? 0) + after);
        gradients[at] = (gradients[at] ?? 0) + (tags[t] === tag && tags[t - 1] === previous ? 1 : 0) - p;
      }
    }
  }
  gradients.forEach((gradient, at) => {
    if (gradient !== 0) move(pairs, at, gradient, rate);
  });
  return gold - logZ;
}
