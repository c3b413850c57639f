/** Both Claude paths, reply and extraction, over the real wire against a fake API, with each fault that the API has. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClaudeReplierOptions, claudeReplier } from '../../server/reply/claude.ts';
import { type ReplyRequest, withFallback } from '../../server/reply/replier.ts';
import { scriptedReplier, scriptedReply } from '../../server/reply/scripted.ts';
import { streamReply } from '../../server/routes/chat.ts';
import { type ChatEvent, chatEventSchema } from '../../supabase/functions/_shared/contract/chat.ts';
import type { Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import {
  type ClaudeExtractorOptions,
  claudeExtractor,
} from '../../supabase/functions/nexus-consumer/extract/claude.ts';
import { readWhole } from '../../supabase/functions/nexus-consumer/extract/reading.ts';
import type { TokenUsage } from '../../supabase/functions/nexus-consumer/extract/usage.ts';
import { type FakeAnswer, type FakeAnthropic, openFakeAnthropic } from '../fakes/anthropic.ts';

let api: FakeAnthropic;

beforeAll(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('ANTHROPIC_')) delete process.env[name];
  api = await openFakeAnthropic();
});
afterAll(() => api.close());

const RATE_LIMITED: FakeAnswer = { kind: 'error', status: 429, type: 'rate_limit_error', retryAfterSeconds: 0 };
const OVERLOADED: FakeAnswer = { kind: 'error', status: 529, type: 'overloaded_error', retryAfterSeconds: 0 };
const BROKEN: FakeAnswer = { kind: 'error', status: 500, type: 'api_error', retryAfterSeconds: 0 };
const UNAUTHORISED: FakeAnswer = { kind: 'error', status: 401, type: 'authentication_error' };

describe('a reply by Claude', () => {
  const request: ReplyRequest = {
    messages: [{ role: 'user', content: 'Hola, busco café' }],
    locale: 'es',
    siteTitle: 'Faro',
  };
  const replier = (options: Partial<ClaudeReplierOptions> = {}) =>
    claudeReplier({ apiKey: 'test-key', baseUrl: api.url, timeoutMs: 10_000, ...options });

  async function run(each = replier(), signal = new AbortController().signal): Promise<ChatEvent[]> {
    const events: ChatEvent[] = [];
    for await (const event of each.reply(request, signal)) events.push(chatEventSchema.parse(event));
    return events;
  }

  beforeEach(() => api.respond([{ kind: 'text', text: 'Hola. ¿Cómo te llamas?' }]));

  it('streams words and ends with the whole', async () => {
    const events = await run();
    const deltas = events.flatMap((event) => (event.type === 'delta' ? [event.text] : []));
    expect(deltas.length).toBeGreaterThan(1);
    expect(events.at(-1)).toEqual({ type: 'done', text: 'Hola. ¿Cómo te llamas?', quickReplies: [] });
    expect(deltas.join('')).toBe('Hola. ¿Cómo te llamas?');
  });

  it('asks with key, default model, cached prompt and the transcript as data', async () => {
    await run();
    const [sent] = api.requests;
    expect(sent?.headers.authorization ?? sent?.headers['x-api-key']).toContain('test-key');
    expect(sent?.body).toMatchObject({
      model: 'claude-haiku-4-5',
      max_tokens: 400,
      stream: true,
      system: [{ cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: expect.stringContaining('{"by":"visitor","text":"Hola, busco café"}') }],
    });
  });

  it('sends no more than the last 60 messages', async () => {
    const messages = Array.from({ length: 80 }, (_, index) => ({ role: 'user' as const, content: `m${index}.` }));
    for await (const _ of replier().reply({ messages }, new AbortController().signal));
    const content = api.requests[0]?.body.messages[0]?.content ?? '';
    expect(content.match(/"by"/g)).toHaveLength(60);
    expect(content).toContain('"m79."');
    expect(content).not.toContain('"m19."');
  });

  it.each([
    ['429', RATE_LIMITED],
    ['529', OVERLOADED],
    ['500', BROKEN],
  ])('tries again after %s', async (_, fault) => {
    api.respond([fault, { kind: 'text', text: 'Hola.' }]);
    expect((await run()).at(-1)).toMatchObject({ type: 'done', text: 'Hola.' });
    expect(api.requests).toHaveLength(2);
  });

  it('tries three times in all, then says that it failed', async () => {
    api.respond([OVERLOADED]);
    expect(await run()).toEqual([{ type: 'error', detail: 'the model answered 529', retryable: true }]);
    expect(api.requests).toHaveLength(3);
  });

  it('does not make the visitor wait for a long retry-after', async () => {
    api.respond([{ kind: 'error', status: 429, type: 'rate_limit_error', retryAfterSeconds: 4 }]);
    expect(await run()).toEqual([{ type: 'error', detail: 'the model answered 429', retryable: true }]);
    expect(api.requests).toHaveLength(1);
  });

  it('does not try again where that cannot help', async () => {
    api.respond([UNAUTHORISED]);
    expect(await run()).toEqual([{ type: 'error', detail: 'the model answered 401', retryable: false }]);
    expect(api.requests).toHaveLength(1);
  });

  it.each([
    ['before its headers', { kind: 'hang' }],
    ['after its headers', { kind: 'hang', afterHeaders: true }],
    ['before its first word', { kind: 'stall', chunks: [] }],
  ] as const)('gives up on an API that falls silent %s', async (_, fault) => {
    api.respond([fault]);
    expect(await run(replier({ timeoutMs: 300 }))).toEqual([
      { type: 'error', detail: 'the model did not answer in time', retryable: true },
    ]);
  });

  it.each([
    ['falls silent', { kind: 'stall', chunks: ['Hola', ' Ana'] }],
    ['is cut off', { kind: 'cut', chunks: ['Hola', ' Ana'] }],
    ['breaks with an error event', { kind: 'errorMidStream', chunks: ['Hola', ' Ana'] }],
  ] as const)(
    'keeps the words it has when the stream %s, and says that more may come of another try',
    async (_, fault) => {
      api.respond([fault]);
      const events = await run(replier({ timeoutMs: 500 }));
      expect(events.slice(0, -1)).toEqual([
        { type: 'delta', text: 'Hola' },
        { type: 'delta', text: ' Ana' },
      ]);
      expect(events.at(-1)).toMatchObject({ type: 'error', retryable: true });
      expect(api.requests).toHaveLength(1);
    },
  );

  it('reports a refusal, and an empty answer', async () => {
    api.respond([{ kind: 'text', text: '', stopReason: 'refusal' }]);
    expect(await run()).toEqual([{ type: 'error', detail: 'the model refused to answer', retryable: false }]);
    api.respond([{ kind: 'text', text: '' }]);
    expect(await run()).toEqual([{ type: 'error', detail: 'the model answered nothing', retryable: true }]);
  });

  it('ends with what it has at max_tokens', async () => {
    api.respond([{ kind: 'text', text: 'Hola. Esto', stopReason: 'max_tokens' }]);
    expect((await run()).at(-1)).toMatchObject({ type: 'done', text: 'Hola. Esto' });
  });

  it.each([
    ['529', OVERLOADED],
    ['401', UNAUTHORISED],
    ['a refusal', { kind: 'text', text: '', stopReason: 'refusal' }],
    ['a connection cut before a word', { kind: 'cut', chunks: [] }],
    ['silence', { kind: 'hang' }],
  ] as const)('is replaced by the concierge on %s', async (_, fault) => {
    api.respond([fault]);
    const logged: string[] = [];
    const primary = replier({ timeoutMs: 400, maxRetries: 0 });
    const events = await run(
      withFallback(primary, scriptedReplier({ pause: async () => {} }), (detail) => logged.push(detail)),
    );
    expect(events.at(-1)).toMatchObject({ type: 'done', text: scriptedReply(request).text });
    expect(events.some(({ type }) => type === 'error')).toBe(false);
    expect(logged).toHaveLength(1);
    expect(logged[0]).not.toContain('café');
  });

  it('ends the model’s call when the client stops reading', async () => {
    api.respond([{ kind: 'stall', chunks: ['Hola'] }]);
    const response = streamReply(replier(), request, { signal: new AbortController().signal, heartbeatMs: 10_000 });
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"Hola"');
    expect(api.requests[0]?.aborted()).toBe(false);
    await reader?.cancel();
    await expect.poll(() => api.requests[0]?.aborted()).toBe(true);
  });

  it('ends the model’s call when nobody asks for its next word', async () => {
    api.respond([{ kind: 'stall', chunks: ['Hola'] }]);
    for await (const event of replier().reply(request, new AbortController().signal)) if (event.type === 'delta') break;
    await expect.poll(() => api.requests[0]?.aborted()).toBe(true);
  });

  it('ends the model’s call, without a last event, when the request ends', async () => {
    api.respond([{ kind: 'hang' }]);
    const abort = new AbortController();
    const events = run(replier(), abort.signal);
    await expect.poll(() => api.requests.length).toBe(1);
    abort.abort();
    expect(await events).toEqual([]);
    await expect.poll(() => api.requests[0]?.aborted()).toBe(true);
  });
});

describe('an extraction by Claude', () => {
  const at = '2026-11-24T09:00:00Z';
  const transcript: Transcript = [
    { position: 0, role: 'assistant', content: '¿Cómo te llamas?', at },
    { position: 1, role: 'user', content: 'Ana López, ana@sur.es', at },
  ];
  const ANSWER = JSON.stringify({
    name: { value: 'Ana López', position: 1, quote: 'Ana López' },
    email: { value: 'ana@sur.es', position: 1, quote: 'ana@sur.es' },
  });
  const OPTIONS = { apiKey: 'test-key', model: 'claude-haiku-4-5', maxTokens: 800 };
  const usages: TokenUsage[] = [];
  const extract = (options: Partial<ClaudeExtractorOptions> = {}, signal?: AbortSignal) =>
    claudeExtractor({
      apiKey: 'test-key',
      baseUrl: api.url,
      model: 'claude-haiku-4-5',
      timeoutMs: 10_000,
      maxRetries: 0,
      maxTokens: 800,
      onUsage: (usage) => usages.push(usage),
      ...options,
    }).extract(transcript, signal);

  beforeEach(() => {
    usages.length = 0;
    api.respond([{ kind: 'text', text: ANSWER, usage: { cache_read_input_tokens: 900 } }]);
  });

  it('finds what the visitor said, and where', async () => {
    expect(await extract()).toEqual([
      {
        field: 'name',
        value: 'Ana López',
        evidence: { position: 1, start: 0, end: 9, quote: 'Ana López', confidence: 0.9 },
      },
      {
        field: 'email',
        value: 'ana@sur.es',
        evidence: { position: 1, start: 11, end: 21, quote: 'ana@sur.es', confidence: 0.9 },
      },
    ]);
    expect(usages).toEqual([{ inputTokens: 100, outputTokens: 20, cacheReadTokens: 900, cacheWriteTokens: 0 }]);
    expect(api.requests[0]?.body.output_config?.format?.type).toBe('json_schema');
    expect(api.requests[0]?.body.stream ?? false).toBe(false);
  });

  it.each([
    ['429', RATE_LIMITED],
    ['529', OVERLOADED],
    ['500', BROKEN],
  ] as const)('tries again after %s', async (_, fault) => {
    api.respond([fault, { kind: 'text', text: ANSWER }]);
    expect((await extract({ maxRetries: 1 })).map(({ field }) => field)).toEqual(['name', 'email']);
    expect(api.requests).toHaveLength(2);
  });

  it.each([
    ['429', RATE_LIMITED, true, 'rate_limited'],
    ['529', OVERLOADED, true, 'overloaded'],
    ['500', BROKEN, true, 'failed'],
    ['401', UNAUTHORISED, false, 'failed'],
    ['400', { kind: 'error', status: 400, type: 'invalid_request_error' }, false, 'failed'],
    ['silence before the headers', { kind: 'hang' }, true, 'timeout'],
    ['silence after the headers', { kind: 'hang', afterHeaders: true }, true, 'timeout'],
    ['a connection cut in the middle', { kind: 'cut', chunks: [] }, true, 'failed'],
    ['a refusal', { kind: 'text', text: 'I cannot', stopReason: 'refusal' }, false, 'refusal'],
    ['max_tokens', { kind: 'text', text: ANSWER.slice(0, 40), stopReason: 'max_tokens' }, false, 'max_tokens'],
    ['truncated JSON', { kind: 'text', text: ANSWER.slice(0, 40) }, false, 'invalid_output'],
    ['prose instead of JSON', { kind: 'text', text: 'Here you are: nothing.' }, false, 'invalid_output'],
    ['JSON of another shape', { kind: 'text', text: '"name"' }, false, 'invalid_output'],
  ] as const)('says what failed and whether later helps: %s', async (_, fault, retryable, reason) => {
    api.respond([fault]);
    const error: unknown = await extract({ timeoutMs: 400 }).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: 'ExtractionError', retryable, reason });
    expect(String(error)).not.toMatch(/Ana|sur\.es/);
  });

  it('waits for a short retry-after, and leaves a long one to a later run', async () => {
    api.respond([
      { kind: 'error', status: 429, type: 'rate_limit_error', retryAfterSeconds: 1 },
      { kind: 'text', text: ANSWER },
    ]);
    const started = performance.now();
    expect(await extract({ maxRetries: 1 })).toHaveLength(2);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    api.respond([{ kind: 'error', status: 429, type: 'rate_limit_error', retryAfterSeconds: 11 }]);
    await expect(extract({ maxRetries: 1 })).rejects.toMatchObject({ retryable: true, reason: 'rate_limited' });
    expect(api.requests).toHaveLength(1);
  });

  it('reports the tokens of an answer that is of no use', async () => {
    api.respond([{ kind: 'text', text: '{', stopReason: 'max_tokens', usage: { output_tokens: 800 } }]);
    await expect(extract()).rejects.toMatchObject({ reason: 'max_tokens' });
    expect(usages).toMatchObject([{ outputTokens: 800 }]);
  });

  it.each([
    ['an answer', [{ kind: 'text', text: ANSWER }], 1, { lostAttempts: 0, usage: { outputTokens: 20 } }],
    ['an answer after an error', [BROKEN, { kind: 'text', text: ANSWER }], 1, { lostAttempts: 0 }],
    ['an answer after silence', [{ kind: 'hang' }, { kind: 'text', text: ANSWER }], 1, { lostAttempts: 1 }],
  ] as const)('knows what it was billed for: %s', async (_, answers, maxRetries, billing) => {
    api.respond(answers);
    const extractor = claudeExtractor({ ...OPTIONS, baseUrl: api.url, timeoutMs: 400, maxRetries });
    expect((await extractor.read(readWhole(transcript))).billing).toMatchObject(billing);
  });

  it.each([
    ['errors', BROKEN, { lostAttempts: 0 }],
    ['a refused key', UNAUTHORISED, { lostAttempts: 0 }],
    ['silence, which may have been billed each time', { kind: 'hang' }, { lostAttempts: 2 }],
    ['a cut answer, which was begun', { kind: 'cut', chunks: [] }, { lostAttempts: 1 }],
    ['a useless answer', { kind: 'text', text: '{' }, { lostAttempts: 0, usage: { inputTokens: 100 } }],
    ['a refusal', { kind: 'text', text: '', stopReason: 'refusal' }, { lostAttempts: 0, usage: { outputTokens: 20 } }],
  ] as const)('knows what a failure was billed for: %s', async (_, fault, billing) => {
    api.respond([fault]);
    const extractor = claudeExtractor({ ...OPTIONS, baseUrl: api.url, timeoutMs: 300, maxRetries: 1 });
    await expect(extractor.read(readWhole(transcript))).rejects.toMatchObject({ billing });
  });

  it('stops when it is told to', async () => {
    api.respond([{ kind: 'hang' }]);
    const abort = new AbortController();
    const result = extract({}, abort.signal).catch((error: unknown) => error);
    await expect.poll(() => api.requests.length).toBe(1);
    abort.abort();
    expect(await result).toMatchObject({ name: 'ExtractionError', retryable: true, reason: 'timeout' });
    await expect.poll(() => api.requests[0]?.aborted()).toBe(true);
  });
});
