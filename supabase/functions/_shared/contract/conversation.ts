/** What the widget delivers, what the producer answers, and what travels through the queue. */
import { z } from 'zod';
import { ContractError, toViolations } from './problem.ts';
import { MAX_CONTENT_LENGTH, MAX_ID_LENGTH, MAX_MESSAGES, MAX_POSITION } from './topic.ts';

const NUL = String.fromCharCode(0);

/** Postgres stores neither NUL nor half of a surrogate pair, so neither may pass the door. */
const isStorable = (value: string): boolean => !value.includes(NUL) && value.isWellFormed();

/** A string of `min`..`max` UTF-16 code units without NUL and lone surrogates. */
const text = (min: number, max: number) =>
  z
    .string(`must be a string of ${min}..${max} characters`)
    .min(min, `must have at least ${min} character${min === 1 ? '' : 's'}`)
    .max(max, `must have at most ${max} characters`)
    .refine(isStorable, 'must not contain NUL or a lone surrogate');

/** An opaque identifier: printable, no spaces at the ends. */
const id = text(1, MAX_ID_LENGTH).refine(
  (value) => !/^\s|\s$|\p{Cc}/u.test(value),
  'must not begin or end with a space, nor contain control characters',
);

const INSTANT_RULE = 'must be an ISO 8601 date and time with zone, such as 2026-11-24T09:30:00Z';

/** No clock in use shows an earlier year or a wider offset, and Postgres takes neither year 0 nor 16 hours. */
const instant = z.iso
  .datetime({ offset: true, error: INSTANT_RULE })
  .refine((value) => value >= '1970' && !/[+-](1[5-9]|2\d):\d\d$/.test(value), INSTANT_RULE);

export const roleSchema = z.enum(['user', 'assistant'], 'must be "user" or "assistant"');
/** `user` is the visitor. */
export type Role = z.infer<typeof roleSchema>;

export const messageSchema = z.strictObject(
  {
    role: roleSchema,
    content: text(1, MAX_CONTENT_LENGTH).refine((value) => value.trim() !== '', 'must not be blank'),
    sentAt: instant.optional().describe('when the visitor sent it, by the visitor’s clock'),
  },
  'must be an object {role, content, sentAt?}',
);
export type Message = z.infer<typeof messageSchema>;

export const pageSchema = z.strictObject(
  {
    url: text(1, 2048)
      .refine((value) => /^https?:\/\//i.test(value), 'must begin with http:// or https://')
      .optional(),
    title: text(0, 512).optional(),
    referrer: text(0, 2048).optional(),
    utm: z
      .record(
        z.string().regex(/^[a-z0-9_]{1,32}$/, 'must be 1..32 of a-z, 0-9 and _'),
        text(0, 256),
        'must be an object',
      )
      .optional()
      .describe('campaign parameters without their utm_ prefix'),
  },
  'must be an object {url?, title?, referrer?, utm?}',
);
export type Page = z.infer<typeof pageSchema>;

const decision = z.enum(['granted', 'denied'], 'must be "granted" or "denied"');

export const consentSchema = z.strictObject(
  {
    chat: decision,
    fingerprint: decision,
    version: text(1, 32).describe('which wording the visitor saw'),
    at: instant.describe('when the visitor decided'),
  },
  'must be an object {chat, fingerprint, version, at}',
);
export type Consent = z.infer<typeof consentSchema>;

/** What the site says, never the visitor: it is kept beside the conversation and no value of a prospect comes from it. */
const siteFacts = (rule: string) =>
  z
    .record(
      z.string().regex(/^[A-Za-z][\w.-]{0,63}$/, 'must begin with a letter and be 1..64 of letters, digits, _ . -'),
      z.union(
        [text(0, 500), z.number(), z.boolean()],
        'must be a string of at most 500 characters, a number, true or false',
      ),
      rule,
    )
    .refine((facts) => Object.keys(facts).length <= 20, 'must have at most 20 entries');

export const accountSchema = z.strictObject(
  {
    id: id.describe('the site’s own id of the signed-in visitor'),
    traits: siteFacts('must be an object of strings, numbers, true and false').optional(),
  },
  'must be an object {id, traits?}',
);
export type Account = z.infer<typeof accountSchema>;
/** Strings, numbers and booleans by name. */
export type SiteFacts = NonNullable<Account['traits']>;

/** The body of `POST /api/nexus/producer`. */
export const conversationSchema = z.strictObject(
  {
    messages: z
      .array(messageSchema, 'must be an array of messages')
      .min(1, 'must hold at least one message')
      .max(MAX_MESSAGES, `must hold at most ${MAX_MESSAGES} messages; send the rest in another delivery`),
    fingerprint: id.describe('the browser fingerprint, or the random first-party id that stands in for it'),
    sessionId: id.describe('the conversation; the key of its records'),
    firstPosition: z
      .int('must be a whole number')
      .min(0, 'must be 0 or more')
      .max(MAX_POSITION, `must be at most ${MAX_POSITION}`)
      .default(0)
      .describe('position in the conversation of messages[0]'),
    site: id.optional().describe('the site key; may be left out where the server knows one site only'),
    ended: z.boolean('must be true or false').default(false).describe('the visitor left: deepen now'),
    page: pageSchema.optional(),
    locale: text(2, 35)
      .refine((value) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(value), 'must be a BCP 47 tag such as es-MX')
      .optional(),
    consent: consentSchema.optional(),
    context: siteFacts('must be an object of strings, numbers, true and false')
      .optional()
      .describe('what the site says of this visit, such as {"plan": "free"}'),
    account: accountSchema.optional().describe('who the visitor is to the site, as the site says'),
  },
  'must be a JSON object',
);
/** A delivery after parsing: defaults are filled in. */
export type Conversation = z.infer<typeof conversationSchema>;
/** A delivery as a client writes it. */
export type ConversationInput = z.input<typeof conversationSchema>;

/**
 * The value of a record in the topic: a delivery, stamped by the producer.
 * Redelivering the same record, or the same delivery in another record, changes nothing downstream.
 */
export const conversationRecordSchema = conversationSchema.safeExtend({
  messageId: text(1, 64).describe('derived from the delivery’s content, so a retry has the same'),
  receivedAt: instant.describe('when the producer accepted it, UTC'),
  site: id,
});
export type ConversationRecord = z.infer<typeof conversationRecordSchema>;

/** The body of a 202. */
export const acceptedSchema = z.strictObject({
  status: z.literal('accepted'),
  messageId: z.string(),
  kafka: z.strictObject({
    offset: z.int().describe('of the record in its partition; in pgmq the msg_id'),
    partition: z.int().describe('0 in pgmq, which has no partitions'),
  }),
  message: z.literal('Your message has been queued for processing'),
  estimatedProcessingTime: z.literal('2-5 seconds'),
});
export type Accepted = z.infer<typeof acceptedSchema>;

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ContractError(toViolations(result.error));
}

/**
 * Checks a delivery.
 *
 * @throws {ContractError} with one violation for each broken rule
 */
export const parseConversation = (value: unknown): Conversation => parse(conversationSchema, value);

/**
 * Checks a record's value as read from the topic.
 *
 * @throws {ContractError} with one violation for each broken rule; such a record is a dead letter
 */
export const parseConversationRecord = (value: unknown): ConversationRecord => parse(conversationRecordSchema, value);
