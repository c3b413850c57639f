import { type OwnData, parseOwnDataRequest } from '../../supabase/functions/_shared/contract/own-data.ts';
import type { Log } from '../../supabase/functions/_shared/log.ts';
import { RpcError } from '../../supabase/functions/_shared/rpc.ts';
import { type Caller, checkAccess, findSite } from '../access.ts';
import { readJson } from '../body.ts';
import type { ServerConfig, Site } from '../config.ts';
import { withDeadline } from '../deadline.ts';
import type { Limiter } from '../limits.ts';
import type { Metrics } from '../metrics.ts';
import type { OwnDataStore } from '../own-data.ts';
import { HttpProblem } from '../problem.ts';

export interface OwnDataDeps {
  readonly config: ServerConfig;
  /** Absent on a server without a database. */
  readonly ownData?: OwnDataStore | undefined;
  readonly limiter: Limiter;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * `POST /api/nexus/data`: what is stored of the conversation whose secret the body holds.
 *
 * A conversation of another site is answered as none: its words are no business of this site's pages.
 *
 * @throws {HttpProblem} 400, 403, 413, 415, 429, or 503 with Retry-After
 * @throws {ContractError} with one violation for each broken rule
 */
export async function readOwnData(deps: OwnDataDeps, request: Request, caller: Caller): Promise<Response> {
  const { site, sessionId } = await identify(deps, request, caller);
  const data = await ask(deps, (store) => store.read(sessionId));
  const isForeign = data.conversation !== null && data.conversation.site !== site.key;
  return answer(isForeign ? nothingOf(sessionId) : data);
}

/**
 * `POST /api/nexus/erase`: removes that conversation wherever it is, and answers how much it was.
 *
 * Of another site's too: the secret alone decides, or a site that changed its key could no longer be left.
 *
 * @throws {HttpProblem} 400, 403, 413, 415, 429, or 503 with Retry-After; after a 503 it may be done all the same, and
 *   asking again does no harm
 * @throws {ContractError} with one violation for each broken rule
 */
export async function eraseOwnData(
  deps: OwnDataDeps,
  request: Request,
  caller: Caller,
  requestId: string,
): Promise<Response> {
  const { site, sessionId } = await identify(deps, request, caller);
  const { messages, deadLetters, inFlight } = await ask(deps, (store) => store.erase(sessionId));
  deps.metrics.erasures.inc({ site: site.key });
  deps.log('info', 'erased', { requestId, messages, deadLetters, inFlight });
  return answer({ messages, deadLetters, inFlight });
}

/** Who asks, by the secret. Nothing of it may reach a log: neither the secret nor the session id, which names the rows. */
async function identify(
  { config, limiter }: OwnDataDeps,
  request: Request,
  caller: Caller,
): Promise<{ site: Site; sessionId: string }> {
  const { secret, site: key } = parseOwnDataRequest(await readJson(request));
  const site = findSite(config, key);
  await checkAccess(config, site, caller, request.headers.get('authorization'));
  const digest = await crypto.subtle.digest('SHA-256', Buffer.from(secret, 'base64url'));
  const sessionId = Buffer.from(digest).toString('base64url');
  await limiter.ownData(sessionId);
  return { site, sessionId };
}

async function ask<T>(deps: OwnDataDeps, call: (store: OwnDataStore) => Promise<T>): Promise<T> {
  const { ownData, config } = deps;
  if (ownData === undefined) {
    throw new HttpProblem(
      'unavailable',
      'This server has no database, so it can neither show nor erase a conversation.',
      {
        headers: { 'retry-after': '3600' },
      },
    );
  }
  const ms = config.ownDataDeadlineMs;
  try {
    return await withDeadline(call(ownData), ms, () => new RpcError(`no answer within ${ms} ms`, 'away', undefined));
  } catch (error) {
    const isAway = error instanceof RpcError && error.failure === 'away';
    throw new HttpProblem(
      'unavailable',
      isAway
        ? 'The database does not answer. Try again.'
        : 'The database could not do it; the server’s log says why under this request id.',
      { headers: { 'retry-after': isAway ? '5' : '60' }, cause: error },
    );
  }
}

const nothingOf = (sessionId: string): OwnData => ({
  sessionId,
  conversation: null,
  messages: [],
  prospect: {},
  deadLetters: 0,
  inFlight: 0,
});

const answer = (body: unknown): Response => Response.json(body, { headers: { 'cache-control': 'no-store' } });
