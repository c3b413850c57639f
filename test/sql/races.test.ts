/** What happens when two things touch one conversation at the same time, one step after another. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import type { Facts } from '../../supabase/functions/_shared/contract/prospect.ts';
import type { ConversationAppend } from '../../supabase/functions/nexus-consumer/coalesce.ts';
import { type ProspectStore, supabaseStore } from '../../supabase/functions/nexus-consumer/store.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';

const AT = '2026-11-20T10:00:00.000Z';
const delivery = (over: Partial<ConversationAppend> = {}): ConversationAppend => ({
  sessionId: 's',
  site: 'demo',
  fingerprint: 'f',
  page: undefined,
  locale: undefined,
  consent: undefined,
  ended: false,
  stamps: { site: `${AT}|1`, fingerprint: `${AT}|1` },
  messages: [{ position: 0, role: 'user', content: 'soy Ana', receivedAt: AT }],
  partition: 0,
  offset: 1,
  ...over,
});
const ana: Facts = {
  name: {
    value: 'Ana',
    evidence: { position: 0, start: 4, end: 7, quote: 'Ana', confidence: 1, extractor: 'rules', at: AT },
  },
};

for (const kind of DATABASE_KINDS) {
  describe(`races on ${kind}`, () => {
    let database: Database;
    let store: ProspectStore;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
      const { client, keys } = testSupabase(database);
      store = supabaseStore({ supabase: client(keys.secretKey) });
    });
    afterAll(() => database.close());
    beforeEach(() =>
      database.script(
        'truncate public.conversations, public.messages, public.prospect_tracking, public.dead_letters, public.erasures',
      ),
    );
    const append = async (over: Partial<ConversationAppend> = {}) => (await store.append([delivery(over)], 60))[0];
    const save = (revision: number, facts: Facts = ana) =>
      store.update([
        { sessionId: 's', revision, facts, extractor: 'rules', extractorVersion: 'rules-t', extractMs: 1 },
      ]);
    const rows = () => database.query('select fingerprint_id, prospect_data from public.prospect_tracking');
    const count = async (table: string): Promise<unknown> =>
      (await database.query(`select count(*)::int as n from public.${table}`))[0]?.n;

    it('calls an extraction stale when its words were replaced meanwhile, and does not refuse it', async () => {
      const first = await append();
      await append({ messages: [{ position: 0, role: 'user', content: 'soy Berta Ruiz', receivedAt: AT }] });
      expect(await save(first?.revision ?? -1)).toMatchObject([{ status: 'stale', prospectId: null }]);
      expect(await rows()).toEqual([]);
    });

    it('calls an extraction stale when its conversation was erased meanwhile', async () => {
      const first = await append();
      await database.query("select public.erase_prospect('s')");
      expect(await save(first?.revision ?? -1)).toMatchObject([{ status: 'stale', prospectId: null }]);
    });

    it('lets an older extraction never overwrite a newer one', async () => {
      const first = await append();
      const second = await append({
        messages: [{ position: 1, role: 'user', content: 'soy Ana Ruiz', receivedAt: AT }],
      });
      await save(second?.revision ?? -1);
      expect(await save(first?.revision ?? -1, {})).toMatchObject([{ status: 'stale' }]);
      expect(await rows()).toMatchObject([{ prospect_data: { name: 'Ana' } }]);
    });

    it('keeps erased words erased when a consumer had read their record before, and takes what is said later', async () => {
      await append();
      await database.query("select public.erase_prospect('s')");
      expect(await append()).toBeUndefined();
      expect(await count('conversations')).toBe(0);
      const later = new Date(Date.now() + 60_000).toISOString();
      const again = await append({ messages: [{ position: 1, role: 'user', content: 'hola', receivedAt: later }] });
      expect(again?.transcript).toMatchObject([{ position: 1, content: 'hola' }]);
    });

    it('erases the row of the fingerprint that the conversation had before', async () => {
      const first = await append();
      await save(first?.revision ?? -1);
      await append({ fingerprint: 'g', stamps: { fingerprint: '2026-11-20T11:00:00.000Z|2' }, messages: [] });
      await database.query("select public.erase_prospect('s')");
      expect(await rows()).toEqual([]);
      expect(await count('conversations')).toBe(0);
    });

    it('moves the row along when a conversation gets another fingerprint', async () => {
      const first = await append();
      const [saved] = await save(first?.revision ?? -1);
      const moved = await append({ fingerprint: 'g', stamps: { fingerprint: '2026-11-20T11:00:00.000Z|2' } });
      expect(await save(moved?.revision ?? -1)).toEqual([
        { sessionId: 's', status: 'saved', prospectId: saved?.prospectId },
      ]);
      expect(await rows()).toMatchObject([{ fingerprint_id: 'g' }]);
    });

    it('does not wake the model for an "ended" that is delivered again', async () => {
      await append({ ended: true });
      const [claim] = await store.claim(10, 60);
      expect(claim).toMatchObject({ sessionId: 's', attempts: 1 });
      await store.update([
        {
          sessionId: 's',
          revision: claim?.revision ?? -1,
          facts: ana,
          extractor: 'claude',
          extractorVersion: 'claude-t',
          extractMs: 1,
          deepFacts: ana,
          deepThrough: 0,
        },
      ]);
      await append({ ended: true });
      expect(await store.claim(10, 60)).toEqual([]);
    });

    it('wakes the model for words that arrive late, before what it had read', async () => {
      await append({ messages: [{ position: 1, role: 'user', content: 'soy Ana', receivedAt: AT }], ended: true });
      const [claim] = await store.claim(10, 60);
      await store.update([
        {
          sessionId: 's',
          revision: claim?.revision ?? -1,
          facts: {},
          extractor: 'claude',
          extractorVersion: 'claude-t',
          extractMs: 1,
          deepFacts: {},
          deepThrough: 1,
        },
      ]);
      await append({ messages: [{ position: 2, role: 'assistant', content: 'Gracias', receivedAt: AT }] });
      expect(await store.claim(10, 60)).toEqual([]);
      await append({ messages: [{ position: 0, role: 'user', content: 'hola', receivedAt: AT }] });
      expect(await store.claim(10, 60)).toMatchObject([{ sessionId: 's', deepThrough: 1 }]);
    });

    it('leases a conversation to one consumer, and does not count a claim that was cut short', async () => {
      await append({ ended: true });
      const [claim] = await store.claim(10, 60);
      expect(await store.claim(10, 60)).toEqual([]);
      await store.release([{ sessionId: 's', revision: claim?.revision ?? -1, retrySeconds: 0, isUncounted: true }]);
      expect(await store.claim(10, 60)).toMatchObject([{ attempts: 1 }]);
    });

    it('keeps a claim due when the visitor said more during the model call', async () => {
      await append({ ended: true });
      const [claim] = await store.claim(10, 60);
      await append({ messages: [{ position: 1, role: 'user', content: 'de Acme', receivedAt: AT }] });
      await store.release([{ sessionId: 's', revision: claim?.revision ?? -1 }]);
      expect(await store.claim(10, 60)).toMatchObject([{ sessionId: 's' }]);
    });

    it.each([
      ['a quote that the message does not have', { ...ana.name?.evidence, quote: 'Eva' }],
      ['offsets that point elsewhere', { ...ana.name?.evidence, start: 0, end: 3 }],
      ['a message that is not there', { ...ana.name?.evidence, position: 7 }],
    ])('refuses %s', async (_what, evidence) => {
      const first = await append();
      const facts = { name: { value: 'Ana', evidence } } as unknown as Facts;
      await expect(save(first?.revision ?? -1, facts)).rejects.toMatchObject({ failure: 'refused' });
      const list = { needs: { value: ['Ana', 'forged'], evidence: [ana.name?.evidence] } } as unknown as Facts;
      await expect(save(first?.revision ?? -1, list)).rejects.toMatchObject({ failure: 'refused' });
      expect(await rows()).toEqual([]);
    });
  });
}
