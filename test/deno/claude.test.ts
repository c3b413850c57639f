/** The Claude extractor under Deno, with the network limited to 127.0.0.1 and the same source as everywhere. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import { type FakeAnswer, type FakeAnthropic, openFakeAnthropic } from '../fakes/anthropic.ts';
import { DENO, DENO_RUN, denoEnv, ROOT } from './run.ts';

const run = promisify(execFile);

let api: FakeAnthropic;
beforeAll(async () => {
  api = await openFakeAnthropic();
});
afterAll(() => api.close());

const TRANSCRIPT: Transcript = [
  { position: 0, role: 'assistant', content: 'What is your name?', at: '2026-11-24T09:00:00Z' },
  { position: 1, role: 'user', content: '👋 Ana López', at: '2026-11-24T09:00:05Z' },
];
const ANSWER = JSON.stringify({ name: { value: 'Ana López', position: 1, quote: 'Ana López' } });

/** @param timeoutMs for each of the extractor's two attempts */
async function extractUnderDeno(baseUrl: string, timeoutMs = 5_000): Promise<unknown> {
  const { stdout } = await run(
    DENO,
    [
      ...DENO_RUN,
      fileURLToPath(new URL('./extract.ts', import.meta.url)),
      baseUrl,
      JSON.stringify(TRANSCRIPT),
      String(timeoutMs),
    ],
    {
      cwd: ROOT,
      timeout: 25_000,
      env: denoEnv(),
    },
  );
  return JSON.parse(stdout);
}

describe('the Claude extractor under Deno', () => {
  it('finds what the visitor said, and where', async () => {
    api.respond([{ kind: 'text', text: ANSWER }]);
    expect(await extractUnderDeno(api.url)).toEqual({
      runtime: expect.stringMatching(/^Deno\//),
      findings: [
        {
          field: 'name',
          value: 'Ana López',
          evidence: { position: 1, start: 3, end: 12, quote: 'Ana López', confidence: 0.9 },
        },
      ],
    });
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]?.body.output_config?.format?.type).toBe('json_schema');
  });

  it('tries again when the API is overloaded', async () => {
    api.respond([
      { kind: 'error', status: 529, type: 'overloaded_error', retryAfterSeconds: 0 },
      { kind: 'text', text: ANSWER },
    ]);
    expect(await extractUnderDeno(api.url)).toMatchObject({ findings: [{ field: 'name' }] });
    expect(api.requests).toHaveLength(2);
  });

  it.each([
    ['429', { kind: 'error', status: 429, type: 'rate_limit_error', retryAfterSeconds: 0 }, true, 'rate_limited'],
    ['500', { kind: 'error', status: 500, type: 'api_error', retryAfterSeconds: 0 }, true, 'failed'],
    ['silence', { kind: 'hang' }, true, 'timeout'],
    ['silence after the headers', { kind: 'hang', afterHeaders: true }, true, 'timeout'],
    ['a cut connection', { kind: 'cut', chunks: [] }, true, 'failed'],
    ['truncated JSON', { kind: 'text', text: ANSWER.slice(0, 20) }, false, 'invalid_output'],
    ['a refusal', { kind: 'text', text: '', stopReason: 'refusal' }, false, 'refusal'],
  ] satisfies [string, FakeAnswer, boolean, string][])(
    'says what failed on %s',
    async (_, fault, retryable, reason) => {
      api.respond([fault]);
      expect(await extractUnderDeno(api.url, 400)).toEqual({
        runtime: expect.stringMatching(/^Deno\//),
        retryable,
        reason,
      });
    },
  );

  it('cannot reach any other host', async () => {
    const error: unknown = await extractUnderDeno('http://192.0.2.1:9').catch((each: unknown) => each);
    expect(error ?? {}).toEqual({ runtime: expect.stringMatching(/^Deno\//), retryable: true, reason: 'failed' });
  });
});
