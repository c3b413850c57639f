import type { SupabaseClient } from '@supabase/supabase-js';
import type { ExtractorName, Facts, History, Transcript } from '../_shared/contract/prospect.ts';
import { callRpc, RpcError, type RpcFailure } from '../_shared/rpc.ts';
import type { ConversationAppend } from './coalesce.ts';

/** A conversation after an append. */
export interface AppendedConversation {
  readonly sessionId: string;
  readonly revision: number;
  /** The whole transcript; null when the facts of this revision are stored already. */
  readonly transcript: Transcript | null;
  /** What the model found earlier, and up to which position it had read; null before its first time. */
  readonly deepFacts: Facts | null;
  readonly deepThrough: number | null;
  /** What the model's fields said before; null where none changed. */
  readonly deepHistory?: History | null;
  /** How many messages up to `deepThrough` the model has read; a late one stands before it and is not among them. */
  readonly deepSeen?: number | null;
}

/** A conversation leased to this consumer for the model. */
export interface ClaimedConversation extends AppendedConversation {
  readonly transcript: Transcript;
  readonly site: string;
  readonly deepSeen: number | null;
  /** When the visitor's last words came here, ISO 8601, by the server's clock; absent where it was not recorded. */
  readonly saidAt?: string | null;
  /** Counts claims since the visitor last spoke, this one included, from 1. */
  readonly attempts: number;
}

/** What an extraction found in one revision of a conversation. */
export interface FactsUpdate {
  readonly sessionId: string;
  readonly revision: number;
  /** Both extractors merged. */
  readonly facts: Facts;
  /** What the fields said before; see {@link History}. */
  readonly history?: History;
  readonly extractor: ExtractorName;
  /** Of the extraction that this update is from; see `version.ts`. */
  readonly extractorVersion: string;
  readonly extractMs: number;
  /** Kinds of attack that the visitor's words tried; absent: what was seen before stands. */
  readonly attacks?: readonly string[];
  /** This and the rest are set by the model's extraction alone. */
  readonly deepFacts?: Facts;
  readonly deepHistory?: History;
  readonly deepThrough?: number;
  readonly deepSeen?: number;
  /** The visitor's messages that the model has yet to be shown; any make the conversation due at once. */
  readonly leftOver?: number;
  /** Why the model could not read what it was shown. */
  readonly error?: string;
}

/** The end of a lease without new facts. */
export interface Release {
  readonly sessionId: string;
  readonly revision: number;
  /** When to try again; absent: not until the visitor says more. */
  readonly retrySeconds?: number;
  /** Why there is no deep extraction, for the row. */
  readonly error?: string;
  /** The claim was cut short by us and does not count as an attempt. */
  readonly isUncounted?: boolean;
}

/** Where conversations and prospects live. All methods throw {@link StoreError}. */
export interface ProspectStore {
  /**
   * Merges deliveries into transcripts; idempotent and free of order.
   *
   * @param quietSeconds how long after the visitor's last words a conversation is due for the model
   */
  append(conversations: readonly ConversationAppend[], quietSeconds: number): Promise<readonly AppendedConversation[]>;
  /**
   * Saves facts and derives the prospects' rows from them.
   *
   * @returns for each update the prospect's id, or `stale` when a newer revision exists: whoever made that will save it
   */
  update(
    updates: readonly FactsUpdate[],
  ): Promise<readonly { sessionId: string; status: 'saved' | 'stale'; prospectId: string | null }[]>;
  /** Leases up to `limit` conversations that went quiet with something new for the model. */
  claim(limit: number, leaseSeconds: number): Promise<readonly ClaimedConversation[]>;
  release(releases: readonly Release[]): Promise<void>;
}

/** A store that could not do what it was asked. */
export class StoreError extends Error {
  /** See {@link RpcFailure}: `away` says nothing about the data, `refused` is final, `failed` may be either. */
  readonly failure: RpcFailure;

  constructor(message: string, failure: RpcFailure, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.failure = failure;
  }
}

interface ConversationRow {
  readonly session_id: string;
  readonly revision: number;
  readonly transcript: Transcript | null;
  readonly deep_facts: Facts | null;
  readonly deep_through: number | null;
  readonly deep_history: History | null;
  readonly deep_seen: number | null;
}

interface ClaimedRow {
  readonly transcript: Transcript;
  readonly site: string;
  readonly deep_attempts: number;
  readonly said_at: string | null;
}

const fromRow = (row: ConversationRow): AppendedConversation => ({
  sessionId: row.session_id,
  revision: row.revision,
  transcript: row.transcript,
  deepFacts: row.deep_facts,
  deepThrough: row.deep_through,
  deepHistory: row.deep_history,
  deepSeen: row.deep_seen,
});

/**
 * The store on Postgres, through supabase-js and the functions of our migrations.
 *
 * @param options.supabase a client with the secret key
 * @param options.timeoutMs deadline of every call; default 10,000
 */
export function supabaseStore(options: { supabase: SupabaseClient; timeoutMs?: number }): ProspectStore {
  const { supabase, timeoutMs = 10_000 } = options;

  async function call<T>(name: string, args: Record<string, unknown>): Promise<T> {
    try {
      return await callRpc<T>(supabase, name, args, timeoutMs);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      throw new StoreError(error.message, error.failure, error);
    }
  }

  return {
    async append(conversations, quietSeconds) {
      const rows = await call<ConversationRow[]>('append_conversations', {
        p_conversations: conversations,
        p_quiet_seconds: quietSeconds,
      });
      return rows.map(fromRow);
    },

    async update(updates) {
      const rows = await call<{ session_id: string; status: 'saved' | 'stale'; prospect_id: string | null }[]>(
        'update_prospect_data',
        { p_updates: updates },
      );
      return rows.map((row) => ({ sessionId: row.session_id, status: row.status, prospectId: row.prospect_id }));
    },

    async claim(limit, leaseSeconds) {
      const rows = await call<(ConversationRow & ClaimedRow)[]>('claim_conversations', {
        p_limit: limit,
        p_lease_seconds: leaseSeconds,
      });
      return rows.map((row) => ({
        ...fromRow(row),
        transcript: row.transcript,
        site: row.site,
        deepSeen: row.deep_seen,
        attempts: row.deep_attempts,
        saidAt: row.said_at,
      }));
    },

    async release(releases) {
      if (releases.length > 0) await call('release_conversations', { p_releases: releases });
    },
  };
}
