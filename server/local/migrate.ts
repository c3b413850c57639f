/** Applies `supabase/migrations/` where the Supabase CLI is not there to do it, and records it as the CLI would. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrap, SCHEMA_LOCK } from './bootstrap.ts';
import { type Database, DatabaseError } from './database.ts';
import { normaliseSql, type SqlStatement, splitSql } from './sql-split.ts';

/** A migration that cannot be applied, or is not what was applied. The message names file and line. */
export class MigrationError extends Error {
  /** Name of the file, without its directory. */
  readonly file: string;
  /** Line of the fault, from 1; null when the whole file is meant. */
  readonly line: number | null;

  constructor(file: string, line: number | null, why: string, cause?: unknown) {
    super(`${file}${line === null ? '' : `:${line}`}: ${why}`, { cause });
    this.name = 'MigrationError';
    this.file = file;
    this.line = line;
  }
}

interface Migration {
  readonly file: string;
  readonly version: string;
  readonly name: string;
  readonly statements: readonly SqlStatement[];
}

const FILE_NAME = /^(\d+)_(.*)\.sql$/;
const OWN_TRANSACTION = /^(begin|start\s+transaction|commit|rollback|end)\b/i;

/** Migrations of a directory, oldest first. */
async function readMigrations(dir: string): Promise<Migration[]> {
  const files = (await readdir(dir)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    files.map(async (file): Promise<Migration> => {
      const [, version, name] = FILE_NAME.exec(file) ?? [];
      if (version === undefined || name === undefined) {
        throw new MigrationError(file, null, 'the name must be <digits>_<what it adds>.sql, or it would never run');
      }
      const statements = splitSql(await readFile(join(dir, file), 'utf8'));
      const own = statements.find(({ text }) => OWN_TRANSACTION.test(text));
      if (own !== undefined) {
        throw new MigrationError(file, own.line, 'a migration is a transaction already; remove this statement');
      }
      return { file, version, name, statements };
    }),
  );
  for (const [index, { file, version }] of migrations.entries()) {
    const twin = migrations[index - 1];
    if (twin?.version === version) throw new MigrationError(file, null, `has the same version as ${twin.file}`);
  }
  return migrations;
}

/** Statements that were recorded at the time, by version; null when whoever recorded them left the text out. */
async function readApplied(database: Database): Promise<ReadonlyMap<string, readonly string[] | null>> {
  const rows = await database.query<{ version: string; statements: string[] | null }>(
    'select version, statements from supabase_migrations.schema_migrations',
  );
  return new Map(rows.map(({ version, statements }) => [version, statements?.length ? statements : null]));
}

/** The first statement that differs from what was applied; comments and layout may change. */
function assertUnchanged({ file, statements }: Migration, applied: readonly string[]): void {
  const now = statements.map(({ text }) => normaliseSql(text));
  const then = applied.map(normaliseSql).filter((text) => text !== '');
  // The CLI may cut statements elsewhere; only the whole text decides.
  if (now.join('') === then.join('')) return;
  const at = now.findIndex((text, index) => text !== then[index]);
  const line = statements[at]?.line ?? statements.at(-1)?.line ?? null;
  throw new MigrationError(file, line, 'was changed after it was applied; put it back and write a new migration');
}

/** Statements before the migration's own: the lock, and the record that makes a second server stop. */
const PROLOGUE_LENGTH = 2;

/** @returns false when another server applied it meanwhile */
async function apply(database: Database, { file, version, name, statements }: Migration): Promise<boolean> {
  const texts = statements.map(({ text }) => text);
  try {
    await database.transaction([
      SCHEMA_LOCK,
      {
        sql: 'insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)',
        params: [version, name, texts],
      },
      ...texts.map((sql) => ({ sql })),
      // What a migration sets for its session must not stay on a connection of the pool.
      { sql: 'reset role' },
      { sql: 'reset all' },
    ]);
    return true;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === '23505' && error.statement === PROLOGUE_LENGTH - 1) return false;
    const statement = statements[(error.statement ?? -1) - PROLOGUE_LENGTH];
    const before = statement?.text.slice(0, Math.max(0, (error.position ?? 1) - 1)) ?? '';
    const line = statement === undefined ? null : statement.line + before.split('\n').length - 1;
    const more = [error.detail, error.hint].filter((text) => text !== null).map((text) => ` (${text})`);
    throw new MigrationError(file, line, `${error.message} [${error.code}]${more.join('')}`, error);
  }
}

/**
 * Prepares the database as {@link bootstrap} says, then applies what is new in `dir`, oldest first, each file in one
 * transaction, once. Two servers on one Postgres may call it at the same time.
 *
 * @param options.dir directory of `<version>_<name>.sql` files; others are left alone
 * @returns names of the files applied now
 * @throws {MigrationError} when a file fails, or was changed since it was applied; files before it stay applied
 * @throws {DatabaseUnavailableError} when the database is not there
 */
export async function migrate(database: Database, options: { readonly dir: string }): Promise<string[]> {
  const migrations = await readMigrations(options.dir);
  await bootstrap(database);
  const applied = await readApplied(database);
  const done: string[] = [];
  for (const migration of migrations) {
    if (applied.has(migration.version)) {
      const statements = applied.get(migration.version);
      if (statements) assertUnchanged(migration, statements);
      continue;
    }
    if (await apply(database, migration)) done.push(migration.file);
  }
  return done;
}
