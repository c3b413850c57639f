/** How close to buying the visitor is, weighed from all their words: a maximum-entropy classifier. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { hashOf } from '../hash.ts';
import { finding, type Reading, type Turn } from '../rules/reading.ts';
import type { Span } from '../rules/sentences.ts';
import type { Rows } from './packed.ts';

/** `none`: nothing is to be said about it. */
export const INTENTS = ['none', 'low', 'medium', 'high'] as const;
export type IntentClass = (typeof INTENTS)[number];

export interface IntentModel {
  /** For each feature a weight for each of INTENTS. */
  readonly rows: Rows;
}

/** A sentence of the visitor with its features. */
export interface Piece {
  readonly turn: Turn;
  readonly span: Span;
  readonly features: readonly number[];
}

const wordsIn = (text: string): string[] => text.match(/\p{L}[\p{L}']*|\d+|[?!€$£]/gu) ?? [];

/**
 * The features of a conversation: those of each sentence, and those of the whole.
 *
 * @param facts what was found in it
 */
export function intentPieces(reading: Reading, facts: readonly Finding[]): { pieces: Piece[]; whole: number[] } {
  const last = reading.turns.at(-1);
  const pieces = reading.turns.flatMap((turn, index) =>
    turn.sentences.map((span): Piece => {
      const isQuestion = turn.text.low.slice(span.end).trimStart().startsWith('?');
      const words = wordsIn(turn.text.low.slice(span.start, span.end));
      const features = new Set<number>();
      const add = (...parts: readonly string[]) => features.add(hashOf('i', ...parts));
      words.forEach((word, i) => {
        add('w', word);
        add('ww', word, words[i + 1] ?? '</s>');
        add('www', word, words[i + 1] ?? '</s>', words[i + 2] ?? '</s>');
        if (word.length > 5) add('p', word.slice(0, 5));
        if (index === 0) add('w0', word);
        if (turn === last) add('wl', word);
        if (isQuestion) add('w?', word);
      });
      for (const topic of turn.asked) for (const word of words.slice(0, 3)) add('q', topic, word);
      return { turn, span, features: [...features] };
    }),
  );
  const whole: number[] = [];
  const add = (...parts: readonly (string | number)[]) => whole.push(hashOf('I', ...parts));
  add('bias');
  const fields = [
    ...new Set(facts.map(({ field, value }) => (field === 'do_not_contact' ? `dnc${value}` : field))),
  ].sort();
  for (const field of fields) {
    add('f', field);
    for (const other of fields) if (field < other) add('ff', field, other);
  }
  if (fields.length === 0) add('f', 'nothing');
  add('n', Math.min(4, fields.length));
  const asked = new Set(reading.turns.flatMap((turn) => [...turn.asked]));
  for (const topic of asked) add('q', topic);
  return { pieces, whole };
}

/** Scores of INTENTS for some features. */
export function intentScores(model: IntentModel, features: Iterable<number>): number[] {
  const scores = new Float64Array(INTENTS.length);
  for (const hash of features) model.rows.add(hash, scores, 0);
  return [...scores];
}

/** The likeliest intent, quoted from the sentence that speaks most for it. */
export function classifyIntent(model: IntentModel, reading: Reading, facts: readonly Finding[]): Finding[] {
  const { pieces, whole } = intentPieces(reading, facts);
  const scores = intentScores(model, [...new Set([...whole, ...pieces.flatMap(({ features }) => features)])]);
  const top = Math.max(...scores);
  const best = scores.indexOf(top);
  const intent = INTENTS[best];
  if (intent === undefined || intent === 'none') return [];
  const confidence = 1 / scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  const loudest = pieces
    .map((piece) => ({ piece, score: intentScores(model, piece.features)[best] ?? 0 }))
    .toSorted((a, b) => b.score - a.score)[0]?.piece;
  return loudest === undefined ? [] : [finding(loudest.turn, 'intent', intent, loudest.span, confidence)];
}
