import type { Problem, Violation } from '../supabase/functions/_shared/contract/problem.ts';

/** Kinds of problems that this server answers; `type` is `urn:nexus:problem:<kind>`. */
const KINDS = {
  'invalid-input': { status: 400, title: 'Invalid input' },
  unauthorized: { status: 401, title: 'Unauthorized' },
  'origin-not-allowed': { status: 403, title: 'Origin not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'too-large': { status: 413, title: 'Body too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'headers-too-large': { status: 431, title: 'Request header fields too large' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'Service unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;
export type ProblemKind = keyof typeof KINDS;

/** A failure that becomes a problem+json answer. `detail` is public: no stack, no vendor's words. */
export class HttpProblem extends Error {
  readonly kind: ProblemKind;
  readonly violations: readonly Violation[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    kind: ProblemKind,
    detail: string,
    options: { violations?: readonly Violation[]; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'HttpProblem';
    this.kind = kind;
    this.violations = options.violations ?? [];
    this.headers = options.headers ?? {};
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export function toProblem(problem: HttpProblem, requestId?: string): Problem {
  const { status, title } = KINDS[problem.kind];
  return {
    type: `urn:nexus:problem:${problem.kind}`,
    title,
    status,
    detail: problem.message,
    ...(requestId === undefined ? {} : { instance: requestId }),
    ...(problem.violations.length > 0 ? { errors: [...problem.violations] } : {}),
  };
}

/** The answer to a request that ended in a problem. */
export function toResponse(problem: HttpProblem, requestId: string): Response {
  const body = toProblem(problem, requestId);
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...problem.headers },
  });
}
