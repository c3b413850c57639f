import Anthropic, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import type { ChatEvent } from '../../supabase/functions/_shared/contract/chat.ts';
import { REPLY_PROMPT, renderRequest } from './prompt.ts';
import { boundMessages, type Replier } from './replier.ts';

export interface ClaudeReplierOptions {
  readonly apiKey: string;
  /** A model id; default `claude-haiku-4-5`. */
  readonly model?: string | undefined;
  /** Default `https://api.anthropic.com`; the environment is not read. */
  readonly baseUrl?: string | undefined;
  /** Longest silence: before the first word, attempts and pauses included, and between two later ones; default 15 s. */
  readonly timeoutMs?: number | undefined;
  /** Further attempts before the first word, after 408, 409, 429, 5xx and network failures; default 2. None when told to wait over 3 s. */
  readonly maxRetries?: number | undefined;
  /** Most tokens of a reply; a longer one is cut there. Default 400. */
  readonly maxTokens?: number | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Longest pause before another attempt that a visitor should sit through. */
const MAX_PAUSE_MS = 3_000;

/** Keeps the SDK from obeying a long `retry-after`: the visitor waits, and another replier can answer at once. */
const impatient =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    if (Number(response.headers.get('retry-after')) * 1_000 <= MAX_PAUSE_MS) return response;
    const headers = new Headers(response.headers);
    headers.set('x-should-retry', 'false');
    return new Response(response.body, { status: response.status, headers });
  };

const failure = (detail: string, retryable: boolean): ChatEvent => ({ type: 'error', detail, retryable });

/** Names the kind of failure and no more: the vendor's message may repeat what was sent. */
function toFailure(error: unknown): ChatEvent {
  if (error instanceof APIConnectionTimeoutError) return failure('the model did not answer in time', true);
  if (error instanceof APIConnectionError) return failure('the model could not be reached', true);
  if (error instanceof APIError && error.status !== undefined) {
    const passing = error.status >= 500 || [408, 409, 429].includes(error.status);
    return failure(`the model answered ${error.status}`, passing);
  }
  return failure('the model’s answer broke off', true);
}

/**
 * Replies with Claude, streaming. Sees the last 60 messages, each cut at 4,000 characters. The transcript goes in as data:
 * the client also sends the assistant's turns, and a forged one must not speak with the model's own voice.
 */
export function claudeReplier(options: ClaudeReplierOptions): Replier {
  const timeoutMs = options.timeoutMs ?? 15_000;
  const client = new Anthropic({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? 'https://api.anthropic.com',
    // Half of what the visitor waits at most, so that an attempt that hangs leaves time for another.
    timeout: timeoutMs / 2,
    maxRetries: options.maxRetries ?? 2,
    // The SDK logs request bodies at its debug level, and an environment variable can turn that on.
    logLevel: 'off',
    // Nor may a span hold what a visitor wrote, whatever the environment says.
    openTelemetry: false,
    fetch: impatient(options.fetch ?? globalThis.fetch),
  });

  return {
    name: 'claude',
    async *reply(request, signal) {
      const silence = new AbortController();
      let timer = setTimeout(() => silence.abort(), timeoutMs);
      const stream = client.messages.stream(
        {
          model: options.model ?? 'claude-haiku-4-5',
          max_tokens: options.maxTokens ?? 400,
          system: [{ type: 'text', text: REPLY_PROMPT, cache_control: { type: 'ephemeral' } }],
          messages: [
            { role: 'user', content: renderRequest({ ...request, messages: boundMessages(request.messages) }) },
          ],
        },
        { signal: AbortSignal.any([signal, silence.signal]) },
      );
      let text = '';
      try {
        for await (const event of stream) {
          if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue;
          // Only words count as a sign of life; pings arrive also while the model is stuck.
          clearTimeout(timer);
          timer = setTimeout(() => silence.abort(), timeoutMs);
          if (event.delta.text === '') continue;
          text += event.delta.text;
          yield { type: 'delta', text: event.delta.text };
        }
        const { stop_reason: stopReason } = await stream.finalMessage();
        if (stopReason === 'refusal') yield failure('the model refused to answer', false);
        else if (text.trim() === '') yield failure('the model answered nothing', true);
        else yield { type: 'done', text, quickReplies: [] };
      } catch (error) {
        if (signal.aborted) return;
        if (silence.signal.aborted || error instanceof APIUserAbortError) {
          yield failure('the model did not answer in time', true);
        } else yield toFailure(error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
