/** The database as the embedded Supabase sees it: one port, two adapters (`pglite.ts`, `postgres.ts`). */

/** One SQL statement. Parameters are text, numbers, booleans, null or arrays of these; anything else is cast in SQL. */
export interface Statement {
  readonly sql: string;
  readonly params?: readonly unknown[];
}

export type Row = Record<string, unknown>;

/**
 * Both adapters give the same JavaScript values: `int8` as number (bigint where that would lose digits), `json` parsed,
 * `timestamptz` as Date, `date` and `timestamp` as text. Cast to `text` in SQL to keep Postgres' own spelling.
 *
 * Every method rejects with {@link DatabaseError} when Postgres refused the SQL, and with
 * {@link DatabaseUnavailableError} when the database could not be asked.
 */
export interface Database {
  /** What answers, for logs and messages. */
  readonly kind: 'pglite' | 'postgres';

  /** Runs one statement in a transaction of its own. */
  query<R extends Row = Row>(sql: string, params?: readonly unknown[]): Promise<R[]>;

  /** Runs any number of statements without parameters, all or nothing unless the text itself begins and commits. */
  script(sql: string): Promise<void>;

  /**
   * Runs the statements in order in one transaction, all or nothing, with nothing of anybody else in between.
   * One message to the worker, one connection of the pool: a caller cannot hold the transaction open.
   *
   * @returns the rows of each statement, in order
   */
  transaction(statements: readonly Statement[]): Promise<Row[][]>;

  /** Finishes what runs, then releases everything. Later calls reject; closing twice is fine. */
  close(): Promise<void>;
}

/** What Postgres says about an error, as plain data, so that it can cross from a worker. */
export interface DatabaseErrorFields {
  /** SQLSTATE, five characters. */
  readonly code: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** 1-based character in the statement, where Postgres knows it. */
  readonly position: number | null;
  /** Which statement of a `transaction` failed, from 0; null elsewhere and when the commit itself failed. */
  readonly statement: number | null;
}

/** Postgres refused the SQL. Final for the same statement on the same rows, except for the codes of class 40. */
export class DatabaseError extends Error {
  readonly code: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly position: number | null;
  readonly statement: number | null;

  constructor(fields: DatabaseErrorFields) {
    super(fields.message);
    this.name = 'DatabaseError';
    this.code = fields.code;
    this.detail = fields.detail;
    this.hint = fields.hint;
    this.position = fields.position;
    this.statement = fields.statement;
  }
}

/** The database could not be asked, or the answer was lost: whether the statement ran is unknown. */
export class DatabaseUnavailableError extends Error {
  /** False when this process cannot reach it again, as after its worker died. */
  readonly retryable: boolean;

  constructor(message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'DatabaseUnavailableError';
    this.retryable = options.retryable;
  }
}

/**
 * Reads a driver's error, whose field names `pg` and PGlite share.
 *
 * @returns null when it does not come from Postgres
 */
export function toDatabaseErrorFields(error: unknown, statement: number | null): DatabaseErrorFields | null {
  if (!(error instanceof Error)) return null;
  const { code, detail, hint, position } = error as Error & Record<string, unknown>;
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return null;
  return {
    code,
    message: error.message,
    detail: typeof detail === 'string' ? detail : null,
    hint: typeof hint === 'string' ? hint : null,
    position: Number(position) > 0 ? Number(position) : null,
    statement,
  };
}

/** Text of an `int8` as a number, or as a bigint where a number would lose digits. */
export function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** Object identifiers of the types whose parsing the adapters agree on. */
export const TYPE_OIDS = { int8: 20, date: 1082, timestamp: 1114 } as const;

/** An identifier for SQL text. Use it for names that came from the catalog; a value belongs in a parameter. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
