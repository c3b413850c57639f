/** Errors as PostgREST words them: supabase-js hands `{code, details, hint, message}` to its caller. */
import { DatabaseError, DatabaseUnavailableError } from './database.ts';

export interface RestErrorBody {
  /** `PGRST…`, an SQLSTATE, or absent for a refused key. */
  readonly code?: string;
  readonly message: string;
  readonly details?: string | null;
  readonly hint?: string | null;
}

/** A request that gets an answer other than the one it asked for. */
export class RestError extends Error {
  readonly status: number;
  readonly body: RestErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: RestErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.message);
    this.name = 'RestError';
    this.status = status;
    this.body = body.code === undefined ? body : { details: null, hint: null, ...body };
    this.headers = headers;
  }
}

/** A query string that cannot be read. */
export const badQuery = (message: string, details: string | null = null): RestError =>
  new RestError(400, { code: 'PGRST100', message, details });

/** A body that cannot be read. */
export const badBody = (message: string): RestError => new RestError(400, { code: 'PGRST102', message });

/** `single()` on anything but one row. */
const notOneRow = (rows: number): RestError =>
  new RestError(406, {
    code: 'PGRST116',
    message: 'Cannot coerce the result to a single JSON object',
    details: `The result contains ${rows} rows`,
  });

/**
 * SQLSTATE, or its first characters, to HTTP status; the longest that fits wins.
 * @see https://docs.postgrest.org/en/stable/references/errors.html
 */
const STATUS: Readonly<Record<string, number>> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '21000': 400,
  '23503': 409,
  '23505': 409,
  '25': 500,
  '25006': 405,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
  '53': 503,
  '53400': 500,
  '54': 500,
  '55': 500,
  '57': 500,
  '57P01': 503,
  '58': 500,
  F0: 500,
  HV: 500,
  P0: 500,
  P0001: 400,
  XX: 500,
};

function statusOf(code: string, role: string): number {
  if (code === '42501') return role === 'anon' ? 401 : 403;
  // `raise sqlstate 'PT409'` chooses the status itself.
  const chosen = /^PT([1-5]\d\d)$/.exec(code)?.[1];
  if (chosen !== undefined) return Number(chosen);
  return STATUS[code] ?? STATUS[code.slice(0, 2)] ?? 400;
}

/** Marks an error that a statement raises about itself, to roll back what it did. Nobody outside can guess it. */
export const ROW_COUNT_MARK = `rows-${crypto.randomUUID()}:`;

/** Any error as an answer; what is not meant for the caller becomes a plain 500. */
export function toRestError(error: unknown, role: string): RestError {
  if (error instanceof RestError) return error;
  if (error instanceof DatabaseUnavailableError) {
    const message = 'Database connection error. Retrying the connection.';
    return new RestError(503, { code: 'PGRST000', message }, { 'retry-after': '1' });
  }
  if (!(error instanceof DatabaseError)) {
    return new RestError(500, { code: 'PGRSTX00', message: 'Internal error; the server log has more' });
  }
  const marked = error.message.indexOf(ROW_COUNT_MARK);
  if (marked >= 0) return notOneRow(Number.parseInt(error.message.slice(marked + ROW_COUNT_MARK.length), 10));
  const { code, message, detail: details, hint } = error;
  return new RestError(statusOf(code, role), { code, message, details, hint });
}
