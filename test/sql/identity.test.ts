import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/database.ts';

interface Said {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
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
          Object.entries({ intent: 'x', ...said }).flatMap(([field, value]) =>
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
        ['0', '1'],
      ],
      [
        'two people, also when a third conversation has the e-mail of one and the phone of the other',
        [
          { email: 'a', phone: '1' },
          { email: 'b', phone: '2' },
          { email: 'a', phone: '2' },
        ],
        ['0', '1', '2'],
      ],
      [
        'an e-mail alone where one phone was said with it',
        [{ email: 'a', phone: '1' }, { email: 'a' }, { phone: '2' }],
        ['0 1', '2'],
      ],
      [
        'an e-mail alone where two phones were: neither’s in particular',
        [{ email: 'a', phone: '1' }, { email: 'a', phone: '2' }, { email: 'a' }],
        ['0', '1', '2'],
      ],
      [
        'an e-mail and a phone never said together, where a third is known',
        [{ email: 'a' }, { phone: '1' }, { email: 'b' }],
        ['0', '1', '2'],
      ],
      [
        'an e-mail and, another time, a phone, of different names',
        [
          { name: 'Ana Torres', email: 'a' },
          { name: 'Luis Pérez', phone: '1' },
        ],
        ['0', '1'],
      ],
      [
        'one name said in part and without its accents',
        [{ name: 'José García', email: 'a' }, { name: 'jose', phone: '1' }, { name: 'GARCIA' }, {}],
        ['0 1 2 3'],
      ],
      [
        'another name without any contact, and then nothing is the first one’s in particular',
        [{ name: 'Ana', email: 'a' }, { name: 'Luis' }, {}, { name: 'Ana' }],
        ['0 3', '1', '2'],
      ],
      [
        'a name that two longer ones would fit',
        [{ name: 'Ana', email: 'a' }, { name: 'Ana Torres' }, { name: 'Ana Gil' }],
        ['0', '1', '2'],
      ],
      ['two names where no contact is known', [{ name: 'Ana' }, { name: 'Luis' }, { name: 'ana' }], ['0 2', '1']],
      [
        'two who give the office’s phone, one of them no e-mail',
        [
          { name: 'Ana', email: 'a', phone: '1' },
          { name: 'Luis', phone: '1' },
        ],
        ['0', '1'],
      ],
      [
        'one e-mail under two names',
        [
          { name: 'Ana', email: 'a' },
          { name: 'Luis', email: 'a' },
        ],
        ['0 1'],
      ],
    ])('knows %s', async (_what, conversations, people) => {
      expect(await group(conversations)).toEqual(people);
    });

    const value = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const said = fc.record({
      email: value(['a', 'b', 'c']),
      phone: value(['1', '2', '3']),
      name: value(['Ana', 'Ana Torres', 'ANA GIL', 'Luis']),
    });
    /** Few contacts, so that one person is known more often than not. */
    const near = fc.record({ email: value(['a']), phone: value(['1']), name: value(['Ana', 'Ana Torres', 'Luis']) });

    it('puts every conversation in exactly one group, and never two e-mails or two phones in one', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(said, near), { minLength: 1, maxLength: 12 }), async (conversations) => {
          const groups = (await group(conversations)).map((ids) => ids.split(' ').map(Number));
          expect(groups.flat().toSorted((a, b) => a - b)).toEqual(conversations.map((_, i) => i));
          for (const ids of groups) {
            for (const field of ['email', 'phone'] as const) {
              const known = new Set(ids.map((i) => conversations[i]?.[field]));
              known.delete(undefined);
              expect(known.size).toBeLessThanOrEqual(1);
            }
          }
          const homeOf = (i: number): number => groups.findIndex((ids) => ids.includes(i));
          conversations.forEach((a, i) => {
            conversations.forEach((b, j) => {
              if (a.email === b.email && a.phone === b.phone && a.name === b.name) expect(homeOf(j)).toBe(homeOf(i));
            });
          });
        }),
        { numRuns: 60 },
      );
    });

    it('groups the same conversations the same way, whichever was held first', async () => {
      const pair = fc
        .oneof(fc.array(said, { minLength: 2, maxLength: 8 }), fc.array(near, { minLength: 2, maxLength: 8 }))
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all.keys()], { minLength: all.length })));
      await fc.assert(
        fc.asyncProperty(pair, async ([conversations, order]) => {
          const partition = async (places: readonly number[]): Promise<string[]> => {
            const groups = await group(places.map((i) => conversations[i] ?? {}));
            return groups
              .map((ids) =>
                ids
                  .split(' ')
                  .map((id) => places[Number(id)])
                  .toSorted()
                  .join(' '),
              )
              .toSorted();
          };
          expect(await partition(order)).toEqual(await partition([...conversations.keys()]));
        }),
        { numRuns: 60 },
      );
    });
  });
}
