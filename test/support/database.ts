/** Databases and Supabase clients for tests: fresh, migrated, gone afterwards. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '../../server/local/database.ts';
import type { Keys } from '../../server/local/keys.ts';
import { migrate } from '../../server/local/migrate.ts';
import { openPglite } from '../../server/local/pglite.ts';
import { openPostgres } from '../../server/local/postgres.ts';
import { createRest, type RestOptions } from '../../server/local/rest.ts';
import { issueMarketerSession, type MarketerSession } from '../../server/local/session.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'nexus-test');

export type DatabaseKind = Database['kind'];

/** The kinds that can be tested on this machine: Postgres only where `TEST_DATABASE_URL` names one. */
export const DATABASE_KINDS: readonly DatabaseKind[] = process.env.TEST_DATABASE_URL
  ? ['pglite', 'postgres']
  : ['pglite'];

export interface TestDatabaseOptions {
  /** Directory of migrations; default the project's own; null: only what hosted Supabase provides. */
  readonly migrations?: string | null;
  /**
   * Grant every new table, function and sequence of `public` to all three roles, as older hosted projects do:
   * migrations that forget a revoke show. Default false.
   */
  readonly openDefaults?: boolean;
}

const OPEN_DEFAULTS = `
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
  alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;`;

async function prepare(database: Database, { migrations, openDefaults }: TestDatabaseOptions): Promise<void> {
  const none = join(CACHE, 'none');
  await mkdir(none, { recursive: true });
  if (openDefaults) {
    await migrate(database, { dir: none });
    await database.script(OPEN_DEFAULTS);
  }
  await migrate(database, { dir: migrations === null ? none : (migrations ?? join(ROOT, 'supabase', 'migrations')) });
}

/** Everything the prepared database depends on, as one name. */
async function seedName({ migrations, openDefaults }: TestDatabaseOptions): Promise<string> {
  const hash = createHash('sha256').update(String(openDefaults ?? false));
  for (const file of ['bootstrap.ts', 'migrate.ts', 'sql-split.ts', 'pglite-worker.ts']) {
    hash.update(await readFile(join(ROOT, 'server', 'local', file)));
  }
  if (migrations !== null) {
    const dir = migrations ?? join(ROOT, 'supabase', 'migrations');
    for (const file of (await readdir(dir)).sort()) hash.update(`\0${file}\0`).update(await readFile(join(dir, file)));
  }
  return `seed-${hash.digest('hex').slice(0, 24)}.tar`;
}

/** Seeds of migrations that nobody has any more; each has 40 MB. */
async function dropOldSeeds(keep: string): Promise<void> {
  const dayAgo = Date.now() - 24 * 60 * 60 * 1000;
  for (const file of await readdir(CACHE)) {
    if (!file.startsWith('seed-') || file === keep) continue;
    const path = join(CACHE, file);
    // Another test file may delete the same one first.
    const info = await stat(path).catch(() => null);
    if (info !== null && info.mtimeMs < dayAgo) await rm(path, { force: true });
  }
}

/** Making a PGlite from nothing takes 5 s, starting from a seed less than 1 s: so the prepared one is kept on disk. */
async function openTestPglite(options: TestDatabaseOptions): Promise<Database> {
  await mkdir(CACHE, { recursive: true });
  const name = await seedName(options);
  const path = join(CACHE, name);
  const seed = await readFile(path).catch(() => null);
  if (seed !== null) return openPglite({ seed });
  const database = await openPglite();
  await prepare(database, options);
  const temporary = join(CACHE, `seed-${randomUUID()}.tmp`);
  await writeFile(temporary, await database.dump());
  await rename(temporary, path);
  await dropOldSeeds(name);
  return database;
}

async function openTestPostgres(options: TestDatabaseOptions): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL must name a Postgres where the user may create databases');
  const name = `nexus_test_${randomUUID().replaceAll('-', '')}`;
  const admin = await openPostgres({ url: server, maxConnections: 1 });
  await admin.query(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = await openPostgres({ url: url.href });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await database.close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.close();
  };
  const owned: Database = {
    ...database,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
  try {
    await prepare(owned, options);
  } catch (error) {
    await owned.close();
    throw error;
  }
  return owned;
}

/** Opens a fresh, migrated database of its own; `close` removes it. */
export function openTestDatabase(kind: DatabaseKind, options: TestDatabaseOptions = {}): Promise<Database> {
  return kind === 'pglite' ? openTestPglite(options) : openTestPostgres(options);
}

/** Fixed, so that a test may print them. */
const TEST_KEYS: Keys = {
  publishableKey: 'sb_publishable_for_tests_only',
  secretKey: 'sb_secret_for_tests_only',
  jwtSecret: 'a-secret-for-tests-only-that-is-long-enough',
};

export interface TestSupabase {
  readonly keys: Keys;
  /** Goes straight into the REST handler; the host of the URL does not matter. */
  readonly fetch: typeof fetch;
  /**
   * A real supabase-js client.
   *
   * @param as a key (default the publishable one), or a session, which goes with the publishable key
   */
  client(as?: string | Pick<MarketerSession, 'accessToken'>): SupabaseClient;
  /** A session that may see what a marketer may. */
  marketer(): Promise<MarketerSession>;
}

/** The embedded Supabase over a database, without a port. */
export function testSupabase(
  database: Database,
  options: Omit<RestOptions, 'database' | 'keys'> & { readonly keys?: Keys } = {},
): TestSupabase {
  const keys = options.keys ?? TEST_KEYS;
  const rest = createRest({ ...options, database, keys });
  const direct: typeof fetch = (input, init) => rest(new Request(input, init));
  return {
    keys,
    fetch: direct,
    marketer: () => issueMarketerSession(keys.jwtSecret, (options.now ?? Date.now)()),
    client: (as = keys.publishableKey) =>
      createClient('http://127.0.0.1', typeof as === 'string' ? as : keys.publishableKey, {
        global: { fetch: direct },
        auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
        ...(typeof as === 'string' ? {} : { accessToken: async () => as.accessToken }),
      }),
  };
}
