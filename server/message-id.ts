import type { Conversation } from '../supabase/functions/_shared/contract/conversation.ts';

/**
 * The id of a delivery, from its content alone: a retry has the same one.
 *
 * @returns a UUID version 8 (RFC 9562) made of a SHA-256 over the delivery
 */
export async function messageIdOf(conversation: Conversation): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(conversation));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
