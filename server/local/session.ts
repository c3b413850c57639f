/** The marketer's session on the embedded default, and who may have one. */
import { SignJWT } from 'jose';
import { isLocal } from '../access.ts';

/** The `sub` of every session issued here: there is one marketer, whoever sits at this machine. */
export const LOCAL_MARKETER_ID = '6e657875-7300-4000-8000-6d61726b6574';

const SESSION_SECONDS = 3600;

export interface MarketerSession {
  /** Bearer token for `/rest/v1`, together with the publishable key. */
  readonly accessToken: string;
  /** ISO 8601, UTC; one hour after `now`. */
  readonly expiresAt: string;
}

/**
 * Signs a session that sees what a marketer may: role `authenticated`, `app_metadata.nexus_role` = `marketer`.
 * Give it to loopback visitors only: {@link isLoopbackVisitor}.
 *
 * @param now milliseconds since 1970
 */
export async function issueMarketerSession(jwtSecret: string, now: number): Promise<MarketerSession> {
  const issuedAt = Math.floor(now / 1000);
  const expiresAt = issuedAt + SESSION_SECONDS;
  const accessToken = await new SignJWT({ role: 'authenticated', app_metadata: { nexus_role: 'marketer' } })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer('nexus-local')
    .setSubject(LOCAL_MARKETER_ID)
    .setAudience('authenticated')
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(new TextEncoder().encode(jwtSecret));
  return { accessToken, expiresAt: new Date(expiresAt * 1000).toISOString() };
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const OWN_FETCH_SITES: readonly (string | null)[] = [null, 'same-origin', 'none'];

/**
 * True only for somebody at this machine using this server's own pages.
 *
 * The socket alone does not tell: a proxy on this machine forwards strangers (it adds forwarding headers), a page
 * elsewhere may point its own name at 127.0.0.1 (DNS rebinding: Host is that name), and any page may send its visitor's
 * browser here (Sec-Fetch-Site says so).
 *
 * @param remoteAddress of the socket; undefined is not loopback
 */
export function isLoopbackVisitor(request: Request, remoteAddress: string | undefined): boolean {
  if (remoteAddress === undefined || !isLocal(request, remoteAddress)) return false;
  if (!LOOPBACK_HOST.test(request.headers.get('host') ?? '')) return false;
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== new URL(request.url).origin) return false;
  return OWN_FETCH_SITES.includes(request.headers.get('sec-fetch-site'));
}
