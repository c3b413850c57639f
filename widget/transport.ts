/** The two requests that the widget makes. `text/plain` keeps them free of a preflight, `omit` free of cookies. */
import type { ChatEvent, ChatRequest } from '../supabase/functions/_shared/contract/chat.ts';
import type { Accepted, ConversationInput } from '../supabase/functions/_shared/contract/conversation.ts';
import { createFetch, pristineFetch, toJson } from './natives.ts';
import { createSseParser } from './sse.ts';

/** A delivery without an answer after this long is tried again. */
const DELIVERY_TIMEOUT_MS = 20_000;

/** A reply that says nothing for this long has failed. */
const REPLY_STALL_MS = 30_000;

/** How long the server may take to end a stream after its last event. */
const LINGER_MS = 1000;

/** How a delivery went: only a readable 202 counts as accepted. */
export type Delivery =
  | { readonly kind: 'accepted'; readonly accepted: Accepted }
  /** `status` 0: no answer came. */
  | { readonly kind: 'retry'; readonly status: number; readonly detail: string; readonly retryAfterMs: number }
  | { readonly kind: 'final'; readonly status: number; readonly detail: string };

/** A finished reply. */
export interface Reply {
  readonly text: string;
  readonly quickReplies: readonly string[];
}

/** The reply did not come, or broke off; asking again may help. */
export class ReplyError extends Error {
  override readonly name = 'ReplyError';
}

export interface Transport {
  deliver(body: ConversationInput): Promise<Delivery>;
  /** For a page that goes away. True says only that the browser took it, not that it arrived. */
  beacon(body: ConversationInput): boolean;
  /**
   * @param onText given the reply so far, after each piece
   * @throws {ReplyError} when no whole reply came; also when `signal` aborted
   */
  reply(request: ChatRequest, onText: (text: string) => void, signal: AbortSignal): Promise<Reply>;
}

export interface TransportOptions {
  readonly endpoint: string;
  readonly fetch: typeof fetch;
  readonly sendBeacon: (url: string, body: Blob) => boolean;
  readonly now: () => Date;
}

/** 408, 425 and 429 ask for another try; any other 4xx will be answered the same again. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && ![408, 425, 429].includes(status);

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after  seconds, or a date */
function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 600_000) : 0;
}

const isAccepted = (value: unknown): value is Accepted => {
  const { status, messageId, kafka } = (value ?? {}) as Partial<Accepted>;
  return status === 'accepted' && typeof messageId === 'string' && typeof kafka?.offset === 'number';
};

export function createTransport({ endpoint, fetch: own, sendBeacon, now }: TransportOptions): Transport {
  const fetch = createFetch(own, pristineFetch);
  const post = (path: string, body: unknown, signal: AbortSignal) =>
    fetch(`${endpoint}/api/nexus/${path}`, {
      method: 'POST',
      body: toJson(body),
      headers: { 'content-type': 'text/plain' },
      credentials: 'omit',
      signal,
    });

  return {
    async deliver(body) {
      try {
        const response = await post('producer', body, AbortSignal.timeout(DELIVERY_TIMEOUT_MS));
        const { status } = response;
        const answer: unknown = await response.json().catch(() => null);
        if (status === 202 && isAccepted(answer)) return { kind: 'accepted', accepted: answer };
        const { detail } = (answer ?? {}) as { detail?: unknown };
        const reason = typeof detail === 'string' ? detail : `the server answered ${status}`;
        if (isFinal(status)) {
          // For the site's developer: the visitor sees only that it was not sent.
          console.warn(`nexus: ${reason}`);
          return { kind: 'final', status, detail: reason };
        }
        const wait = retryAfterMs(response.headers.get('retry-after'), now());
        return { kind: 'retry', status, detail: reason, retryAfterMs: wait };
      } catch (cause) {
        return { kind: 'retry', status: 0, detail: String(cause), retryAfterMs: 0 };
      }
    },

    beacon: (body) => sendBeacon(`${endpoint}/api/nexus/producer`, new Blob([toJson(body)], { type: 'text/plain' })),

    async reply(request, onText, signal) {
      const stalled = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const expectMore = () => {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), REPLY_STALL_MS);
      };
      try {
        expectMore();
        signal.addEventListener('abort', () => stalled.abort());
        const response = await post('chat', request, stalled.signal);
        if (!response.ok || response.body === null) throw new ReplyError(`the server answered ${response.status}`);
        return await readReply(response.body, onText, expectMore);
      } catch (cause) {
        throw cause instanceof ReplyError ? cause : new ReplyError('no reply came', { cause });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function readReply(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onText: (text: string) => void,
  onPiece: () => void,
): Promise<Reply> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = createSseParser();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new ReplyError('the reply broke off');
      onPiece();
      for (const data of parse(value)) {
        const event = JSON.parse(data) as ChatEvent;
        if (event.type === 'done')
          return { text: event.text, quickReplies: Array.isArray(event.quickReplies) ? event.quickReplies : [] };
        if (event.type === 'error') throw new ReplyError(event.detail);
        text += event.text;
        onText(text);
      }
    }
  } finally {
    void close(reader);
  }
}

/** Lets the server end the stream: cancelled at once, each finished reply would be a failed request in the site's tools. */
async function close(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  const timer = setTimeout(() => reader.cancel().catch(() => {}), LINGER_MS);
  try {
    while (!(await reader.read()).done);
  } catch {
    // Broken off after its end; the reply is whole.
  }
  clearTimeout(timer);
}
