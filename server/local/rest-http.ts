/** HTTP around `/rest/v1`: preferences, bodies, CORS. */
import { badBody, RestError } from './rest-errors.ts';

/** Largest request body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Deepest nesting of a JSON body; parsers that recurse, in this process or in Postgres, must not be brought down. */
const MAX_JSON_DEPTH = 200;

/** As hosted: any page may ask, since the key decides. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Range, Content-Location, Content-Type, Location, Preference-Applied',
};

export function corsPreflight(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...CORS,
      'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE, OPTIONS',
      'access-control-allow-headers':
        request.headers.get('access-control-request-headers') ??
        'apikey, authorization, content-type, content-profile, accept-profile, prefer, range, x-client-info',
      'access-control-max-age': '86400',
      vary: 'access-control-request-headers',
    },
  });
}

export function respond(status: number, body: string | null, headers: Readonly<Record<string, string>> = {}): Response {
  const typed = body === null ? {} : { 'content-type': 'application/json; charset=utf-8' };
  return new Response(body, { status, headers: { ...typed, ...headers, ...CORS, 'cache-control': 'no-store' } });
}

export function respondError(error: RestError, isHead: boolean): Response {
  return respond(error.status, isHead ? null : JSON.stringify(error.body), error.headers);
}

/** What `Prefer` asks for. */
export interface Preferences {
  readonly representation: boolean;
  readonly count: boolean;
  readonly resolution: 'merge' | 'ignore' | null;
  readonly missingAsDefault: boolean;
}

export function readPreferences(headers: Headers): Preferences {
  const wanted = new Set((headers.get('prefer') ?? '').split(',').map((item) => item.trim().toLowerCase()));
  return {
    representation: wanted.has('return=representation'),
    // The cheaper counts are estimates of the same number.
    count: ['exact', 'planned', 'estimated'].some((kind) => wanted.has(`count=${kind}`)),
    resolution: wanted.has('resolution=merge-duplicates')
      ? 'merge'
      : wanted.has('resolution=ignore-duplicates')
        ? 'ignore'
        : null,
    missingAsDefault: wanted.has('missing=default'),
  };
}

/** What `Accept` asks for. */
export interface Accepted {
  readonly single: boolean;
  readonly stripNulls: boolean;
}

/** @throws {RestError} 406 PGRST107 for what is not JSON */
export function readAccept(headers: Headers): Accepted {
  const accept = (headers.get('accept') ?? '*/*').toLowerCase();
  const types = accept.split(',').map((type) => type.trim().split(';')[0]?.trim() ?? '');
  const stripNulls = /nulls=stripped/.test(accept);
  if (types.includes('application/vnd.pgrst.object+json')) return { single: true, stripNulls };
  const json = ['*/*', 'application/*', 'application/json', 'application/vnd.pgrst.array+json', ''];
  if (types.some((type) => json.includes(type))) return { single: false, stripNulls };
  throw new RestError(406, {
    code: 'PGRST107',
    message: `None of these media types are available: ${accept.slice(0, 200)}`,
  });
}

/** @throws {RestError} 406 PGRST106 */
export function assertPublicSchema(headers: Headers, isRead: boolean): void {
  const profile = headers.get(isRead ? 'accept-profile' : 'content-profile');
  if (profile === null || profile === '' || profile === 'public') return;
  throw new RestError(406, {
    code: 'PGRST106',
    message: `Invalid schema: ${profile.slice(0, 100)}`,
    hint: 'Only the following schemas are exposed: public',
  });
}

async function readText(request: Request): Promise<string> {
  const tooLarge = (): RestError =>
    new RestError(413, { code: 'PGRST102', message: `The body may have ${MAX_BODY_BYTES} bytes at most` });
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw badBody('The body must be UTF-8');
  }
}

function assertShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) throw badBody(`The JSON may nest ${MAX_JSON_DEPTH} deep at most`);
    } else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
}

export interface JsonBody {
  readonly value: unknown;
  /** As it was sent. */
  readonly text: string;
}

/**
 * Reads a JSON body.
 *
 * @param empty what no body at all means
 * @throws {RestError} 400 PGRST102 for bad JSON, 413, 415
 */
export async function readJson(request: Request, empty: string): Promise<JsonBody> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  // supabase-js sends JSON strings with text/plain when fetch fills the type in.
  if (!['', 'application/json', 'text/plain', 'application/vnd.pgrst.object+json'].includes(type)) {
    throw new RestError(415, { code: 'PGRST102', message: `Content-Type not acceptable: ${type.slice(0, 100)}` });
  }
  const sent = await readText(request);
  const text = sent.trim() === '' ? empty : sent;
  assertShallow(text);
  try {
    return { value: JSON.parse(text), text };
  } catch {
    throw badBody('Empty or invalid json');
  }
}
