import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Counter } from 'prom-client';
import type { Broker } from '../supabase/functions/_shared/broker/broker.ts';
import { parseChatRequest } from '../supabase/functions/_shared/contract/chat.ts';
import { ContractError } from '../supabase/functions/_shared/contract/problem.ts';
import { describeError, type Log } from '../supabase/functions/_shared/log.ts';
import { isSameSecret } from '../supabase/functions/_shared/secret.ts';
import { type Caller, checkAccess, clientAddress, findSite, isKnownOrigin, isLocal } from './access.ts';
import type { Assets } from './assets.ts';
import { readJson } from './body.ts';
import type { ServerConfig } from './config.ts';
import { createLimiter } from './limits.ts';
import { createMetrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import type { OwnDataStore } from './own-data.ts';
import { HttpProblem, toResponse } from './problem.ts';
import type { Replier } from './reply/replier.ts';
import { streamReply } from './routes/chat.ts';
import { health } from './routes/health.ts';
import { eraseOwnData, readOwnData } from './routes/own-data.ts';
import { produce } from './routes/producer.ts';
import { type ConsumerTrigger, triggerConsumer } from './trigger.ts';

/** How the demo's live panel reads prospects: `GET /api/nexus/console`. */
export interface ConsoleConnection {
  readonly supabaseUrl: string;
  readonly publishableKey: string;
  /** A marketer's session; null where the marketer has to sign in. */
  readonly session: { readonly accessToken: string; readonly expiresAt: string } | null;
  /** Why there is no session, in words for the person in front of the page. */
  readonly notice: string | null;
  /** Whether signing in with e-mail and password can work there. */
  readonly signIn: boolean;
}

/** What the routes work with; made by `compose.ts`, or by a test. */
export interface AppDeps {
  readonly config: ServerConfig;
  readonly broker: Broker;
  /** Absent where there is no database: then `/data` and `/erase` say so. */
  readonly ownData?: OwnDataStore | undefined;
  readonly replier: Replier;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly randomId: () => string;
  readonly version: string;
  /** What extracts and what stores, for the health answer. */
  readonly extractor: string;
  readonly store: string;
  readonly nudge: () => void;
  readonly trigger: ConsumerTrigger;
  /** What the consumer's runs count, for the metrics. */
  readonly counters?: readonly Counter<string>[] | undefined;
  readonly console: (request: Request, socketAddress: string) => Promise<ConsoleConnection>;
  readonly asset: Assets;
}

/** The server as a function of a request and the address that its socket comes from. */
export type App = (request: Request, socketAddress: string) => Promise<Response>;

const API = '/api/nexus';
const CORP = 'cross-origin-resource-policy';
const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/;

interface Bindings {
  Bindings: { address: string };
  Variables: { requestId: string; caller: Caller };
}

/** Wires the routes. Every answer carries X-Request-Id; every error is problem+json. */
export function createApp(deps: AppDeps): App {
  const { config, log } = deps;
  const limiter = createLimiter(config.rateLimits);
  const metrics = createMetrics(deps.broker, deps.counters);
  const startedAt = deps.now();
  const document = openApiDocument(deps.version);
  const app = new Hono<Bindings>();

  app.use(async (c, next) => {
    const offered = c.req.header('x-request-id') ?? '';
    const requestId = REQUEST_ID.test(offered) ? offered : deps.randomId();
    c.set('requestId', requestId);
    c.set('caller', {
      origin: c.req.header('origin') ?? null,
      address: clientAddress(c.req.raw, c.env.address, config.trustedProxies),
      isLocal: isLocal(c.req.raw, c.env.address),
      ownOrigin: new URL(c.req.url).origin,
    });
    await next();
    c.header('x-request-id', requestId);
    c.header('x-content-type-options', 'nosniff');
  });

  app.use(`${API}/*`, async (c, next) => {
    const from = deps.now();
    await next();
    const { method } = c.req;
    const route = KNOWN_ROUTES.has(c.req.path) ? c.req.path : 'other';
    // Pages that embed with COEP may read these; what is for this server's own pages says otherwise itself.
    if (!c.res.headers.has(CORP)) c.header(CORP, 'cross-origin');
    metrics.requests.inc({ route, status: String(c.res.status) });
    log('info', 'request', {
      requestId: c.get('requestId'),
      method,
      route,
      status: c.res.status,
      ms: deps.now() - from,
    });
  });

  app.use(
    `${API}/*`,
    cors({
      origin: (origin, c) => (isKnownOrigin(config, origin, c.get('caller').ownOrigin) ? origin : null),
      allowMethods: ['GET', 'POST'],
      allowHeaders: ['content-type', 'x-request-id'],
      exposeHeaders: ['retry-after', 'x-request-id'],
      maxAge: 7200,
    }),
  );

  /** Before anything is read: pages of no known site, and addresses that ask too often, get no work done. */
  const admit = async (c: Context<Bindings>): Promise<Caller> => {
    const caller = c.get('caller');
    refuseUnknownOrigin(config, caller);
    await limiter.address(caller.address);
    return caller;
  };

  app.post(`${API}/producer`, async (c) => {
    const caller = await admit(c);
    return produce({ ...deps, limiter, metrics }, c.req.raw, caller, c.get('requestId'));
  });
  app.get(`${API}/producer`, () => health({ ...deps, startedAt }));

  app.post(`${API}/chat`, async (c) => {
    const caller = await admit(c);
    const chat = parseChatRequest(await readJson(c.req.raw));
    const site = findSite(config, chat.site);
    await checkAccess(config, site, caller, c.req.header('authorization') ?? null);
    await limiter.session(chat.sessionId);
    metrics.replies.inc({ replier: deps.replier.name });
    return streamReply(
      deps.replier,
      // The embedded default is the demo's, and so is its name; another page on this machine is not the demo.
      {
        messages: chat.messages,
        locale: chat.locale,
        siteTitle: config.hasDefaultSites && caller.origin !== caller.ownOrigin ? undefined : site.title,
      },
      { signal: c.req.raw.signal, heartbeatMs: 15_000 },
    );
  });

  const ownData = { ...deps, limiter, metrics };
  app.post(`${API}/data`, async (c) => readOwnData(ownData, c.req.raw, await admit(c)));
  app.post(`${API}/erase`, async (c) => eraseOwnData(ownData, c.req.raw, await admit(c), c.get('requestId')));

  app.on(['GET', 'POST'], `${API}/consumer-trigger`, (c) =>
    triggerConsumer(deps.trigger, config.cronSecret, c.req.header('authorization') ?? null),
  );

  app.get(`${API}/metrics`, async (c) => {
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (config.metricsToken !== undefined && !(await isSameSecret(bearer, config.metricsToken))) {
      throw new HttpProblem('unauthorized', 'Send NEXUS_METRICS_TOKEN as Authorization: Bearer.');
    }
    return new Response(await metrics.registry.metrics(), {
      headers: { 'content-type': metrics.registry.contentType },
    });
  });

  app.get(`${API}/openapi.json`, (c) => c.json(document));
  app.get(`${API}/console`, async (c) => {
    c.header('cache-control', 'no-store');
    c.header(CORP, 'same-origin');
    return c.json(await deps.console(c.req.raw, c.env.address));
  });

  app.all(`${API}/*`, (c) => {
    const allow = ALLOWED_METHODS[c.req.path];
    if (allow === undefined)
      throw new HttpProblem('not-found', `There is nothing at this path; ${API}/openapi.json lists what there is.`);
    throw new HttpProblem('method-not-allowed', `This path takes ${allow}.`, {
      headers: { allow },
      violations: [{ header: ':method', detail: `must be one of ${allow}` }],
    });
  });

  app.on(['GET', 'HEAD'], '*', async (c) => {
    const found = await deps.asset(c.req.path, c.req.raw.headers);
    if (found === undefined) throw new HttpProblem('not-found', 'There is nothing at this path.');
    return found;
  });
  app.notFound((c) => {
    c.res = toResponse(
      new HttpProblem('method-not-allowed', 'This path takes GET, HEAD.', { headers: { allow: 'GET, HEAD' } }),
      c.get('requestId'),
    );
    return c.res;
  });

  app.onError((error, c) => {
    const requestId = c.get('requestId');
    if (error instanceof HttpProblem) {
      if (error.cause !== undefined) log('warn', error.message, { requestId, reason: describeError(error.cause) });
      return toResponse(error, requestId);
    }
    if (error instanceof ContractError) {
      const problem = new HttpProblem('invalid-input', `The body breaks the contract: ${error.message}.`, {
        violations: error.violations,
      });
      return toResponse(problem, requestId);
    }
    // The client left; nobody reads the answer, and nothing of the server's failed (nginx's 499).
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    log('error', 'request failed', { requestId, reason: describeError(error) });
    return toResponse(
      new HttpProblem('internal', 'Something went wrong here; the log has it under this request id.'),
      requestId,
    );
  });

  return async (request, socketAddress) => app.fetch(request, { address: socketAddress });
}

/** The site itself is checked once it is known. */
function refuseUnknownOrigin(config: ServerConfig, { origin, ownOrigin }: Caller): void {
  if (origin === null || isKnownOrigin(config, origin, ownOrigin)) return;
  throw new HttpProblem('origin-not-allowed', 'This request comes from a place that no site lists in NEXUS_SITES.', {
    violations: [{ header: 'origin', detail: `must be an origin of a known site, got "${origin.slice(0, 120)}"` }],
  });
}

const ALLOWED_METHODS: Readonly<Record<string, string>> = {
  [`${API}/producer`]: 'GET, POST, OPTIONS',
  [`${API}/chat`]: 'POST, OPTIONS',
  [`${API}/data`]: 'POST, OPTIONS',
  [`${API}/erase`]: 'POST, OPTIONS',
  [`${API}/consumer-trigger`]: 'GET, POST',
  [`${API}/metrics`]: 'GET',
  [`${API}/openapi.json`]: 'GET',
  [`${API}/console`]: 'GET',
};
const KNOWN_ROUTES = new Set(Object.keys(ALLOWED_METHODS));
