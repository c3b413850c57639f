import type { SupabaseClient } from '@supabase/supabase-js';
import type { OwnData, OwnErasure } from '../supabase/functions/_shared/contract/own-data.ts';
import { callRpc } from '../supabase/functions/_shared/rpc.ts';

/** Where a visitor's own conversation is read and erased. Whoever asks has proved that the session is theirs. */
export interface OwnDataStore {
  /** Everything that is stored of one session; empty and null where there is nothing. */
  read(sessionId: string): Promise<OwnData>;
  /** Removes it from the database, the queue and the dead letters; what was accepted before stays away. */
  erase(sessionId: string): Promise<OwnErasure>;
}

/**
 * The store on Postgres, through the functions of our migrations. Its methods throw `RpcError`.
 *
 * @param options.supabase a client with the secret key
 * @param options.timeoutMs deadline of every call
 */
export function supabaseOwnData(options: { supabase: SupabaseClient; timeoutMs: number }): OwnDataStore {
  const { supabase, timeoutMs } = options;
  return {
    read: (sessionId) => callRpc<OwnData>(supabase, 'own_data', { p_session_id: sessionId }, timeoutMs),
    erase: (sessionId) => callRpc<OwnErasure>(supabase, 'erase_prospect', { p_session_id: sessionId }, timeoutMs),
  };
}
