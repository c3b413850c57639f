/** The visitor's turns as sequences of tokens with their features. */
import { contactFinding } from '../rules/contact.ts';
import { type Proposals, toFolded } from '../rules/propose.ts';
import type { Turn } from '../rules/reading.ts';
import { featuresOf } from './features.ts';
import { type Entity, type Token, tokensOf } from './tokens.ts';

export interface TurnTokens {
  readonly turn: Turn;
  readonly tokens: readonly Token[];
  /** Hashes, one array for each token. */
  readonly features: readonly Uint32Array[];
}

/** All turns of a conversation; those without a word or number are empty. */
export function readTurns({ reading, contacts, findings }: Proposals): TurnTokens[] {
  return reading.turns.map((turn, index) => {
    const own = contacts.get(turn) ?? [];
    const entities = own.map(
      ({ field, start, end }): Entity => ({ kind: field === 'website' ? 'host' : field, start, end }),
    );
    const tokens = tokensOf(turn, entities);
    const proposals = [
      ...own.filter(({ isOwn }) => isOwn).flatMap((contact) => contactFinding(turn, contact)),
      ...findings.filter(({ evidence }) => evidence.position === turn.position),
    ].map(({ field, evidence }) => ({ field, ...toFolded(turn, evidence) }));
    return { turn, tokens, features: featuresOf(turn, tokens, proposals, index) };
  });
}
