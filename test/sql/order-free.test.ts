import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import type { Broker } from '../../supabase/functions/_shared/broker/broker.ts';
import { pgmqBroker } from '../../supabase/functions/_shared/broker/pgmq.ts';
import type { ConversationRecord } from '../../supabase/functions/_shared/contract/conversation.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { drainBatch } from '../../supabase/functions/nexus-consumer/drain.ts';
import { rulesExtractor } from '../../supabase/functions/nexus-consumer/extract/rules.ts';
import { type ProspectStore, supabaseStore } from '../../supabase/functions/nexus-consumer/store.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';

const record = (n: number, over: Partial<ConversationRecord>): ConversationRecord => ({
  messages: [],
  fingerprint: 'shared',
  sessionId: 's',
  firstPosition: 0,
  site: 'demo',
  ended: false,
  messageId: `m-${n}`,
  receivedAt: new Date(Date.parse('2026-11-24T10:00:00Z') + n * 1000).toISOString(),
  ...over,
});
const user = (content: string) => ({ role: 'user' as const, content });
const assistant = (content: string) => ({ role: 'assistant' as const, content });

/** Two people behind one fingerprint, one of them twice; late and repeated deliveries; a fingerprint that changes. */
const RECORDS: readonly ConversationRecord[] = [
  record(1, {
    sessionId: 'carlos-1',
    messages: [user('Hola, me llamo Carlos'), assistant('¿Tu correo?')],
    context: { plan: 'free', seats: 3 },
  }),
  record(2, { sessionId: 'carlos-1', firstPosition: 2, messages: [user('carlos@example.com, de Valencia')] }),
  record(3, {
    sessionId: 'carlos-1',
    messages: [user('Hola, me llamo Carlos'), assistant('¿Tu correo?'), user('carlos@example.com, de Valencia')],
    ended: true,
    context: { plan: 'pro', trial: true },
  }),
  record(4, { sessionId: 'ana-1', messages: [user('Hi, my name is Ana Torres, ana@example.org')], locale: 'en' }),
  record(5, { sessionId: 'ana-1', firstPosition: 1, messages: [user('sorry, my email is ana.torres@example.org')] }),
  record(6, {
    sessionId: 'carlos-2',
    messages: [user('soy Carlos Vega, carlos@example.com')],
    page: { url: 'https://a.example/' },
    account: { id: 'guest-7' },
  }),
  record(7, {
    sessionId: 'carlos-2',
    firstPosition: 1,
    messages: [assistant('Gracias, Carlos')],
    page: { url: 'https://b.example/' },
    account: { id: 'u-1', traits: { name: 'Site Says', email: 'site-says@example.net' } },
  }),
  record(8, { sessionId: 'moved', fingerprint: 'random-1', messages: [user('Bonjour, je m’appelle Luc Martin')] }),
  record(9, { sessionId: 'moved', fingerprint: 'real-1', firstPosition: 1, messages: [user('luc@example.fr')] }),
  record(10, { sessionId: 'carlos-1', firstPosition: 2, messages: [user('carlos@example.com, de Valencia')] }),
  record(11, { sessionId: 'ana-1', site: 'other', firstPosition: 40, messages: [assistant('de otro sitio')] }),
];

for (const kind of DATABASE_KINDS) {
  describe(`rows on ${kind}`, () => {
    let database: Database;
    let broker: Broker;
    let store: ProspectStore;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
      const { client, keys } = testSupabase(database);
      broker = pgmqBroker({ supabase: client(keys.secretKey), topic: TOPIC });
      store = supabaseStore({ supabase: client(keys.secretKey) });
    });
    afterAll(() => database.close());

    const drain = () =>
      drainBatch(
        { broker, store, rules: rulesExtractor(), log: () => {}, now: () => 0 },
        { maxMessages: 100, visibilitySeconds: 30, maxAttempts: 3, quietSeconds: 60 },
      );

    /** Delivers the records in batches and reads every row back, without surrogate ids and the database's own clock. */
    async function rowsAfter(
      batches: readonly (readonly ConversationRecord[])[],
    ): Promise<{ prospects: unknown; conversations: unknown; messages: unknown }> {
      await database.script(
        'truncate public.conversations, public.messages, public.prospect_tracking, public.dead_letters',
      );
      for (const batch of batches) {
        for (const one of batch) await broker.produce({ key: one.sessionId, value: JSON.stringify(one) });
        const result = await drain();
        expect(result).toMatchObject({ read: batch.length, retried: 0, deadLettered: 0 });
      }
      return {
        prospects: await database.query(
          'select site, fingerprint_id, prospect_data::text, evidence::text, history::text, extraction::text from public.prospect_tracking order by fingerprint_id, prospect_data::text',
        ),
        conversations: await database.query(
          'select session_id, site, fingerprint_id, page::text, locale, consent::text, context::text, account::text, ended, stamps::text, facts::text, history::text from public.conversations order by session_id',
        ),
        messages: await database.query('select * from public.messages order by session_id, position'),
      };
    }

    it('are the same, byte for byte, after any shuffle, repetition and split of the same records', async () => {
      const expected = await rowsAfter([RECORDS]);
      expect(expected).toMatchObject({
        prospects: [
          { fingerprint_id: 'real-1', prospect_data: expect.stringContaining('luc@example.fr') },
          { fingerprint_id: 'shared' },
          { fingerprint_id: 'shared' },
        ],
      });
      const shuffled = fc.shuffledSubarray([...RECORDS, ...RECORDS.slice(0, 5)], { minLength: RECORDS.length + 5 });
      await fc.assert(
        fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 6 }), async (records, size) => {
          const batches = [];
          for (let i = 0; i < records.length; i += size) batches.push(records.slice(i, i + size));
          expect(await rowsAfter(batches)).toEqual(expected);
        }),
        { numRuns: 12 },
      );
    }, 120_000);

    it('hold what the site says last, beside the conversation and in no prospect', async () => {
      const { prospects, conversations } = await rowsAfter([RECORDS]);
      expect(conversations).toContainEqual(
        expect.objectContaining({ session_id: 'carlos-1', context: '{"plan": "pro", "trial": true}', account: null }),
      );
      expect(conversations).toContainEqual(
        expect.objectContaining({
          session_id: 'carlos-2',
          context: null,
          account: '{"id": "u-1", "traits": {"name": "Site Says", "email": "site-says@example.net"}}',
        }),
      );
      expect(JSON.stringify(prospects)).not.toMatch(/site.says|guest-7|u-1|trial/i);
    });

    it('do not change when a delivery from before the fingerprint changed is sent again later', async () => {
      const expected = await rowsAfter([RECORDS]);
      const late = RECORDS.filter(({ sessionId }) => sessionId === 'moved').map((one) => ({
        ...one,
        receivedAt: '2026-11-24T12:00:00.000Z',
      }));
      expect(await rowsAfter([RECORDS, late])).toEqual(expected);
    });

    it('do not change at all, times included, when everything is delivered again', async () => {
      await rowsAfter([RECORDS]);
      const read = () => database.query('select * from public.prospect_tracking order by id');
      const before = await read();
      for (let i = 0; i < 3; i++) {
        for (const one of [...RECORDS].reverse())
          await broker.produce({ key: one.sessionId, value: JSON.stringify(one) });
        await drain();
      }
      expect(await read()).toEqual(before);
    });

    it('keep two people behind one fingerprint apart, and one person together', async () => {
      await rowsAfter([RECORDS]);
      const rows = await database.query<{ data: Record<string, unknown> }>(
        "select prospect_data as data from public.prospect_tracking where fingerprint_id = 'shared' order by prospect_data ->> 'email'",
      );
      expect(rows.map(({ data }) => data.email)).toEqual(['ana.torres@example.org', 'carlos@example.com']);
      expect(rows.map(({ data }) => data.name)).toEqual(['Ana Torres', 'Carlos Vega']);
    });

    it('tell what was said before', async () => {
      await rowsAfter([RECORDS]);
      const rows = await database.query(
        "select history from public.prospect_tracking where prospect_data ->> 'email' = 'ana.torres@example.org'",
      );
      expect(rows).toMatchObject([
        {
          history: {
            email: [
              { value: 'ana@example.org', evidence: { sessionId: 'ana-1', position: 0 } },
              { value: 'ana.torres@example.org', evidence: { sessionId: 'ana-1', position: 1 } },
            ],
          },
        },
      ]);
    });
  });
}
