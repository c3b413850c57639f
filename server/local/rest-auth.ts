/** Who asks: the role of a request, from its key and its session. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { Keys } from './keys.ts';
import { RestError } from './rest-errors.ts';

type Role = 'anon' | 'authenticated' | 'service_role';

export interface Caller {
  readonly role: Role;
  /** JSON of the claims, for `request.jwt.claims`. */
  readonly claims: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Hashes have one length, and comparing them tells nothing about how much of a key was right. */
const isSame = (given: Buffer, known: Buffer): boolean => timingSafeEqual(given, known);

/** Roles that a session may carry. A signed `service_role` would be a second secret key, so there is none. */
const SESSION_ROLES: readonly unknown[] = ['anon', 'authenticated'];

const refused = (code: string, message: string): RestError =>
  new RestError(
    401,
    { code, message },
    { 'www-authenticate': `Bearer error="invalid_token", error_description="${message}"` },
  );

async function readSession(token: string, secret: Uint8Array, now: number): Promise<Caller> {
  let claims: Record<string, unknown>;
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    });
    claims = payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refused('PGRST303', 'JWT expired');
    if (error instanceof errors.JWTClaimValidationFailed) throw refused('PGRST303', 'JWT claims are not valid');
    throw refused('PGRST301', 'No suitable key or wrong key type');
  }
  const role = claims.role ?? 'anon';
  if (!SESSION_ROLES.includes(role)) throw refused('PGRST303', 'JWT role is not allowed');
  return { role: role === 'authenticated' ? 'authenticated' : 'anon', claims: JSON.stringify({ ...claims, role }) };
}

const KEY_CALLERS: Readonly<Record<'anon' | 'service_role', Caller>> = {
  anon: { role: 'anon', claims: JSON.stringify({ role: 'anon' }) },
  service_role: { role: 'service_role', claims: JSON.stringify({ role: 'service_role' }) },
};

/**
 * Builds the check of `apikey` and `Authorization`. A Bearer that repeats the key (supabase-js without a session) says
 * nothing new; any other must be a session, whose role then counts, also beside the secret key.
 *
 * @param now milliseconds since 1970
 * @returns rejects with {@link RestError} 401: no `code` for the key, `PGRST301` for a forged and `PGRST303` for an
 *   expired session
 */
export function createAuthenticator(keys: Keys, now: () => number): (headers: Headers) => Promise<Caller> {
  const publishable = digest(keys.publishableKey);
  const secret = digest(keys.secretKey);
  const jwtSecret = new TextEncoder().encode(keys.jwtSecret);
  return async (headers) => {
    const apikey = headers.get('apikey');
    if (apikey === null || apikey === '') {
      throw new RestError(401, { message: 'No API key found in request', hint: 'Send the key in the apikey header' });
    }
    const given = digest(apikey);
    // Both are compared always, so that the time does not tell which kind it was.
    const isPublishable = isSame(given, publishable);
    const isSecret = isSame(given, secret);
    if (!isPublishable && !isSecret) {
      throw new RestError(401, { message: 'Invalid API key', hint: 'Double check the publishable or the secret key' });
    }
    const caller = KEY_CALLERS[isSecret ? 'service_role' : 'anon'];
    const token = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    if (token === undefined || isSame(digest(token), given)) return caller;
    return readSession(token, jwtSecret, now());
  };
}
