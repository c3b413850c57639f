/** The rows this page reads, as PostgREST sends them. */
import type { Evidence, Prospect, ProspectField } from '../supabase/functions/_shared/contract/prospect.ts';

/** Where a value of a row came from. A row can merge several conversations of one person, so it names its own. */
export type RowEvidence = Evidence & { readonly sessionId: string };

export interface ProspectRow {
  readonly id: string;
  readonly fingerprint_id: string;
  readonly prospect_data: Prospect;
  /** For each field one item, or several in the order of a list's values. */
  readonly evidence: { readonly [F in keyof Prospect]?: RowEvidence | readonly RowEvidence[] };
  /** What single values were before, oldest first, the present one last; only of those that changed. */
  readonly history?: { readonly [F in ProspectField]?: readonly { readonly value: unknown }[] };
  readonly created_at: string;
  readonly updated_at: string;
}

export interface MessageRow {
  readonly session_id: string;
  readonly position: number;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly sent_at: string | null;
  readonly received_at: string;
}

export interface ConversationRow {
  readonly session_id: string;
  readonly fingerprint_id: string;
  readonly prospect_id: string | null;
  readonly updated_at: string;
  readonly read_partition: number | null;
  readonly read_offset: number | null;
  readonly read_at: string | null;
  readonly extracted_at: string | null;
  readonly extract_ms: number | null;
  readonly extractor: string | null;
}

/** What `GET /api/nexus/producer` says, as far as this page uses it. */
export interface Health {
  readonly status: string;
  readonly broker: { readonly kind: string; readonly topic: string; readonly reachable: boolean; readonly lag: number };
  readonly extractor: string;
}

export const CONVERSATION_COLUMNS =
  'session_id,fingerprint_id,prospect_id,updated_at,read_partition,read_offset,read_at,extracted_at,extract_ms,extractor';
export const MESSAGE_COLUMNS = 'session_id,position,role,content,sent_at,received_at';
export const PROSPECT_COLUMNS = 'id,fingerprint_id,prospect_data,evidence,history,created_at,updated_at';
