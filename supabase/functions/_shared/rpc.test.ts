import { createClient } from '@supabase/supabase-js';
import { describe, expect, it } from 'vitest';
import { callRpc, RpcError } from './rpc.ts';

/** What a call comes to when the database's door answers this. */
async function failureOf(answer: () => Promise<Response>): Promise<unknown> {
  const supabase = createClient('http://127.0.0.1', 'sb_secret_for_tests_only', {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: answer },
  });
  try {
    return await callRpc(supabase, 'own_data', { p_session_id: 's' }, 1_000);
  } catch (error) {
    return error;
  }
}

const problem = (status: number, code?: string) => async () =>
  Response.json({ message: 'duplicate key (carlos@example.com)', ...(code === undefined ? {} : { code }) }, { status });

describe('callRpc', () => {
  it('gives back what the function returned', async () => {
    expect(await failureOf(async () => Response.json({ inFlight: 0 }))).toEqual({ inFlight: 0 });
  });

  it.each([
    ['away', 'a lost connection', () => Promise.reject(new TypeError('fetch failed'))],
    ['away', 'a gateway’s 502', problem(502)],
    ['away', 'a 429', problem(429)],
    ['away', 'a database that shuts down', problem(503, '57P01')],
    ['away', 'a PostgREST without its database', problem(503, 'PGRST000')],
    ['away', 'a PostgREST whose pool is used up', problem(504, 'PGRST003')],
    ['refused', 'data that breaks a rule', problem(409, '23505')],
    ['failed', 'a function that is not there', problem(404, 'PGRST202')],
    ['failed', 'a statement that took too long', problem(500, '57014')],
  ] as const)(
    'calls it %s when it meets %s, and repeats nothing of the database’s text',
    async (failure, _what, answer) => {
      const error = await failureOf(answer);
      expect(error).toBeInstanceOf(RpcError);
      expect(error).toMatchObject({ failure });
      expect(String(error)).not.toContain('carlos');
    },
  );
});
