import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConversationInput } from '../supabase/functions/_shared/contract/conversation.ts';
import { createTransport, ReplyError } from './transport.ts';

const body: ConversationInput = { messages: [{ role: 'user', content: 'Hi' }], fingerprint: 'f', sessionId: 's' };
const acceptedBody = { status: 'accepted', messageId: 'm', kafka: { offset: 3, partition: 0 } };

function setUp(respond: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const beacons: { url: string; body: Blob }[] = [];
  const transport = createTransport({
    endpoint: 'https://nexus.test',
    fetch: async (url, init) => {
      const request = new Request(url as string, init);
      requests.push(request);
      return respond(request);
    },
    sendBeacon: (url, blob) => {
      beacons.push({ url, body: blob });
      return true;
    },
    now: () => new Date('2026-11-24T09:00:00Z'),
  });
  return { transport, requests, beacons };
}
const json = (value: unknown, status: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(value), { status, headers });

describe('a delivery', () => {
  it('is a simple request without cookies', async () => {
    const { transport, requests } = setUp(() => json(acceptedBody, 202));
    await transport.deliver(body);
    const [request] = requests;
    expect(request?.url).toBe('https://nexus.test/api/nexus/producer');
    expect(request?.headers.get('content-type')).toBe('text/plain');
    expect(request?.credentials).toBe('omit');
    expect(await request?.json()).toEqual(body);
  });

  it('is accepted by a readable 202 only', async () => {
    expect((await setUp(() => json(acceptedBody, 202)).transport.deliver(body)).kind).toBe('accepted');
    expect((await setUp(() => json(acceptedBody, 200)).transport.deliver(body)).kind).toBe('retry');
    expect((await setUp(() => new Response('<html>', { status: 202 })).transport.deliver(body)).kind).toBe('retry');
    expect((await setUp(() => json({ status: 'accepted' }, 202)).transport.deliver(body)).kind).toBe('retry');
  });

  it.each([400, 403, 404, 413, 422])('is refused for good by %i, in the words of the server', async (status) => {
    const { transport } = setUp(() => json({ detail: 'site is not known' }, status));
    expect(await transport.deliver(body)).toEqual({ kind: 'final', status, detail: 'site is not known' });
  });

  it.each([408, 425, 429, 500, 503])('may be tried again after %i', async (status) => {
    const { transport } = setUp(() => json({}, status));
    expect(await transport.deliver(body)).toMatchObject({ kind: 'retry', status });
  });

  it.each([
    ['30', 30_000],
    ['Tue, 24 Nov 2026 09:02:00 GMT', 120_000],
    ['Tue, 24 Nov 2026 08:00:00 GMT', 0],
    ['999999', 600_000],
    ['soon', 0],
  ])('understands Retry-After: %s', async (header, retryAfterMs) => {
    const { transport } = setUp(() => json({}, 503, { 'retry-after': header }));
    expect(await transport.deliver(body)).toMatchObject({ retryAfterMs });
  });

  it('may be tried again when no answer came', async () => {
    const { transport } = setUp(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await transport.deliver(body)).toMatchObject({ kind: 'retry', status: 0 });
  });

  it('goes as text when the page goes, so that no preflight is needed', async () => {
    const { transport, beacons } = setUp(() => json({}, 500));
    expect(transport.beacon(body)).toBe(true);
    expect(beacons[0]?.url).toBe('https://nexus.test/api/nexus/producer');
    expect(beacons[0]?.body.type).toBe('text/plain');
    expect(JSON.parse((await beacons[0]?.body.text()) ?? '')).toEqual(body);
  });
});

const stream = (...chunks: string[]) => new Response(new Blob(chunks).stream());
const event = (value: { type: string }) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const request = { sessionId: 's', messages: [] };

describe('a reply', () => {
  it('is shown as it comes and given whole at the end', async () => {
    const done = { type: 'done', text: 'Hello there', quickReplies: ['Yes'] };
    const { transport, requests } = setUp(() =>
      stream(
        event({ type: 'delta', text: 'Hello ' } as never),
        event({ type: 'delta', text: 'there' } as never),
        event(done),
      ),
    );
    const seen: string[] = [];
    const reply = await transport.reply(request, (text) => seen.push(text), new AbortController().signal);
    expect(seen).toEqual(['Hello ', 'Hello there']);
    expect(reply).toEqual({ text: 'Hello there', quickReplies: ['Yes'] });
    expect(requests[0]?.url).toBe('https://nexus.test/api/nexus/chat');
  });

  it.each([
    ['the server reports an error', () => stream(event({ type: 'error', detail: 'down', retryable: true } as never))],
    ['the stream breaks off', () => stream(event({ type: 'delta', text: 'Hel' } as never))],
    ['the server answers with a problem', () => json({}, 503)],
    ['an event is not JSON', () => stream('data: {\n\n')],
  ])('fails when %s', async (_, respond) => {
    const reply = setUp(respond).transport.reply(request, () => {}, new AbortController().signal);
    await expect(reply).rejects.toBeInstanceOf(ReplyError);
  });

  it('ends when the visitor stops it', async () => {
    const stop = new AbortController();
    const { transport } = setUp(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const reply = transport.reply(request, () => {}, stop.signal);
    stop.abort();
    await expect(reply).rejects.toBeInstanceOf(ReplyError);
  });
});

describe('a stream whose last event has come', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const done = event({ type: 'done', text: 'Hi', quickReplies: [] } as never);
  const open = () => {
    const cancel = vi.fn();
    let end = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(done));
        end = () => controller.close();
      },
      cancel,
    });
    const { transport } = setUp(() => new Response(body));
    return { cancel, end, reply: transport.reply(request, () => {}, new AbortController().signal) };
  };

  it('is left for the server to end, and the reply does not wait for it', async () => {
    vi.useFakeTimers();
    const { cancel, end, reply } = open();
    expect((await reply).text).toBe('Hi');
    await vi.advanceTimersByTimeAsync(900);
    end();
    await vi.advanceTimersByTimeAsync(5000);
    expect(cancel).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is cancelled when the server does not end it', async () => {
    vi.useFakeTimers();
    const { cancel, reply } = open();
    await reply;
    await vi.advanceTimersByTimeAsync(1100);
    expect(cancel).toHaveBeenCalledTimes(1);
  });
});
