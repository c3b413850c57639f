import { describe, expect, it } from 'vitest';
import { acceptedSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { problemSchema } from '../supabase/functions/_shared/contract/problem.ts';
import type { Env } from '../supabase/functions/_shared/env.ts';
import { type FakeBroker, fakeBroker } from '../test/fakes/broker.ts';
import { type App, createApp } from './app.ts';
import { parseServerConfig } from './config.ts';

const BASE = 'http://127.0.0.1:8787';
const LOOPBACK = '127.0.0.1';
const CARLOS = {
  messages: [
    { role: 'user', content: 'Hola, me llamo Carlos' },
    { role: 'assistant', content: 'Hola Carlos, ¿en qué puedo ayudarte?' },
  ],
  fingerprint: 'test-fp-123',
  sessionId: 'test-session-456',
};

interface Fixture {
  readonly app: App;
  readonly broker: FakeBroker;
  readonly nudges: () => number;
  readonly logs: string[];
}

function open(env: Env = {}): Fixture {
  const broker = fakeBroker();
  const logs: string[] = [];
  let nudges = 0;
  const app = createApp({
    config: { ...parseServerConfig(env), produceDeadlineMs: 40 },
    broker,
    replier: {
      name: 'scripted',
      async *reply() {
        yield { type: 'done', text: 'Hola', quickReplies: [] };
      },
    },
    log: (level, event, fields) => logs.push(JSON.stringify({ level, event, ...fields })),
    now: () => Date.parse('2026-11-24T10:00:00Z'),
    randomId: () => 'request-1',
    version: '0.0.0',
    extractor: 'rules',
    store: 'memory',
    nudge: () => {
      nudges++;
    },
    trigger: async () => ({ status: 'ok' }),
    console: async () => ({ supabaseUrl: BASE, publishableKey: 'k', session: null, notice: null, signIn: false }),
    asset: async (path) => (path === '/nexus.js' ? new Response('//') : undefined),
  });
  return { app, broker, nudges: () => nudges, logs };
}

const post = (body: unknown, headers: Record<string, string> = {}, path = '/api/nexus/producer'): Request =>
  new Request(BASE + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('POST /api/nexus/producer', () => {
  it('answers 202 with exactly the contract’s keys once the broker holds the record', async () => {
    const { app, broker, nudges } = open();
    const response = await app(post(CARLOS), LOOPBACK);
    expect(response.status).toBe(202);
    const body: unknown = await response.json();
    expect(acceptedSchema.parse(body)).toEqual({
      status: 'accepted',
      messageId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      kafka: { offset: 1, partition: 0 },
      message: 'Your message has been queued for processing',
      estimatedProcessingTime: '2-5 seconds',
    });
    expect(broker.records[0]?.key).toBe('test-session-456');
    expect(JSON.parse(broker.records[0]?.value ?? '')).toMatchObject({
      ...CARLOS,
      site: 'demo',
      firstPosition: 0,
      receivedAt: '2026-11-24T10:00:00.000Z',
    });
    expect(nudges()).toBe(1);
  });

  it('gives a retry the same messageId, and other content another', async () => {
    const { app } = open();
    const idOf = async (body: unknown): Promise<unknown> => {
      const parsed = acceptedSchema.parse(await (await app(post(body), LOOPBACK)).json());
      return parsed.messageId;
    };
    const first = await idOf(CARLOS);
    expect(await idOf(CARLOS)).toBe(first);
    expect(await idOf({ ...CARLOS, firstPosition: 1 })).not.toBe(first);
    expect(await idOf({ ...CARLOS, context: { plan: 'pro' } })).not.toBe(first);
    expect(await idOf({ ...CARLOS, account: { id: 'u-1' } })).not.toBe(first);
  });

  it('takes a beacon: text/plain from an allowed origin, readable there', async () => {
    const { app } = open();
    const response = await app(
      post(CARLOS, { 'content-type': 'text/plain;charset=UTF-8', origin: 'http://localhost:3000' }),
      '10.0.0.9',
    );
    expect(response.status).toBe(202);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(response.headers.get('access-control-expose-headers')).toMatch(/retry-after/i);
  });

  it('never logs words, names or ids of visitors', async () => {
    const { app, logs } = open();
    await app(post(CARLOS), LOOPBACK);
    await app(post({ ...CARLOS, fingerprint: 5 }), LOOPBACK);
    expect(logs.join('\n')).not.toMatch(/Carlos|test-fp|test-session/);
    expect(logs.length).toBeGreaterThan(1);
  });

  it.each([
    ['down', /does not answer/],
    ['hanging', /does not answer/],
    ['refusing', /refused/],
  ] as const)('answers 503 with Retry-After while the broker is %s, and recovers by itself', async (state, detail) => {
    const { app, broker, nudges } = open();
    broker.state = state;
    const response = await app(post(CARLOS), LOOPBACK);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const problem = problemSchema.parse(await response.json());
    expect(problem.detail).toMatch(/^Failed to produce message/);
    expect(problem.detail).toMatch(detail);
    expect(nudges()).toBe(0);
    broker.state = 'up';
    expect((await app(post(CARLOS), LOOPBACK)).status).toBe(202);
  });
});

/** Bodies that must not pass, and the field each answer must name. */
const BAD_BODIES: [what: string, body: unknown, pointer: string][] = [
  ['malformed JSON', '{"messages":[', ''],
  ['an empty body', '', ''],
  ['null', null, ''],
  ['an array', [CARLOS], ''],
  ['a string', '"hola"', ''],
  ['an empty object', {}, '/messages'],
  ['no fingerprint', { ...CARLOS, fingerprint: undefined }, '/fingerprint'],
  ['a number as fingerprint', { ...CARLOS, fingerprint: 123 }, '/fingerprint'],
  ['an empty fingerprint', { ...CARLOS, fingerprint: '' }, '/fingerprint'],
  ['a fingerprint of 129 characters', { ...CARLOS, fingerprint: 'x'.repeat(129) }, '/fingerprint'],
  ['no sessionId', { ...CARLOS, sessionId: undefined }, '/sessionId'],
  ['a blank sessionId', { ...CARLOS, sessionId: ' ' }, '/sessionId'],
  ['a line break in the sessionId', { ...CARLOS, sessionId: 'a\nb' }, '/sessionId'],
  ['messages that are no array', { ...CARLOS, messages: 'hola' }, '/messages'],
  ['no messages', { ...CARLOS, messages: [] }, '/messages'],
  ['501 messages', { ...CARLOS, messages: Array(501).fill({ role: 'user', content: 'a' }) }, '/messages'],
  ['a message that is null', { ...CARLOS, messages: [null] }, '/messages/0'],
  ['an unknown role', { ...CARLOS, messages: [{ role: 'system', content: 'a' }] }, '/messages/0/role'],
  ['no content', { ...CARLOS, messages: [{ role: 'user' }] }, '/messages/0/content'],
  ['blank content', { ...CARLOS, messages: [{ role: 'user', content: ' \n ' }] }, '/messages/0/content'],
  ['content that is an object', { ...CARLOS, messages: [{ role: 'user', content: {} }] }, '/messages/0/content'],
  ['NUL in content', { ...CARLOS, messages: [{ role: 'user', content: 'a\0b' }] }, '/messages/0/content'],
  [
    'a lone surrogate',
    String.raw`{"messages":[{"role":"user","content":"\ud800"}],"fingerprint":"f","sessionId":"s"}`,
    '/messages/0/content',
  ],
  [
    'a content of 32,769 characters',
    { ...CARLOS, messages: [{ role: 'user', content: 'x'.repeat(32_769) }] },
    '/messages/0/content',
  ],
  [
    'a date that is none',
    { ...CARLOS, messages: [{ role: 'user', content: 'a', sentAt: 'yesterday' }] },
    '/messages/0/sentAt',
  ],
  [
    'a date without zone',
    { ...CARLOS, messages: [{ role: 'user', content: 'a', sentAt: '2026-11-24T10:00:00' }] },
    '/messages/0/sentAt',
  ],
  ['a negative position', { ...CARLOS, firstPosition: -1 }, '/firstPosition'],
  ['half a position', { ...CARLOS, firstPosition: 0.5 }, '/firstPosition'],
  [
    'an endless position',
    '{"firstPosition":1e400,"messages":[{"role":"user","content":"a"}],"fingerprint":"f","sessionId":"s"}',
    '/firstPosition',
  ],
  ['ended as a string', { ...CARLOS, ended: 'yes' }, '/ended'],
  ['an unknown field', { ...CARLOS, admin: true }, '/admin'],
  [
    'an unknown field in a message',
    { ...CARLOS, messages: [{ role: 'user', content: 'a', html: 'b' }] },
    '/messages/0/html',
  ],
  [
    '__proto__',
    '{"__proto__":{"a":1},"messages":[{"role":"user","content":"a"}],"fingerprint":"f","sessionId":"s"}',
    '/__proto__',
  ],
  [
    'a duplicate key',
    '{"sessionId":"a","sessionId":"b","messages":[{"role":"user","content":"a"}],"fingerprint":"f"}',
    '/sessionId',
  ],
  ['40 levels', `{"messages":${'['.repeat(40)}${']'.repeat(40)},"fingerprint":"f","sessionId":"s"}`, ''],
  [
    'consent without version',
    { ...CARLOS, consent: { chat: 'granted', fingerprint: 'denied', at: '2026-11-24T10:00:00Z' } },
    '/consent/version',
  ],
  ['a locale that is none', { ...CARLOS, locale: '../../etc' }, '/locale'],
  ['a campaign key with spaces', { ...CARLOS, page: { utm: { 'a b': 'c' } } }, '/page/utm/a b'],
  ['a context that nests', { ...CARLOS, context: { cart: { total: 3 } } }, '/context/cart'],
  ['an account without id', { ...CARLOS, account: { traits: {} } }, '/account/id'],
  ['an unknown site', { ...CARLOS, site: 'nobody' }, '/site'],
];

describe('bad input', () => {
  it.each(BAD_BODIES)('refuses %s with 400 and names the field', async (_what, body, pointer) => {
    const { app, broker } = open();
    const response = await app(post(body), LOOPBACK);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = problemSchema.parse(await response.json());
    expect(problem.errors?.map((one) => one.pointer)).toContain(pointer);
    expect(problem.errors?.every((one) => one.detail.length > 5)).toBe(true);
    expect(broker.records).toEqual([]);
    const health = await app(new Request(`${BASE}/api/nexus/producer`), LOOPBACK);
    expect(health.status).toBe(200);
  });

  it.each([
    ['a body over 64 KiB', 413, post({ ...CARLOS, page: { title: 'x'.repeat(66_000) } }), undefined],
    ['text/html', 415, post(CARLOS, { 'content-type': 'text/html' }), 'content-type'],
    ['a foreign Origin', 403, post(CARLOS, { origin: 'https://evil.example' }), 'origin'],
    ['a null Origin', 403, post(CARLOS, { origin: 'null' }), 'origin'],
    ['a look-alike Origin', 403, post(CARLOS, { origin: 'http://localhost.evil.example' }), 'origin'],
    ['PUT', 405, new Request(`${BASE}/api/nexus/producer`, { method: 'PUT', body: '{}' }), ':method'],
    ['DELETE', 405, new Request(`${BASE}/api/nexus/producer`, { method: 'DELETE' }), ':method'],
    ['an unknown path', 404, post(CARLOS, {}, '/api/nexus/nothing'), undefined],
    ['POST to a page', 405, post(CARLOS, {}, '/'), undefined],
  ])('refuses %s with %i', async (_what, status, request, header) => {
    const { app, broker } = open();
    const response = await app(request, LOOPBACK);
    expect(response.status).toBe(status);
    const problem = problemSchema.parse(await response.json());
    expect(problem.status).toBe(status);
    if (header !== undefined) expect(problem.errors?.map((one) => one.header)).toContain(header);
    if (status === 405) expect(response.headers.get('allow')).toMatch(/GET/);
    expect(broker.records).toEqual([]);
  });
});

describe('who may deliver', () => {
  const sites = JSON.stringify([
    { key: 'shop', origins: ['https://shop.example'], secret: 'sixteen-characters-or-more' },
    { key: 'blog', origins: ['https://blog.example'] },
  ]);

  it('on the embedded default takes a request without Origin from this machine, and not through a proxy or from elsewhere', async () => {
    const { app } = open();
    expect((await app(post(CARLOS), '::1')).status).toBe(202);
    expect((await app(post(CARLOS), '203.0.113.5')).status).toBe(403);
    expect((await app(post(CARLOS, { 'x-forwarded-for': '203.0.113.5' }), LOOPBACK)).status).toBe(403);
  });

  it('with sites takes their own origins only, each for its own key', async () => {
    const { app } = open({ NEXUS_SITES: sites });
    const from = async (origin: string, site?: string): Promise<number> =>
      (await app(post({ ...CARLOS, ...(site === undefined ? {} : { site }) }, { origin }), LOOPBACK)).status;
    expect(await from('https://shop.example', 'shop')).toBe(202);
    expect(await from('https://blog.example', 'shop')).toBe(403);
    expect(await from('http://shop.example', 'shop')).toBe(403);
    expect(await from(BASE, 'shop')).toBe(403);
    expect(await from('https://shop.example')).toBe(400);
  });

  it('with sites takes a request without Origin only with the site’s secret, also from this machine', async () => {
    const { app } = open({ NEXUS_SITES: sites });
    const body = { ...CARLOS, site: 'shop' };
    expect((await app(post(body), LOOPBACK)).status).toBe(403);
    expect((await app(post(body, { authorization: 'Bearer wrong-wrong-wrong-wrong' }), LOOPBACK)).status).toBe(403);
    expect((await app(post(body, { authorization: 'Bearer sixteen-characters-or-more' }), '203.0.113.5')).status).toBe(
      202,
    );
    expect((await app(post({ ...CARLOS, site: 'blog' }, { authorization: 'Bearer ' }), LOOPBACK)).status).toBe(403);
  });

  it('answers a preflight of a known origin and none of another', async () => {
    const { app } = open({ NEXUS_SITES: sites });
    const preflight = async (origin: string): Promise<string | null> =>
      (
        await app(
          new Request(`${BASE}/api/nexus/producer`, {
            method: 'OPTIONS',
            headers: {
              origin,
              'access-control-request-method': 'POST',
              'access-control-request-headers': 'content-type',
            },
          }),
          LOOPBACK,
        )
      ).headers.get('access-control-allow-origin');
    expect(await preflight('https://shop.example')).toBe('https://shop.example');
    expect(await preflight('https://evil.example')).toBeNull();
  });
});

describe('rate limits', () => {
  it('answers 429 with Retry-After past the session’s or the address’s minute, and lets others go on', async () => {
    const { app } = open({ NEXUS_RATE_LIMIT: '3,5' });
    const as = async (sessionId: string, address = LOOPBACK): Promise<Response> =>
      app(post({ ...CARLOS, sessionId }), address);
    for (let i = 0; i < 3; i++) expect((await as('a')).status).toBe(202);
    const refused = await as('a');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await as('b')).status).toBe(202);
    expect((await as('c')).status).toBe(429);
    expect((await as('c', '127.0.0.2')).status).toBe(202);
  });

  it('counts the address that the trusted proxy saw, not one the client claims', async () => {
    const { app } = open({
      NEXUS_RATE_LIMIT: '100,2',
      NEXUS_TRUST_PROXY: '1',
      NEXUS_SITES: '[{"key":"s","origins":["https://s.example"]}]',
    });
    const via = async (forwarded: string): Promise<number> =>
      (await app(post(CARLOS, { origin: 'https://s.example', 'x-forwarded-for': forwarded }), LOOPBACK)).status;
    expect(await via('1.1.1.1, 203.0.113.5')).toBe(202);
    expect(await via('2.2.2.2, 203.0.113.5')).toBe(202);
    expect(await via('3.3.3.3, 203.0.113.5')).toBe(429);
    expect(await via('3.3.3.3, 203.0.113.6')).toBe(202);
  });
});

describe('the other routes', () => {
  it('says in the health answer that the broker is what is unreachable', async () => {
    const { app, broker } = open();
    await app(post(CARLOS), LOOPBACK);
    expect(await (await app(new Request(`${BASE}/api/nexus/producer`), LOOPBACK)).json()).toMatchObject({
      status: 'healthy',
      broker: { kind: 'pgmq', topic: 'nexus-prospect-ingestion', reachable: true, lag: 1 },
    });
    broker.state = 'down';
    const response = await app(new Request(`${BASE}/api/nexus/producer`), LOOPBACK);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'unhealthy', broker: { reachable: false, lag: null } });
  });

  it('runs the consumer for the holder of CRON_SECRET only', async () => {
    const trigger = (app: App, authorization?: string): Promise<Response> =>
      app(
        new Request(
          `${BASE}/api/nexus/consumer-trigger`,
          authorization === undefined ? {} : { headers: { authorization } },
        ),
        LOOPBACK,
      );
    const { app } = open({ CRON_SECRET: 'cron-secret' });
    expect((await trigger(app)).status).toBe(401);
    expect((await trigger(app, 'Bearer cron-secre')).status).toBe(401);
    expect(await (await trigger(app, 'Bearer cron-secret')).json()).toEqual({ status: 'ok' });
    expect((await trigger(open().app, 'Bearer undefined')).status).toBe(503);
  });

  it('counts in Prometheus text, and leaves the lag out while the broker is away', async () => {
    const { app, broker } = open();
    await app(post(CARLOS), LOOPBACK);
    const read = async (): Promise<string> => (await app(new Request(`${BASE}/api/nexus/metrics`), LOOPBACK)).text();
    expect(await read()).toMatch(/^nexus_produced_total\{site="demo"\} 1$/m);
    expect(await read()).toMatch(/^nexus_queue_lag_messages 1$/m);
    broker.state = 'down';
    expect(await read()).not.toMatch(/^nexus_queue_lag_messages \d/m);
  });

  it('serves an OpenAPI document whose schemas come from the contract', async () => {
    const { app } = open();
    const document: unknown = await (await app(new Request(`${BASE}/api/nexus/openapi.json`), LOOPBACK)).json();
    expect(document).toMatchObject({
      openapi: '3.1.1',
      paths: { '/api/nexus/data': { post: {} }, '/api/nexus/erase': { post: {} } },
      components: {
        schemas: { Conversation: { required: ['messages', 'fingerprint', 'sessionId'], additionalProperties: false } },
      },
    });
  });

  it('gives every answer a request id, the caller’s own where it is harmless', async () => {
    const { app } = open();
    const idFor = async (offered: string): Promise<string | null> =>
      (
        await app(new Request(`${BASE}/api/nexus/producer`, { headers: { 'x-request-id': offered } }), LOOPBACK)
      ).headers.get('x-request-id');
    expect(await idFor('abcd-1234')).toBe('abcd-1234');
    expect(await idFor('<script>')).toBe('request-1');
  });

  it('refuses a chat request that breaks the contract, and streams a reply to one that does not', async () => {
    const { app } = open();
    const chat = (body: unknown): Promise<Response> => app(post(body, {}, '/api/nexus/chat'), LOOPBACK);
    expect((await chat({ sessionId: 's', messages: [{ role: 'user' }] })).status).toBe(400);
    const response = await chat({ sessionId: 's', messages: [] });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(await response.text()).toMatch(/event: done\ndata: \{"type":"done","text":"Hola","quickReplies":\[\]\}/);
  });
});
