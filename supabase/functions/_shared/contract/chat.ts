/** The reply stream: `POST /api/nexus/chat`, answered as server-sent events. */
import { z } from 'zod';
import { conversationSchema, messageSchema } from './conversation.ts';
import { ContractError, toViolations } from './problem.ts';

/** Most messages of the transcript that a client sends for a reply; older ones are left out by the client. */
export const MAX_CHAT_MESSAGES = 60;

export const chatRequestSchema = z.strictObject(
  {
    sessionId: conversationSchema.shape.sessionId,
    site: conversationSchema.shape.site,
    locale: conversationSchema.shape.locale,
    messages: z
      .array(messageSchema, 'must be an array of messages')
      .max(MAX_CHAT_MESSAGES, `must hold at most ${MAX_CHAT_MESSAGES} messages`)
      .describe('the transcript so far, oldest first; empty asks for the greeting'),
  },
  'must be a JSON object',
);
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/**
 * One event of the stream. Its `event:` line is `type`, its `data:` line the whole object as JSON.
 * A stream holds any number of `delta`, then exactly one `done` or `error`.
 */
export const chatEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('delta'), text: z.string().describe('append this to the reply') }),
  z.strictObject({
    type: z.literal('done'),
    text: z.string().describe('the whole reply; equal to the deltas joined'),
    quickReplies: z.array(z.string()).describe('short answers to offer as buttons; may be empty'),
  }),
  z.strictObject({
    type: z.literal('error'),
    detail: z.string().describe('what happened, in words for the visitor’s developer; the widget has its own text'),
    retryable: z.boolean(),
  }),
]);
export type ChatEvent = z.infer<typeof chatEventSchema>;

/** @throws {ContractError} with one violation for each broken rule */
export function parseChatRequest(value: unknown): ChatRequest {
  const result = chatRequestSchema.safeParse(value);
  if (result.success) return result.data;
  throw new ContractError(toViolations(result.error));
}
