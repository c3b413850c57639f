/** What a visitor sees of one conversation, and what an erasure leaves. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { type OwnDataStore, supabaseOwnData } from '../../server/own-data.ts';
import { ownDataSchema } from '../../server/own-data-schema.ts';
import type { Broker } from '../../supabase/functions/_shared/broker/broker.ts';
import { pgmqBroker } from '../../supabase/functions/_shared/broker/pgmq.ts';
import type { ConversationRecord } from '../../supabase/functions/_shared/contract/conversation.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { drainBatch } from '../../supabase/functions/nexus-consumer/drain.ts';
import { rulesExtractor } from '../../supabase/functions/nexus-consumer/extract/rules.ts';
import { supabaseStore } from '../../supabase/functions/nexus-consumer/store.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';
import { aRecord } from '../support/records.ts';

for (const kind of DATABASE_KINDS) {
  describe(`one's own data on ${kind}`, () => {
    let database: Database;
    let broker: Broker;
    let ownData: OwnDataStore;
    let drain: () => Promise<unknown>;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
      const { client, keys } = testSupabase(database);
      const supabase = client(keys.secretKey);
      broker = pgmqBroker({ supabase, topic: TOPIC });
      ownData = supabaseOwnData({ supabase, timeoutMs: 10_000 });
      drain = () =>
        drainBatch(
          {
            broker,
            store: supabaseStore({ supabase }),
            rules: rulesExtractor(),
            log: () => undefined,
            now: () => performance.now(),
          },
          { maxMessages: 100, visibilitySeconds: 30, maxAttempts: 3, quietSeconds: 60 },
        );
    });
    afterAll(() => database.close());
    beforeEach(() =>
      database.script(
        `truncate public.conversations, public.messages, public.prospect_tracking, public.dead_letters, public.erasures;
         delete from pgmq."q_${TOPIC}"; update public.topic_ledgers set accepted = 0, committed = 0, erased = 0`,
      ),
    );

    const put = (over: Partial<ConversationRecord>) => {
      const record = aRecord(over);
      return broker.produce({ key: record.sessionId, value: JSON.stringify(record) });
    };
    const ledger = async () => (await database.query('select * from public.queue_ledger($1)', [TOPIC]))[0];

    it('is everything of the conversation, as the contract says it', async () => {
      await put({
        messages: [
          { role: 'user', content: 'Hola, me llamo Carlos Vega', sentAt: '2026-11-24T10:59:58+01:00' },
          { role: 'assistant', content: '¿Tu correo?' },
        ],
        page: { url: 'https://shop.example/', utm: { source: 'mail' } },
        locale: 'es-MX',
        consent: { chat: 'granted', fingerprint: 'denied', version: '1', at: '2026-11-24T09:59:00Z' },
        context: { plan: 'free', seats: 2, trial: true },
        account: { id: 'u-1', traits: { vip: true } },
      });
      await drain();
      await put({ firstPosition: 2, messages: [{ role: 'user', content: 'carlos@example.com' }] });
      const data = await ownData.read('s-1');
      expect(ownDataSchema.parse(data)).toEqual(data);
      expect(data).toMatchObject({
        sessionId: 's-1',
        conversation: {
          fingerprint: 'fp-1',
          site: 'demo',
          page: { url: 'https://shop.example/', utm: { source: 'mail' } },
          locale: 'es-MX',
          consent: { chat: 'granted', fingerprint: 'denied', version: '1', at: '2026-11-24T09:59:00Z' },
          context: { plan: 'free', seats: 2, trial: true },
          account: { id: 'u-1', traits: { vip: true } },
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
        messages: [
          { position: 0, role: 'user', content: 'Hola, me llamo Carlos Vega', sentAt: '2026-11-24T09:59:58.000Z' },
          { position: 1, role: 'assistant', content: '¿Tu correo?', sentAt: null },
        ],
        prospect: { name: { value: 'Carlos Vega', evidence: { position: 0, quote: 'Carlos Vega' } } },
        deadLetters: 0,
        inFlight: 1,
      });
    });

    it('is empty for a session that nobody knows', async () => {
      await put({});
      await drain();
      expect(await ownData.read('s-2')).toEqual({
        sessionId: 's-2',
        conversation: null,
        messages: [],
        prospect: {},
        deadLetters: 0,
        inFlight: 0,
      });
    });

    it('holds nothing that another conversation behind the same fingerprint said', async () => {
      await put({ messages: [{ role: 'user', content: 'Hola, me llamo Carlos Vega, carlos@example.com' }] });
      await put({
        sessionId: 's-2',
        messages: [{ role: 'user', content: 'mi correo es carlos@example.com, de Lima' }],
      });
      await drain();
      const rows = await database.query('select prospect_data from public.prospect_tracking');
      expect(rows).toMatchObject([{ prospect_data: { name: 'Carlos Vega', email: 'carlos@example.com' } }]);
      const { prospect } = await ownData.read('s-2');
      expect(prospect.email?.value).toBe('carlos@example.com');
      expect(prospect.name).toBeUndefined();
    });

    it('is gone after an erasure, wherever it was, and a second one finds nothing', async () => {
      await put({ messages: [{ role: 'user', content: 'soy Carlos Vega' }], account: { id: 'u-1' } });
      await put({ sessionId: 's-2', fingerprint: 'fp-2' });
      await drain();
      const { offset } = await put({ firstPosition: 1 });
      await broker.consume(10, 0);
      await broker.deadLetter({ partition: 0, offset }, 'as the test asked');
      await put({ firstPosition: 2 });
      expect(await ownData.read('s-1')).toMatchObject({ deadLetters: 1, inFlight: 1 });

      expect(await ownData.erase('s-1')).toEqual({ messages: 1, deadLetters: 1, inFlight: 1 });
      expect(await ownData.read('s-1')).toMatchObject({
        conversation: null,
        messages: [],
        deadLetters: 0,
        inFlight: 0,
      });
      expect(await ownData.erase('s-1')).toEqual({ messages: 0, deadLetters: 0, inFlight: 0 });
      expect(await ledger()).toEqual({ accepted: 4, committed: 2, erased: 2, dead_letters: 0, in_flight: 0 });
      expect(await ownData.read('s-2')).toMatchObject({ messages: [{ position: 0 }] });
      expect(await database.query('select fingerprint_id from public.prospect_tracking')).toEqual([
        { fingerprint_id: 'fp-2' },
      ]);
    });

    it('does not come back with words from before it that are delivered again after it, in any order', async () => {
      const before = new Date(Date.now() - 60_000).toISOString();
      const words = (firstPosition: number, sentAt: string, receivedAt: string) => ({
        firstPosition,
        messages: [{ role: 'user' as const, content: `mensaje ${firstPosition}`, sentAt }],
        receivedAt,
        messageId: `m-${firstPosition}-${receivedAt}`,
        ended: true,
      });
      const erased = [0, 1].map((position) => words(position, before, before));
      for (const one of erased) await put(one);
      await drain();
      await ownData.erase('s-1');
      const after = new Date(Date.now() + 60_000).toISOString();
      const again = erased.map((one) => ({ ...one, receivedAt: after, account: { id: 'u-1' } }));
      for (const one of again) await put(one);
      await drain();
      expect(await ownData.read('s-1')).toMatchObject({ conversation: null, messages: [], inFlight: 0 });
      expect(await ledger()).toEqual({ accepted: 4, committed: 4, erased: 0, dead_letters: 0, in_flight: 0 });

      const later = [words(0, after, after), words(2, after, after)];
      const records = [...erased, ...erased.map((one) => ({ ...one, receivedAt: after })), ...later];
      for (const shuffled of [records, [...records].reverse(), [...later, ...erased], [...records, ...records]]) {
        for (const size of [1, 3, 100]) {
          await database.script('truncate public.conversations cascade');
          for (const [i, one] of shuffled.entries()) {
            await put(one);
            if ((i + 1) % size === 0) await drain();
          }
          await drain();
          const { messages } = await ownData.read('s-1');
          expect(messages).toEqual([
            { position: 0, role: 'user', content: 'mensaje 0', sentAt: after },
            { position: 2, role: 'user', content: 'mensaje 2', sentAt: after },
          ]);
        }
      }
    });

    it('leaves nothing behind of a session that nobody knows, and of one only a consumer has the memory', async () => {
      const remembered = async () =>
        (await database.query('select session_key, erased_at from public.erasures')).length;
      await ownData.erase('s-1');
      expect(await remembered()).toBe(0);
      await put({ receivedAt: new Date().toISOString() });
      await broker.consume(10, 30);
      await ownData.erase('s-1');
      expect(await remembered()).toBe(1);
      const [first] = await database.query('select erased_at::text from public.erasures');
      await ownData.erase('s-1');
      expect(await remembered()).toBe(1);
      expect((await database.query('select erased_at::text from public.erasures'))[0]).not.toEqual(first);
    });

    it('stays on the site that had it first, whoever delivers with its id from another', async () => {
      const mine = { receivedAt: '2026-11-24T10:00:05.000Z' };
      const theirs = { site: 'other', firstPosition: 900, messageId: 'm-9', receivedAt: '2026-11-24T10:00:06.000Z' };
      for (const records of [
        [mine, theirs],
        [theirs, mine],
      ]) {
        for (const together of [true, false]) {
          await database.script('truncate public.conversations cascade');
          for (const one of records) {
            await put(one);
            if (!together) await drain();
          }
          await drain();
          expect(await ownData.read('s-1')).toMatchObject({ conversation: { site: 'demo' } });
        }
      }
      await put({ ...mine, site: 'other', receivedAt: '2026-11-24T11:00:00.000Z' });
      await drain();
      expect(await ownData.read('s-1')).toMatchObject({ conversation: { site: 'demo' } });
    });

    it('does not come back with a record that a consumer had read before the erasure', async () => {
      await put({ account: { id: 'u-1' }, receivedAt: new Date().toISOString() });
      const held = await broker.consume(10, 30);
      expect(await ownData.erase('s-1')).toEqual({ messages: 0, deadLetters: 0, inFlight: 1 });
      for (const { key, value } of held) await broker.produce({ key: key ?? '', value });
      await drain();
      expect(await ownData.read('s-1')).toMatchObject({ conversation: null, messages: [], inFlight: 0 });
      expect(await ledger()).toEqual({ accepted: 2, committed: 1, erased: 1, dead_letters: 0, in_flight: 0 });
    });
  });
}
