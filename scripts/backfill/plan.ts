/** What a new extraction of stored conversations would write, and how that differs from what is stored. */
import { isDeepStrictEqual } from 'node:util';
import type { Extractor, ModelAnswer } from '../../supabase/functions/nexus-consumer/extract/extractor.ts';
import { carryOver } from '../../supabase/functions/nexus-consumer/extract/record.ts';
import { extractRules } from '../../supabase/functions/nexus-consumer/extract-rules.ts';
import type { FactsUpdate } from '../../supabase/functions/nexus-consumer/store.ts';
import { type Cell, diffFacts } from './diff.ts';
import type { StoredConversation } from './stored.ts';

/** The plan for one conversation. */
export type Plan =
  /** Nothing differs, not even the version that is noted with it. */
  | { readonly kind: 'same'; readonly sessionId: string }
  /** `cells` is empty where only the version, or what the field said before, is another. */
  | {
      readonly kind: 'update';
      readonly sessionId: string;
      readonly update: FactsUpdate;
      readonly cells: readonly Cell[];
    }
  /** Why there is no new extraction; the stored one stays. */
  | { readonly kind: 'failed'; readonly sessionId: string; readonly reason: string };

export type Planner = (conversations: readonly StoredConversation[]) => Promise<readonly Plan[]>;

/** As Postgres will hold it. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function toPlan(conversation: StoredConversation, update: FactsUpdate, isMarked: boolean): Plan {
  const { sessionId } = conversation;
  const cells = diffFacts(conversation.facts, stored(update.facts));
  const isOther =
    !isMarked || cells.length > 0 || !isDeepStrictEqual(stored(update.history ?? {}), conversation.history);
  return isOther ? { kind: 'update', sessionId, update, cells } : { kind: 'same', sessionId };
}

const quiet = { log: () => undefined, now: () => performance.now() };

/** Rules anew, merged with what the model found before: exactly what the next delivery of a message would write. */
export function planRules(rules: Extractor): Planner {
  const planOne = async (conversation: StoredConversation): Promise<Plan> => {
    const update = await extractRules({ rules, ...quiet }, conversation);
    if (update === undefined) return { kind: 'same', sessionId: conversation.sessionId };
    return toPlan(conversation, update, update.extractorVersion === conversation.extractorVersion);
  };
  return async (conversations) => {
    const plans: Plan[] = [];
    for (const conversation of conversations) plans.push(await planOne(conversation));
    return plans;
  };
}

/**
 * Rules and the model anew.
 *
 * @param answer what the model made of the whole transcript
 * @param version of the model's extractor, for the row
 */
export async function planDeep(
  rules: Extractor,
  conversation: StoredConversation,
  answer: ModelAnswer,
  version: string,
): Promise<Plan> {
  const { sessionId, transcript } = conversation;
  const deep = carryOver(undefined, answer, transcript);
  const through = transcript.reduce((last, { position }) => Math.max(last, position), 0);
  const merged = await extractRules(
    { rules, ...quiet },
    { ...conversation, deepFacts: deep.facts, deepHistory: deep.history, deepThrough: through },
  );
  if (merged === undefined) return { kind: 'same', sessionId };
  const update: FactsUpdate = {
    ...merged,
    extractor: 'claude',
    extractorVersion: version,
    deepFacts: deep.facts,
    deepHistory: deep.history,
    deepThrough: through,
    deepSeen: transcript.length,
  };
  const isMarked =
    conversation.deepVersion === version &&
    conversation.deepThrough === through &&
    isDeepStrictEqual(stored(deep.facts), conversation.deepFacts) &&
    isDeepStrictEqual(stored(deep.history), conversation.deepHistory ?? {});
  return toPlan(conversation, update, isMarked);
}
