import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { LOCAL_MARKETER_ID } from '../../server/local/session.ts';
import { DATABASE_KINDS, openTestDatabase, type TestSupabase, testSupabase } from '../support/database.ts';

const FIXTURE = readFileSync(new URL('./rest-fixture.sql', import.meta.url), 'utf8');
const HOUR = 3_600_000;

describe.each(DATABASE_KINDS)('the Data API over %s', (kind) => {
  let database: Database;
  let supabase: TestSupabase;
  const unexpected: unknown[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(kind, { migrations: null });
    await database.script(FIXTURE);
    supabase = testSupabase(database, { onError: (error) => unexpected.push(error) });
  });
  afterAll(() => database?.close());

  const service = () => supabase.client(supabase.keys.secretKey);
  const anon = () => supabase.client();
  const shops = () => service().from('shops');
  type Filterable = ReturnType<ReturnType<typeof shops>['select']>;

  /** A request by hand, for what supabase-js would never send. */
  function raw(path: string, init: RequestInit = {}, key = supabase.keys.secretKey): Promise<Response> {
    const headers = new Headers(init.headers);
    if (key !== '' && !headers.has('apikey')) headers.set('apikey', key);
    return supabase.fetch(`http://127.0.0.1/rest/v1/${path}`, { ...init, headers });
  }
  async function errorOf(response: Promise<Response>): Promise<Record<string, unknown> & { status: number }> {
    const answer = await response;
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  }
  function sign(claims: Record<string, unknown>, secret = supabase.keys.jwtSecret, alg = 'HS256'): Promise<string> {
    return new SignJWT({ exp: Math.floor((Date.now() + HOUR) / 1000), ...claims })
      .setProtectedHeader({ alg })
      .sign(new TextEncoder().encode(secret));
  }

  describe('functions', () => {
    it.each([
      ['a scalar', 'add', { a: 1, b: 2 }, 3],
      ['a default for a missing argument', 'add', { a: 1 }, 2],
      ['nothing for void', 'nothing', {}, null],
      ['an enum', 'mood_of', { m: 'busy' }, 'busy'],
      ['json as it is', 'as_json', {}, { a: [1, 2] }],
      ['a set of scalars', 'numbers', { n: 3 }, [1, 2, 3]],
      ['an empty set', 'numbers', { n: 0 }, []],
      [
        'a table',
        'pairs',
        { n: 2 },
        [
          { k: 1, v: 'v1' },
          { k: 2, v: 'v2' },
        ],
      ],
      ['an array argument', 'total', { items: [1, 2, 3] }, 6],
      ['a null result', 'total', { items: null }, null],
      ['a jsonb argument', 'names', { records: [{ name: 'x' }, { name: 'ñ "q" \\ 😀' }] }, ['x', 'ñ "q" \\ 😀']],
    ])('gives %s', async (_, name, args, expected) => {
      const { data, error } = await service().rpc(name, args);
      expect(error).toBeNull();
      expect(data).toEqual(expected);
    });

    it('answers void with 204 and no body', async () => {
      const response = await raw('rpc/nothing', { method: 'POST', body: '{}' });
      expect([response.status, await response.text()]).toEqual([204, '']);
    });

    it('gives one row as an object, with the times and numbers as Postgres writes them', async () => {
      const response = await raw('rpc/shop_named', { method: 'POST', body: '{"wanted":"Alba"}' });
      const text = await response.text();
      expect(text).toContain('"created_at":"2026-11-24T09:30:00+00:00"');
      expect(text).toContain('"revenue":10.50');
      expect(JSON.parse(text)).toMatchObject({ id: 1, name: 'Alba', tags: ['a', 'b'] });
    });

    it('filters, selects, orders, counts and limits what a function gives, and calls it once', async () => {
      const { data, count } = await service()
        .rpc('all_shops', {}, { count: 'exact' })
        .select('name')
        .eq('city', 'Lima')
        .order('name', { ascending: false })
        .limit(1);
      expect({ data, count }).toEqual({ data: [{ name: 'Duna, "x"' }], count: 2 });
      const written = await service().rpc('write_shop', { n: 'Once' }, { count: 'exact' });
      expect(written.error).toBeNull();
      await shops().delete().eq('name', 'Once');
    });

    it('takes arguments from the query of a GET, and does not let it write', async () => {
      expect((await service().rpc('total', { items: [1, 2, 3] }, { get: true })).data).toBe(6);
      const { error, status } = await service().rpc('write_shop', { n: 'x' }, { get: true });
      expect([status, error?.code]).toEqual([405, '25006']);
    });

    it('gives the whole body to a function of one unnamed jsonb', async () => {
      const response = await raw('rpc/whole', { method: 'POST', body: '[1,2,3]' });
      expect(await response.json()).toBe(3);
    });

    it('says what it looked for when no function fits', async () => {
      const { error, status } = await service().rpc('add', { a: 1, c: 2 });
      expect([status, error?.code]).toEqual([404, 'PGRST202']);
      expect(error?.message).toContain('public.add(a, c)');
      expect((await service().rpc('absent')).error?.code).toBe('PGRST202');
      expect((await service().rpc('add')).status).toBe(404);
    });

    it('does not guess between overloads', async () => {
      expect(await errorOf(raw('rpc/same', { method: 'POST', body: '{"a":1}' }))).toMatchObject({
        status: 300,
        code: 'PGRST203',
      });
    });

    it.each([
      ['PT409', 409],
      ['PT422', 422],
      ['P0001', 400],
      ['23505', 409],
      ['42501', 403],
      ['XX000', 500],
      ['40001', 500],
    ])('maps a raised %s to %i with message, details and hint', async (code, expected) => {
      const { error, status } = await service().rpc('fail', { code }).retry(false);
      expect(status).toBe(expected);
      expect(error).toMatchObject({ code, message: 'no way', details: 'because', hint: 'try less' });
    });
  });

  describe('reads', () => {
    it('selects columns, aliases, casts and ways into JSON', async () => {
      const { data } = await shops()
        .select('id, nombre:name, data->owner->>name, age:data->owner->age, lang:data->langs->>0, rev:revenue::text')
        .eq('name', 'Alba');
      expect(data).toEqual([{ id: 1, nombre: 'Alba', name: 'Ana', age: 40, lang: 'es', rev: '10.50' }]);
    });

    it('reads and writes a column with a difficult name', async () => {
      const response = await raw(`shops?select=id&${encodeURIComponent('weird "col')}=is.null&limit=1`);
      expect(await response.json()).toEqual([{ id: 1 }]);
    });

    it.each<[string, (query: Filterable) => PromiseLike<{ data: unknown }>, string]>([
      ['eq', (q) => q.eq('city', 'Quito'), 'B'],
      ['neq, which never matches null', (q) => q.neq('city', 'Quito'), 'AD'],
      ['gt', (q) => q.gt('revenue', 10), 'AB'],
      ['gte and lt', (q) => q.gte('revenue', 5).lt('revenue', 20), 'AD'],
      ['lte', (q) => q.lte('revenue', '10.5'), 'AD'],
      ['like', (q) => q.like('name', '%a'), 'A'],
      ['ilike', (q) => q.ilike('name', 'a%'), 'A'],
      ['like any', (q) => q.likeAnyOf('name', ['A%', 'B%']), 'AB'],
      ['like all', (q) => q.likeAllOf('name', ['%r%', '%o']), 'BC'],
      ['in, with a comma and quotes', (q) => q.filter('name', 'in', '(Alba,"Duna, \\"x\\"")'), 'AD'],
      ['in, with quotes and braces that close nothing', (q) => q.in('name', ['"', '{', ')', '\\', 'Alba']), 'A'],
      ['in nothing', (q) => q.in('name', []), ''],
      ['is null', (q) => q.is('city', null), 'C'],
      ['is true', (q) => q.is('open', true), 'AD'],
      ['not', (q) => q.not('city', 'is', null), 'ABD'],
      ['not in', (q) => q.not('id', 'in', '(1,2)'), 'CD'],
      ['contains, of an array', (q) => q.contains('tags', ['b']), 'AB'],
      ['contained by, of an array', (q) => q.containedBy('tags', ['a', 'b']), 'ACD'],
      ['overlaps', (q) => q.overlaps('tags', ['a']), 'A'],
      ['contains, of jsonb', (q) => q.contains('data', { owner: { name: 'Bo' } }), 'B'],
      ['a way into JSON as text', (q) => q.eq('data->owner->>name', 'Ana'), 'A'],
      ['a way into JSON as JSON', (q) => q.eq('data->owner->age', 40), 'A'],
      ['an enum', (q) => q.eq('mood', 'calm'), 'ABCD'],
      ['a regular expression', (q) => q.filter('name', 'imatch', '^(a|d)'), 'AD'],
      ['or', (q) => q.or('city.eq.Quito,name.eq.Cedro'), 'BC'],
      [
        'or with and, in and quotes',
        (q) => q.or('and(city.eq.Lima,open.is.true,id.lt.4),name.in.("Duna, \\"x\\"",z)'),
        'AD',
      ],
      ['or with not', (q) => q.or('id.eq.1,city.not.is.null'), 'ABD'],
      ['not or', (q) => q.filter('not.or', 'eq', ''), 'error'],
      ['match', (q) => q.match({ city: 'Lima', open: true }), 'AD'],
    ])('filters by %s', async (_, filter, expected) => {
      const { data } = (await filter(shops().select('name').order('id') as never)) as {
        data: { name: string }[] | null;
      };
      expect(data?.map(({ name }) => name.charAt(0)).join('') ?? 'error').toBe(expected);
    });

    it('negates a group', async () => {
      const response = await raw('shops?select=id&not.or=(city.eq.Lima,city.is.null)');
      expect(await response.json()).toEqual([{ id: 2 }]);
    });

    it('orders by several columns, nulls where they are wanted, and by a way into JSON', async () => {
      const ids = async (query: PromiseLike<{ data: { id: number }[] | null }>) =>
        (await query).data?.map(({ id }) => id);
      expect(
        await ids(shops().select('id').order('city', { nullsFirst: true }).order('id', { ascending: false })),
      ).toEqual([3, 4, 1, 2]);
      expect(
        await ids(shops().select('id').order('data->owner->>name', { ascending: false, nullsFirst: false })),
      ).toEqual([4, 2, 1, 3]);
    });

    it('pages, counts what is left out, and says 206 for a part', async () => {
      const { data, count, status } = await shops().select('id', { count: 'exact' }).order('id').range(1, 2);
      expect({ data, count, status }).toEqual({ data: [{ id: 2 }, { id: 3 }], count: 4, status: 206 });
      const head = await shops().select('*', { count: 'exact', head: true }).eq('city', 'Lima');
      expect([head.count, head.data, head.status]).toEqual([2, null, 200]);
      const beyond = await shops().select('id', { count: 'exact' }).range(10, 12);
      expect([beyond.status, beyond.error?.code]).toEqual([416, 'PGRST103']);
    });

    it('gives no more rows than the server allows', async () => {
      const few = testSupabase(database, { maxRows: 2 });
      const { data } = await few.client(few.keys.secretKey).from('shops').select('id').limit(3);
      expect(data).toHaveLength(2);
    });

    it('gives a single row, and says how many there were otherwise', async () => {
      expect((await shops().select('id').eq('id', 1).single()).data).toEqual({ id: 1 });
      const none = await shops().select('id').eq('id', 99).single();
      expect([none.status, none.error?.code, none.error?.details]).toEqual([
        406,
        'PGRST116',
        'The result contains 0 rows',
      ]);
      expect((await shops().select('id').single()).error?.details).toContain('4 rows');
      expect((await shops().select('id').eq('id', 99).maybeSingle()).data).toBeNull();
    });

    it('reads a view, and a table made after the first request', async () => {
      expect((await service().from('open_shops').select('*').order('id')).data).toHaveLength(2);
      let clock = Date.now();
      const timed = testSupabase(database, { now: () => clock });
      const late = () => timed.client(timed.keys.secretKey).from('late').select('id');
      expect((await late()).error?.code).toBe('PGRST205');
      await database.script('create table late (id integer); grant all on late to service_role');
      expect((await late()).error?.code).toBe('PGRST205');
      clock += 2_000;
      expect((await late()).data).toEqual([]);
    });
  });

  describe('writes', () => {
    const clean = () => shops().delete().gt('id', 4);

    it('inserts one row without giving it back', async () => {
      const { data, error, status } = await shops().insert({ name: 'New', tags: ['x', 'y,"z'], data: { a: 1 } });
      expect([data, error, status]).toEqual([null, null, 201]);
      const read = await shops().select('tags, data, mood').eq('name', 'New').single();
      expect(read.data).toEqual({ tags: ['x', 'y,"z'], data: { a: 1 }, mood: 'calm' });
      await clean();
    });

    it('inserts many rows; a missing key is null, or the default when asked', async () => {
      const strict = await shops()
        .insert([{ name: 'P' }, { name: 'Q', tags: ['t'] }])
        .select('name');
      expect([strict.status, strict.error?.code]).toEqual([400, '23502']);
      const rows = [{ name: 'P' }, { name: 'Q', tags: ['t'], open: false }];
      const { data, error } = await shops().insert(rows, { defaultToNull: false }).select('name, tags, open');
      expect(error).toBeNull();
      expect(data).toEqual([
        { name: 'P', tags: [], open: true },
        { name: 'Q', tags: ['t'], open: false },
      ]);
      await clean();
    });

    it('inserts no rows and a row of defaults', async () => {
      expect((await shops().insert([]).select('id')).data).toEqual([]);
      expect((await shops().insert({}).select('id')).error?.code).toBe('23502');
    });

    it('upserts by a key: merges, or leaves alone', async () => {
      await shops().insert({ name: 'Up', city: 'one' });
      const merged = await shops().upsert({ name: 'Up', city: 'two' }, { onConflict: 'name' }).select('city').single();
      expect(merged.data).toEqual({ city: 'two' });
      const options = { onConflict: 'name', ignoreDuplicates: true };
      expect((await shops().upsert({ name: 'Up', city: 'three' }, options).select('city')).data).toEqual([]);
      await service().from('visits').upsert({ shop_id: 1, at: '2026-11-24' });
      const again = await service().from('visits').upsert({ shop_id: 1, at: '2026-11-24' }).select();
      expect(again.data).toEqual([{ shop_id: 1, at: '2026-11-24' }]);
      await service().from('visits').delete().eq('shop_id', 1);
      await clean();
    });

    it('updates and deletes what the filters say, and counts', async () => {
      await shops().insert([
        { name: 'U1', city: 'U' },
        { name: 'U2', city: 'U' },
      ]);
      const { data } = await shops().update({ city: null, revenue: 7 }).eq('name', 'U1').select('name, city, revenue');
      expect(data).toEqual([{ name: 'U1', city: null, revenue: 7 }]);
      expect((await shops().update({ open: false }, { count: 'exact' }).like('name', 'U%')).count).toBe(2);
      const gone = await shops().delete({ count: 'exact' }).like('name', 'U%');
      expect([gone.count, gone.status]).toEqual([2, 204]);
    });

    it('does nothing at all when a single row was wanted and there are more', async () => {
      const { error, status } = await shops().update({ city: 'changed' }).lt('id', 3).select().single();
      expect([status, error?.code, error?.details]).toEqual([406, 'PGRST116', 'The result contains 2 rows']);
      expect((await shops().select('id').eq('city', 'changed')).data).toEqual([]);
    });

    it('refuses to update or delete a whole table', async () => {
      for (const method of ['PATCH', 'DELETE']) {
        const init = method === 'PATCH' ? { method, body: '{"city":"x"}' } : { method };
        expect(await errorOf(raw('shops', init))).toMatchObject({ status: 400, code: '21000' });
      }
    });

    it.each([
      ['a duplicate', { name: 'Alba' }, 409, '23505'],
      ['a check', { name: 'x', revenue: -1 }, 400, '23514'],
      ['a missing value', { city: 'x' }, 400, '23502'],
      ['a number that is none', { name: 'x', revenue: 'lots' }, 400, '22P02'],
      ['an unknown enum value', { name: 'x', mood: 'angry' }, 400, '22P02'],
      ['an unknown column', { name: 'x', colour: 'red' }, 400, 'PGRST204'],
      ['NUL in a text', { name: 'a\u0000b' }, 400, '22P05'],
    ])('names %s', async (_, row, expected, code) => {
      const { error, status } = await shops().insert(row as never);
      expect([status, error?.code]).toEqual([expected, code]);
    });

    it('names a broken reference', async () => {
      const { error, status } = await service().from('visits').insert({ shop_id: 999, at: '2026-01-01' });
      expect([status, error?.code]).toEqual([409, '23503']);
    });
  });

  describe('roles', () => {
    it('gives anon nothing', async () => {
      for (const table of ['shops', 'secrets', 'visits', 'open_shops']) {
        const { error, status } = await anon().from(table).select('*');
        expect([table, status, error?.code]).toEqual([table, 401, '42501']);
      }
      expect((await anon().from('shops').insert({ name: 'x' })).status).toBe(401);
      expect((await anon().rpc('secret_fn')).error?.code).toBe('42501');
    });

    it('lets a marketer read under the policy, and not write', async () => {
      const marketer = supabase.client(await supabase.marketer());
      expect((await marketer.from('shops').select('id')).data).toHaveLength(4);
      const { error, status } = await marketer.from('shops').update({ city: 'x' }).eq('id', 1);
      expect([status, error?.code]).toEqual([403, '42501']);
      expect((await marketer.rpc('who')).data).toMatchObject({
        role: 'authenticated',
        claim: 'authenticated',
        uid: LOCAL_MARKETER_ID,
      });
    });

    it('shows a session its own rows only, and refuses to write another’s', async () => {
      await service().from('secrets').upsert({ id: 1, owner: '00000000-0000-4000-8000-000000000001', word: 'theirs' });
      const mine = supabase.client(await supabase.marketer());
      expect((await mine.from('secrets').insert({ id: 2, owner: LOCAL_MARKETER_ID, word: 'mine' })).error).toBeNull();
      expect((await mine.from('secrets').select('word')).data).toEqual([{ word: 'mine' }]);
      const { error, status } = await mine.from('secrets').insert({ id: 3, owner: null });
      expect([status, error?.code]).toEqual([403, '42501']);
      const plain = supabase.client({ accessToken: await sign({ role: 'authenticated' }) });
      expect((await plain.from('shops').select('id')).data).toEqual([]);
    });

    it('leaves no role, claim or setting behind for the next request', async () => {
      const requests = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? service() : anon()).rpc('who'));
      const roles = (await Promise.all(requests)).map(({ data }) => (data as { role: string }).role);
      expect(roles).toEqual(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 'service_role' : 'anon')));
      const [now] = await database.query(
        "select current_setting('request.jwt.claims', true) as claims, current_user <> 'anon' as reset",
      );
      expect(now).toMatchObject({ claims: kind === 'pglite' ? '' : expect.toBeOneOf(['', null]), reset: true });
    });

    it('lets SQL see the request’s headers and method, not its keys', async () => {
      const response = await raw('rpc/who', { method: 'POST', body: '{}', headers: { 'x-custom': 'yes' } });
      expect(await response.json()).toMatchObject({ custom: 'yes', apikey: null, method: 'POST' });
    });
  });

  describe('keys and sessions', () => {
    const bearer = (token: string) =>
      errorOf(raw('shops', { headers: { authorization: `Bearer ${token}` } }, supabase.keys.publishableKey));

    it('refuses a missing and a wrong key, without a code', async () => {
      expect(await errorOf(raw('shops', {}, ''))).toEqual({
        status: 401,
        message: 'No API key found in request',
        hint: expect.any(String),
      });
      expect(await errorOf(raw('shops', {}, 'sb_secret_wrong'))).toMatchObject({
        status: 401,
        message: 'Invalid API key',
      });
      expect((await supabase.client('sb_publishable_wrong').from('shops').select()).status).toBe(401);
    });

    it('refuses a session without a key', async () => {
      const { accessToken } = await supabase.marketer();
      const response = await raw('shops', { headers: { authorization: `Bearer ${accessToken}` } }, '');
      expect(response.status).toBe(401);
    });

    it('tells a forged session from an expired one', async () => {
      expect(await bearer(await sign({ role: 'authenticated' }, 'x'.repeat(40)))).toMatchObject({
        status: 401,
        code: 'PGRST301',
      });
      expect(await bearer('not-a-jwt')).toMatchObject({ status: 401, code: 'PGRST301' });
      expect(await bearer(await sign({ role: 'authenticated', exp: 1 }))).toMatchObject({
        status: 401,
        code: 'PGRST303',
        message: 'JWT expired',
      });
      const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"role":"service_role","exp":9999999999}')}.`.replaceAll(
        '=',
        '',
      );
      expect(await bearer(unsigned)).toMatchObject({ status: 401, code: 'PGRST301' });
    });

    it('lets no session be the service role, nor last for ever', async () => {
      for (const role of ['service_role', 'postgres', '', 7, ['anon']]) {
        expect(await bearer(await sign({ role }))).toMatchObject({ status: 401, code: 'PGRST303' });
      }
      expect(await bearer(await sign({ role: 'authenticated', exp: undefined }))).toMatchObject({ code: 'PGRST303' });
    });

    it('lets a session count also beside the secret key, and repeats of the key as nothing', async () => {
      const { accessToken } = await supabase.marketer();
      const as = async (token: string) => {
        const headers = { authorization: `Bearer ${token}` };
        return ((await (await raw('rpc/who', { method: 'POST', body: '{}', headers })).json()) as { role: string })
          .role;
      };
      expect(await as(accessToken)).toBe('authenticated');
      expect(await as(supabase.keys.secretKey)).toBe('service_role');
    });
  });

  describe('requests that are not well made', () => {
    it.each<[string, string, RequestInit, number, string]>([
      ['an unknown table', 'absent', {}, 404, 'PGRST205'],
      ['a table of another schema', 'pg_class', {}, 404, 'PGRST205'],
      ['an unknown column in select', 'shops?select=nope', {}, 400, '42703'],
      ['an unknown column in a filter', 'shops?nope=eq.1', {}, 400, '42703'],
      ['an unknown column in order', 'shops?order=nope', {}, 400, '42703'],
      ['a filter without operator', 'shops?id=1', {}, 400, 'PGRST100'],
      ['an unknown operator', 'shops?id=near.1', {}, 400, 'PGRST100'],
      ['an operator that is a property of every object', 'shops?id=constructor.1', {}, 400, 'PGRST100'],
      ['a value of the wrong type', 'shops?id=eq.one', {}, 400, '22P02'],
      ['an operator that the type lacks', 'shops?id=like.1', {}, 404, '42883'],
      ['embedding', 'shops?select=id,visits(*)', {}, 400, 'PGRST100'],
      ['an unclosed list', 'shops?id=in.(1,2', {}, 400, 'PGRST100'],
      ['an unclosed quote', 'shops?or=(name.eq."x)', {}, 400, 'PGRST100'],
      ['a cast to anything', 'shops?select=id::regclass', {}, 400, 'PGRST100'],
      ['a limit that is no number', 'shops?limit=all', {}, 400, 'PGRST100'],
      ['a negative offset', 'shops?offset=-1', {}, 400, 'PGRST100'],
      ['NUL in a value', 'shops?name=eq.%00', {}, 400, 'PGRST100'],
      ['a value that nests without end', `shops?data=cs.${'['.repeat(300)}`, {}, 400, 'PGRST100'],
      ['conditions that nest without end', `shops?or=${'(and'.repeat(50)}`, {}, 400, 'PGRST100'],
      ['malformed JSON', 'shops', { method: 'POST', body: '{"name":' }, 400, 'PGRST102'],
      ['no body', 'shops', { method: 'POST' }, 400, 'PGRST102'],
      ['a body that is no row', 'shops', { method: 'POST', body: '[1]' }, 400, 'PGRST102'],
      ['rows with different keys', 'shops', { method: 'POST', body: '[{"name":"a"},{"city":"b"}]' }, 400, 'PGRST102'],
      ['JSON that nests without end', 'shops', { method: 'POST', body: '['.repeat(50_000) }, 400, 'PGRST102'],
      [
        'bytes that are no UTF-8',
        'shops',
        { method: 'POST', body: new Uint8Array([0x22, 0xff, 0x22]) },
        400,
        'PGRST102',
      ],
      [
        'another content type',
        'shops',
        { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/csv' } },
        415,
        'PGRST102',
      ],
      [
        'a body that is too large',
        'shops',
        { method: 'POST', body: `"${'x'.repeat(10 * 1024 * 1024)}"` },
        413,
        'PGRST102',
      ],
      ['arguments that are no object', 'rpc/add', { method: 'POST', body: '[1]' }, 404, 'PGRST202'],
      ['another schema to read', 'shops', { headers: { 'accept-profile': 'auth' } }, 406, 'PGRST106'],
      [
        'another schema to call',
        'rpc/add',
        { method: 'POST', body: '{}', headers: { 'content-profile': 'pgmq' } },
        406,
        'PGRST106',
      ],
      ['another format', 'shops', { headers: { accept: 'text/csv' } }, 406, 'PGRST107'],
      ['another method', 'shops', { method: 'PUT', body: '{}' }, 405, 'PGRST117'],
      ['a method that calls no function', 'rpc/add', { method: 'DELETE' }, 405, 'PGRST117'],
      ['a path that leads nowhere', 'a/b/c', {}, 404, 'PGRST125'],
      ['no path', '', {}, 404, 'PGRST125'],
      ['a path that is not UTF-8', '%ff', {}, 400, 'PGRST102'],
    ])('names %s', async (_, path, init, status, code) => {
      expect(await errorOf(raw(path, init))).toMatchObject({ status, code, message: expect.any(String) });
    });

    it('answers a HEAD that fails without a body', async () => {
      const response = await raw('absent', { method: 'HEAD' });
      expect([response.status, await response.text()]).toEqual([404, '']);
    });
  });

  describe('injection', () => {
    const evil = `x'); drop table shops; --`;
    const quoted = `x" from secrets; drop table shops; --`;

    it('treats every value and name as what it is', async () => {
      expect((await shops().select('id').eq('name', evil)).data).toEqual([]);
      expect((await shops().select('id').in('name', [evil, '"', '\\', '{}', '}'])).data).toEqual([]);
      expect((await shops().select('id').contains('tags', [evil])).data).toEqual([]);
      expect((await shops().select('id').contains('tags', ['"\\'])).error?.code).toBe('22P02');
      expect((await shops().select(`id, data->>${evil}`).eq('id', 1)).error?.code).toMatch(/^(PGRST100|42703)$/);
      expect((await shops().select(`id::text; drop table shops`)).error?.code).toBe('PGRST100');
      expect((await shops().select('id').order(evil)).error).not.toBeNull();
      expect((await shops().insert({ name: evil, [evil]: 1 })).error?.code).toBe('PGRST204');
      expect((await shops().upsert({ name: 'a' }, { onConflict: evil })).error).not.toBeNull();
      expect((await service().rpc(evil)).error?.code).toBe('PGRST202');
      expect((await service().rpc('add', { a: 1, [evil]: 2 })).error?.code).toBe('PGRST202');
      expect((await service().from(evil).select()).error?.code).toBe('PGRST205');
      const alias = await raw(`shops?id=eq.1&select=${encodeURIComponent(`"${quoted.replaceAll('"', '')}":id`)}`);
      expect(await alias.json()).toEqual([{ [quoted.replaceAll('"', '')]: 1 }]);
      expect((await service().rpc('names', { records: [{ name: evil }] })).data).toEqual([evil]);
      const header = await raw('rpc/who', { method: 'POST', body: '{}', headers: { 'x-custom': evil } });
      expect(await header.json()).toMatchObject({ custom: evil });
      expect((await shops().select('id')).data).toHaveLength(4);
    });
  });

  describe('around it', () => {
    it('answers a preflight, and lets any page read the answer', async () => {
      const headers = { 'access-control-request-headers': 'apikey,x-y', 'access-control-request-method': 'POST' };
      const preflight = await supabase.fetch('http://127.0.0.1/rest/v1/shops', { method: 'OPTIONS', headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-headers')).toBe('apikey,x-y');
      expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
      for (const response of [preflight, await raw('shops?limit=1'), await raw('shops', {}, 'wrong')]) {
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
      }
    });

    it('answers in time when the database does not', async () => {
      const stuck: Database = { ...database, transaction: () => new Promise(() => undefined) };
      const slow = testSupabase(stuck, { statementTimeoutMs: -3_950 });
      const { error, status } = await slow.client(slow.keys.secretKey).rpc('add', { a: 1 });
      expect([status, error?.code]).toEqual([504, '57014']);
    });

    // PGlite has no timer that could interrupt it.
    if (kind === 'postgres') {
      it('cancels a statement that runs too long', async () => {
        const slow = testSupabase(database, { statementTimeoutMs: 100 });
        const { error, status } = await slow.client(slow.keys.secretKey).rpc('slow');
        expect([status, error?.code]).toEqual([500, '57014']);
      });
    }

    it('shows nothing of an error inside', async () => {
      const seen: unknown[] = [];
      const secret = new Error('select secret from internals');
      const broken: Database = { ...database, transaction: () => Promise.reject(secret) };
      const failing = testSupabase(broken, { onError: (error) => seen.push(error) });
      const { error, status } = await failing.client(failing.keys.secretKey).rpc('add', { a: 1 });
      expect(status).toBe(500);
      expect(JSON.stringify(error)).not.toContain('internals');
      expect(seen).toEqual([secret]);
    });

    it('gives concurrent requests each their own answer', async () => {
      const answers = await Promise.all(Array.from({ length: 60 }, (_, a) => service().rpc('add', { a, b: 1000 })));
      expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: 60 }, (_, a) => a + 1000));
    });

    it('met nothing in all this that it could not name', () => {
      const codes = unexpected.map((error) => (error as { code?: string }).code);
      expect(codes.toSorted()).toEqual(['40001', 'XX000']);
    });
  });
});
