import { z } from 'zod';
import {
  accountSchema,
  consentSchema,
  conversationSchema,
  pageSchema,
  roleSchema,
} from '../supabase/functions/_shared/contract/conversation.ts';
import type { OwnData, OwnErasure } from '../supabase/functions/_shared/contract/own-data.ts';
import { evidenceSchema, type ProspectField, prospectSchema } from '../supabase/functions/_shared/contract/prospect.ts';

/** A field of a prospect with the words that it came from. */
const fact = <T extends z.ZodType>(value: z.ZodOptional<T>) =>
  z
    .strictObject({ value: value.unwrap(), evidence: z.union([evidenceSchema, z.array(evidenceSchema)]) })
    .exactOptional();

const { shape } = prospectSchema;
const facts = {
  name: fact(shape.name),
  email: fact(shape.email),
  phone: fact(shape.phone),
  company: fact(shape.company),
  role: fact(shape.role),
  website: fact(shape.website),
  city: fact(shape.city),
  country: fact(shape.country),
  language: fact(shape.language),
  interests: fact(shape.interests),
  needs: fact(shape.needs),
  budget: fact(shape.budget),
  timeline: fact(shape.timeline),
  team_size: fact(shape.team_size),
  contact_preference: fact(shape.contact_preference),
  do_not_contact: fact(shape.do_not_contact),
  intent: fact(shape.intent),
} satisfies Record<ProspectField, z.ZodType>;

const count = z.int().min(0);
const instant = z.iso.datetime();

/** The answer of `/data` as a schema, for the OpenAPI document and for tests. */
export const ownDataSchema: z.ZodType<OwnData> = z.strictObject({
  sessionId: z.string(),
  conversation: z
    .strictObject({
      fingerprint: z.string(),
      site: z.string(),
      page: pageSchema.nullable(),
      locale: z.string().nullable(),
      consent: consentSchema.nullable(),
      context: conversationSchema.shape.context.unwrap().nullable(),
      account: accountSchema.nullable(),
      createdAt: instant,
      updatedAt: instant,
    })
    .nullable()
    .describe('null where nothing is stored'),
  messages: z.array(
    z.strictObject({
      position: count,
      role: roleSchema,
      content: z.string(),
      sentAt: instant.nullable().describe('null where the widget did not say it'),
    }),
  ),
  prospect: z.strictObject(facts).describe('what was extracted from this conversation alone'),
  deadLetters: count.describe('records that were set aside because they could not be read'),
  inFlight: count.describe('records that are accepted and not read yet'),
});

/** The answer of `/erase` as a schema. */
export const ownErasureSchema: z.ZodType<OwnErasure> = z.strictObject({
  messages: count,
  deadLetters: count,
  inFlight: count,
});
