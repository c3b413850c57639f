import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { MigrationError, migrate } from '../../server/local/migrate.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/database.ts';

describe.each(DATABASE_KINDS)('migrate on %s', (kind) => {
  let dir: string;
  let database: Database;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nexus-migrate-'));
    database = await openTestDatabase(kind, { migrations: null });
  });
  afterEach(async () => {
    await database?.close();
    rmSync(dir, { recursive: true });
  });
  const file = (name: string, sql: string): void => writeFileSync(join(dir, name), sql);
  const run = (): Promise<string[]> => migrate(database, { dir });
  const failure = async (): Promise<MigrationError> => {
    const error = await run().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MigrationError);
    return error as MigrationError;
  };
  const recorded = async (): Promise<unknown[]> =>
    database.query('select version, name, statements from supabase_migrations.schema_migrations order by version');

  it('provides what hosted Supabase provides', async () => {
    const [roles] = await database.query<{ list: string }>(
      `select string_agg(rolname || ':' || rolcanlogin || ':' || rolbypassrls, ' ' order by rolname) as list
       from pg_roles where rolname in ('anon', 'authenticated', 'service_role')`,
    );
    expect(roles?.list).toBe('anon:false:false authenticated:false:false service_role:false:true');
    const [, who] = await database.transaction([
      {
        sql: `select set_config('request.jwt.claims', '{"sub":"6e657875-7300-4000-8000-6d61726b6574","role":"anon"}', true), set_config('role', 'anon', true)`,
      },
      { sql: 'select auth.uid()::text as uid, auth.role() as role, auth.jwt() as jwt, current_user::text as "user"' },
    ]);
    expect(who).toEqual([
      {
        uid: '6e657875-7300-4000-8000-6d61726b6574',
        role: 'anon',
        jwt: { sub: '6e657875-7300-4000-8000-6d61726b6574', role: 'anon' },
        user: 'anon',
      },
    ]);
    await database.query("select pgmq.create('q')");
    expect(await database.query("select pgmq.send('q', '{}'::jsonb) as id")).toEqual([{ id: 1 }]);
    expect(await database.query("select read_ct from pgmq.read('q', 30, 1)")).toEqual([{ read_ct: 1 }]);
  });

  it('applies each file once, oldest first, and records it as the CLI does', async () => {
    file('20260102000000_add.sql', '-- why\nalter table t add b int;\ninsert into t values (1, 2);\n');
    file('20260101000000_make.sql', 'create table t (a int)');
    file('notes.md', 'not a migration');
    expect(await run()).toEqual(['20260101000000_make.sql', '20260102000000_add.sql']);
    expect(await run()).toEqual([]);
    expect(await recorded()).toEqual([
      { version: '20260101000000', name: 'make', statements: ['create table t (a int)'] },
      {
        version: '20260102000000',
        name: 'add',
        statements: ['alter table t add b int', 'insert into t values (1, 2)'],
      },
    ]);
    file('20260103000000_more.sql', 'create index on t (a)');
    expect(await run()).toEqual(['20260103000000_more.sql']);
  });

  it('names file and line of what fails, and keeps nothing of that file', async () => {
    file('1_good.sql', 'create table good ();');
    file('2_bad.sql', 'create table half ();\n\n-- why\nselect 1,\n  nope;\n');
    const error = await failure();
    expect(error.message).toMatch(/^2_bad\.sql:5: column "nope" does not exist \[42703\]/);
    expect([error.file, error.line]).toEqual(['2_bad.sql', 5]);
    expect(await database.query("select to_regclass('half') as half, to_regclass('good')::text as good")).toEqual([
      { half: null, good: 'good' },
    ]);
    file('2_bad.sql', "create table half ();\n\ndo $$\nbegin\n  raise exception 'stop';\nend $$;");
    expect((await failure()).message).toMatch(/^2_bad\.sql:3: stop \[P0001\]/);
    file('2_bad.sql', 'create table half ();\nselec 1');
    expect((await failure()).message).toMatch(/^2_bad\.sql:2: syntax error/);
  });

  it('names the line that was changed after it was applied; comments and layout may', async () => {
    file('1_a.sql', 'create table a ();\ncreate table b ();');
    await run();
    file('1_a.sql', '-- better said\ncreate table a ();\n\ncreate  table b ( );');
    expect(await run()).toEqual([]);
    file('1_a.sql', 'create table a ();\ncreate table c ();');
    expect((await failure()).message).toMatch(/^1_a\.sql:2: was changed after it was applied/);
  });

  it('accepts what was recorded without its text', async () => {
    await database.query("insert into supabase_migrations.schema_migrations (version, name) values ('1', 'a')");
    file('1_a.sql', 'create table a ()');
    expect(await run()).toEqual([]);
  });

  it.each([
    ['a name that would never run', 'first.sql', 'select 1', 'the name must be'],
    [
      'a transaction inside the transaction',
      '1_a.sql',
      'select 1;\ncommit;',
      '1_a.sql:2: a migration is a transaction',
    ],
  ])('refuses %s', async (_, name, sql, message) => {
    file(name, sql);
    expect((await failure()).message).toContain(message);
  });

  it('refuses two files of one version', async () => {
    file('1_a.sql', 'select 1');
    file('1_b.sql', 'select 1');
    expect((await failure()).message).toContain('has the same version as 1_a.sql');
  });

  it('lets no setting of a migration stay behind', async () => {
    file('1_a.sql', "set search_path = ''; set role anon; set statement_timeout = 5;");
    await run();
    const [after] = await database.query(
      "select current_user <> 'anon' as own, current_setting('statement_timeout') as timeout",
    );
    expect(after).toEqual({ own: true, timeout: '0' });
  });

  it('lets servers that start at once share the work', async () => {
    file('1_a.sql', 'create table a ()');
    file('2_b.sql', 'create table b ()');
    const done = await Promise.all([run(), run(), run()]);
    expect(done.flat().sort()).toEqual(['1_a.sql', '2_b.sql']);
    expect(await recorded()).toHaveLength(2);
  });
});
