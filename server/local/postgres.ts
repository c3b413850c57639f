/** Any Postgres, by `DATABASE_URL`. */
import pg from 'pg';
import {
  type Database,
  DatabaseError,
  DatabaseUnavailableError,
  parseInt8,
  type Row,
  type Statement,
  TYPE_OIDS,
  toDatabaseErrorFields,
} from './database.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; a secret, never logged. */
  readonly url: string;
  /** Connections at most; default 10. */
  readonly maxConnections?: number;
}

const asText = (text: string): string => text;
const OWN_PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [TYPE_OIDS.int8]: parseInt8,
  [TYPE_OIDS.date]: asText,
  [TYPE_OIDS.timestamp]: asText,
};

/** Postgres says these when it is going away, starting, or full: the statement did not run to its end. */
const isUnavailable = (code: string): boolean => /^(08...|57P0[1-5]|53300)$/.test(code);

function toError(error: unknown, statement: number | null): Error {
  const fields = toDatabaseErrorFields(error, statement);
  if (fields !== null && !isUnavailable(fields.code)) return new DatabaseError(fields);
  // `pg` names hosts and ports in these messages, never passwords.
  const why = error instanceof Error ? error.message || error.name : String(error);
  return new DatabaseUnavailableError(`Postgres is not reachable: ${why}`, { retryable: true, cause: error });
}

/**
 * Opens a pool of connections; the first is made at once, so that a wrong URL shows at the start.
 *
 * @throws {DatabaseUnavailableError} when the server does not answer within 5 s
 * @throws {DatabaseError} when it refuses the user or the database
 */
export async function openPostgres({ url, maxConnections = 10 }: PostgresOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'nexus',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        (format === 'binary' ? undefined : OWN_PARSERS[oid]) ?? pg.types.getTypeParser(oid, format ?? 'text'),
    },
  });
  // An idle connection that breaks is replaced at the next use; without a listener the process would end.
  pool.on('error', () => undefined);
  let closing: Promise<void> | undefined;

  /** Gives `use` a connection; one that broke, or could not roll back, does not return to the pool. */
  async function withConnection<T>(use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    if (closing !== undefined) throw new DatabaseUnavailableError('the database is closed', { retryable: false });
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      throw toError(error, null);
    }
    let broken = false;
    const onError = (): void => {
      broken = true;
    };
    client.on('error', onError);
    try {
      return await use(client);
    } catch (error) {
      broken ||= !(error instanceof DatabaseError);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  const rows = async (client: pg.PoolClient, { sql, params }: Statement, index: number | null): Promise<Row[]> => {
    try {
      return (await client.query<Row>(sql, [...(params ?? [])])).rows;
    } catch (error) {
      throw toError(error, index);
    }
  };

  const database: Database = {
    kind: 'postgres',
    query: <R extends Row>(sql: string, params: readonly unknown[] = []) =>
      withConnection((client) => rows(client, { sql, params }, null)) as Promise<R[]>,
    script: (sql) =>
      withConnection(async (client) => {
        try {
          await client.query(sql);
        } catch (error) {
          throw toError(error, null);
        }
      }),
    transaction: (statements) =>
      withConnection(async (client) => {
        await rows(client, { sql: 'begin' }, null);
        try {
          const results: Row[][] = [];
          for (const [index, statement] of statements.entries()) results.push(await rows(client, statement, index));
          await rows(client, { sql: 'commit' }, null);
          return results;
        } catch (error) {
          if (error instanceof DatabaseError) await rows(client, { sql: 'rollback' }, null);
          throw error;
        }
      }),
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };

  try {
    await database.query('select 1');
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
