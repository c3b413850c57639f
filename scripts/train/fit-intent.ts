/** Fits the classifier of intent, by the same steps as the tagger. */
import {
  INTENTS,
  type IntentClass,
  intentScores,
} from '../../supabase/functions/nexus-consumer/extract/tagger/intent.ts';
import { rowsOf } from '../../supabase/functions/nexus-consumer/extract/tagger/packed.ts';
import { random, shuffle } from '../random.ts';

export interface IntentExample {
  readonly features: readonly number[];
  readonly intent: IntentClass;
}

/** @returns for each feature hash the weights of INTENTS */
export function fitIntent(
  examples: readonly IntentExample[],
  options: { epochs: number; rate: number; decay: number; dropout: number; minCount: number },
): Map<number, Float32Array> {
  const counts = new Map<number, number>();
  for (const { features } of examples) for (const hash of features) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const weights = new Map<number, Float32Array>();
  const squares = new Map<number, Float32Array>();
  const mean = new Map<number, Float32Array>();
  for (const [hash, count] of counts) {
    if (count < options.minCount) continue;
    weights.set(hash, new Float32Array(INTENTS.length));
    squares.set(hash, new Float32Array(INTENTS.length).fill(1e-1));
    mean.set(hash, new Float32Array(INTENTS.length));
  }
  const next = random(11);
  const order = examples.map((_, i) => i);
  const kept = Math.ceil(options.epochs / 2);
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    shuffle(order, next);
    for (const index of order) {
      const one = examples[index];
      if (one === undefined) continue;
      const features = one.features.filter((hash) => weights.has(hash) && next() >= options.dropout);
      const scores = intentScores({ rows: rowsOf(weights) }, features).map((s) => s / (1 - options.dropout));
      const top = Math.max(...scores);
      const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
      INTENTS.forEach((intent, i) => {
        const gradient = (intent === one.intent ? 1 : 0) - Math.exp((scores[i] ?? 0) - top) / sum;
        for (const hash of features) {
          const [row, square] = [weights.get(hash), squares.get(hash)];
          if (row === undefined || square === undefined) continue;
          square[i] = (square[i] ?? 0) + gradient * gradient;
          row[i] = (row[i] ?? 0) + (options.rate * gradient) / Math.sqrt(square[i] ?? 1);
        }
      });
    }
    for (const [hash, row] of weights) {
      const sum = mean.get(hash);
      row.forEach((value, i) => {
        row[i] = value * (1 - options.decay);
        if (sum && epoch > options.epochs - kept) sum[i] = (sum[i] ?? 0) + (row[i] ?? 0) / kept;
      });
    }
  }
  return mean;
}
