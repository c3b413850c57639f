/** One person on several devices: whose rows are linked, and what they say together. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import type { Finding, Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import { toFacts } from '../../supabase/functions/nexus-consumer/facts.ts';
import { type ProspectStore, supabaseStore } from '../../supabase/functions/nexus-consumer/store.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';

/** One message: its words, whose device, and when. */
interface Said {
  readonly session: string;
  readonly fingerprint: string;
  readonly site?: string;
  readonly position?: number;
  readonly words: string;
  /** Seconds into the day. */
  readonly at: number;
}

const PATTERNS = [
  ['email', /\S+@\S+/g],
  ['phone', /\+\d+/g],
  ['needs', /slow|dear/gi],
  ['city', /Oslo|Lima/g],
] as const;

/** An extractor of four patterns, so that the property can run often. */
const extract = (transcript: Transcript): Finding[] =>
  transcript.flatMap(({ position, content }) =>
    PATTERNS.flatMap(([field, pattern]) =>
      [...content.matchAll(pattern)].map(
        ({ 0: value, index: start }): Finding => ({
          field,
          value,
          evidence: { position, start, end: start + value.length, quote: value, confidence: 1 },
        }),
      ),
    ),
  );

type LinkedRow = {
  readonly id: string;
  readonly person: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly site: string;
  readonly sessions: string;
  readonly data: string;
  readonly history: string;
};

for (const kind of DATABASE_KINDS) {
  describe(`people on ${kind}`, () => {
    let database: Database;
    let store: ProspectStore;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
      const { client, keys } = testSupabase(database);
      store = supabaseStore({ supabase: client(keys.secretKey) });
    });
    afterAll(() => database.close());
    const clear = () =>
      database.script(
        'truncate public.conversations, public.messages, public.prospect_tracking, public.erasures, public.dead_letters',
      );
    beforeEach(clear);

    /** Delivers messages in one batch and saves what they say. */
    async function deliver(batch: readonly Said[]): Promise<void> {
      const sessions = [...new Set(batch.map(({ session }) => session))];
      const appended = await store.append(
        sessions.map((sessionId) => {
          const own = batch.filter(({ session }) => session === sessionId);
          const { fingerprint, site = 'demo' } = own[0] ?? { fingerprint: '' };
          return {
            sessionId,
            site,
            fingerprint,
            page: undefined,
            locale: undefined,
            consent: undefined,
            ended: false,
            stamps: {},
            messages: own.map(({ position = 0, words, at }) => ({
              position,
              role: 'user' as const,
              content: words,
              receivedAt: new Date(Date.parse('2026-11-20') + at * 1000).toISOString(),
            })),
            partition: 0,
            offset: 1,
          };
        }),
        60,
      );
      await store.update(
        appended.flatMap(({ sessionId, revision, transcript }) => {
          if (transcript === null) return [];
          const { facts, history } = toFacts(extract(transcript), transcript, 'rules');
          return [
            { sessionId, revision, facts, history, extractor: 'rules', extractorVersion: 'rules-t', extractMs: 1 },
          ];
        }),
      );
    }
    const erase = (session: string) => database.query('select public.erase_prospect($1)', [session]);
    const rows = () =>
      database.query<LinkedRow>(
        `select p.id, l.person_id as person, p.site, p.prospect_data ->> 'email' as email, p.prospect_data ->> 'phone' as phone,
           p.prospect_data::text as data, p.history::text as history,
           (select string_agg(c.session_id, ' ' order by c.session_id) from public.conversations c where c.prospect_id = p.id) as sessions
         from public.prospect_tracking p left join public.person_links l on l.prospect_id = p.id`,
      );

    /** Rows by their conversations, and people by their rows: without ids, which are made up. */
    async function partition(): Promise<{ rows: unknown; people: string[] }> {
      const all = (await rows()).toSorted((a, b) => (a.sessions < b.sessions ? -1 : 1));
      const people = new Map<string, string[]>();
      for (const { person, sessions } of all) people.set(person, [...(people.get(person) ?? []), `(${sessions})`]);
      return {
        rows: all.map(({ sessions, data, history }) => [sessions, data, history]),
        people: [...people.values()].map((own) => own.join(' ')).toSorted(),
      };
    }
    const people = async () => (await partition()).people;
    const stored = () =>
      database.query<Record<string, unknown>>('select * from public.people order by created_at, person_id');

    /** Who is linked, by its definition: those whom a chain of equal e-mails and phones of one site joins. */
    function connected(all: readonly LinkedRow[]): string[] {
      const home = new Map(all.map(({ id }) => [id, id]));
      for (const [from, to] of all.flatMap((a) =>
        all
          .filter((b) => a.site === b.site && ((a.email && a.email === b.email) || (a.phone && a.phone === b.phone)))
          .map((b) => [a.id, b.id] as const),
      )) {
        const [mine, theirs] = [home.get(from), home.get(to)];
        for (const [id, own] of home) if (own === theirs && mine !== undefined) home.set(id, mine);
      }
      return group(all, ({ id }) => home.get(id) ?? '');
    }
    const group = (all: readonly LinkedRow[], by: (row: LinkedRow) => string): string[] => {
      const groups = new Map<string, string[]>();
      for (const row of all) groups.set(by(row), [...(groups.get(by(row)) ?? []), row.id]);
      return [...groups.values()].map((ids) => ids.toSorted().join(' ')).toSorted();
    };

    it('are one with the same e-mail on two devices, and say it together', async () => {
      await deliver([{ session: 'a', fingerprint: 'phone', words: 'ana@x.example from Oslo, slow', at: 1 }]);
      await deliver([
        { session: 'b', fingerprint: 'laptop', words: 'ana@x.example in Lima, +34600000001 Slow dear', at: 2 },
      ]);
      expect(await stored()).toMatchObject([
        {
          site: 'demo',
          prospect_data: { email: 'ana@x.example', phone: '+34600000001', city: 'Lima', needs: ['slow', 'dear'] },
          evidence: {
            city: { sessionId: 'b', quote: 'Lima' },
            needs: [
              { sessionId: 'a', quote: 'slow' },
              { sessionId: 'b', quote: 'dear' },
            ],
          },
          emails: ['ana@x.example'],
          phones: ['+34600000001'],
          prospect_ids: [expect.any(String), expect.any(String)],
          fingerprint_ids: ['laptop', 'phone'],
        },
      ]);
      expect(await people()).toEqual(['(a) (b)']);
    });

    it('are linked and not merged where they share a phone and not the e-mail', async () => {
      await deliver([
        { session: 'a', fingerprint: 'f', words: 'ana@x.example +34600000001', at: 1 },
        { session: 'b', fingerprint: 'f', words: 'leo@x.example +34600000001', at: 2 },
      ]);
      expect(await people()).toEqual(['(a) (b)']);
      expect(await stored()).toMatchObject([{ emails: ['ana@x.example', 'leo@x.example'], fingerprint_ids: ['f'] }]);
    });

    it('are not linked across sites, nor for having neither', async () => {
      await deliver([
        { session: 'a', fingerprint: 'f', words: 'ana@x.example', at: 1 },
        { session: 'b', fingerprint: 'f', site: 'other', words: 'ana@x.example', at: 2 },
        { session: 'c', fingerprint: 'g', words: 'Oslo', at: 3 },
        { session: 'd', fingerprint: 'h', words: 'Oslo', at: 4 },
      ]);
      expect(await people()).toEqual(['(a)', '(b)', '(c)', '(d)']);
    });

    it('part when an e-mail is corrected; whoever was first keeps the id', async () => {
      await deliver([{ session: 'a', fingerprint: 'f', words: 'ana@x.example', at: 1 }]);
      const [first] = await stored();
      await deliver([{ session: 'b', fingerprint: 'g', words: 'ana@x.example', at: 2 }]);
      expect(await stored()).toMatchObject([{ person_id: first?.person_id, fingerprint_ids: ['f', 'g'] }]);
      await deliver([{ session: 'b', fingerprint: 'g', position: 1, words: 'eva@x.example', at: 3 }]);
      expect(await stored()).toMatchObject([
        { person_id: first?.person_id, emails: ['ana@x.example'] },
        { emails: ['eva@x.example'] },
      ]);
    });

    it('keep their id when they say who they are', async () => {
      await deliver([{ session: 'a', fingerprint: 'f', words: 'Oslo', at: 1 }]);
      const [before] = await stored();
      await deliver([{ session: 'a', fingerprint: 'f', position: 1, words: 'ana@x.example', at: 2 }]);
      expect(await stored()).toMatchObject([{ person_id: before?.person_id, emails: ['ana@x.example'] }]);
    });

    it('part when what joined them is erased, and leave no link', async () => {
      await deliver([
        { session: 'a', fingerprint: 'f', words: 'ana@x.example', at: 1 },
        { session: 'b', fingerprint: 'g', words: 'ana@x.example +34600000001', at: 2 },
        { session: 'c', fingerprint: 'h', words: '+34600000001', at: 3 },
      ]);
      expect(await people()).toEqual(['(a) (b) (c)']);
      await erase('b');
      expect(await people()).toEqual(['(a)', '(c)']);
      await erase('a');
      await erase('c');
      expect(await database.query('select * from public.person_links')).toEqual([]);
    });

    it('move with a conversation to another fingerprint', async () => {
      await deliver([{ session: 'a', fingerprint: 'f', words: 'ana@x.example', at: 1 }]);
      await deliver([{ session: 'b', fingerprint: 'g', words: 'ana@x.example', at: 2 }]);
      await database.script(
        "update public.conversations set fingerprint_id = 'z', revision = revision + 1 where session_id = 'a'",
      );
      await deliver([{ session: 'a', fingerprint: 'z', position: 1, words: 'Oslo', at: 3 }]);
      expect(await stored()).toMatchObject([{ fingerprint_ids: ['g', 'z'], prospect_data: { city: 'Oslo' } }]);
      expect(await database.query('select fingerprint_id from public.person_links order by 1')).toEqual([
        { fingerprint_id: 'g' },
        { fingerprint_id: 'z' },
      ]);
    });

    it('end as the same rows, links, data and history, in whatever order and batches all is delivered', async () => {
      const message = fc.record({
        session: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        words: fc
          .tuple(
            fc.constantFrom('', '', 'a@x.example', 'b@x.example', 'c@x.example'),
            fc.constantFrom('', '', '+34600000001', '+34600000002'),
            fc.constantFrom('hi', 'Oslo', 'Lima', 'slow', 'dear'),
          )
          .map((parts) => parts.join(' ')),
      });
      const deliveries = fc.array(message, { minLength: 3, maxLength: 14 }).map((all) =>
        all.map(
          ({ session, words }, i): Said => ({
            session,
            words,
            // Three devices; the last two sessions are on the second site.
            fingerprint: `device-${'abcdef'.indexOf(session) % 3}`,
            site: session < 'e' ? 'demo' : 'other',
            position: all.slice(0, i).filter((other) => other.session === session).length,
            at: i,
          }),
        ),
      );
      const cases = deliveries.chain((all) =>
        fc.record({
          all: fc.constant(all),
          shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
          size: fc.integer({ min: 1, max: 5 }),
          erased: fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'], { maxLength: 3 }),
        }),
      );
      const run = async (all: readonly Said[], size: number): Promise<void> => {
        await clear();
        for (let i = 0; i < all.length; i += size) {
          await deliver(all.slice(i, i + size));
          const linked = await rows();
          expect(group(linked, ({ person }) => person)).toEqual(connected(linked));
        }
      };
      await fc.assert(
        fc.asyncProperty(cases, async ({ all, shuffled, size, erased }) => {
          await run(all, all.length);
          const expected = await partition();
          await run(shuffled, size);
          expect(await partition()).toEqual(expected);
          const lines = await database.query('select person_id from public.people');
          expect(lines).toHaveLength(expected.people.length);

          for (const session of erased) await erase(session);
          const left = await partition();
          const linked = await rows();
          expect(group(linked, ({ person }) => person)).toEqual(connected(linked));
          expect(await database.query('select prospect_id from public.person_links')).toHaveLength(linked.length);
          await run(
            all.filter(({ session }) => !erased.includes(session)),
            3,
          );
          expect(await partition()).toEqual(left);
        }),
        { numRuns: 25 },
      );
    }, 120_000);

    it('are linked right, and without deadlock, when many consumers save at once', async () => {
      const sessions = Array.from({ length: 24 }, (_, i) => ({
        session: `s-${i}`,
        fingerprint: `f-${i % 8}`,
        words: `m${i % 5}@x.example +3460000000${i % 3}`,
        at: i,
      }));
      await Promise.all(sessions.map((one) => deliver([one])));
      const again = sessions.map((one) => ({ ...one, position: 1, words: `m${one.at % 7}@x.example` }));
      await Promise.all([...again.map((one) => deliver([one])), erase('s-3'), erase('s-11')]);
      const linked = await rows();
      expect(group(linked, ({ person }) => person)).toEqual(connected(linked));
    });

    it('cost no more for each when thousands share an e-mail', async () => {
      await database.script(
        `insert into public.prospect_tracking (site, fingerprint_id, prospect_data, evidence)
         select 'demo', 'f-' || i, '{"email": "ana@x.example"}', '{"email": {"quote": "ana@x.example"}}'
         from generate_series(1, 3000) as i`,
      );
      await database.query(
        "select public.link_people(array_agg('demo'::text), array_agg('f-' || i)) from generate_series(1, 3000) as i",
      );
      expect(await stored()).toHaveLength(1);
      const before = await database.query<{ person_id: string; xmin: string }>(
        'select distinct person_id, xmin::text from public.person_links',
      );
      await deliver([{ session: 'a', fingerprint: 'new', words: 'ana@x.example +34600000001', at: 1 }]);
      await erase('a');
      expect(await database.query('select distinct person_id, xmin::text from public.person_links')).toEqual(before);
    });
  });
}
