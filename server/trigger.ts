import { isSameSecret } from '../supabase/functions/_shared/secret.ts';
import { HttpProblem } from './problem.ts';

/** Runs the consumer once and resolves with its summary, whatever it is made of. */
export type ConsumerTrigger = () => Promise<unknown>;

/**
 * `GET /api/nexus/consumer-trigger` with `Authorization: Bearer CRON_SECRET`, as Vercel cron and QStash send it.
 *
 * @throws {HttpProblem} 401, or 503 when CRON_SECRET is not set or the run failed
 */
export async function triggerConsumer(
  trigger: ConsumerTrigger,
  cronSecret: string | undefined,
  authorization: string | null,
): Promise<Response> {
  if (cronSecret === undefined) {
    throw new HttpProblem(
      'unavailable',
      'CRON_SECRET is not set on this server, so the consumer cannot be triggered.',
      {
        headers: { 'retry-after': '3600' },
      },
    );
  }
  const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  if (!(await isSameSecret(bearer, cronSecret))) {
    throw new HttpProblem('unauthorized', 'Send CRON_SECRET as Authorization: Bearer.', {
      violations: [{ header: 'authorization', detail: 'must be Bearer and the CRON_SECRET' }],
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  try {
    return Response.json(await trigger(), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    throw new HttpProblem(
      'unavailable',
      'The consumer could not finish; what it had not committed is delivered again.',
      {
        headers: { 'retry-after': '10' },
        cause: error,
      },
    );
  }
}

/**
 * A debounced call of the consumer over HTTP: many deliveries within `waitMs` make one call, and a delivery during a
 * call makes one more after it. Failures are left to the schedule, which calls anyway.
 *
 * @param run calls the consumer; its rejection is reported to `onError`
 */
export function createNudge(run: () => Promise<unknown>, onError: (error: unknown) => void, waitMs = 25): () => void {
  let state: 'idle' | 'waiting' | 'running' | 'again' = 'idle';
  async function go(): Promise<void> {
    state = 'running';
    try {
      await run();
    } catch (error) {
      onError(error);
    }
    // TypeScript cannot see that a nudge during the await changed it.
    const isWanted = (state as string) === 'again';
    state = 'idle';
    if (isWanted) nudge();
  }
  function nudge(): void {
    if (state === 'running') state = 'again';
    if (state !== 'idle') return;
    state = 'waiting';
    setTimeout(() => void go(), waitMs);
  }
  return nudge;
}
