/** One session after another through the consumer's own deepen step, with its clock moved on and Claude replaced by a counter. */
import type {
  Facts,
  Finding,
  Transcript,
  TranscriptMessage,
} from '../../supabase/functions/_shared/contract/prospect.ts';
import { isListField, PROSPECT_FIELDS } from '../../supabase/functions/_shared/contract/prospect.ts';
import { type DeepenDeps, deepenClaims } from '../../supabase/functions/nexus-consumer/deepen.ts';
import { claudeExtractor } from '../../supabase/functions/nexus-consumer/extract/claude.ts';
import { estimateTokens } from '../../supabase/functions/nexus-consumer/extract/usage.ts';
import type { ClaimedConversation } from '../../supabase/functions/nexus-consumer/store.ts';
import type { Session } from './workload.ts';

/** A request as it went out, in estimated tokens. */
export interface Call {
  readonly atMs: number;
  readonly promptTokens: number;
  readonly schemaTokens: number;
  readonly messageTokens: number;
  readonly outputTokens: number;
}

export interface SimulationOptions {
  readonly quietSeconds: number;
  readonly inputTokens: number;
}

/** An answer as the schema wants it: every field, null or empty where nothing was said. */
export function answerOf(findings: readonly Finding[]): string {
  const parts = findings.map(({ field, value, evidence: { position, quote } }) => ({
    field,
    item: { value, position, quote },
  }));
  const fields = PROSPECT_FIELDS.map((field) => {
    const items = parts.filter((part) => part.field === field).map(({ item }) => item);
    return [field, isListField(field) ? items : (items.at(-1) ?? null)];
  });
  return JSON.stringify({ ...Object.fromEntries(fields), withdrawn: [] });
}

interface RequestBody {
  readonly system: readonly { readonly text: string }[];
  readonly output_config: { readonly format: { readonly schema: unknown } };
  readonly messages: readonly { readonly content: string }[];
}

/** Positions of the visitor's lines that a request asks to be read. */
function positionsToRead(content: string): Set<number> {
  const lines = content.slice(content.lastIndexOf('<transcript>')).split('\n').slice(1, -1);
  const turns = lines.map((line) => JSON.parse(line) as { position: number; by: string; read?: boolean });
  return new Set(turns.flatMap(({ position, by, read }) => (by === 'visitor' && !read ? [position] : [])));
}

/**
 * The calls that one session causes.
 *
 * A conversation is due as `append_conversations` has it: quiet seconds after the visitor's words, at once when the page
 * said that they left, now or earlier. The consumer is as quick as it can be, which is the dearest: it claims what is due
 * at that very moment.
 */
export async function simulate(session: Session, options: SimulationOptions): Promise<Call[]> {
  const calls: Call[] = [];
  let now = 0;
  let messages: TranscriptMessage[] = [];
  let extractAfter: number | null = null;
  let isEnded = false;
  const held: { deepFacts: Facts | null; deepThrough: number | null; deepSeen: number | null } = {
    deepFacts: null,
    deepThrough: null,
    deepSeen: null,
  };

  const answer = async (_input: unknown, init?: RequestInit): Promise<Response> => {
    const body = JSON.parse(String(init?.body)) as RequestBody;
    const content = body.messages[0]?.content ?? '';
    const unread = positionsToRead(content);
    const text = answerOf(session.truth.filter(({ evidence }) => unread.has(evidence.position)));
    const outputTokens = estimateTokens(text);
    calls.push({
      atMs: now,
      promptTokens: estimateTokens(body.system.map((block) => block.text).join('')),
      schemaTokens: estimateTokens(JSON.stringify(body.output_config.format.schema)),
      messageTokens: estimateTokens(content),
      outputTokens,
    });
    const usage = { input_tokens: 1, output_tokens: outputTokens };
    const block = { type: 'text', text };
    return Response.json({ type: 'message', role: 'assistant', content: [block], stop_reason: 'end_turn', usage });
  };

  const said = (transcript: Transcript): Finding[] => {
    const positions = new Set(transcript.map(({ position }) => position));
    return session.truth.filter(({ evidence }) => positions.has(evidence.position));
  };
  const claimed = (): ClaimedConversation => ({
    sessionId: session.id,
    site: 'shop',
    revision: 0,
    attempts: 1,
    transcript: messages,
    ...held,
  });
  const deps: DeepenDeps = {
    store: {
      append: () => Promise.reject(new Error('appends are simulated')),
      claim: async () => [claimed()],
      async update(updates) {
        for (const { deepFacts, deepThrough, deepSeen, leftOver = 0 } of updates) {
          Object.assign(held, { deepFacts, deepThrough, deepSeen });
          extractAfter = leftOver > 0 ? now : null;
        }
        return updates.map(({ sessionId }) => ({ sessionId, status: 'saved', prospectId: null }));
      },
      async release(releases) {
        for (const { retrySeconds } of releases) {
          extractAfter = retrySeconds === undefined ? null : now + retrySeconds * 1_000;
        }
      },
    },
    rules: { name: 'rules', extract: async (transcript) => said(transcript) },
    model: claudeExtractor({
      apiKey: 'none',
      model: 'claude-haiku-4-5',
      timeoutMs: 10_000,
      maxRetries: 0,
      maxTokens: 2_048,
      fetch: answer,
    }),
    spend: { reserve: async () => ({ id: session.id }), settle: async () => {} },
    log: () => {},
    now: () => now,
    clock: () => now,
  };
  const settings = { concurrency: 1, leaseSeconds: 120, maxAttempts: 5, ...options };
  const never = new AbortController().signal;
  const deepenUntil = async (untilMs: number): Promise<void> => {
    while (extractAfter !== null && extractAfter <= untilMs) {
      now = Math.max(now, extractAfter);
      await deepenClaims(deps, settings, never);
    }
  };

  const events = [
    ...session.deliveries.map(({ atMs, messages: delivered }) => ({ atMs, delivered })),
    ...session.leftAtMs.map((atMs) => ({ atMs, delivered: [] as readonly TranscriptMessage[] })),
  ].sort((a, b) => a.atMs - b.atMs);
  for (const { atMs, delivered } of events) {
    await deepenUntil(atMs);
    now = atMs;
    if (delivered.length === 0) {
      isEnded = true;
      extractAfter = extractAfter === null ? null : Math.min(extractAfter, now);
    } else {
      messages = [...messages, ...delivered];
      extractAfter = isEnded ? now : now + options.quietSeconds * 1_000;
    }
  }
  await deepenUntil(Number.POSITIVE_INFINITY);
  return calls;
}
