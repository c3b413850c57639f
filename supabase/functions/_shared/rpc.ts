import type { SupabaseClient } from '@supabase/supabase-js';

/**
 * What became of a call that failed:
 * `away` nobody could answer it now (network, time-out, overload, shutdown, deadlock), whatever it held;
 * `refused` its data breaks a rule, and will again;
 * `failed` anything else: a limit, a bug, a missing right. It may pass later, or with less data.
 */
export type RpcFailure = 'away' | 'refused' | 'failed';

/** A function of our migrations that could not be called. The message holds codes only: Postgres' own text quotes data. */
export class RpcError extends Error {
  readonly failure: RpcFailure;

  constructor(message: string, failure: RpcFailure, cause: unknown) {
    super(message, { cause });
    this.name = 'RpcError';
    this.failure = failure;
  }
}

/**
 * SQLSTATE: connection exception, insufficient resources, operator intervention, transaction rollback.
 * PostgREST's own: no connection, no schema read, none free in its pool.
 */
const AWAY = /^(08|53|57P|40|PGRST00[0-3]$)/;
/** SQLSTATE: data exception, integrity constraint violation. */
const REFUSED = /^(22|23)/;

function toFailure(code: string, status: number): RpcFailure {
  if (AWAY.test(code) || status === 0 || status === 408 || status === 429) return 'away';
  if (REFUSED.test(code)) return 'refused';
  // 5xx of a gateway carry no SQLSTATE.
  return status >= 500 && code === '' ? 'away' : 'failed';
}

/**
 * Calls a function of our migrations.
 *
 * @param timeoutMs deadline of the call
 * @throws {RpcError}
 */
export async function callRpc<T>(
  supabase: SupabaseClient,
  name: string,
  args: Record<string, unknown>,
  timeoutMs: number,
): Promise<T> {
  const { data, error, status } = await supabase
    .rpc(name, args)
    // Only the caller knows whether asking again is safe, and when.
    .retry(false)
    .abortSignal(AbortSignal.timeout(timeoutMs));
  if (error === null) return data as T;
  const code = error.code ?? '';
  const said = status === 0 ? 'no answer' : `status ${status}${code === '' ? '' : ` (${code})`}`;
  throw new RpcError(`${name} failed with ${said}`, toFailure(code, status), error);
}
