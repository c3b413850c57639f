/** Caps on what the model may cost, with consumers that ask at the same time. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { type SpendCaps, supabaseSpend } from '../../supabase/functions/nexus-consumer/spend.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';

const WIDE: SpendCaps = { conversation: 100, site: 100, day: 100 };
const USAGE = { inputTokens: 1_000, cacheReadTokens: 4_000, cacheWriteTokens: 10, outputTokens: 300 };

for (const kind of DATABASE_KINDS) {
  describe(`spend on ${kind}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
      await database.script(
        `insert into public.conversations (session_id, site, fingerprint_id)
         select 's' || n, case when n <= 5 then 'shop' else 'blog' end, 'f' from generate_series(1, 9) as n`,
      );
    });
    afterAll(() => database.close());
    beforeEach(() =>
      database.script('truncate public.model_spend, public.conversation_spend, public.spend_reservations'),
    );
    /** A consumer of its own: a client of its own. */
    const consumer = (caps: Partial<SpendCaps> = {}) => {
      const { client, keys } = testSupabase(database);
      return supabaseSpend({ supabase: client(keys.secretKey), caps: { ...WIDE, ...caps } });
    };
    const granted = (answers: readonly object[]): string[] =>
      answers.flatMap((answer) => ('id' in answer ? [String(answer.id)] : []));

    it.each([
      ['conversation', { conversation: 0.1 }, () => 's1', 'cap_conversation'],
      ['site', { site: 0.1 }, (n: number) => `s${(n % 5) + 1}`, 'cap_site'],
      ['day', { day: 0.1 }, (n: number) => `s${(n % 9) + 1}`, 'cap_day'],
    ] as const)('lets two consumers together not pass the cap of a %s', async (_, caps, session, refused) => {
      const [one, two] = [consumer(caps), consumer(caps)];
      const asked = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : two).reserve(session(n), 0.03));
      const answers = await Promise.all(asked);
      expect(granted(answers)).toHaveLength(3);
      expect(new Set(answers.flatMap((a) => ('refused' in a ? [a.refused] : [])))).toEqual(new Set([refused]));
      const [sum] = await database.query('select sum(usd)::float as usd from public.spend_reservations');
      expect(sum?.usd).toBeCloseTo(0.09, 9);
    });

    it('gives room again when a call cost less than was reserved, and takes it when it cost more', async () => {
      const spend = consumer({ conversation: 0.1 });
      const [first] = granted([await spend.reserve('s1', 0.1)]);
      expect(await spend.reserve('s1', 0.1)).toMatchObject({ refused: 'cap_conversation' });
      await spend.settle(first ?? '', 0.02, USAGE);
      const [second] = granted([await spend.reserve('s1', 0.08)]);
      await spend.settle(second ?? '', 0.2, USAGE);
      expect(await spend.reserve('s1', 0.0001)).toEqual({ refused: 'cap_conversation' });
      expect(granted([await spend.reserve('s2', 0.1)])).toHaveLength(1);
    });

    it('books what was billed, once, for day, site and conversation', async () => {
      const spend = consumer();
      const [id] = granted([await spend.reserve('s1', 0.03)]);
      await Promise.all([spend.settle(id ?? '', 0.004, USAGE), spend.settle(id ?? '', 0.004, USAGE)]);
      expect(
        await database.query(
          `select site, calls::int, input_tokens::int, cache_read_tokens::int, cache_write_tokens::int,
             output_tokens::int, usd::float, day = (now() at time zone 'UTC')::date as today from public.model_spend`,
        ),
      ).toEqual([
        {
          site: 'shop',
          calls: 1,
          input_tokens: 1_000,
          cache_read_tokens: 4_000,
          cache_write_tokens: 10,
          output_tokens: 300,
          usd: 0.004,
          today: true,
        },
      ]);
      expect(await database.query('select usd::float from public.conversation_spend')).toEqual([{ usd: 0.004 }]);
      expect(await database.query('select from public.spend_reservations')).toEqual([]);
    });

    it('books nothing for a call that was not billed', async () => {
      const spend = consumer();
      const [id] = granted([await spend.reserve('s1', 0.03)]);
      await spend.settle(id ?? '', 0, undefined);
      for (const table of ['model_spend', 'conversation_spend', 'spend_reservations']) {
        expect(await database.query(`select from public.${table}`)).toEqual([]);
      }
    });

    it('counts a call whose consumer was killed as spent', async () => {
      const killed = consumer({ day: 0.05 });
      await killed.reserve('s1', 0.03);
      expect(await consumer({ day: 0.05 }).reserve('s6', 0.03)).toMatchObject({ refused: 'cap_day' });
    });

    it('begins anew with the next day, UTC, and says when that is', async () => {
      const spend = consumer({ site: 0.05 });
      const [id] = granted([await spend.reserve('s1', 0.05)]);
      await spend.settle(id ?? '', 0.05, USAGE);
      const refused = await spend.reserve('s2', 0.01);
      expect(refused).toMatchObject({ refused: 'cap_site' });
      const left = 'retrySeconds' in refused ? (refused.retrySeconds ?? -1) : -1;
      const [midnight] = await database.query(
        `select extract(epoch from date_trunc('day', now() at time zone 'UTC') + interval '1 day' - now() at time zone 'UTC')::float as left`,
      );
      expect(Math.abs(left - Number(midnight?.left))).toBeLessThan(60);
      await database.query('update public.model_spend set day = day - 1');
      expect(granted([await spend.reserve('s2', 0.01)])).toHaveLength(1);
    });

    it('lets a site at its cap not hold up another', async () => {
      const spend = consumer({ site: 0.05 });
      await spend.reserve('s1', 0.05);
      expect(granted([await spend.reserve('s6', 0.05)])).toHaveLength(1);
    });

    it('allows no call with a cap of 0, and none about a conversation that is no more', async () => {
      expect(await consumer({ day: 0 }).reserve('s1', 0.001)).toMatchObject({ refused: 'cap_day' });
      expect(await consumer().reserve('erased', 0.001)).toEqual({ refused: 'gone' });
    });

    it('keeps no session id', async () => {
      const spend = consumer();
      const [id] = granted([await spend.reserve('s1', 0.03), await spend.reserve('s1', 0.03)]);
      await spend.settle(id ?? '', 0.02, USAGE);
      const [row] = await database.query(
        `select (select session_key from public.conversation_spend) as spent,
           (select session_key from public.spend_reservations) as reserved, public.erasure_key('s1') as key`,
      );
      expect([row?.spent, row?.reserved]).toEqual([row?.key, row?.key]);
    });
  });
}
