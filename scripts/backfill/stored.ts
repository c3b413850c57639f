/** Reads stored conversations, page by page. */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { ExtractorName, Facts, History, Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import { callRpc } from '../../supabase/functions/_shared/rpc.ts';

/** A conversation as it is stored, with what was extracted of it. */
export interface StoredConversation {
  readonly sessionId: string;
  readonly revision: number;
  readonly transcript: Transcript;
  readonly facts: Facts;
  readonly history: History;
  readonly extractor: ExtractorName | null;
  readonly deepFacts: Facts | null;
  readonly deepHistory: History | null;
  readonly deepThrough: number | null;
  /** Of the extraction that was saved last, and of the model's; null where it was not recorded. */
  readonly extractorVersion: string | null;
  readonly deepVersion: string | null;
}

/** Which conversations; all together. */
export interface Selection {
  readonly site?: string | undefined;
  /** ISO 8601: changed then or later. */
  readonly since?: string | undefined;
  readonly session?: string | undefined;
  /** At most that many, in order of their ids. */
  readonly limit?: number | undefined;
}

interface Row {
  readonly conversation: {
    readonly session_id: string;
    readonly revision: number;
    readonly facts: Facts;
    readonly history?: History;
    readonly extractor: ExtractorName | null;
    readonly deep_facts: Facts | null;
    readonly deep_history?: History | null;
    readonly deep_through: number | null;
    readonly extractor_version?: string | null;
    readonly deep_version?: string | null;
  };
  readonly transcript: Transcript;
}

const fromRow = ({ conversation: row, transcript }: Row): StoredConversation => ({
  sessionId: row.session_id,
  revision: row.revision,
  transcript,
  facts: row.facts,
  history: row.history ?? {},
  extractor: row.extractor,
  deepFacts: row.deep_facts,
  deepHistory: row.deep_history ?? null,
  deepThrough: row.deep_through,
  extractorVersion: row.extractor_version ?? null,
  deepVersion: row.deep_version ?? null,
});

/** Deadline of one page. */
const TIMEOUT_MS = 30_000;

/**
 * The selected conversations in order of their ids, each once.
 *
 * @param pageSize conversations of one call
 * @throws {RpcError} while reading
 */
export async function* readStored(
  supabase: SupabaseClient,
  selection: Selection,
  pageSize: number,
): AsyncGenerator<readonly StoredConversation[]> {
  let left = selection.limit ?? Number.POSITIVE_INFINITY;
  let after: string | null = null;
  while (left > 0) {
    const limit = Math.min(pageSize, left);
    const rows: Row[] = await callRpc<Row[]>(
      supabase,
      'stored_conversations',
      {
        p_after: after,
        p_limit: limit,
        p_site: selection.site ?? null,
        p_since: selection.since ?? null,
        p_session: selection.session ?? null,
      },
      TIMEOUT_MS,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(fromRow);
    after = last.conversation.session_id;
    left -= rows.length;
  }
}

/** Pages put together, so that a batch holds more than a page. */
export async function* together<T>(pages: AsyncIterable<readonly T[]>, size: number): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const page of pages) {
    group.push(...page);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
