/** Who the visitor is and what they want, and the words each value came from. */
import { z } from 'zod';

const phrase = z.string().min(1).max(300);

/** A lower and an upper bound; an exact amount has both the same, "up to" has only `max`. */
const rangeShape = { min: z.number().min(0).optional(), max: z.number().min(0).optional() };

export const CHANNELS = ['phone', 'email', 'whatsapp', 'sms', 'videocall', 'telegram', 'chat', 'in_person'] as const;
export const PERIODS = ['hour', 'day', 'week', 'month', 'quarter', 'year', 'once'] as const;

/** All fields are optional: what the visitor did not say is absent. The describe() texts also guide the model. */
export const prospectSchema = z.strictObject({
  name: phrase.optional().describe('the visitor’s own full name, without title'),
  email: z.email().max(254).optional().describe('lower case, after the visitor’s corrections'),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{5,14}$/)
    .optional()
    .describe('E.164'),
  company: phrase.optional().describe('the visitor’s organisation today'),
  role: phrase.optional().describe('job title or function, as said'),
  website: phrase.optional().describe('host and path, without scheme'),
  city: phrase.optional().describe('where the visitor or the business is'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('ISO 3166-1 alpha-2, when said or clear from the words'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .optional()
    .describe('BCP 47 tag of the visitor’s messages'),
  interests: z.array(phrase).max(50).optional().describe('products or services asked about, short phrases'),
  needs: z.array(phrase).max(50).optional().describe('pain points, short phrases'),
  budget: z
    .strictObject({
      ...rangeShape,
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional()
        .describe('ISO 4217'),
      period: z.enum(PERIODS).optional(),
    })
    .optional()
    .describe('what the visitor can spend; a rough amount has min equal to max'),
  timeline: phrase.optional().describe('by when, in the visitor’s words; not a date'),
  team_size: z.strictObject(rangeShape).optional().describe('people in the visitor’s team or company'),
  contact_preference: z
    .strictObject({ channel: z.enum(CHANNELS).optional(), time: phrase.optional() })
    .optional()
    .describe('how and when the visitor wants to be reached; time as said'),
  do_not_contact: z
    .boolean()
    .optional()
    .describe('true only when the visitor asks not to be contacted; false when they withdraw that'),
  intent: z
    .enum(['low', 'medium', 'high'])
    .optional()
    .describe(
      'high: wants to buy, book or be quoted, or gives a budget with a date; medium: evaluating; low: browsing, studying, no money now, opted out',
    ),
});
export type Prospect = z.infer<typeof prospectSchema>;
export type ProspectField = keyof Prospect;

export const PROSPECT_FIELDS = Object.keys(prospectSchema.shape) as readonly ProspectField[];

/** Fields that hold a list; every other field holds one value. */
export const LIST_FIELDS = ['interests', 'needs'] as const satisfies readonly ProspectField[];
export type ListField = (typeof LIST_FIELDS)[number];
export const isListField = (field: ProspectField): field is ListField =>
  (LIST_FIELDS as readonly ProspectField[]).includes(field);

/** Where a value came from. Offsets are UTF-16 code units into that message: `content.slice(start, end) === quote`. */
export const evidenceSchema = z.strictObject({
  position: z.int().min(0).describe('position of a message that the visitor wrote'),
  start: z.int().min(0),
  end: z.int().min(1),
  quote: z.string().min(1),
  confidence: z.number().min(0).max(1),
  extractor: z.enum(['rules', 'claude']),
  at: z.iso.datetime({ offset: true }).describe('when the visitor said it, UTC'),
});
export type Evidence = z.infer<typeof evidenceSchema>;
export type ExtractorName = Evidence['extractor'];

/** What one field of a prospect is, outside its list: for `interests` one interest. */
export type FindingValue<F extends ProspectField = ProspectField> = F extends ListField
  ? string
  : NonNullable<Prospect[F]>;

/**
 * One thing an extractor believes the visitor stated: a field, a value (for list fields one item) and its evidence.
 * A later statement about the same field supersedes an earlier one; see `assemble`.
 */
export type Finding = {
  [F in ProspectField]: {
    readonly field: F;
    readonly value: FindingValue<F>;
    readonly evidence: Omit<Evidence, 'extractor' | 'at'>;
  };
}[ProspectField];

/**
 * What one conversation says: each field's value with its evidence.
 * Evidence is one item; in list fields an array of the value's length and order; in `contact_preference` an array
 * where channel and time were said apart, and in `name` where it was given in two messages, the later one first.
 */
export type Facts = {
  readonly [F in ProspectField]?: {
    readonly value: NonNullable<Prospect[F]>;
    readonly evidence: Evidence | readonly Evidence[];
  };
};

/**
 * What a field said before, oldest first, the present value last: "budget 5k, later 8k" is two entries. Only single
 * values that changed have one.
 */
export type History = {
  readonly [F in ProspectField]?: readonly { readonly value: FindingValue<F>; readonly evidence: Evidence }[];
};

/** A message of the transcript, as extractors see it. */
export interface TranscriptMessage {
  readonly position: number;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** When it was said, ISO 8601 UTC: the visitor's clock where it is plausible, else the producer's. */
  readonly at: string;
}

/** The whole exchange of one session so far, in order of position; positions may have gaps while records are late. */
export type Transcript = readonly TranscriptMessage[];
