/** What a row tells of how it came to be: what fields said before, and what made it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import type { Evidence, Facts, History } from '../../supabase/functions/_shared/contract/prospect.ts';
import type { ConversationAppend } from '../../supabase/functions/nexus-consumer/coalesce.ts';
import { type FactsUpdate, type ProspectStore, supabaseStore } from '../../supabase/functions/nexus-consumer/store.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';

const at = (minute: number): string => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`;

/** A conversation whose messages are cities, said at these minutes. */
const delivery = (sessionId: string, said: readonly [city: string, minute: number][]): ConversationAppend => ({
  sessionId,
  site: 'demo',
  fingerprint: 'f',
  page: undefined,
  locale: undefined,
  consent: undefined,
  ended: true,
  stamps: {},
  messages: said.map(([content, minute], position) => ({ position, role: 'user', content, receivedAt: at(minute) })),
  partition: 0,
  offset: 1,
});
const evidence = (quote: string, position: number, minute: number): Evidence => ({
  position,
  start: 0,
  end: quote.length,
  quote,
  confidence: 1,
  extractor: 'rules',
  at: at(minute),
});
const entries = (said: readonly [city: string, minute: number][]) =>
  said.map(([value, minute], position) => ({ value, evidence: evidence(value, position, minute) }));

for (const kind of DATABASE_KINDS) {
  describe(`what a row tells of itself, on ${kind}`, () => {
    let database: Database;
    let store: ProspectStore;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
      const { client, keys } = testSupabase(database);
      store = supabaseStore({ supabase: client(keys.secretKey) });
    });
    afterAll(() => database.close());
    beforeEach(() =>
      database.script('truncate public.conversations, public.messages, public.prospect_tracking, public.erasures'),
    );

    /** Stores a conversation with the city it ended with, and its history where there were several. */
    async function say(
      sessionId: string,
      said: readonly [city: string, minute: number][],
      over: Partial<FactsUpdate> = {},
    ): Promise<void> {
      const [appended] = await store.append([delivery(sessionId, said)], 60);
      const all = entries(said);
      const city = all.at(-1);
      const facts: Facts = city === undefined ? {} : { city };
      await store.update([
        {
          sessionId,
          revision: appended?.revision ?? -1,
          facts,
          history: all.length > 1 ? { city: all } : {},
          extractor: 'rules',
          extractorVersion: 'rules-7',
          extractMs: 1,
          ...over,
        },
      ]);
    }
    const row = async () =>
      (
        await database.query<{ history: History; extraction: unknown; updated_at: unknown }>(
          'select history, extraction, updated_at from public.prospect_tracking',
        )
      )[0];
    const cities = async () => (await row())?.history.city?.map(({ value }) => value);

    it('is the history of all its conversations by time, in whatever order they are stored', async () => {
      const conversations = [
        [
          'a',
          [
            ['Oslo', 1],
            ['Bergen', 5],
          ],
        ],
        ['b', [['Bergen', 6]]],
        ['c', [['Lima', 3]]],
        [
          'd',
          [
            ['Quito', 9],
            ['bergen', 8],
          ],
        ],
      ] as const satisfies readonly [string, [string, number][]][];
      for (const order of [conversations, conversations.toReversed()]) {
        await database.script('truncate public.conversations, public.messages, public.prospect_tracking');
        for (const [id, said] of order) await say(id, [...said]);
        // Within a conversation its own order stands: bergen was said after Quito there, by a clock that went back.
        expect(await cities()).toEqual(['Oslo', 'Lima', 'Bergen', 'Quito', 'bergen']);
      }
      expect((await row())?.history.city?.[1]?.evidence).toMatchObject({ sessionId: 'c', quote: 'Lima', at: at(3) });
    });

    it('has no history of what was said once, or the same each time', async () => {
      await say('a', [['Oslo', 1]]);
      await say('b', [['OSLO', 2]]);
      expect((await row())?.history).toEqual({});
    });

    it('forgets what an erased conversation said', async () => {
      await say('a', [['Oslo', 1]]);
      await say('b', [['Lima', 2]]);
      expect(await cities()).toEqual(['Oslo', 'Lima']);
      await database.query("select public.erase_prospect('a')");
      expect((await row())?.history).toEqual({});
    });

    it.each<[what: string, over: Partial<FactsUpdate>]>([
      [
        'a history',
        {
          history: {
            city: entries([
              ['Rome', 1],
              ['Oslo', 1],
            ]),
          },
        },
      ],
      [
        'a model’s history',
        {
          deepHistory: {
            city: entries([
              ['Rome', 1],
              ['Oslo', 1],
            ]),
          },
        },
      ],
    ])('refuses %s whose words the visitor did not write', async (_what, over) => {
      await expect(say('a', [['Oslo', 1]], over)).rejects.toMatchObject({ failure: 'refused' });
      expect(await row()).toBeUndefined();
    });

    it('names the extractor and its version', async () => {
      await say('a', [['Oslo', 1]]);
      expect((await row())?.extraction).toEqual({ extractor: 'rules', version: 'rules-7' });
    });

    it('says why the rules’ row stands when the model fails after it, until the model succeeds', async () => {
      await say('a', [['Oslo', 1]]);
      const before = await row();
      const [first] = await store.claim(1, 60);
      expect(first).toMatchObject({ site: 'demo', deepSeen: null, deepHistory: null });
      await store.release([{ sessionId: 'a', revision: first?.revision ?? -1, error: 'timeout', retrySeconds: 0 }]);
      const failed = { extractor: 'rules', version: 'rules-7', error: 'timeout' };
      expect(await row()).toEqual({ ...before, extraction: failed });

      const [second] = await store.claim(1, 60);
      await store.release([{ sessionId: 'a', revision: second?.revision ?? -1, isUncounted: true, retrySeconds: 0 }]);
      expect((await row())?.extraction).toEqual(failed);
      await say('a', [['Oslo', 1]], { revision: second?.revision ?? -1, extractorVersion: 'rules-8' });
      expect((await row())?.extraction).toEqual({ ...failed, version: 'rules-8' });

      const [third] = await store.claim(1, 60);
      const model = {
        extractor: 'claude',
        extractorVersion: 'claude-x-1',
        deepFacts: {},
        deepThrough: 0,
        deepSeen: 1,
      } as const;
      await say('a', [['Oslo', 1]], { ...model, revision: third?.revision ?? -1 });
      expect((await row())?.extraction).toEqual({ extractor: 'claude', version: 'claude-x-1' });
      // The rules read on from there; the row is the model's still.
      await say(
        'a',
        [
          ['Oslo', 1],
          ['Lima', 2],
        ],
        { extractor: 'claude', extractorVersion: 'rules-8' },
      );
      expect((await row())?.extraction).toEqual({ extractor: 'claude', version: 'claude-x-1' });
      expect(await store.claim(1, 60)).toMatchObject([{ deepThrough: 0, deepSeen: 1, deepHistory: null }]);
    });

    it('tells of the conversation that spoke last, and of a failure with any', async () => {
      await say('b', [['Lima', 2]], {
        extractor: 'claude',
        extractorVersion: 'claude-x-1',
        deepFacts: {},
        deepThrough: 0,
      });
      await say('a', [['Oslo', 1]]);
      expect((await row())?.extraction).toEqual({ extractor: 'claude', version: 'claude-x-1' });
      await store.release([{ sessionId: 'a', revision: 0, error: 'capped' }]);
      expect((await row())?.extraction).toEqual({ extractor: 'claude', version: 'claude-x-1', error: 'capped' });
    });

    it('keeps the model’s own history for its next reading, and the kinds of attack that were seen', async () => {
      const deepHistory = {
        city: entries([
          ['Oslo', 1],
          ['Lima', 2],
        ]),
      };
      const said: [string, number][] = [
        ['Oslo', 1],
        ['Lima', 2],
      ];
      await say('a', said, {
        extractor: 'claude',
        deepFacts: { city: { value: 'Lima', evidence: evidence('Lima', 1, 2) } },
        deepHistory,
        deepThrough: 1,
        attacks: ['orders', 'forged_turn', 'orders'],
      });
      const [again] = await store.append([delivery('a', [...said, ['Quito', 3]])], 60);
      expect(again).toMatchObject({ deepHistory, deepThrough: 1 });
      const attacks = async () => (await database.query('select attacks from public.conversations'))[0];
      expect(await attacks()).toEqual({ attacks: ['forged_turn', 'orders'] });
      await say('a', [...said, ['Quito', 3]], { extractor: 'claude' });
      expect(await attacks()).toEqual({ attacks: ['forged_turn', 'orders'] });
      expect(await cities()).toEqual(['Oslo', 'Lima', 'Quito']);
    });
  });
}
