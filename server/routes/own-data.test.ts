import { beforeEach, describe, expect, it } from 'vitest';
import type { OwnData } from '../../supabase/functions/_shared/contract/own-data.ts';
import { problemSchema } from '../../supabase/functions/_shared/contract/problem.ts';
import type { Env } from '../../supabase/functions/_shared/env.ts';
import { RpcError } from '../../supabase/functions/_shared/rpc.ts';
import { fakeBroker } from '../../test/fakes/broker.ts';
import { type App, createApp } from '../app.ts';
import { parseServerConfig } from '../config.ts';
import type { OwnDataStore } from '../own-data.ts';

const BASE = 'http://127.0.0.1:8787';
const LOOPBACK = '127.0.0.1';
/** 32 bytes of 7, and base64url(SHA-256) of them. */
const SECRET = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc';
const SESSION = 'S7Bvjk46dxXSAdVz0KpCN2LlXavWGiwCJ4-lbMbSlOA';
const SITES = JSON.stringify([
  { key: 'shop', origins: ['https://shop.example'] },
  { key: 'blog', origins: ['https://blog.example'] },
]);

const nothing = (sessionId: string): OwnData => ({
  sessionId,
  conversation: null,
  messages: [],
  prospect: {},
  deadLetters: 0,
  inFlight: 0,
});

const stored: OwnData = {
  sessionId: SESSION,
  conversation: {
    fingerprint: 'fp-1',
    site: 'demo',
    page: null,
    locale: 'es-MX',
    consent: null,
    context: { plan: 'free' },
    account: null,
    createdAt: '2026-11-24T10:00:00.000Z',
    updatedAt: '2026-11-24T10:00:00.000Z',
  },
  messages: [{ position: 0, role: 'user', content: 'Hola, me llamo Carlos', sentAt: null }],
  prospect: {},
  deadLetters: 0,
  inFlight: 0,
};

/** A FAKE store of one conversation. `hanging` never answers; an error is what every call rejects with. */
function fakeStore(of: OwnData): OwnDataStore & { state: 'up' | 'hanging' | Error; readonly asked: string[] } {
  let held: OwnData | undefined = of;
  const find = async (sessionId: string): Promise<OwnData | undefined> => {
    store.asked.push(sessionId);
    if (store.state === 'hanging') await new Promise(() => {});
    if (store.state instanceof Error) throw store.state;
    return held?.sessionId === sessionId ? held : undefined;
  };
  const store: ReturnType<typeof fakeStore> = {
    state: 'up',
    asked: [],
    read: async (sessionId) => (await find(sessionId)) ?? nothing(sessionId),
    async erase(sessionId) {
      const found = await find(sessionId);
      if (found !== undefined) held = undefined;
      return { messages: found?.messages.length ?? 0, deadLetters: 0, inFlight: 0 };
    },
  };
  return store;
}

let logs: string[];
let store: ReturnType<typeof fakeStore>;
beforeEach(() => {
  logs = [];
  store = fakeStore(stored);
});

function open(env: Env = {}, ownData: OwnDataStore | null = store): App {
  return createApp({
    config: { ...parseServerConfig(env), ownDataDeadlineMs: 40 },
    broker: fakeBroker(),
    ownData: ownData ?? undefined,
    replier: {
      name: 'scripted',
      async *reply() {
        yield { type: 'done', text: 'Hola', quickReplies: [] };
      },
    },
    log: (level, event, fields) => logs.push(JSON.stringify({ level, event, ...fields })),
    now: () => 0,
    randomId: () => 'request-1',
    version: '0.0.0',
    extractor: 'rules',
    store: 'memory',
    nudge: () => {},
    trigger: async () => ({}),
    console: async () => ({ supabaseUrl: BASE, publishableKey: 'k', session: null, notice: null, signIn: false }),
    asset: async () => undefined,
  });
}

const post = (route: 'data' | 'erase' | 'producer', body: unknown, headers: Record<string, string> = {}): Request =>
  new Request(`${BASE}/api/nexus/${route}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('POST /api/nexus/data', () => {
  it('shows the conversation of the secret, and nobody may keep the answer', async () => {
    const response = await open()(
      post('data', { secret: SECRET }, { 'content-type': 'text/plain', origin: 'http://localhost:3000' }),
      '10.0.0.9',
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(stored);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });

  it.each([
    ['somebody else’s secret', SECRET.replace('BwcH', 'BwcI')],
    ['the session id itself', SESSION],
  ])('has nothing to show for %s, and does not tell that from a session without data', async (_what, secret) => {
    const response = await open()(post('data', { secret }), LOOPBACK);
    expect(response.status).toBe(200);
    const body: unknown = await response.json();
    expect(body).toEqual(nothing(store.asked[0] ?? ''));
    expect(store.asked).not.toContain(SESSION);
  });

  it('shows a conversation to its own site’s pages only', async () => {
    store = fakeStore({ ...stored, conversation: stored.conversation && { ...stored.conversation, site: 'shop' } });
    const app = open({ NEXUS_SITES: SITES });
    const as = async (site: string, origin: string): Promise<Response> =>
      app(post('data', { secret: SECRET, site }, { origin }), LOOPBACK);
    expect(await (await as('shop', 'https://shop.example')).json()).toMatchObject({ conversation: { site: 'shop' } });
    expect(await (await as('blog', 'https://blog.example')).json()).toEqual(nothing(SESSION));
    expect((await as('shop', 'https://blog.example')).status).toBe(403);
    expect((await as('shop', 'https://evil.example')).status).toBe(403);
  });
});

describe('POST /api/nexus/erase', () => {
  it('erases once, finds nothing the second time, and counts both', async () => {
    const app = open();
    const erase = async (): Promise<unknown> => (await app(post('erase', { secret: SECRET }), LOOPBACK)).json();
    expect(await erase()).toEqual({ messages: 1, deadLetters: 0, inFlight: 0 });
    expect(await erase()).toEqual({ messages: 0, deadLetters: 0, inFlight: 0 });
    const metrics = await app(new Request(`${BASE}/api/nexus/metrics`), LOOPBACK);
    expect(await metrics.text()).toMatch(/^nexus_erasures_total\{site="demo"\} 2$/m);
  });

  it('erases what was delivered under another site’s key, since the secret alone decides', async () => {
    const app = open({ NEXUS_SITES: SITES });
    const response = await app(
      post('erase', { secret: SECRET, site: 'blog' }, { origin: 'https://blog.example' }),
      LOOPBACK,
    );
    expect(await response.json()).toMatchObject({ messages: 1 });
  });
});

describe.each(['data', 'erase'] as const)('/api/nexus/%s', (route) => {
  it.each([
    ['no secret', {}, '/secret'],
    ['a secret of 31 bytes', { secret: SECRET.slice(0, 42) }, '/secret'],
    ['a padded secret', { secret: `${SECRET}=` }, '/secret'],
    ['a secret that is a number', { secret: 7 }, '/secret'],
    ['a session id instead', { sessionId: SESSION }, '/sessionId'],
    ['an unknown site', { secret: SECRET, site: 'nobody' }, '/site'],
  ])('refuses %s with 400, names the field and asks nobody', async (_what, body, pointer) => {
    const response = await open()(post(route, body), LOOPBACK);
    expect(response.status).toBe(400);
    const problem = problemSchema.parse(await response.json());
    expect(problem.errors?.map((one) => one.pointer)).toContain(pointer);
    expect(store.asked).toEqual([]);
  });

  it.each([
    ['GET', 405, new Request(`${BASE}/api/nexus/${route}`)],
    ['text/html', 415, post(route, { secret: SECRET }, { 'content-type': 'text/html' })],
    ['a foreign Origin', 403, post(route, { secret: SECRET }, { origin: 'https://evil.example' })],
    ['a body over 64 KiB', 413, post(route, { secret: SECRET, site: 'x'.repeat(66_000) })],
  ])('refuses %s with %i', async (_what, status, request) => {
    const response = await open()(request, LOOPBACK);
    expect(response.status).toBe(status);
    expect(problemSchema.parse(await response.json()).status).toBe(status);
    expect(store.asked).toEqual([]);
  });

  it('refuses a stranger without Origin from elsewhere', async () => {
    expect((await open()(post(route, { secret: SECRET }), '203.0.113.5')).status).toBe(403);
  });

  it('answers 429 past the session’s minute and past the address’s', async () => {
    const app = open({ NEXUS_RATE_LIMIT: '2,4' });
    const as = async (secret: string): Promise<number> => (await app(post(route, { secret }), LOOPBACK)).status;
    expect([await as(SECRET), await as(SECRET), await as(SECRET)]).toEqual([200, 200, 429]);
    expect([await as(SESSION), await as(SESSION)]).toEqual([200, 429]);
  });

  it('still answers the owner when a stranger has used up the minute of the id', async () => {
    const app = open({ NEXUS_RATE_LIMIT: '1,100' });
    const body = { messages: [{ role: 'user', content: 'hola' }], fingerprint: 'fp-9', sessionId: SESSION };
    const stranger = async (): Promise<number> => (await app(post('producer', body), LOOPBACK)).status;
    await stranger();
    expect(await stranger()).toBe(429);
    expect((await app(post(route, { secret: SECRET }), LOOPBACK)).status).toBe(200);
  });

  it.each([
    ['hangs', 'hanging', 5, /does not answer/],
    ['is away', new RpcError('own_data failed with no answer', 'away', 'Carlos'), 5, /does not answer/],
    [
      'lacks the function',
      new RpcError('own_data failed with status 404 (PGRST202)', 'failed', 'Carlos'),
      60,
      /could not/,
    ],
  ] as const)('answers 503 with Retry-After while the database %s', async (_what, state, seconds, detail) => {
    store.state = state;
    const response = await open()(post(route, { secret: SECRET }), LOOPBACK);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe(String(seconds));
    expect(problemSchema.parse(await response.json()).detail).toMatch(detail);
    expect(logs.join()).toMatch(/"reason":"RpcError/);
    expect(logs.join()).not.toContain('Carlos');
  });

  it('says plainly that a server without a database has nothing to show or erase', async () => {
    const response = await open({}, null)(post(route, { secret: SECRET }), LOOPBACK);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(problemSchema.parse(await response.json()).detail).toMatch(/no database/);
  });

  it('logs neither secret nor session id nor words', async () => {
    const app = open();
    await app(post(route, { secret: SECRET }), LOOPBACK);
    await app(post(route, { secret: SECRET, site: 'nobody' }), LOOPBACK);
    await app(post(route, { secret: `${SECRET}x` }), LOOPBACK);
    expect(logs.length).toBeGreaterThan(2);
    for (const text of [SECRET, SESSION, 'Carlos', 'fp-1']) expect(logs.join()).not.toContain(text);
  });
});
