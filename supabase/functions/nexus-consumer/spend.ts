/** Caps on what the model may cost, kept in Postgres, where all consumers meet. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { callRpc } from '../_shared/rpc.ts';
import type { TokenUsage } from './extract/usage.ts';

/** US dollars. 0 allows no call. */
export interface SpendCaps {
  /** For all calls about one conversation, ever. */
  readonly conversation: number;
  /** For one site in one day, UTC. */
  readonly site: number;
  /** For all sites in one day, UTC. */
  readonly day: number;
}

/** Why a call may not be made. `gone`: the conversation was erased. */
export type Refusal = 'cap_conversation' | 'cap_site' | 'cap_day' | 'gone';

export type Reservation =
  | { readonly id: string }
  /** `retrySeconds`: until the day's caps begin anew; absent where waiting does not help. */
  | { readonly refused: Refusal; readonly retrySeconds?: number };

/** Money set aside before a call and booked after it. Methods throw `RpcError`. */
export interface Spend {
  /** @param usd the most that the call is likely to cost */
  reserve(sessionId: string, usd: number): Promise<Reservation>;
  /** @param usd what was billed; 0 gives the reservation back */
  settle(id: string, usd: number, usage: TokenUsage | undefined): Promise<void>;
}

interface ReservationRow {
  readonly id: string | null;
  readonly refused: Refusal | null;
  readonly retry_seconds: number | null;
}

/**
 * Spend through the functions of our migrations.
 *
 * @param options.supabase a client with the secret key
 */
export function supabaseSpend(options: { supabase: SupabaseClient; caps: SpendCaps; timeoutMs?: number }): Spend {
  const { supabase, caps, timeoutMs = 10_000 } = options;
  return {
    async reserve(sessionId, usd) {
      const [row] = await callRpc<ReservationRow[]>(
        supabase,
        'reserve_spend',
        {
          p_session_id: sessionId,
          p_usd: usd,
          p_cap_conversation: caps.conversation,
          p_cap_site: caps.site,
          p_cap_day: caps.day,
        },
        timeoutMs,
      );
      if (typeof row?.id === 'string') return { id: row.id };
      const refused = row?.refused ?? 'gone';
      return row?.retry_seconds == null ? { refused } : { refused, retrySeconds: row.retry_seconds };
    },
    async settle(id, usd, usage) {
      await callRpc(supabase, 'settle_spend', { p_id: id, p_usd: usd, p_usage: usage ?? null }, timeoutMs);
    },
  };
}
