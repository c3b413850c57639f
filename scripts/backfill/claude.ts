/** Re-reads conversations with Claude, in batches. */
import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { Finding, Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import {
  type ClaudeExtractorOptions,
  claudeExtractor,
} from '../../supabase/functions/nexus-consumer/extract/claude.ts';
import { ExtractionError, type Extractor } from '../../supabase/functions/nexus-consumer/extract/extractor.ts';
import { askInBatches, type BatchAnswer, type BatchesOptions, type BatchRequest } from './batches.ts';
import { type Plan, type Planner, planDeep } from './plan.ts';
import type { StoredConversation } from './stored.ts';

type Settings = Omit<ClaudeExtractorOptions, 'fetch' | 'maxRetries'>;

/**
 * What the consumer's extractor would send for this transcript. It is asked itself, with a door that notes the request
 * and answers "nothing": so a batch holds the same requests as the live path, however those come to be.
 */
async function requestOf(settings: Settings, transcript: Transcript): Promise<BatchRequest['params']> {
  let params: BatchRequest['params'] | undefined;
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    params = JSON.parse(String(init?.body)) as BatchRequest['params'];
    return Response.json(nothing(settings.model));
  };
  await claudeExtractor({ ...settings, onUsage: undefined, maxRetries: 0, fetch }).extract(transcript);
  if (params === undefined) throw new Error('the extractor sent no request');
  return params;
}

const nothing = (model: string): object => ({
  ...{ id: 'msg_none', type: 'message', role: 'assistant', model, stop_reason: 'end_turn', stop_sequence: null },
  content: [{ type: 'text', text: '{}', citations: null }],
  usage: { input_tokens: 0, output_tokens: 0 },
});

/** What the consumer's extractor makes of Claude's answer, with all its checks. @throws {ExtractionError} */
function findingsOf(
  settings: Settings,
  transcript: Transcript,
  message: Anthropic.Message,
): Promise<readonly Finding[]> {
  const fetch: typeof globalThis.fetch = async () => Response.json(message);
  return claudeExtractor({ ...settings, maxRetries: 0, fetch }).extract(transcript);
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

  async function planOne(conversation: StoredConversation, answer: BatchAnswer | undefined): Promise<Plan> {
    const { sessionId, transcript } = conversation;
    // The visitor said nothing, so Claude was not asked.
    if (answer === undefined) return { kind: 'same', sessionId };
    if (answer.kind === 'failed') return { kind: 'failed', sessionId, reason: `Claude: ${answer.reason}` };
    try {
      return await planDeep(rules, conversation, await findingsOf(settings, transcript, answer.message), version);
    } catch (error) {
      if (!(error instanceof ExtractionError)) throw error;
      return { kind: 'failed', sessionId, reason: `Claude: ${error.reason}` };
    }
  }

  return async (conversations) => {
    const requests = new Map<string, BatchRequest>();
    for (const { sessionId, transcript } of conversations) {
      if (!transcript.some(({ role }) => role === 'user')) continue;
      const params = await requestOf(settings, transcript);
      requests.set(sessionId, { id: idOf(sessionId, params), params });
    }
    const answers = await askInBatches(batches, [...requests.values()]);
    const plans: Plan[] = [];
    for (const conversation of conversations) {
      const id = requests.get(conversation.sessionId)?.id;
      plans.push(await planOne(conversation, id === undefined ? undefined : answers.get(id)));
    }
    return plans;
  };
}
