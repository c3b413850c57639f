/** Re-reads conversations with Claude, in batches. */
import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import {
  type ClaudeExtractorOptions,
  claudeExtractor,
} from '../../supabase/functions/nexus-consumer/extract/claude.ts';
import { claudeRequest } from '../../supabase/functions/nexus-consumer/extract/claude-request.ts';
import {
  ExtractionError,
  type Extractor,
  type ModelAnswer,
  type Reading,
} from '../../supabase/functions/nexus-consumer/extract/extractor.ts';
import { readWhole } from '../../supabase/functions/nexus-consumer/extract/reading.ts';
import { hintsOf } from '../../supabase/functions/nexus-consumer/extract/record.ts';
import { toFacts } from '../../supabase/functions/nexus-consumer/facts.ts';
import { askInBatches, type BatchAnswer, type BatchesOptions, type BatchRequest } from './batches.ts';
import { type Plan, type Planner, planDeep } from './plan.ts';
import type { StoredConversation } from './stored.ts';

/** A reading and what came back. */
interface Asked {
  readonly reading: Reading;
  readonly answer: BatchAnswer;
}

type Settings = Omit<ClaudeExtractorOptions, 'fetch' | 'maxRetries'>;

/** The whole conversation, with the rules' hints: as the consumer shows one that Claude has not read. */
async function readingOf(rules: Extractor, transcript: Transcript): Promise<Reading> {
  const { facts } = toFacts(await rules.extract(transcript), transcript, 'rules');
  return readWhole(transcript, hintsOf(facts));
}

/** What the consumer's extractor makes of Claude's answer, with all its checks. @throws {ExtractionError} */
function answerOf(settings: Settings, reading: Reading, message: Anthropic.Message): Promise<ModelAnswer> {
  const fetch: typeof globalThis.fetch = async () => Response.json(message);
  return claudeExtractor({ ...settings, maxRetries: 0, fetch }).read(reading);
}

/** The same conversation, model and prompt have the same id, and get the answer that is paid for already. */
const idOf = (sessionId: string, params: BatchRequest['params']): string =>
  createHash('sha256')
    .update(JSON.stringify([sessionId, params]))
    .digest('hex');

/**
 * Plans with Claude's answers.
 *
 * @param settings as for the live path; `onUsage` is called for each answer that was billed, in this run or before
 */
export function planClaude(rules: Extractor, settings: Settings, batches: BatchesOptions): Planner {
  const version = claudeExtractor({ ...settings, maxRetries: 0 }).version ?? 'claude';

  async function planOne(conversation: StoredConversation, asked: Asked | undefined): Promise<Plan> {
    const { sessionId } = conversation;
    // The visitor said nothing, so Claude was not asked.
    if (asked === undefined) return { kind: 'same', sessionId };
    const { reading, answer } = asked;
    if (answer.kind === 'failed') return { kind: 'failed', sessionId, reason: `Claude: ${answer.reason}` };
    try {
      return await planDeep(rules, conversation, await answerOf(settings, reading, answer.message), version);
    } catch (error) {
      if (!(error instanceof ExtractionError)) throw error;
      return { kind: 'failed', sessionId, reason: `Claude: ${error.reason}` };
    }
  }

  return async (conversations) => {
    const sent = new Map<string, { readonly reading: Reading; readonly request: BatchRequest }>();
    for (const { sessionId, transcript } of conversations) {
      if (!transcript.some(({ role }) => role === 'user')) continue;
      const reading = await readingOf(rules, transcript);
      const params = claudeRequest(reading, settings);
      sent.set(sessionId, { reading, request: { id: idOf(sessionId, params), params } });
    }
    const answers = await askInBatches(
      batches,
      [...sent.values()].map(({ request }) => request),
    );
    const plans: Plan[] = [];
    for (const conversation of conversations) {
      const one = sent.get(conversation.sessionId);
      const answer = one && answers.get(one.request.id);
      plans.push(await planOne(conversation, answer && { reading: one.reading, answer }));
    }
    return plans;
  };
}
