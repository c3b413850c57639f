import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimits } from './config.ts';
import { HttpProblem } from './problem.ts';

/** Counts requests of this process; N servers allow N times as much. */
export interface Limiter {
  /** @throws {HttpProblem} 429 with Retry-After once an address has used up its minute */
  address(address: string): Promise<void>;
  /** @throws {HttpProblem} 429 with Retry-After once a session has used up its minute */
  session(sessionId: string): Promise<void>;
  /**
   * For who holds the secret of a session: a count of its own, since anybody may use up the one above with the id alone.
   *
   * @throws {HttpProblem} 429 with Retry-After once a session has used up its minute
   */
  ownData(sessionId: string): Promise<void>;
}

/** Memory of this process alone; a used-up minute is forgotten after it. */
export function createLimiter(limits: RateLimits | 'off'): Limiter {
  if (limits === 'off') return { address: async () => {}, session: async () => {}, ownData: async () => {} };
  const perAddress = new RateLimiterMemory({ points: limits.perAddress, duration: 60, keyPrefix: 'address' });
  const perSession = new RateLimiterMemory({ points: limits.perSession, duration: 60, keyPrefix: 'session' });
  const perOwner = new RateLimiterMemory({ points: limits.perSession, duration: 60, keyPrefix: 'own-data' });
  return {
    address: (address) => take(perAddress, networkOf(address), limits.perAddress, 'address'),
    session: (sessionId) => take(perSession, sessionId, limits.perSession, 'session'),
    ownData: (sessionId) => take(perOwner, sessionId, limits.perSession, 'session'),
  };
}

async function take(limiter: RateLimiterMemory, key: string, points: number, of: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new HttpProblem(
      'rate-limited',
      `More than ${points} requests a minute for one ${of}; try again in ${seconds} s.`,
      {
        headers: { 'retry-after': String(seconds) },
      },
    );
  }
}

/** One host owns a whole IPv6 /64, so its addresses count as one; `::` stands for as many zero groups as are missing. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0');
  return [...groups, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
