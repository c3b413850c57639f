import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/database.ts';

interface Said {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

for (const kind of DATABASE_KINDS) {
  describe(`who is behind one fingerprint, on ${kind}`, () => {
    let database: Database;
    beforeAll(async () => {
      database = await openTestDatabase(kind);
    });
    afterAll(() => database.close());

    /** Groups conversations that were held in this order; each is named by its place. */
    async function group(conversations: readonly Said[]): Promise<string[]> {
      const rows = conversations.map((said, i) => ({
        id: String(i),
        facts: Object.fromEntries(
          Object.entries({ ...said, name: 'x' }).flatMap(([field, value]) =>
            value === undefined ? [] : [[field, { value }]],
          ),
        ),
        at: new Date(Date.parse('2026-11-20T10:00:00Z') + i * 1000).toISOString(),
      }));
      await database.script('truncate public.conversations cascade');
      await database.query(
        `insert into public.conversations (session_id, site, fingerprint_id, facts)
         select r ->> 'id', 'demo', 'f', r -> 'facts' from jsonb_array_elements($1::jsonb) as r`,
        [JSON.stringify(rows)],
      );
      await database.query(
        `insert into public.messages (session_id, position, role, content, received_at)
         select r ->> 'id', 0, 'user', 'x', (r ->> 'at')::timestamptz from jsonb_array_elements($1::jsonb) as r`,
        [JSON.stringify(rows)],
      );
      const groups = await database.query<{ session_ids: string[] }>(
        "select session_ids from public.group_conversations('demo', 'f')",
      );
      return groups
        .map(({ session_ids }) => session_ids.toSorted((a, b) => Number(a) - Number(b)).join(' '))
        .toSorted();
    }

    it.each<[what: string, conversations: Said[], people: string[]]>([
      ['one person who never said who they are', [{}, {}], ['0 1']],
      ['the same e-mail', [{ email: 'a' }, { email: 'a', phone: '1' }], ['0 1']],
      ['different e-mails', [{ email: 'a' }, { email: 'b' }], ['0', '1']],
      ['different phones', [{ phone: '1' }, { phone: '2' }], ['0', '1']],
      ['an e-mail and, another time, a phone', [{ email: 'a' }, { phone: '1' }], ['0 1']],
      ['an anonymous visit where one person is known', [{}, { email: 'a' }], ['0 1']],
      ['an anonymous visit where two are known', [{ email: 'a' }, {}, { email: 'b' }], ['0', '1', '2']],
      [
        'one phone with two e-mails',
        [
          { email: 'a', phone: '1' },
          { email: 'b', phone: '1' },
        ],
        ['0 1'],
      ],
      [
        'two people whom a third conversation shows to be one',
        [
          { email: 'a', phone: '1' },
          { email: 'b', phone: '2' },
          { email: 'a', phone: '2' },
        ],
        ['0 1 2'],
      ],
      [
        'nobody joining the half that was merged away',
        [{ email: 'a', phone: '1' }, { phone: '2' }, { email: 'a', phone: '2' }, { email: 'c' }],
        ['0 1 2', '3'],
      ],
    ])('knows %s', async (_what, conversations, people) => {
      expect(await group(conversations)).toEqual(people);
    });

    it('puts every conversation in exactly one group, and those with the same e-mail or phone in the same', async () => {
      const value = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
      const said = fc.record({ email: value(['a', 'b', 'c']), phone: value(['1', '2', '3']) });
      await fc.assert(
        fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 12 }), async (conversations) => {
          const groups = (await group(conversations)).map((ids) => ids.split(' ').map(Number));
          expect(groups.flat().toSorted((a, b) => a - b)).toEqual(conversations.map((_, i) => i));
          const homeOf = (i: number): number => groups.findIndex((ids) => ids.includes(i));
          conversations.forEach((a, i) => {
            conversations.forEach((b, j) => {
              const isShared =
                (a.email !== undefined && a.email === b.email) || (a.phone !== undefined && a.phone === b.phone);
              if (isShared) expect(homeOf(j)).toBe(homeOf(i));
            });
          });
        }),
        { numRuns: 60 },
      );
    });
  });
}
