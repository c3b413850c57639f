import type { ConversationAppend } from './coalesce.ts';
import { type Attack, type AttackKind, countAttacks } from './extract/attack.ts';

/** What extractions met and refused; none of it holds a visitor's words. */
export interface TallyCounts {
  /** Attacks in the messages delivered, by kind; kinds without any are left out. A message delivered again counts again. */
  readonly attacks: Partial<Record<AttackKind, number>>;
  /** Findings that the visitor's words did not hold. */
  readonly dropped: number;
}

/** Counts over the runs of one consumer. Runs may overlap: each count is in the summary of exactly one. */
export interface Tally {
  add(attacks: readonly Attack[], dropped: number): void;
  /** What was added since the last time. */
  take(): TallyCounts;
}

export function createTally(): Tally {
  let attacks: Attack[] = [];
  let dropped = 0;
  return {
    add(seen, refused) {
      attacks.push(...seen);
      dropped += refused;
    },
    take() {
      const counts = { attacks: countAttacks(attacks), dropped };
      attacks = [];
      dropped = 0;
      return counts;
    },
  };
}

/** Whether something stands in a message of this batch: what earlier batches brought was counted with them. */
export function deliveredIn(
  appends: readonly ConversationAppend[],
  sessionId: string,
): (at: { position: number }) => boolean {
  const mine = appends.filter((append) => append.sessionId === sessionId);
  const positions = new Set(mine.flatMap(({ messages }) => messages.map(({ position }) => position)));
  return ({ position }) => positions.has(position);
}
