import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownDataSchema } from '../../server/own-data-schema.ts';
import type { ConversationInput } from '../../supabase/functions/_shared/contract/conversation.ts';
import type { OwnData, OwnErasure } from '../../supabase/functions/_shared/contract/own-data.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { eventually, type Nexus, startNexus, temporaryDir } from '../support/nexus.ts';

/** A visitor as the widget makes one. */
function aVisitor() {
  const bytes = randomBytes(32);
  return {
    secret: bytes.toString('base64url'),
    sessionId: createHash('sha256').update(bytes).digest('base64url'),
  };
}

describe('one’s own data, end to end', () => {
  let dir: Awaited<ReturnType<typeof temporaryDir>>;
  let nexus: Nexus;
  let service: SupabaseClient;
  beforeAll(async () => {
    dir = await temporaryDir();
    nexus = await startNexus(dir.path);
    service = await nexus.service();
  });
  afterAll(async () => {
    await nexus?.kill();
    await dir?.remove();
  });

  const post = (route: string, body: unknown): Promise<Response> =>
    fetch(`${nexus.url}/api/nexus/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify(body),
    });
  const deliver = async (body: ConversationInput): Promise<void> => {
    expect((await post('producer', body)).status).toBe(202);
  };
  const read = async (secret: string): Promise<OwnData> => {
    const response = await post('data', { secret });
    expect(response.status).toBe(200);
    return ownDataSchema.parse(await response.json());
  };
  const erase = async (secret: string): Promise<OwnErasure> => {
    const response = await post('erase', { secret });
    expect(response.status).toBe(200);
    return (await response.json()) as OwnErasure;
  };
  /** Rows of one session, in every table that may hold some. */
  const rowsOf = async (sessionId: string, fingerprint: string): Promise<Record<string, number | null>> => {
    const count = async (table: string, column: string, value: string): Promise<number | null> =>
      (await service.from(table).select('*', { count: 'exact', head: true }).eq(column, value)).count;
    return {
      conversations: await count('conversations', 'session_id', sessionId),
      messages: await count('messages', 'session_id', sessionId),
      deadLetters: await count('dead_letters', 'key', sessionId),
      prospects: await count('prospect_tracking', 'fingerprint_id', fingerprint),
    };
  };

  it('is shown to its secret’s holder alone, erased everywhere, and the ledger still balances', async () => {
    const carlos = aVisitor();
    const ana = aVisitor();
    await deliver({
      messages: [{ role: 'user', content: 'Hola, me llamo Carlos Vega, carlos@example.com' }],
      fingerprint: 'fp-carlos',
      sessionId: carlos.sessionId,
      context: { plan: 'free' },
      account: { id: 'u-1', traits: { vip: true } },
    });
    await deliver({
      messages: [{ role: 'user', content: 'Hola, soy Ana Ruiz, ana@example.com' }],
      fingerprint: 'fp-ana',
      sessionId: ana.sessionId,
    });
    const seen = await eventually('Carlos’ facts', 10_000, async () => {
      const data = await read(carlos.secret);
      return data.prospect.email === undefined || data.inFlight > 0 ? undefined : data;
    });
    expect(seen).toMatchObject({
      sessionId: carlos.sessionId,
      conversation: { site: 'demo', context: { plan: 'free' }, account: { id: 'u-1', traits: { vip: true } } },
      messages: [{ position: 0, role: 'user', content: 'Hola, me llamo Carlos Vega, carlos@example.com' }],
      prospect: { email: { value: 'carlos@example.com', evidence: { position: 0, quote: 'carlos@example.com' } } },
    });

    // Neither somebody else's secret nor the public id in its place shows or erases anything of it.
    for (const stranger of [aVisitor().secret, carlos.sessionId]) {
      expect(await read(stranger)).toMatchObject({ conversation: null, messages: [], prospect: {} });
      expect(await erase(stranger)).toEqual({ messages: 0, deadLetters: 0, inFlight: 0 });
    }
    expect(JSON.stringify(await read(ana.secret))).not.toContain('Carlos');
    expect(await rowsOf(carlos.sessionId, 'fp-carlos')).toMatchObject({ conversations: 1, messages: 1, prospects: 1 });

    // One record of the session that nobody can read becomes a dead letter.
    await service.rpc('queue_produce', { p_topic: TOPIC, p_records: [{ key: carlos.sessionId, value: '{}' }] });
    await post('producer', {
      messages: [{ role: 'user', content: 'busco un piso' }],
      fingerprint: 'fp-ana',
      sessionId: ana.sessionId,
      firstPosition: 1,
    });
    await eventually('the dead letter', 20_000, async () =>
      (await read(carlos.secret)).deadLetters === 1 ? true : undefined,
    );

    expect(await erase(carlos.secret)).toEqual({ messages: 1, deadLetters: 1, inFlight: 0 });
    expect(await rowsOf(carlos.sessionId, 'fp-carlos')).toEqual({
      conversations: 0,
      messages: 0,
      deadLetters: 0,
      prospects: 0,
    });
    expect(await read(carlos.secret)).toEqual({
      sessionId: carlos.sessionId,
      conversation: null,
      messages: [],
      prospect: {},
      deadLetters: 0,
      inFlight: 0,
    });
    expect(await erase(carlos.secret)).toEqual({ messages: 0, deadLetters: 0, inFlight: 0 });
    expect(await rowsOf(ana.sessionId, 'fp-ana')).toMatchObject({ conversations: 1, prospects: 1 });

    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/ledger.ts'], {
      env: { ...process.env, NEXUS_DATA_DIR: dir.path, PORT: new URL(nexus.url).port },
    });
    expect(stdout).toMatch(/erased\s+1\n/);
    expect(stdout).toMatch(/in flight\s+0\n/);
    expect(stdout).toMatch(/balanced/);

    const metrics = await (await fetch(`${nexus.url}/api/nexus/metrics`)).text();
    expect(metrics).toMatch(/^nexus_erasures_total\{site="demo"\} 4$/m);
    for (const text of [carlos.secret, ana.secret, 'carlos@example.com', 'Ana Ruiz'])
      expect(nexus.output()).not.toContain(text);
  }, 60_000);

  it('does not come back when an old tab delivers the same words again after the erasure', async () => {
    const visitor = aVisitor();
    const body: ConversationInput = {
      messages: [{ role: 'user', content: 'soy Marta Gil, marta@example.com', sentAt: new Date().toISOString() }],
      fingerprint: 'fp-marta',
      sessionId: visitor.sessionId,
      account: { id: 'u-7' },
    };
    await deliver(body);
    await eventually('the facts', 20_000, async () =>
      (await read(visitor.secret)).prospect.email === undefined ? undefined : true,
    );
    expect(await erase(visitor.secret)).toMatchObject({ messages: 1 });
    await deliver({ ...body, ended: true });
    await eventually('the queue is empty', 20_000, async () =>
      (await read(visitor.secret)).inFlight === 0 ? true : undefined,
    );
    expect(await read(visitor.secret)).toMatchObject({ conversation: null, messages: [], deadLetters: 0 });
    expect(await rowsOf(visitor.sessionId, 'fp-marta')).toEqual({
      conversations: 0,
      messages: 0,
      deadLetters: 0,
      prospects: 0,
    });
    const { data } = await service.rpc('queue_ledger', { p_topic: TOPIC });
    const [ledger] = data as Record<string, number>[];
    expect(ledger?.accepted).toBe(
      Number(ledger?.committed) + Number(ledger?.erased) + Number(ledger?.dead_letters) + Number(ledger?.in_flight),
    );
  }, 60_000);

  it('erases what is still in flight, and it does not come back', async () => {
    const visitor = aVisitor();
    await Promise.all(
      Array.from({ length: 20 }, (_, firstPosition) =>
        deliver({
          messages: [{ role: 'user', content: `mensaje ${firstPosition}, luz@example.com` }],
          fingerprint: 'fp-luz',
          sessionId: visitor.sessionId,
          firstPosition,
        }),
      ),
    );
    // Right behind the deliveries: some are rows by now, some in a consumer's hands, some untouched.
    const { messages, inFlight } = await erase(visitor.secret);
    expect(messages + inFlight).toBeGreaterThanOrEqual(20);
    // Runs of the consumer never overlap: once the row of a later visitor is there, nobody holds a record from before.
    const later = aVisitor();
    await deliver({
      messages: [{ role: 'user', content: 'soy Eva Sanz' }],
      fingerprint: 'fp-eva',
      sessionId: later.sessionId,
    });
    await eventually('the later row', 20_000, async () =>
      (await read(later.secret)).prospect.name === undefined ? undefined : true,
    );
    const ledger = await eventually('the queue is empty', 20_000, async () => {
      const { data } = await service.rpc('queue_ledger', { p_topic: TOPIC });
      return data?.[0]?.in_flight === 0 ? data[0] : undefined;
    });
    expect(ledger.accepted).toBe(ledger.committed + ledger.erased + ledger.dead_letters);
    expect(await rowsOf(visitor.sessionId, 'fp-luz')).toEqual({
      conversations: 0,
      messages: 0,
      deadLetters: 0,
      prospects: 0,
    });
  }, 60_000);

  it('serves the tag packed to who accepts it, and says nothing has changed to who has it', async () => {
    const tag = await fetch(`${nexus.url}/nexus.js`, { headers: { 'accept-encoding': 'br' } });
    expect(tag.headers.get('content-encoding')).toBe('br');
    expect(tag.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(await tag.text()).toMatch(/nexus/);
    const etag = tag.headers.get('etag') ?? '';
    const again = await fetch(`${nexus.url}/nexus.js`, { headers: { 'accept-encoding': 'br', 'if-none-match': etag } });
    expect(again.status).toBe(304);
    const head = await fetch(`${nexus.url}/nexus.js`, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-encoding')).toBeNull();
  });
});
