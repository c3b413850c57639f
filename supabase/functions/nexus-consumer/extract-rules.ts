import type { Log } from '../_shared/log.ts';
import type { ConversationAppend } from './coalesce.ts';
import type { Extractor } from './extract/extractor.ts';
import { readThrough } from './extract/reading.ts';
import { mergeReadings, stillSaid, toFacts } from './facts.ts';
import type { AppendedConversation, FactsUpdate } from './store.ts';
import { deliveredIn, type Tally } from './tally.ts';

export interface RulesDeps {
  readonly rules: Extractor;
  readonly log: Log;
  /** Hears what the extractions met. */
  readonly tally?: Tally | undefined;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/**
 * Facts of one conversation from rules and what the model found before; none when they are stored already.
 *
 * @param appends what was just delivered: attacks in it are counted
 */
export async function extractRules(
  deps: RulesDeps,
  conversation: AppendedConversation,
  appends: readonly ConversationAppend[] = [],
): Promise<FactsUpdate | undefined> {
  const { sessionId, revision, transcript, deepFacts, deepHistory, deepThrough, deepSeen } = conversation;
  if (transcript === null) return undefined;
  const startedAt = deps.now();
  const shallow = toFacts(await deps.rules.extract(transcript), transcript, 'rules');
  deps.tally?.add(shallow.attacks.filter(deliveredIn(appends, sessionId)), shallow.dropped);
  // Which of the words before `deepThrough` came late is not known: then all that the rules hear may be new.
  const through =
    deepThrough === null || deepSeen == null ? deepThrough : readThrough({ transcript, deepThrough, deepSeen });
  const { facts, history } = mergeReadings(shallow, stillSaid(deepFacts, deepHistory, transcript), through);
  const extractMs = Math.round((deps.now() - startedAt) * 100) / 100;
  deps.log('info', 'extraction', {
    sessionId,
    extractor: 'rules',
    messages: transcript.length,
    fields: Object.keys(facts).length,
    dropped: shallow.dropped,
    ms: extractMs,
  });
  return {
    sessionId,
    revision,
    facts,
    history,
    extractor: deepFacts === null ? 'rules' : 'claude',
    extractorVersion: deps.rules.version ?? deps.rules.name,
    extractMs,
    attacks: shallow.attacks.map(({ kind }) => kind),
  };
}
