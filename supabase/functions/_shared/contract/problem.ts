/** RFC 9457 problem details, and the error that a broken contract raises. */
import { z } from 'zod';

/** One broken rule: where (an RFC 6901 JSON pointer, or a header's name) and what the rule is. */
export const violationSchema = z.strictObject({
  pointer: z.string().optional().describe('RFC 6901 JSON pointer into the request body; "" is the whole body'),
  header: z.string().optional().describe('lower-case name of the request header at fault'),
  detail: z.string().describe('the rule, and what was found'),
});
export type Violation = z.infer<typeof violationSchema>;

/** The body of every error answer, `application/problem+json`. */
export const problemSchema = z.strictObject({
  type: z.string().describe('a URI reference that names the kind of problem; stable'),
  title: z.string().describe('the kind of problem in a few words; the same for each type'),
  status: z.int().min(400).max(599),
  detail: z.string().describe('what happened here and what to do'),
  instance: z.string().optional().describe('the request id, also in the X-Request-Id header'),
  errors: z.array(violationSchema).optional().describe('for input errors: each broken rule'),
});
export type Problem = z.infer<typeof problemSchema>;

/**
 * Input that breaks the contract. Final: the same input will break it again.
 * `field` and `rule` are those of the first violation.
 */
export class ContractError extends Error {
  readonly field: string;
  readonly rule: string;
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    const first = violations[0] ?? { pointer: '', detail: 'is not valid' };
    const field = first.header ?? first.pointer ?? '';
    super(`${field === '' ? 'the body' : field} ${first.detail}`);
    this.name = 'ContractError';
    this.field = field;
    this.rule = first.detail;
    this.violations = violations;
  }
}

/** RFC 6901: a path of keys and indexes as a JSON pointer. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The violations of a failed zod parse; unrecognised keys are named one by one. */
export function toViolations(error: z.ZodError): Violation[] {
  return error.issues.flatMap((issue): Violation[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: toPointer([...issue.path, key]),
        detail: 'is not a field of this contract',
      }));
    }
    // A key that breaks the rule for keys: the rule is in the inner issue, the outer says only "invalid key".
    const detail = (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message;
    return [{ pointer: toPointer(issue.path), detail }];
  });
}
