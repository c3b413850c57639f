/**
 * A fake of everything the demo page talks to, on a real port: the built pages, the console, the producer's health,
 * PostgREST for the page's exact queries, and Supabase Auth's password grant. A query it does not know is a 400.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { ConversationRow, MessageRow, ProspectRow } from '../../demo/rows.ts';

type Row = Readonly<Record<string, unknown>>;

export interface Tables {
  conversations: readonly ConversationRow[];
  messages: readonly MessageRow[];
  prospect_tracking: readonly ProspectRow[];
}

export interface DemoBackend {
  readonly url: string;
  readonly tables: Tables;
  /** `METHOD path?query` of every API request so far, decoded. */
  readonly requests: string[];
  /** What the console offers. */
  door: 'session' | 'closed' | 'sign-in' | 'broken';
  /** Seconds that a given session lasts. */
  sessionSeconds: number;
  /** Status of every REST answer, when not 200. */
  restStatus: number;
  lag: number;
  reachable: boolean;
  reset(): void;
  close(): Promise<void>;
}

const TOKEN = 'given-session-token';
const SIGNED_IN = 'signed-in-token';
const PUBLISHABLE = 'sb_publishable_demo';
export const MARKETER = { email: 'marta@faro.example', password: 'jueves-de-cafe' };

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** As strict as a site could be: the pages need neither inline scripts nor inline styles. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

/** Stands where the widget would: its global, and a launcher of its size in its corner. */
const FAKE_WIDGET = `(() => {
  const calls = [];
  window.nexusCalls = calls;
  window.nexus = {
    open: () => calls.push('open'),
    close: () => calls.push('close'),
    prefill: (text) => calls.push('prefill ' + text),
    state: () => ({ sessionId: sessionStorage.getItem('fake-session'), open: false }),
  };
  const host = document.createElement('div');
  host.id = 'fake-launcher';
  Object.assign(host.style, { position: 'fixed', right: '20px', bottom: '20px', width: '56px', height: '56px',
    borderRadius: '50%', background: '#0f6b6b', zIndex: 2147483647 });
  document.documentElement.append(host);
  window.dispatchEvent(new CustomEvent('nexus:ready'));
})();`;

/** One of PostgREST's filters: `eq.x`, `in.("x","y")`. */
function matches(row: Row, column: string, filter: string): boolean {
  const value = String(row[column]);
  if (filter.startsWith('eq.')) return value === filter.slice(3);
  const list = /^in\.\((.*)\)$/.exec(filter)?.[1];
  if (list !== undefined) {
    const wanted = list.split(',').map((item) => item.replace(/^"|"$/g, ''));
    return wanted.includes(value);
  }
  throw new Error(`no such filter here: ${column}=${filter}`);
}

/** `or=(prospect_data->>email.ilike."*x*",…)` */
function matchesSome(row: Row, filter: string): boolean {
  const parts = [...filter.matchAll(/prospect_data->>(\w+)\.ilike\."\*((?:[^"\\]|\\.)*)\*"/g)];
  if (parts.length === 0) throw new Error(`no such filter here: or=${filter}`);
  const data = row.prospect_data as Row;
  return parts.some(([, field = '', quoted = '']) => {
    const pattern = quoted.replace(/\\(.)/g, '$1');
    const text = pattern.replace(/\\(.)/g, '$1');
    return String(data[field] ?? '')
      .toLowerCase()
      .includes(text.toLowerCase());
  });
}

function select(rows: readonly Row[], query: URLSearchParams): readonly Row[] {
  let found = [...rows];
  for (const [key, value] of query) {
    if (key === 'select' || key === 'order' || key === 'limit') continue;
    found = found.filter((row) => (key === 'or' ? matchesSome(row, value) : matches(row, key, value)));
  }
  const [column = '', direction] = (query.get('order') ?? '').split('.');
  if (column !== '') {
    const sign = direction === 'desc' ? -1 : 1;
    found.sort((a, b) => (String(a[column]) < String(b[column]) ? -sign : sign));
    if (column === 'position') found.sort((a, b) => sign * (Number(a[column]) - Number(b[column])));
  }
  const columns = (query.get('select') ?? '*').split(',');
  const limit = Number(query.get('limit') ?? found.length);
  return found.slice(0, limit).map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly type?: string | undefined;
}

function send(response: ServerResponse, { status, body, type }: Reply): void {
  response.writeHead(status, { 'content-type': type ?? 'application/json', 'content-security-policy': CSP });
  response.end(typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Row> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Row;
}

/**
 * @param distDir the built demo
 * @param widget whether `/nexus.js` is there
 */
export async function openDemoBackend(distDir: string, widget: 'absent' | 'present' = 'present'): Promise<DemoBackend> {
  const tables: Tables = { conversations: [], messages: [], prospect_tracking: [] };
  const fresh = { door: 'session', sessionSeconds: 3600, restStatus: 200, lag: 0, reachable: true } as const;

  function answerConsole(): Reply {
    if (backend.door === 'broken') return { status: 500, body: { title: 'Internal error' } };
    const expiresAt = new Date(Date.now() + backend.sessionSeconds * 1000).toISOString();
    return {
      status: 200,
      body: {
        supabaseUrl: backend.url,
        publishableKey: PUBLISHABLE,
        session: backend.door === 'session' ? { accessToken: TOKEN, expiresAt } : null,
        notice: backend.door === 'closed' ? 'Open this page on the machine that runs the server.' : null,
        signIn: backend.door === 'sign-in',
      },
    };
  }

  function answerHealth(): Reply {
    const { reachable, lag } = backend;
    return {
      status: reachable ? 200 : 503,
      body: {
        status: reachable ? 'healthy' : 'unhealthy',
        broker: { kind: 'pgmq', topic: 'nexus-prospect-ingestion', reachable, lag },
        extractor: 'rules',
        store: 'embedded',
        version: '0.1.0',
        uptimeSeconds: 5,
      },
    };
  }

  function answerRest(request: IncomingMessage, url: URL): Reply {
    const problem = (status: number, code: string, message: string): Reply => ({
      status,
      body: { code, details: null, hint: null, message },
    });
    const bearer = request.headers.authorization;
    if (request.headers.apikey !== PUBLISHABLE || (bearer !== `Bearer ${TOKEN}` && bearer !== `Bearer ${SIGNED_IN}`)) {
      return problem(401, 'PGRST301', 'No suitable key');
    }
    if (backend.restStatus !== 200) {
      return problem(backend.restStatus, '42501', 'permission denied for table conversations');
    }
    const name = url.pathname.slice('/rest/v1/'.length);
    if (!(name in tables)) return problem(404, 'PGRST205', `no table ${name}`);
    try {
      const rows = tables[name as keyof Tables] as unknown as readonly Row[];
      return { status: 200, body: select(rows, url.searchParams) };
    } catch (error) {
      return problem(400, 'PGRST100', String(error));
    }
  }

  async function answerAuth(request: IncomingMessage): Promise<Reply> {
    const { email, password } = await bodyOf(request);
    if (email !== MARKETER.email || password !== MARKETER.password) {
      return { status: 400, body: { code: 400, error_code: 'invalid_credentials', msg: 'Invalid login credentials' } };
    }
    const user = { id: '6f1d6e0c-8a58-4d0e-9c0a-0a4a5d1b8a11', aud: 'authenticated', role: 'authenticated', email };
    const expiresIn = 3600;
    return {
      status: 200,
      body: {
        access_token: SIGNED_IN,
        token_type: 'bearer',
        expires_in: expiresIn,
        expires_at: Math.floor(Date.now() / 1000) + expiresIn,
        refresh_token: 'refresh',
        user,
      },
    };
  }

  async function answerFile(pathname: string): Promise<Reply> {
    const missing = { status: 404, body: 'not found', type: 'text/plain' };
    if (pathname === '/nexus.js') {
      return widget === 'present' ? { status: 200, body: FAKE_WIDGET, type: TYPES['.js'] } : missing;
    }
    const named: Readonly<Record<string, string>> = { '/': '/index.html', '/prospects': '/prospects.html' };
    const file = normalize(named[pathname] ?? pathname);
    try {
      return { status: 200, body: await readFile(join(distDir, file)), type: TYPES[extname(file)] };
    } catch {
      // Whatever the reason, the file cannot be had: that is what 404 says.
      return missing;
    }
  }

  async function answer(request: IncomingMessage): Promise<Reply> {
    const url = new URL(request.url ?? '/', backend.url);
    const isApi = /^\/(api|rest|auth)\//.test(url.pathname);
    if (isApi) backend.requests.push(`${request.method} ${url.pathname}${decodeURIComponent(url.search)}`);
    if (url.pathname === '/api/nexus/console') return answerConsole();
    if (url.pathname === '/api/nexus/producer') return answerHealth();
    if (url.pathname === '/auth/v1/token') return answerAuth(request);
    if (url.pathname.startsWith('/rest/v1/')) return answerRest(request, url);
    return answerFile(url.pathname);
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): Reply => ({ status: 500, body: String(error), type: 'text/plain' }))
      .then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const backend: DemoBackend = {
    url: `http://127.0.0.1:${port}`,
    tables,
    requests: [],
    ...fresh,
    reset() {
      Object.assign(backend, fresh);
      Object.assign(tables, { conversations: [], messages: [], prospect_tracking: [] });
      backend.requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return backend;
}
