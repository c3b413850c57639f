import type { Problem } from '../_shared/contract/problem.ts';
import { describeError, type Log } from '../_shared/log.ts';
import { isSameSecret } from '../_shared/secret.ts';
import { type RunConsumer, STAGES, type Stage } from './consumer.ts';

/**
 * The Edge Function's door: `POST` with the secret key as `apikey` runs the consumer once and answers its summary.
 * The platform's own JWT check is off (`verify_jwt = false`): secret keys are not JWTs.
 */
export function createHandler(deps: {
  secretKey: string;
  run: RunConsumer;
  log: Log;
}): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') {
      return problem(
        { type: 'about:blank', title: 'Method Not Allowed', status: 405, detail: 'call the consumer with POST' },
        { allow: 'POST' },
      );
    }
    if (!(await isSameSecret(request.headers.get('apikey') ?? '', deps.secretKey))) {
      return problem({
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'the apikey header must hold the secret key',
        errors: [{ header: 'apikey', detail: 'must be the secret key (sb_secret_…)' }],
      });
    }
    const stage = await readStage(request);
    if (stage === undefined) {
      return problem({
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: `the body, when there is one, must be {"stage": ${STAGES.map((one) => `"${one}"`).join(' | ')}}`,
        errors: [{ pointer: '/stage', detail: `must be one of ${STAGES.join(', ')}` }],
      });
    }
    try {
      return Response.json(await deps.run(stage));
    } catch (error) {
      deps.log('error', 'run failed', { reason: describeError(error) });
      return problem(
        {
          type: 'about:blank',
          title: 'Service Unavailable',
          status: 503,
          detail: 'the consumer could not finish; what it had not committed is delivered again',
        },
        { 'retry-after': '10' },
      );
    }
  };
}

/** The stage that the body asks for; `all` without one; undefined when it is none. */
async function readStage(request: Request): Promise<Stage | undefined> {
  const text = await request.text();
  if (text.trim() === '') return 'all';
  try {
    const body: unknown = JSON.parse(text);
    const asked = typeof body === 'object' && body !== null && 'stage' in body ? body.stage : 'all';
    return STAGES.find((stage) => stage === asked);
  } catch {
    // Not JSON: the caller is told the rule.
    return undefined;
  }
}

function problem(body: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}
