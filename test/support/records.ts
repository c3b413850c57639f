import type { ConversationRecord } from '../../supabase/functions/_shared/contract/conversation.ts';

/** A record as the producer writes it; a test names what matters to it. */
export const aRecord = (over: Partial<ConversationRecord> = {}): ConversationRecord => ({
  messages: [{ role: 'user', content: 'Hola, me llamo Carlos Vega' }],
  fingerprint: 'fp-1',
  sessionId: 's-1',
  firstPosition: 0,
  site: 'demo',
  ended: false,
  messageId: 'm-1',
  receivedAt: '2026-11-24T10:00:00.000Z',
  ...over,
});
