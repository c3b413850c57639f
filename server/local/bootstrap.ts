/** What hosted Supabase provides and a bare Postgres lacks, so that one set of migrations runs on both. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Database, DatabaseError } from './database.ts';
import { splitSql } from './sql-split.ts';

/** Held by everything here that changes the schema: two servers may start on one Postgres. "NEXU" in ASCII. */
const LOCK = { sql: 'select pg_advisory_xact_lock(1313167445)' };

/** Each part asks for its own existence first: on hosted Supabase all of it is there and belongs to somebody else. */
const SUPABASE = [
  `do $bootstrap$
   declare
     wanted text;
   begin
     foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
       if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
         execute format('create role %I nologin noinherit%s', wanted,
           case when wanted = 'service_role' then ' bypassrls' else '' end);
       end if;
       -- A superuser may set any role; anybody else must be a member.
       if not pg_catalog.pg_has_role(current_user, wanted, 'member') then
         execute format('grant %I to current_user', wanted);
       end if;
       if not has_schema_privilege(wanted, 'public', 'usage') then
         execute format('grant usage on schema public to %I', wanted);
       end if;
     end loop;
   end
   $bootstrap$`,
  `do $bootstrap$
   begin
     if to_regnamespace('extensions') is null then
       create schema extensions;
       grant usage on schema extensions to anon, authenticated, service_role;
     end if;
     if to_regnamespace('auth') is null then
       create schema auth;
       grant usage on schema auth to anon, authenticated, service_role;
     end if;
     if to_regprocedure('auth.jwt()') is null then
       create function auth.jwt() returns jsonb language sql stable set search_path = ''
         return nullif(current_setting('request.jwt.claims', true), '')::jsonb;
       comment on function auth.jwt() is 'Claims of the request, or null outside of one.';
     end if;
     if to_regprocedure('auth.uid()') is null then
       create function auth.uid() returns uuid language sql stable set search_path = ''
         return (auth.jwt() ->> 'sub')::uuid;
       comment on function auth.uid() is 'Who asks, or null for a key without a session.';
     end if;
     if to_regprocedure('auth.role()') is null then
       create function auth.role() returns text language sql stable set search_path = ''
         return auth.jwt() ->> 'role';
       comment on function auth.role() is 'Role of the request: anon, authenticated or service_role.';
     end if;
   end
   $bootstrap$`,
  'create schema if not exists supabase_migrations',
  `create table if not exists supabase_migrations.schema_migrations
     (version text not null primary key, statements text[], name text)`,
].map((sql) => ({ sql }));

/**
 * Two databases of one cluster share its roles but not its advisory locks, so making them can collide:
 * duplicate_object, unique_violation, and "tuple concurrently updated". The second try finds them made.
 */
const COLLISIONS = ['42710', '23505', 'XX000'];

async function ensureSupabase(database: Database, attemptsLeft = 5): Promise<void> {
  try {
    await database.transaction([LOCK, ...SUPABASE]);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (COLLISIONS.includes(error.code) && attemptsLeft > 0) return ensureSupabase(database, attemptsLeft - 1);
    if (error.code !== '42501') throw error;
    throw new Error(
      `the database user may not prepare this database (${error.message}); connect once as a superuser, or run there: ` +
        'create role anon nologin; create role authenticated nologin; create role service_role nologin bypassrls; ' +
        'grant anon, authenticated, service_role to <user>; grant create on database <name> to <user>;',
      { cause: error },
    );
  }
}

/** One file of a tar, whose headers are blocks of 512 bytes: name at 0, octal size at 124. */
function readTarFile(tar: Uint8Array, matches: RegExp): string | null {
  const text = (from: number, to: number): string =>
    new TextDecoder().decode(tar.subarray(from, to)).replace(/\0[\s\S]*$/, '');
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = text(at, at + 100);
    const size = Number.parseInt(text(at + 124, at + 136).trim(), 8);
    if (name === '' || !Number.isSafeInteger(size)) return null;
    if (matches.test(name)) return new TextDecoder().decode(tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return null;
}

/** The SQL of pgmq as its PGlite package carries it: complete, and in no need of an extension. */
async function readPgmqSql(): Promise<string> {
  const archive = join(createRequire(import.meta.url).resolve('@electric-sql/pglite-pgmq'), '..', 'pgmq.tar.gz');
  const tar = await promisify(gunzip)(await readFile(archive));
  // The file without an upgrade in its name installs from nothing.
  const sql = readTarFile(tar, /\/pgmq--\d+\.\d+\.\d+\.sql$/);
  if (sql === null) throw new Error(`${archive} must hold extension/pgmq--<version>.sql; install the packages again`);
  return sql;
}

async function ensurePgmq(database: Database): Promise<void> {
  const [found] = await database.query<{ installed: boolean; available: boolean }>(
    `select to_regclass('pgmq.meta') is not null as installed,
       exists (select from pg_catalog.pg_available_extensions where name = 'pgmq') as available`,
  );
  if (found?.installed) return;
  const install = found?.available
    ? [{ sql: 'create extension if not exists pgmq' }]
    : [
        { sql: 'create schema pgmq' },
        ...splitSql(await readPgmqSql()).map(({ text }) => ({ sql: text })),
        // Part of that file settles names for the session, which goes back to a pool.
        { sql: 'reset all' },
      ];
  try {
    await database.transaction([LOCK, ...install]);
  } catch (error) {
    // duplicate_schema: another server installed it while this one waited for the lock.
    if (!(error instanceof DatabaseError && error.code === '42P06' && error.statement === 1)) throw error;
  }
}

/** Makes roles, `auth`, `extensions`, `pgmq` and the table of migrations where they are absent. */
export async function bootstrap(database: Database): Promise<void> {
  await ensureSupabase(database);
  await ensurePgmq(database);
}

export { LOCK as SCHEMA_LOCK };
