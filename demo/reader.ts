/** Everything this page reads from the database, through supabase-js and with a marketer's rights. */
import type { SupabaseClient } from '@supabase/supabase-js';
import {
  CONVERSATION_COLUMNS,
  type ConversationRow,
  MESSAGE_COLUMNS,
  type MessageRow,
  PROSPECT_COLUMNS,
  type ProspectRow,
} from './rows.ts';

/** A read that failed. `status` is the HTTP status, 0 when there was no answer. */
export class ReadError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ReadError';
    this.status = status;
  }
}

export interface Reader {
  /** Null when the consumer has not read anything of it yet. */
  conversation(sessionId: string): Promise<ConversationRow | null>;
  /** What visitors and assistant said, in order; at most 500 messages, the newest. */
  messages(sessionIds: readonly string[]): Promise<readonly MessageRow[]>;
  prospect(id: string): Promise<ProspectRow | null>;
  /** The 50 newest, or the 50 newest whose e-mail, name or phone holds `search`. */
  newest(search: string, signal?: AbortSignal): Promise<readonly ProspectRow[]>;
}

/** A read that hangs is worth less than the next one. */
const TIMEOUT_MS = 5000;
const MAX_MESSAGES = 500;
const MAX_PROSPECTS = 50;

interface Answer<T> {
  readonly data: T | null;
  readonly error: { readonly message: string } | null;
  readonly status: number;
}

async function rows<T>(request: PromiseLike<Answer<unknown>>): Promise<readonly T[]> {
  const { data, error, status } = await request;
  if (error !== null) throw new ReadError(status, error.message);
  return (data ?? []) as readonly T[];
}

/**
 * The `or` filter of a search, or null when there is nothing to search for.
 * In PostgREST `*` stands for any text, and a quoted value may hold every other sign of the filter's own grammar.
 */
export function searchFilter(search: string): string | null {
  const text = search.trim().slice(0, 100);
  if (text === '') return null;
  const quoted = (value: string) => {
    const plain = value.replaceAll('*', '').replace(/[\\%_]/g, '\\$&');
    return `"*${plain.replace(/["\\]/g, '\\$&')}*"`;
  };
  const match = (field: string, value: string) => `prospect_data->>${field}.ilike.${quoted(value)}`;
  const filters = [match('email', text), match('name', text)];
  const looksLikePhone = /^[+\d\s().-]+$/.test(text) && /\d/.test(text);
  // Phones are stored as E.164: what was typed between the digits is not part of them.
  if (looksLikePhone) filters.push(match('phone', text.replace(/\D/g, '')));
  return filters.join(',');
}

/** @param connect the client; asked for at each read, so that it may be opened late and renewed */
export function createReader(connect: () => Promise<SupabaseClient>): Reader {
  const limit = (signal?: AbortSignal) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    return signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  };
  return {
    async conversation(sessionId) {
      const client = await connect();
      const request = client
        .from('conversations')
        .select(CONVERSATION_COLUMNS)
        .eq('session_id', sessionId)
        .limit(1)
        .retry(false)
        .abortSignal(limit());
      return (await rows<ConversationRow>(request))[0] ?? null;
    },
    async messages(sessionIds) {
      if (sessionIds.length === 0) return [];
      const client = await connect();
      const request = client
        .from('messages')
        .select(MESSAGE_COLUMNS)
        .in('session_id', [...sessionIds])
        .order('position', { ascending: false })
        .limit(MAX_MESSAGES)
        .retry(false)
        .abortSignal(limit());
      return [...(await rows<MessageRow>(request))].reverse();
    },
    async prospect(id) {
      const client = await connect();
      const request = client
        .from('prospect_tracking')
        .select(PROSPECT_COLUMNS)
        .eq('id', id)
        .limit(1)
        .retry(false)
        .abortSignal(limit());
      return (await rows<ProspectRow>(request))[0] ?? null;
    },
    async newest(search, signal) {
      const client = await connect();
      const filter = searchFilter(search);
      const all = client.from('prospect_tracking').select(PROSPECT_COLUMNS);
      const found = filter === null ? all : all.or(filter);
      const request = found
        .order('updated_at', { ascending: false })
        .limit(MAX_PROSPECTS)
        .retry(false)
        .abortSignal(limit(signal));
      return rows<ProspectRow>(request);
    },
  };
}
