/** Cuts what is not acknowledged into deliveries that the producer accepts. */
import type { ConversationInput, Message } from '../supabase/functions/_shared/contract/conversation.ts';
import { toJson } from './natives.ts';
import type { Entry } from './transcript.ts';

/** Largest body in bytes: below the producer's 64 KiB, and below what all beacons in flight share. */
export const MAX_BATCH_BYTES = 48 * 1024;

/** Most messages in one body; the contract's own limit. */
export const MAX_BATCH_MESSAGES = 500;

/** A delivery but for its messages. */
export type Envelope = Omit<ConversationInput, 'messages' | 'firstPosition'>;

/** @returns the size of `value` as JSON in UTF-8 */
export const byteLength = (value: unknown): number => new TextEncoder().encode(toJson(value)).length;

const toMessage = ({ role, content, sentAt }: Entry): Message => ({ role, content, sentAt });

/**
 * @param entries ordered by position; a gap begins a new body, since a body names its first position only
 * @param maxMessages 1 isolates a message that spoils its neighbours' delivery
 * @returns bodies in order, together holding each entry once
 */
export function toBatches(
  entries: readonly Entry[],
  envelope: Envelope,
  maxBytes = MAX_BATCH_BYTES,
  maxMessages = MAX_BATCH_MESSAGES,
): ConversationInput[] {
  const overhead = byteLength({ ...envelope, firstPosition: 1_000_000, messages: [] });
  const batches: { firstPosition: number; messages: Message[] }[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const message = toMessage(entry);
    const size = byteLength(message) + 1; // the comma
    const last = batches.at(-1);
    const follows = last !== undefined && last.firstPosition + last.messages.length === entry.position;
    if (follows && bytes + size <= maxBytes && last.messages.length < maxMessages) {
      last.messages.push(message);
      bytes += size;
    } else {
      batches.push({ firstPosition: entry.position, messages: [message] });
      bytes = overhead + size;
    }
  }
  return batches.map((batch) => ({ ...envelope, ...batch }));
}
