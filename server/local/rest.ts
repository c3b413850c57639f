/**
 * The Data API of the embedded Supabase: `/rest/v1/*` as PostgREST answers it, as far as supabase-js asks.
 *
 * Not here: embedding (joins by foreign key), aggregates, full-text operators, CSV, the OpenAPI document; an upsert
 * answers 201 also when it only updated.
 */
import type { Database, Row, Statement } from './database.ts';
import type { Keys } from './keys.ts';
import { type Caller, createAuthenticator } from './rest-auth.ts';
import { badBody, RestError, toRestError } from './rest-errors.ts';
import {
  type Accepted,
  assertPublicSchema,
  corsPreflight,
  type Preferences,
  readAccept,
  readJson,
  readPreferences,
  respond,
  respondError,
} from './rest-http.ts';
import { parseNames, parseQuery, type Query } from './rest-query.ts';
import { argumentNames, buildCall, type RpcArguments } from './rest-rpc.ts';
import { createSchemaCache, findFunction, findRelation, type Schema, type SchemaCache } from './rest-schema.ts';
import { buildRead, type Shape } from './rest-sql.ts';
import { buildDelete, buildInsert, buildUpdate } from './rest-write.ts';

export interface RestOptions {
  readonly database: Database;
  readonly keys: Keys;
  /** Milliseconds since 1970; default the system's clock. */
  readonly now?: () => number;
  /** Most rows of one answer; default 1000, as hosted. */
  readonly maxRows?: number;
  /** Longest a statement may run; default 8000, as hosted. */
  readonly statementTimeoutMs?: number;
  /** Told about errors that the caller is not: for a log. Holds no row data but what Postgres puts in a message. */
  readonly onError?: (error: unknown) => void;
}

/** One request, read, before it is SQL. */
interface Asked {
  readonly method: string;
  readonly name: string;
  readonly params: URLSearchParams;
  readonly headers: Headers;
  readonly accepted: Accepted;
  readonly prefer: Preferences;
  /** Absent for GET, HEAD and DELETE. */
  readonly body: { readonly value: unknown; readonly text: string } | null;
}

/** The statement, and how its row becomes an answer. */
interface Plan {
  readonly statement: Statement;
  readonly isRead: boolean;
  readonly status: number;
  /** Rows before the page, for `Content-Range`. */
  readonly offset: number;
  readonly hasBody: boolean;
}

const isReadMethod = (method: string): boolean => method === 'GET' || method === 'HEAD';

function shapeOf({ method, accepted, prefer }: Asked, wantsBody: boolean): Shape {
  const body = !wantsBody || method === 'HEAD' ? 'none' : accepted.single ? 'row' : 'rows';
  return { body, total: prefer.count, stripNulls: accepted.stripNulls, requireOneRow: accepted.single && wantsBody };
}

function planTable(schema: Schema, asked: Asked, maxRows: number): Plan {
  const { method, params, prefer, body } = asked;
  const relation = findRelation(schema, asked.name);
  const query = parseQuery(params);
  if (isReadMethod(method)) {
    const statement = buildRead(relation, query, shapeOf(asked, true), maxRows);
    return { statement, isRead: true, status: 200, offset: query.offset, hasBody: method === 'GET' };
  }
  const hasBody = prefer.representation;
  const shape = shapeOf(asked, hasBody);
  const columns = parseNames(params.get('columns'));
  const done = { isRead: false, offset: 0, hasBody };
  if (method === 'DELETE') {
    return { ...done, statement: buildDelete(relation, query, shape), status: hasBody ? 200 : 204 };
  }
  if (method === 'PATCH') {
    const statement = buildUpdate(relation, body?.value, columns, query, shape);
    return { ...done, statement, status: hasBody ? 200 : 204 };
  }
  const onConflict = parseNames(params.get('on_conflict'));
  const { resolution, missingAsDefault } = prefer;
  const options = { columns, resolution, onConflict, missingAsDefault };
  return { ...done, statement: buildInsert(relation, body?.value, options, query, shape), status: 201 };
}

/** A GET names its arguments in the query string, between the filters: what a function takes is an argument. */
function textArguments(schema: Schema, { name, params }: Asked): RpcArguments {
  const known = new Set(
    (schema.functions.get(name) ?? []).flatMap(({ args }) => args.map((argument) => argument.name)),
  );
  return { kind: 'text', values: new Map([...params].filter(([key]) => known.has(key))) };
}

function planCall(schema: Schema, asked: Asked, maxRows: number): Plan {
  const { method, body, params } = asked;
  const given: RpcArguments = body === null ? textArguments(schema, asked) : { kind: 'json', ...body };
  const names = argumentNames(given);
  const fn = findFunction(schema, asked.name, names);
  const query: Query = parseQuery(params, given.kind === 'text' ? names : []);
  const statement = buildCall(fn, given, query, shapeOf(asked, true), maxRows);
  const hasBody = method !== 'HEAD' && fn.returns !== 'void';
  const status = fn.returns === 'void' ? 204 : 200;
  return { statement, isRead: isReadMethod(method), status, offset: query.offset, hasBody };
}

/** Secrets stay out of reach of SQL, which has no use for them. */
const PRIVATE_HEADERS = ['apikey', 'authorization', 'cookie'];

/** The first statement of the transaction: who asks, what of, and for how long. */
function enter(
  caller: Caller,
  { method, headers }: Asked,
  path: string,
  isRead: boolean,
  timeoutMs: number,
): Statement {
  const visible = Object.fromEntries([...headers].filter(([name]) => !PRIVATE_HEADERS.includes(name)));
  const settings = [
    ['request.jwt.claims', caller.claims],
    ['request.headers', JSON.stringify(visible)],
    ['request.method', method],
    ['request.path', path],
    ['search_path', 'public, extensions'],
    ['statement_timeout', String(timeoutMs)],
    ...(isRead ? [['transaction_read_only', 'on']] : []),
    ['role', caller.role],
  ];
  const calls = settings.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`);
  return { sql: `select ${calls.join(', ')}`, params: settings.flat() };
}

function answer(row: Row | undefined, plan: Plan): Response {
  const page = Number(row?.page ?? 0);
  const total = row?.total === null || row?.total === undefined ? null : Number(row.total);
  if (plan.isRead && total !== null && plan.offset > 0 && plan.offset >= total) {
    throw new RestError(416, {
      code: 'PGRST103',
      message: 'Requested range not satisfiable',
      details: `An offset of ${plan.offset} was requested, but there are only ${total} rows.`,
    });
  }
  const range = plan.isRead && page > 0 ? `${plan.offset}-${plan.offset + page - 1}` : '*';
  const partial = plan.isRead && total !== null && page < total;
  const body = plan.hasBody ? String(row?.body ?? 'null') : null;
  const status = partial && plan.status === 200 ? 206 : plan.status;
  return respond(status, body, { 'content-range': `${range}/${total ?? '*'}` });
}

/** Rejects when `work` takes too long. The work itself goes on: a database cannot always be interrupted. */
async function within<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const message = 'canceling statement due to statement timeout';
  const timer = setTimeout(() => reject(new RestError(504, { code: '57014', message })), timeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the handler may take beyond the statement: reading the body, waiting for a connection. */
const MARGIN_MS = 4_000;
const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'];

/**
 * Builds the handler of `/rest/v1/*`. It always answers, never throws.
 *
 * The key decides the role (`rest-auth.ts`), the role decides in Postgres: each request is one transaction under it.
 */
export function createRest(options: RestOptions): (request: Request) => Promise<Response> {
  const { database, keys, now = Date.now, maxRows = 1000, statementTimeoutMs = 8_000, onError } = options;
  const authenticate = createAuthenticator(keys, now);
  const cache: SchemaCache = createSchemaCache(database, now);

  async function handle(request: Request, setRole: (role: string) => void): Promise<Response> {
    const url = new URL(request.url);
    const { method, headers } = request;
    const caller = await authenticate(headers);
    setRole(caller.role);
    const path = /^\/rest\/v1\/((?:rpc\/)?)([^/]+)$/.exec(url.pathname);
    if (path === null) {
      throw new RestError(404, { code: 'PGRST125', message: 'Invalid path specified in request URL' });
    }
    const isCall = path[1] !== '';
    if (!METHODS.includes(method) || (isCall && (method === 'PATCH' || method === 'DELETE'))) {
      throw new RestError(405, { code: 'PGRST117', message: `Unsupported HTTP method: ${method}` });
    }
    assertPublicSchema(headers, isReadMethod(method));
    const asked: Asked = {
      method,
      name: decode(path[2] ?? ''),
      params: url.searchParams,
      headers,
      accepted: readAccept(headers),
      prefer: readPreferences(headers),
      body: method === 'POST' || method === 'PATCH' ? await readJson(request, isCall ? '{}' : '') : null,
    };
    const plan = await cache.find((schema) => (isCall ? planCall : planTable)(schema, asked, maxRows));
    const [, rows] = await database.transaction([
      enter(caller, asked, url.pathname, plan.isRead, statementTimeoutMs),
      plan.statement,
    ]);
    return answer(rows?.[0], plan);
  }

  return async (request) => {
    if (request.method === 'OPTIONS') return corsPreflight(request);
    let role = 'anon';
    try {
      const work = handle(request, (known) => {
        role = known;
      });
      return await within(work, statementTimeoutMs + MARGIN_MS);
    } catch (error) {
      const refusal = toRestError(error, role);
      if (refusal.status >= 500) onError?.(error);
      return respondError(refusal, request.method === 'HEAD');
    }
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badBody('The path must be percent-encoded UTF-8');
  }
}
