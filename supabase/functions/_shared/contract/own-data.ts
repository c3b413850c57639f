/** What a visitor may see and erase of their own conversation: `POST /api/nexus/data` and `POST /api/nexus/erase`. */
import { z } from 'zod';
import {
  type Account,
  type Consent,
  conversationSchema,
  type Page,
  type Role,
  type SiteFacts,
} from './conversation.ts';
import { ContractError, toViolations } from './problem.ts';
import type { Evidence, Prospect, ProspectField } from './prospect.ts';

/**
 * The body of both. The session id is base64url(SHA-256(the secret's bytes)), so the secret names the conversation and
 * proves at once that it is the sender's: no id, from a log or a database, opens anything.
 */
export const ownDataRequestSchema = z.strictObject(
  {
    secret: z
      .string('must be a string')
      .regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes as base64url without padding')
      .describe('the secret that only the visitor’s widget holds'),
    site: conversationSchema.shape.site,
  },
  'must be a JSON object',
);
export type OwnDataRequest = z.infer<typeof ownDataRequestSchema>;

/** The answer of `/data`: everything that is stored of one conversation; empty and null where there is nothing. */
export interface OwnData {
  readonly sessionId: string;
  readonly conversation: {
    readonly fingerprint: string;
    readonly site: string;
    readonly page: Page | null;
    readonly locale: string | null;
    readonly consent: Consent | null;
    readonly context: SiteFacts | null;
    readonly account: Account | null;
    /** ISO 8601, UTC */
    readonly createdAt: string;
    readonly updatedAt: string;
  } | null;
  /** In order of position; `sentAt` is null where the widget did not say it. */
  readonly messages: readonly {
    readonly position: number;
    readonly role: Role;
    readonly content: string;
    readonly sentAt: string | null;
  }[];
  /** What was extracted from this conversation alone, and from which words. */
  readonly prospect: {
    readonly [F in ProspectField]?: {
      readonly value: NonNullable<Prospect[F]>;
      /** An array where the value was said in several places; in list fields in the order of the list. */
      readonly evidence: Evidence | readonly Evidence[];
    };
  };
  /** Records of this conversation that were set aside because they could not be read. */
  readonly deadLetters: number;
  /** Records that are accepted and not read yet. */
  readonly inFlight: number;
}

/** The answer of `/erase`: how much was removed. Asking again answers zeros. */
export interface OwnErasure {
  readonly messages: number;
  readonly deadLetters: number;
  readonly inFlight: number;
}

/** @throws {ContractError} with one violation for each broken rule */
export function parseOwnDataRequest(value: unknown): OwnDataRequest {
  const result = ownDataRequestSchema.safeParse(value);
  if (result.success) return result.data;
  throw new ContractError(toViolations(result.error));
}
