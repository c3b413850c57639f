/** Grounding: what passes here is held by the visitor's own words, whoever proposed it. */
import { z } from 'zod';
import {
  type Evidence,
  type ExtractorName,
  evidenceSchema,
  type Finding,
  type FindingValue,
  PROSPECT_FIELDS,
  type ProspectField,
  prospectSchema,
  type Transcript,
  type TranscriptMessage,
} from '../../_shared/contract/prospect.ts';
import { type Attack, detectAttacks } from './attack.ts';
import { whyNotHeld } from './held.ts';

/** A finding that passed `ground`: the visitor said it, there, then. */
export type Statement = {
  [F in ProspectField]: { readonly field: F; readonly value: FindingValue<F>; readonly evidence: Evidence };
}[ProspectField];

/** A finding that did not pass. Holds no visitor text, so it may be logged. */
export interface Dropped {
  /** The field's name, or `?` when the finding named none of ours. */
  readonly field: ProspectField | '?';
  readonly reason: string;
}

export interface Grounded {
  readonly statements: readonly Statement[];
  readonly dropped: readonly Dropped[];
  /** What the visitor's messages hold that is addressed to the machinery. */
  readonly attacks: readonly Attack[];
}

const envelopeSchema = z.object({
  field: z.enum(PROSPECT_FIELDS as [ProspectField, ...ProspectField[]]),
  value: z.unknown(),
  evidence: evidenceSchema.omit({ extractor: true, at: true }).strip(),
});

/** One value of a field; for list fields one item. */
const valueSchemas = new Map<ProspectField, z.ZodType>(
  PROSPECT_FIELDS.map((field) => {
    const schema = prospectSchema.shape[field].unwrap();
    return [field, schema instanceof z.ZodArray ? (schema.element as z.ZodType) : schema];
  }),
);

/** What no words hold: a message that gives orders to the system is not judged at all. */
const JUDGED: readonly ProspectField[] = ['country', 'language', 'intent'];

/** Offsets of the quote: as claimed, else, since models miscount, where the same words stand nearest to the claim. */
function locate(content: string, quote: string, start: number, end: number): number | undefined {
  if (content.slice(start, end) === quote) return start;
  let best: number | undefined;
  for (let at = content.indexOf(quote); at !== -1; at = content.indexOf(quote, at + 1)) {
    if (best === undefined || Math.abs(at - start) < Math.abs(best - start)) best = at;
  }
  return best;
}

function fieldOf(finding: unknown): ProspectField | '?' {
  const named = z.object({ field: z.string() }).safeParse(finding);
  return PROSPECT_FIELDS.find((field) => named.success && field === named.data.field) ?? '?';
}

function groundOne(
  input: unknown,
  messages: ReadonlyMap<number, TranscriptMessage>,
  transcript: Transcript,
  attacks: readonly Attack[],
  extractor: ExtractorName,
): Statement | string {
  const envelope = envelopeSchema.safeParse(input);
  if (!envelope.success) return 'not a finding of a known field with evidence';
  const { field, evidence } = envelope.data;
  const raw = envelope.data.value;
  const value = valueSchemas
    .get(field)
    ?.safeParse(field === 'email' && typeof raw === 'string' ? raw.toLowerCase() : raw);
  if (!value?.success) return 'the value breaks the contract of its field';
  if (typeof value.data === 'string' && value.data.trim() === '') return 'the value is blank';

  const message = messages.get(evidence.position);
  if (message === undefined) return 'no message at this position';
  if (message.role !== 'user') return 'the message is not the visitor’s';
  if (!evidence.quote.isWellFormed()) return 'the quote splits a character';
  const start = locate(message.content, evidence.quote, evidence.start, evidence.end);
  if (start === undefined) return 'the quote is not in the message';

  const placed = { ...evidence, start, end: start + evidence.quote.length };
  const here = attacks.filter((attack) => attack.position === placed.position);
  if (here.length > 0 && JUDGED.includes(field)) return 'a judgement of a message that gives orders to the system';
  if (here.some((attack) => attack.start < placed.end && placed.start < attack.end))
    return 'the quote is part of an order to the system';
  const finding = { field, value: value.data, evidence: placed } as Finding;
  const reason = whyNotHeld(finding, message.content, transcript);
  if (reason !== undefined) return reason;
  return { field, value: value.data, evidence: { ...placed, extractor, at: message.at } } as Statement;
}

/**
 * Lets through the findings that the visitor's words hold, and says why the others do not pass.
 *
 * A finding passes when its value parses as its field, its quote stands in a message of the visitor (wrong offsets
 * are repaired to where the quote stands, nearest first), and the quote holds the value: words in order, the spelled
 * address, the digits, the numbers. Country, language, intent and do_not_contact are judgements: for them the quote
 * names the message. No quote may touch what `detectAttacks` marks, nor a judgement name
 * its message: text that gives orders to the system is not data.
 *
 * @param findings untrusted; a model's answer
 * @param transcript the messages that the extractor saw
 * @returns statements in the order of the findings
 */
export function ground(findings: readonly unknown[], transcript: Transcript, extractor: ExtractorName): Grounded {
  const messages = new Map(transcript.map((message) => [message.position, message]));
  const attacks = detectAttacks(transcript);
  const statements: Statement[] = [];
  const dropped: Dropped[] = [];
  for (const finding of findings) {
    const result = groundOne(finding, messages, transcript, attacks, extractor);
    if (typeof result === 'string') dropped.push({ field: fieldOf(finding), reason: result });
    else statements.push(result);
  }
  return { statements, dropped, attacks };
}
