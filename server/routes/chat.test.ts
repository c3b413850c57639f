import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatEvent } from '../../supabase/functions/_shared/contract/chat.ts';
import type { Replier } from '../reply/replier.ts';
import { streamReply } from './chat.ts';

const done: ChatEvent = { type: 'done', text: 'Hola.', quickReplies: ['Sí'] };
const never = new Promise<never>(() => {});

/** A replier from a generator, which also tells whether it was ended and with what signal. */
function replierOf(body: (signal: AbortSignal) => AsyncGenerator<ChatEvent>) {
  const seen: { signal?: AbortSignal } = {};
  const replier: Replier = {
    name: 'scripted',
    reply(_request, signal) {
      seen.signal = signal;
      return body(signal);
    },
  };
  return { replier, seen };
}

const open = (replier: Replier, signal = new AbortController().signal): Response =>
  streamReply(replier, { messages: [] }, { signal, heartbeatMs: 10_000 });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('streamReply', () => {
  it('sends each event with its type and its JSON, and closes after the last', async () => {
    const { replier, seen } = replierOf(async function* () {
      yield { type: 'delta', text: 'Ho\nla' };
      yield done;
    });
    const response = open(replier);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(await response.text()).toBe(
      `event: delta\ndata: {"type":"delta","text":"Ho\\nla"}\n\nevent: done\ndata: ${JSON.stringify(done)}\n\n`,
    );
    expect(seen.signal?.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ignores what comes after the last event', async () => {
    let ended = false;
    const { replier } = replierOf(async function* () {
      try {
        yield done;
        yield done;
      } finally {
        ended = true;
      }
    });
    expect((await open(replier).text()).match(/event: done/g)).toHaveLength(1);
    expect(ended).toBe(true);
  });

  it.each([
    [
      'stops without a last event',
      async function* (): AsyncGenerator<ChatEvent> {
        yield { type: 'delta', text: 'Ho' };
      },
    ],
    [
      'throws',
      async function* (): AsyncGenerator<ChatEvent> {
        yield { type: 'delta', text: 'Ho' };
        throw new Error('visitor said secret');
      },
    ],
  ])('ends with a retryable error of its own when the replier %s', async (_, body) => {
    const text = await open(replierOf(body).replier).text();
    expect(text).toContain('event: error\ndata: {"type":"error"');
    expect(text).toContain('"retryable":true');
    expect(text).not.toContain('secret');
  });

  it('sends comments while the replier is silent, and none once the reply is over', async () => {
    const { replier } = replierOf(async function* () {
      await never;
      yield done;
    });
    const reader = open(replier).body?.getReader();
    const first = reader?.read();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(new TextDecoder().decode((await first)?.value)).toBe(': heartbeat\n\n');
    await reader?.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends the reply when the client stops reading', async () => {
    const { replier, seen } = replierOf(async function* () {
      yield { type: 'delta', text: 'Ho' };
      await never;
    });
    const reader = open(replier).body?.getReader();
    await reader?.read();
    expect(seen.signal?.aborted).toBe(false);
    await reader?.cancel();
    expect(seen.signal?.aborted).toBe(true);
  });

  it('closes when the request ends, even if the replier does not listen', async () => {
    const { replier, seen } = replierOf(async function* () {
      yield { type: 'delta', text: 'Ho' };
      await never;
    });
    const request = new AbortController();
    const text = open(replier, request.signal).text();
    await vi.advanceTimersByTimeAsync(1);
    request.abort();
    expect(await text).toBe('event: delta\ndata: {"type":"delta","text":"Ho"}\n\n');
    expect(seen.signal?.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends nothing for a request that has ended already', async () => {
    const { replier } = replierOf(async function* () {
      yield done;
    });
    expect(await open(replier, AbortSignal.abort()).text()).toBe('');
  });
});
