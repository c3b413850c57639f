/** The shape that the model answers in, derived from the contract so that there is one source of fields and rules. */
import { z } from 'zod';
import { isListField, PROSPECT_FIELDS, type ProspectField, prospectSchema } from '../../_shared/contract/prospect.ts';

/** The contract's schema of one value of a field: without `optional`, and for a list field of one item. */
export function valueSchema(field: ProspectField): z.ZodType {
  const inner: unknown = prospectSchema.shape[field].unwrap();
  return (inner instanceof z.ZodArray ? inner.element : inner) as z.ZodType;
}

// One object each for all fields, so that the JSON Schema holds each once, by reference.
const position = z.int().min(0).describe('position of the visitor’s message');
const quote = z.string().min(1).describe('words of that message, exactly as written');

/** One finding as the model reports it. Offsets are not asked for: models count badly, and we can search. */
export const reportedSchema = z.object({ value: z.unknown(), position, quote });

function fieldSchema(field: ProspectField): z.ZodType {
  const finding = z
    .strictObject({ value: valueSchema(field), position, quote })
    .describe(prospectSchema.shape[field].description ?? field);
  return isListField(field) ? z.array(finding) : finding.nullable();
}

/** Fields of which something can be taken back. An opt-out is taken back by saying `false`; judgements are made anew. */
const WITHDRAWABLE = PROSPECT_FIELDS.filter(
  (field) => field !== 'do_not_contact' && field !== 'language' && field !== 'intent',
);

/** What the visitor takes back of the record, as the model reports it. A string without null costs the schema no union. */
export const withdrawalSchema = z.strictObject({
  field: z.enum(WITHDRAWABLE),
  item: z.string().describe('of interests and needs the item of the record, else empty'),
  position,
  quote,
});

/**
 * For `zodOutputFormat`. Single fields are a finding or null, list fields an array.
 *
 * The API compiles the schema to a grammar and refuses more than 16 unions and 24 optional properties. Single fields take
 * 15 of the unions; the parts of a range, budget or preference therefore stay optional rather than nullable.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs  JSON Schema limitations
 */
export const modelSchema = z.strictObject({
  ...Object.fromEntries(PROSPECT_FIELDS.map((field) => [field, fieldSchema(field)])),
  withdrawn: z.array(withdrawalSchema).describe('what the visitor takes back of the record; else empty'),
});
