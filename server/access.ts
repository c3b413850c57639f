import { isSameSecret } from '../supabase/functions/_shared/secret.ts';
import { isOriginOf, type ServerConfig, type Site } from './config.ts';
import { HttpProblem } from './problem.ts';

/** Who asks: what the request says of itself, and where it comes from. */
export interface Caller {
  readonly origin: string | null;
  /** The client's address, through the trusted proxies. */
  readonly address: string;
  /** Whether it is this machine itself: a loopback socket, and no proxy in between. */
  readonly isLocal: boolean;
  /** The server's own origin, as the client addressed it. */
  readonly ownOrigin: string;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/i;

/**
 * Whether a request comes from this machine itself: a loopback socket, and no sign of a proxy in between, which would make
 * every visitor look like loopback.
 */
export function isLocal(request: Request, socketAddress: string): boolean {
  if (!LOOPBACK.test(socketAddress)) return false;
  return ![...request.headers.keys()].some((name) =>
    /^(forwarded|x-forwarded.*|x-real-ip|x-client-ip|true-client-ip|cf-.*|via)$/.test(name),
  );
}

/**
 * The client's address: the socket's, or behind N trusted proxies the N-th entry of X-Forwarded-For from the right.
 * Entries further left are the client's own claim.
 */
export function clientAddress(request: Request, socketAddress: string, trustedProxies: number): string {
  if (trustedProxies === 0) return socketAddress;
  const entries = (request.headers.get('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  // Some proxies add the port: 203.0.113.5:4711, [2001:db8::1]:4711.
  const entry = entries
    .at(-trustedProxies)
    ?.replace(/^\[(.+)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  return entry || socketAddress;
}

/**
 * On the embedded default a page of this server itself may use it, by address or as localhost. Another name that leads
 * here may be a stranger's (DNS rebinding).
 */
function isOwnPage(config: ServerConfig, origin: string, ownOrigin: string): boolean {
  return (
    config.hasDefaultSites &&
    origin === ownOrigin &&
    /^https?:\/\/(localhost|[\d.]+|\[[\da-f:]+\])(:\d+)?$/.test(origin)
  );
}

/** The origin's own host, or one that some site lists. Without the site's name, as a preflight asks. */
export function isKnownOrigin(config: ServerConfig, origin: string, ownOrigin: string): boolean {
  return isOwnPage(config, origin, ownOrigin) || config.sites.some((site) => isOriginOf(site, origin));
}

/** @throws {HttpProblem} 400 when the key is unknown, or missing where several sites are known */
export function findSite(config: ServerConfig, key: string | undefined): Site {
  const [first, ...others] = config.sites;
  if (key === undefined) {
    if (first !== undefined && others.length === 0) return first;
    throw new HttpProblem('invalid-input', 'This server knows several sites; say which one.', {
      violations: [{ pointer: '/site', detail: 'must be given, because this server knows several sites' }],
    });
  }
  const site = config.sites.find((one) => one.key === key);
  if (site !== undefined) return site;
  throw new HttpProblem('invalid-input', 'The site key is not known here; compare data-site-key with NEXUS_SITES.', {
    violations: [{ pointer: '/site', detail: 'must be the key of a site that this server knows' }],
  });
}

/**
 * Lets a request pass for this site: a page of one of its origins, one of its servers with its secret, or, on the
 * embedded default, anything without Origin from this machine.
 *
 * @throws {HttpProblem} 403
 */
export async function checkAccess(
  config: ServerConfig,
  site: Site,
  caller: Caller,
  authorization: string | null,
): Promise<void> {
  const { origin, ownOrigin } = caller;
  if (origin !== null) {
    if (isOriginOf(site, origin) || isOwnPage(config, origin, ownOrigin)) return;
    throw refuse(`must be an origin of the site, got "${origin.slice(0, 120)}"`);
  }
  if (config.hasDefaultSites && caller.isLocal) return;
  const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (site.secret !== undefined && bearer !== undefined && (await isSameSecret(bearer, site.secret))) return;
  throw refuse('must be sent; a server sends the site’s secret as Authorization: Bearer instead');
}

const refuse = (detail: string): HttpProblem =>
  new HttpProblem('origin-not-allowed', 'This request comes from a place that the site does not list in NEXUS_SITES.', {
    violations: [{ header: 'origin', detail }],
  });
