/** The model's calls against the database: what it has read, what is left, and what it may cost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import type { Finding } from '../../supabase/functions/_shared/contract/prospect.ts';
import { type DeepenOptions, type DeepenResult, deepenClaims } from '../../supabase/functions/nexus-consumer/deepen.ts';
import { ExtractionError, type Reading } from '../../supabase/functions/nexus-consumer/extract/extractor.ts';
import { rulesExtractor } from '../../supabase/functions/nexus-consumer/extract/rules.ts';
import { extractRules } from '../../supabase/functions/nexus-consumer/extract-rules.ts';
import { type SpendCaps, supabaseSpend } from '../../supabase/functions/nexus-consumer/spend.ts';
import { type ProspectStore, supabaseStore } from '../../supabase/functions/nexus-consumer/store.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';

const AT = '2026-11-20T10:00:00.000Z';
const usage = { inputTokens: 700, outputTokens: 90, cacheReadTokens: 5_000, cacheWriteTokens: 0 };
const WIDE: SpendCaps = { conversation: 1, site: 10, day: 10 };

for (const kind of DATABASE_KINDS) {
  describe(`deepening on ${kind}`, () => {
    let database: Database;
    let store: ProspectStore;
    let readings: Reading[];
    let aheadMs: number;
    let meanwhile: (reading: Reading) => unknown;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
      const { client, keys } = testSupabase(database);
      store = supabaseStore({ supabase: client(keys.secretKey) });
    });
    afterAll(() => database.close());
    beforeEach(async () => {
      readings = [];
      aheadMs = 3_600_000;
      meanwhile = () => {};
      await database.script(
        `truncate public.conversations, public.messages, public.prospect_tracking, public.model_spend,
           public.conversation_spend, public.spend_reservations`,
      );
    });

    const say = (
      texts: Readonly<Record<number, string>>,
      sessionId = 's',
      { role = 'user' as 'user' | 'assistant', receivedAt = AT } = {},
    ) =>
      store.append(
        [
          {
            sessionId,
            site: 'shop',
            fingerprint: `f-${sessionId}`,
            page: undefined,
            locale: undefined,
            consent: undefined,
            ended: true,
            stamps: { site: `${AT}|1`, fingerprint: `${AT}|1` },
            messages: Object.entries(texts).map(([position, content]) => ({
              position: Number(position),
              role,
              content,
              receivedAt,
            })),
            partition: 0,
            offset: 1,
          },
        ],
        60,
      );
    /** Finds in each message to be read its first word, as an interest. */
    const find = ({ turns }: Reading): Finding[] =>
      turns.flatMap(({ position, content, isRead }) => {
        const word = content.split(' ')[0] ?? '';
        const evidence = { position, start: 0, end: word.length, quote: word, confidence: 0.9 };
        return isRead ? [] : [{ field: 'interests' as const, value: word, evidence }];
      });
    const deepen = (over: Partial<DeepenOptions> = {}, caps: Partial<SpendCaps> = {}): Promise<DeepenResult> => {
      const { client, keys } = testSupabase(database);
      return deepenClaims(
        {
          store,
          rules: rulesExtractor(),
          model: {
            name: 'claude',
            extract: () => Promise.reject(new Error('the consumer asks by reading')),
            async read(reading) {
              readings.push(reading);
              await meanwhile(reading);
              return { findings: find(reading), withdrawals: [], billing: { usage, lostAttempts: 0 } };
            },
            estimateUsd: () => 0.03,
            billedUsd: () => 0.004,
          },
          spend: supabaseSpend({ supabase: client(keys.secretKey), caps: { ...WIDE, ...caps } }),
          log: () => {},
          now: () => 0,
          clock: () => Date.now() + aheadMs,
        },
        { concurrency: 8, leaseSeconds: 60, maxAttempts: 3, quietSeconds: 60, inputTokens: 6_000, ...over },
        new AbortController().signal,
      );
    };
    const unread = (reading: Reading | undefined) =>
      reading?.turns.flatMap(({ position, isRead }) => (isRead ? [] : [position]));
    const conversation = async (sessionId = 's') => {
      const rows = await database.query(
        `select deep_through, deep_seen, deep_error, deep_attempts, extractor, deep_facts #> '{interests,value}' as interests,
           extract_after > now() as later from public.conversations where session_id = $1`,
        [sessionId],
      );
      return rows[0];
    };
    const long = (word: string): string => `${word} ${'lorem '.repeat(300)}`;

    it('reads a long conversation in parts, each word once, and then is done', async () => {
      await say({ 0: long('uno'), 1: long('dos'), 2: long('tres') });
      const budget = { inputTokens: 500 };
      for (let round = 0; round < 3; round++) expect(await deepen(budget)).toMatchObject({ upserted: 1 });
      expect(await deepen(budget)).toMatchObject({ claimed: 0 });
      expect(readings.map(unread)).toEqual([[0], [1], [2]]);
      expect(await conversation()).toMatchObject({
        deep_through: 2,
        deep_seen: 3,
        deep_attempts: 1,
        interests: ['uno', 'dos', 'tres'],
      });
    });

    it('reads only what is new in a conversation that goes on, and all of it again when a message came late', async () => {
      await say({ 0: long('uno'), 2: long('dos'), 4: long('tres') });
      await deepen();
      await say({ 6: 'cuatro más' });
      await deepen();
      expect(readings.map(unread)).toEqual([[0, 2, 4], [6]]);
      await say({ 3: 'tarde llega' });
      await deepen();
      expect(unread(readings[2])).toEqual([0, 2, 3, 4, 6]);
    });

    it('reads all of it again when a text that it had read was replaced', async () => {
      await say({ 0: long('uno'), 2: long('dos'), 4: long('tres') });
      await deepen();
      await say({ 2: `otro ${long('dos')}`, 6: 'cuatro más' });
      await deepen();
      expect(unread(readings[1])).toEqual([0, 2, 4, 6]);
      await say({ 8: 'cinco' });
      await deepen();
      expect(unread(readings[2])).toEqual([8]);
    });

    it('makes no call for what it has read', async () => {
      await say({ 0: 'uno solo' });
      await deepen();
      await say({ 0: 'uno solo' });
      expect(await deepen()).toMatchObject({ claimed: 0 });
      expect(readings).toHaveLength(1);
    });

    it('makes no call for what was said already, delivered again with an earlier time', async () => {
      await say({ 0: 'uno solo' });
      await deepen();
      await say({ 0: 'uno solo' }, 's', { receivedAt: '2026-11-20T09:59:00.000Z' });
      expect(await deepen()).toMatchObject({ claimed: 0 });
    });

    it('reads on where a consumer ended right after it saved a part', async () => {
      await say({ 0: long('uno'), 1: long('dos') });
      const { release } = store;
      store = { ...store, release: () => Promise.reject(new Error('gone')) };
      await deepen({ inputTokens: 500 });
      await deepen({ inputTokens: 500 });
      store = { ...store, release };
      expect(readings.map(unread)).toEqual([[0], [1]]);
    });

    it('passes over a part that the model refuses, says so, and reads the rest', async () => {
      await say({ 0: long('uno'), 1: long('dos'), 2: long('tres') });
      meanwhile = (reading) => {
        if (unread(reading)?.includes(0)) throw new ExtractionError('no', { retryable: false, reason: 'refusal' });
      };
      const budget = { inputTokens: 500 };
      expect(await deepen(budget)).toMatchObject({ failed: 1 });
      expect(await conversation()).toMatchObject({ deep_through: 0, deep_error: 'refusal', later: false });
      await deepen(budget);
      await deepen(budget);
      expect(await deepen(budget)).toMatchObject({ claimed: 0 });
      expect(await conversation()).toMatchObject({ deep_through: 2, interests: ['dos', 'tres'] });
    });

    it('lets a visitor whose clock is behind finish, by its own clock', async () => {
      await say({ 0: 'uno solo' });
      await deepen();
      await say({ 2: 'dos más' });
      aheadMs = 0;
      expect(await deepen()).toMatchObject({ claimed: 1, skipped: 1 });
      expect(readings).toHaveLength(1);
    });

    it('keeps an answer when the assistant wrote at the end meanwhile, and not when the visitor did', async () => {
      await say({ 0: 'uno solo' });
      meanwhile = () => say({ 1: 'Hola, claro' }, 's', { role: 'assistant' });
      expect(await deepen()).toMatchObject({ upserted: 1 });
      expect(await deepen()).toMatchObject({ claimed: 0 });
      await say({ 2: 'dos más' });
      meanwhile = () => say({ 4: 'tres más' });
      expect(await deepen()).toMatchObject({ extracted: 1, upserted: 0 });
      expect(readings).toHaveLength(2);
    });

    it('takes what the rules hear in a message that came late, while the model has not read it', async () => {
      await say({ 0: 'uno solo', 4: 'Gracias' });
      await deepen();
      const [late] = await say({ 2: 'También necesito una campaña de Google Ads' });
      expect(late?.deepSeen).toBe(2);
      const update = late && (await extractRules({ rules: rulesExtractor(), log: () => {}, now: () => 0 }, late));
      const interests = update?.facts.interests?.value ?? [];
      expect(interests).toContain('uno');
      expect(interests.join()).toContain('Google Ads');
    });

    it('stops at a day’s cap, says so on the row, and goes on the next day, with no attempt counted', async () => {
      await say({ 0: 'uno solo' });
      await say({ 0: 'dos solos' }, 't');
      expect(await deepen({ concurrency: 1 }, { site: 0.033 })).toMatchObject({ upserted: 1 });
      expect(await deepen({}, { site: 0.033 })).toMatchObject({ claimed: 1, capped: 1, model: { calls: 0 } });
      const capped = (await conversation())?.deep_error === 'cap_site' ? 's' : 't';
      expect(await conversation(capped)).toMatchObject({ deep_error: 'cap_site', deep_attempts: 0, later: true });
      await database.script(
        'update public.model_spend set day = day - 1; update public.conversations set extract_after = now() where extract_after is not null',
      );
      expect(await deepen({}, { site: 0.033 })).toMatchObject({ upserted: 1, capped: 0 });
      expect(await conversation(capped)).toMatchObject({ deep_error: null, extractor: 'claude' });
    });

    it('leaves a conversation at its own cap to the rules until more is said, and then asks the cap again', async () => {
      await say({ 0: 'uno solo' });
      expect(await deepen({}, { conversation: 0.01 })).toMatchObject({ capped: 1 });
      expect(await conversation()).toMatchObject({ deep_error: 'cap_conversation', later: null });
      expect(await deepen()).toMatchObject({ claimed: 0 });
      await say({ 2: 'dos más' });
      expect(await deepen()).toMatchObject({ upserted: 1 });
      expect(unread(readings[0])).toEqual([0, 2]);
    });
  });
}
