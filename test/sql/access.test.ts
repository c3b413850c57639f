import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { DATABASE_KINDS, openTestDatabase, type TestSupabase, testSupabase } from '../support/database.ts';

const TABLES = [
  'prospect_tracking',
  'conversations',
  'messages',
  'person_links',
  'dead_letters',
  'topic_ledgers',
  'erasures',
  'model_spend',
  'conversation_spend',
  'spend_reservations',
] as const;
type Table = (typeof TABLES)[number];

const ID = '00000000-0000-4000-8000-000000000000';

/** Each table with its key and a row that it would take. */
const ROWS: Readonly<Record<Table, readonly [key: string, row: Record<string, string | number>]>> = {
  prospect_tracking: ['id', { site: 'demo', fingerprint_id: 'x' }],
  conversations: ['session_id', { session_id: 'x', site: 'demo', fingerprint_id: 'x' }],
  messages: [
    'position',
    { session_id: 's', position: 9, role: 'user', content: 'x', received_at: '2026-11-24T10:00:00Z' },
  ],
  person_links: [
    'prospect_id',
    { prospect_id: ID, person_id: ID, site: 'demo', fingerprint_id: 'x', created_at: '2026-11-24T10:00:00Z' },
  ],
  dead_letters: ['id', { topic: TOPIC, offset: 9, payload: 'x', reason: 'x', attempts: 1 }],
  topic_ledgers: ['topic', { topic: 'x' }],
  erasures: ['session_key', { session_key: 'x' }],
  model_spend: ['day', { day: '2026-11-24', site: 'x' }],
  conversation_spend: ['session_key', { session_key: 'x' }],
  spend_reservations: ['id', { day: '2026-11-24', site: 'x', session_key: 'x', usd: 1 }],
};

/** Read, insert, update and delete, each of which would work for its owner. */
function statements(table: Table): string[] {
  const [key, row] = ROWS[table];
  const columns = Object.keys(row).map((name) => `"${name}"`);
  const values = Object.values(row).map((value) => `'${value}'`);
  return [
    `select * from public.${table}`,
    `insert into public.${table} (${columns.join(', ')}) values (${values.join(', ')})`,
    `update public.${table} set ${columns[0]} = ${values[0]} where ${key} is not null`,
    `delete from public.${table} where ${key} is not null`,
  ];
}
const READABLE_BY_MARKETERS: readonly string[] = ['prospect_tracking', 'conversations', 'messages', 'person_links'];

for (const kind of DATABASE_KINDS) {
  describe(`access on ${kind}`, () => {
    let database: Database;
    let supabase: TestSupabase;
    beforeAll(async () => {
      // As hosted projects do, new tables are granted to every role: what a migration forgot to revoke shows here.
      database = await openTestDatabase(kind, { openDefaults: true });
      supabase = testSupabase(database);
      await database.script(`
        insert into public.erasures (session_key) values ('k');
        insert into public.conversations (session_id, site, fingerprint_id) values ('s', 'demo', 'f');
        insert into public.messages (session_id, position, role, content, received_at) values ('s', 0, 'user', 'soy Ana', now());
        insert into public.prospect_tracking (site, fingerprint_id, prospect_data, evidence)
          values ('demo', 'f', '{"name": "Ana"}', '{"name": {"quote": "Ana"}}');
        select public.link_people('{demo}', '{f}');
        insert into public.dead_letters (topic, "offset", payload, reason, attempts) values ('${TOPIC}', 1, 'x', 'y', 1);
      `);
    });
    afterAll(() => database.close());

    /** Runs SQL as a role; the text of the refusal, or the rows. */
    const as = async (role: string, sql: string, claims = '{}'): Promise<unknown> => {
      try {
        const results = await database.transaction([
          {
            sql: "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
            params: [role, claims],
          },
          { sql },
        ]);
        return results[1];
      } catch (error) {
        return error instanceof Error ? error.message : error;
      }
    };
    const MARKETER = '{"app_metadata": {"nexus_role": "marketer"}}';

    it('has row level security on every table of schema public', async () => {
      expect(
        await database.query(
          "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity",
        ),
      ).toEqual([]);
    });

    it.each(TABLES)('anon can neither read nor write %s, by REST and by SQL', async (table) => {
      const anon = supabase.client();
      const [key, row] = ROWS[table];
      for (const { data, error } of [
        await anon.from(table).select('*'),
        await anon.from(table).insert<unknown>(row),
        await anon.from(table).update<unknown>(row).not(key, 'is', null),
        await anon.from(table).delete().not(key, 'is', null),
      ]) {
        expect(error?.code).toBe('42501');
        expect(data ?? []).toEqual([]);
      }
      for (const sql of statements(table)) expect(await as('anon', sql)).toMatch(/permission denied/);
    });

    it('anon and signed-in users can call none of our functions', async () => {
      const functions = await database.query<{ signature: string; name: string }>(
        `select p.oid::regprocedure::text as signature, p.proname as name from pg_proc p
         where p.pronamespace = 'public'::regnamespace
           and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
      );
      expect(functions.length).toBeGreaterThan(15);
      const open = await database.query(
        `select p.proname, r.role from pg_proc p, unnest(array['anon', 'authenticated']) as r (role)
         where p.pronamespace = 'public'::regnamespace and has_function_privilege(r.role, p.oid, 'execute')`,
      );
      // Row policies call it as the session's user.
      expect(open).toEqual([{ proname: 'is_marketer', role: 'authenticated' }]);
      const { error } = await supabase
        .client()
        .rpc('queue_consume', { p_topic: TOPIC, p_max: 1, p_visibility_seconds: 1 });
      expect(error?.code).toBe('42501');
    });

    it.each(TABLES)('a signed-in user who is no marketer sees nothing in %s', async (table) => {
      const rows = await as('authenticated', `select * from public.${table}`);
      if (READABLE_BY_MARKETERS.includes(table)) expect(rows).toEqual([]);
      else expect(rows).toMatch(/permission denied/);
      expect(
        await as('authenticated', `select * from public.${table}`, '{"user_metadata": {"nexus_role": "marketer"}}'),
      ).toEqual(rows);
    });

    it.each(TABLES)('a marketer reads what is theirs to read in %s, and writes nothing', async (table) => {
      const marketer = supabase.client(await supabase.marketer());
      const { data, error } = await marketer.from(table).select('*');
      if (READABLE_BY_MARKETERS.includes(table)) expect(data).toHaveLength(1);
      else expect(error?.code).toBe('42501');
      for (const sql of statements(table).slice(1))
        expect(await as('authenticated', sql, MARKETER)).toMatch(/permission denied/);
    });

    it.each(['people', 'person_fields'])('%s shows what its tables do, and to nobody more', async (view) => {
      const { error } = await supabase.client().from(view).select('*');
      expect(error?.code).toBe('42501');
      expect(await as('anon', `select * from public.${view}`)).toMatch(/permission denied/);
      expect(await as('authenticated', `select * from public.${view}`)).toEqual([]);
      const marketer = await supabase
        .client(await supabase.marketer())
        .from(view)
        .select('*');
      expect(marketer.data).toHaveLength(1);
      const service = await supabase.client(supabase.keys.secretKey).from(view).select('*');
      expect(service.data).toEqual(marketer.data);
    });

    it('refuses a wrong key with 401', async () => {
      const { status } = await supabase.client('sb_secret_wrong').from('prospect_tracking').select('*');
      expect(status).toBe(401);
      const response = await supabase.fetch('http://127.0.0.1/rest/v1/prospect_tracking');
      expect(response.status).toBe(401);
    });

    it('refuses a value without a quote, from the service too', async () => {
      const service = supabase.client(supabase.keys.secretKey);
      const insert = await service
        .from('prospect_tracking')
        .insert({ site: 'demo', fingerprint_id: 'g', prospect_data: { name: 'Eva' }, evidence: {} });
      expect(insert.error?.code).toBe('23514');
      const facts = { name: { value: 'Eva', evidence: { position: 0, start: 4, end: 7, quote: 'Eva' } } };
      const update = await service.rpc('update_prospect_data', {
        p_updates: [{ sessionId: 's', revision: 0, facts, extractor: 'rules' }],
      });
      expect(update.error?.code).toBe('23514');
      const grounded = {
        name: {
          value: 'Ana',
          evidence: { position: 0, start: 4, end: 7, quote: 'Ana', at: '2026-11-24T10:00:00.000Z' },
        },
      };
      const saved = await service.rpc('update_prospect_data', {
        p_updates: [{ sessionId: 's', revision: 0, facts: grounded, extractor: 'rules' }],
      });
      expect(saved.error).toBeNull();
      expect(saved.data).toMatchObject([{ status: 'saved' }]);
    });

    it('balances the ledger through produce, commit, dead letter, replay and erasure', async () => {
      const service = supabase.client(supabase.keys.secretKey);
      const rpc = async (name: string, args: Record<string, unknown>): Promise<unknown> => {
        const { data, error } = await service.rpc(name, args);
        if (error !== null) throw new Error(error.message);
        return data;
      };
      await database.script('truncate public.dead_letters');
      const p_records = ['a', 'b', 'c', 'd'].map((key) => ({ key, value: '{}' }));
      const offsets = await rpc('queue_produce', { p_topic: TOPIC, p_records });
      if (!Array.isArray(offsets)) throw new Error('no offsets');
      await rpc('queue_commit', { p_topic: TOPIC, p_offsets: [offsets[0]] });
      await rpc('queue_dead_letter', { p_topic: TOPIC, p_offset: offsets[1], p_reason: 'bad' });
      await rpc('queue_dead_letter', { p_topic: TOPIC, p_offset: offsets[2], p_reason: 'bad' });
      const ledger = (): Promise<unknown> => rpc('queue_ledger', { p_topic: TOPIC });
      expect(await ledger()).toEqual([{ accepted: 4, committed: 1, erased: 0, dead_letters: 2, in_flight: 1 }]);
      expect(await rpc('replay_dead_letters', { p_topic: TOPIC })).toBe(2);
      expect(await ledger()).toEqual([{ accepted: 4, committed: 1, erased: 0, dead_letters: 0, in_flight: 3 }]);
      expect(await rpc('erase_prospect', { p_session_id: 'd' })).toMatchObject({ inFlight: 1 });
      expect(await ledger()).toEqual([{ accepted: 4, committed: 1, erased: 1, dead_letters: 0, in_flight: 2 }]);
    });
  });
}
