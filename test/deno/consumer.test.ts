/** The Edge Function itself, started by Deno with the network limited to 127.0.0.1, against a real database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { serve } from '@hono/node-server';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { createRest } from '../../server/local/rest.ts';
import { pgmqBroker } from '../../supabase/functions/_shared/broker/pgmq.ts';
import type { ConversationRecord } from '../../supabase/functions/_shared/contract/conversation.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { type FakeAnthropic, openFakeAnthropic } from '../fakes/anthropic.ts';
import { openTestDatabase, type TestSupabase, testSupabase } from '../support/database.ts';
import { eventually } from '../support/nexus.ts';
import { aRecord } from '../support/records.ts';
import { DENO, DENO_RUN, denoEnv, ROOT } from './run.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

interface DenoFunction {
  readonly url: string;
  output(): string;
  stop(): Promise<void>;
}

async function startFunction(env: Readonly<Record<string, string>>): Promise<DenoFunction> {
  const port = await freePort();
  const child: ChildProcess = spawn(
    DENO,
    [...DENO_RUN, `--allow-read=${ROOT}`, 'supabase/functions/nexus-consumer/index.ts'],
    {
      cwd: ROOT,
      env: {
        ...denoEnv(),
        DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const url = `http://127.0.0.1:${port}/`;
  await eventually('the function listens', 20_000, async () => {
    if (child.exitCode !== null) throw new Error(`deno exited with ${child.exitCode}:\n${output}`);
    return fetch(url).then(
      (response) => response.status,
      () => undefined,
    );
  });
  return {
    url,
    output: () => output,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const record = (sessionId: string, content: string): ConversationRecord =>
  aRecord({
    messages: [{ role: 'user', content }],
    fingerprint: `fp-${sessionId}`,
    sessionId,
    ended: true,
    messageId: `m-${sessionId}`,
  });

describe('nexus-consumer under Deno', () => {
  let database: Database;
  let rest: ReturnType<typeof serve>;
  let service: SupabaseClient;
  let supabaseUrl: string;
  let keys: TestSupabase['keys'];
  let anthropic: FakeAnthropic;
  const functions: DenoFunction[] = [];
  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    const supabase = testSupabase(database);
    keys = supabase.keys;
    const handle = createRest({ database, keys });
    const port = await freePort();
    supabaseUrl = `http://127.0.0.1:${port}`;
    rest = serve({ fetch: (request) => handle(request), hostname: '127.0.0.1', port });
    service = supabase.client(keys.secretKey);
    anthropic = await openFakeAnthropic();
  });
  afterAll(async () => {
    for (const one of functions) await one.stop();
    rest.close();
    await anthropic.close();
    await database.close();
  });
  const start = async (env: Record<string, string> = {}): Promise<DenoFunction> => {
    const one = await startFunction({
      SUPABASE_URL: supabaseUrl,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
      ...env,
    });
    functions.push(one);
    return one;
  };
  const invoke = (one: DenoFunction, apikey = keys.secretKey): Promise<Response> =>
    fetch(one.url, { method: 'POST', headers: { apikey, 'content-type': 'application/json' }, body: '{}' });
  const produce = (...records: ConversationRecord[]) => {
    const broker = pgmqBroker({ supabase: service, topic: TOPIC });
    return Promise.all(records.map((one) => broker.produce({ key: one.sessionId, value: JSON.stringify(one) })));
  };

  it('lets in the secret key only', async () => {
    const one = await start();
    expect((await fetch(one.url)).status).toBe(405);
    for (const wrong of ['', keys.publishableKey, `${keys.secretKey}x`]) {
      const response = await invoke(one, wrong);
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    }
  });

  it('drains the topic into rows with rules alone, and logs each step without the visitor’s words', async () => {
    const one = await start();
    await produce(record('deno-1', 'Hola, me llamo Carlos Vega, carlos@example.com'));
    await service.rpc('queue_produce', { p_topic: TOPIC, p_records: [{ key: 'poison', value: 'Carlos, poison' }] });
    const response = await invoke(one);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      read: 2,
      conversations: 1,
      appended: 1,
      extracted: { rules: 1, claude: 0, skipped: 0, capped: 0 },
      model: { calls: 0, usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
      upserted: 1,
      retried: 0,
      deadLettered: 1,
      attacks: {},
      dropped: 0,
      lagMessages: 0,
      durationMs: expect.any(Number),
    });
    const { data } = await service.from('prospect_tracking').select('prospect_data').eq('fingerprint_id', 'fp-deno-1');
    expect(data).toMatchObject([{ prospect_data: { name: 'Carlos Vega', email: 'carlos@example.com' } }]);
    for (const step of ['batch read', 'dead letter', '"conversation"', 'extraction', 'row saved', 'done in'])
      expect(one.output()).toContain(step);
    expect(one.output()).not.toMatch(/Carlos|carlos@|poison/);
  });

  it('deepens with Claude, keeps only what the visitor said, and falls back to rules when Claude refuses', async () => {
    const one = await start({
      ANTHROPIC_API_KEY: 'test-key',
      ANTHROPIC_BASE_URL: anthropic.url,
      EXTRACT_QUIET_SECONDS: '0',
    });
    // What the earlier tests left for the model.
    await service.from('conversations').update({ extract_after: null }).neq('session_id', '');
    anthropic.respond([
      {
        kind: 'text',
        text: JSON.stringify({
          company: { value: 'Tostadero Norte', position: 0, quote: 'Tostadero Norte' },
          city: { value: 'Bilbao', position: 0, quote: 'Bilbao' },
        }),
      },
    ]);
    await produce(record('deno-2', 'Llevo las compras de Tostadero Norte, ana@norte.example'));
    expect(await (await invoke(one)).json()).toMatchObject({ extracted: { rules: 1, claude: 1 } });
    const row = async (fingerprint: string) =>
      (
        await service
          .from('prospect_tracking')
          .select('prospect_data,evidence')
          .eq('fingerprint_id', fingerprint)
          .single()
      ).data;
    expect(await row('fp-deno-2')).toMatchObject({
      prospect_data: { company: 'Tostadero Norte', email: 'ana@norte.example' },
      evidence: { company: { extractor: 'claude', quote: 'Tostadero Norte', start: 21, end: 36 } },
    });
    expect((await row('fp-deno-2'))?.prospect_data).not.toHaveProperty('city');

    anthropic.respond([{ kind: 'text', text: '', stopReason: 'refusal' }]);
    await produce(record('deno-3', 'Hola, soy Eva Ruiz, eva@example.com'));
    expect(await (await invoke(one)).json()).toMatchObject({ extracted: { rules: 1, claude: 0 } });
    expect(await row('fp-deno-3')).toMatchObject({ prospect_data: { name: 'Eva Ruiz', email: 'eva@example.com' } });
    const { data } = await service
      .from('conversations')
      .select('extractor,deep_error')
      .eq('session_id', 'deno-3')
      .single();
    expect(data).toEqual({ extractor: 'rules', deep_error: 'refusal' });
  });

  it('answers 503 while the database is away, and goes on when it is back', async () => {
    const port = await freePort();
    const one = await start({ SUPABASE_URL: `http://127.0.0.1:${port}` });
    const response = await invoke(one);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('10');
    const handle = createRest({ database, keys });
    const late = serve({ fetch: (request) => handle(request), hostname: '127.0.0.1', port });
    await once(late, 'listening');
    expect((await invoke(one)).status).toBe(200);
    late.close();
  });
});
