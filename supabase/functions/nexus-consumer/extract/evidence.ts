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
import { mentions } from './attack-mention.ts';
import { foldText } from './fold.ts';
import { earlierPartOf, whyNotHeld } from './held.ts';
import { namedBudget, sayPeriod, withUnits } from './held-money.ts';
import { type Grain, locate, wholeWords } from './quote.ts';

/** A finding that passed `ground`: the visitor said it, there, then. */
export type Statement = {
  [F in ProspectField]: {
    readonly field: F;
    readonly value: FindingValue<F>;
    readonly evidence: Evidence;
    /** Where the first part of a name was said, when `evidence` holds only its end. */
    readonly earlier?: Evidence;
  };
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
const JUDGED: readonly ProspectField[] = ['country', 'intent'];

/** How far a quote grows to be whole. */
const GRAINS: Partial<Record<ProspectField, Grain>> = {
  email: 'address',
  website: 'address',
  budget: 'number',
  team_size: 'number',
};

/**
 * Most findings of a model that are looked at: no conversation says more, and a model that never ends must not hold up a
 * run. The rules read a bounded text; to drop their last findings would be to drop the visitor's last words.
 */
const MAX_FINDINGS = 400;

/** Longest quote, UTF-16 code units: rules read no more of a message, and a figure or an address needs far less. */
const MAX_QUOTE = 4_000;
const MAX_FIGURE_QUOTE = 500;
const FIGURES: readonly ProspectField[] = ['email', 'phone', 'website', 'budget', 'team_size'];

function fieldOf(finding: unknown): ProspectField | '?' {
  const named = z.object({ field: z.string() }).safeParse(finding);
  return PROSPECT_FIELDS.find((field) => named.success && field === named.data.field) ?? '?';
}

type Place = Pick<Evidence, 'position' | 'start' | 'end'>;

const touches = (a: Place, b: Place): boolean => a.position === b.position && a.start < b.end && b.start < a.end;

function groundOne(
  input: unknown,
  messages: ReadonlyMap<number, TranscriptMessage>,
  transcript: Transcript,
  attacks: readonly Attack[],
  shown: readonly Place[],
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
  if (evidence.quote.length > (FIGURES.includes(field) ? MAX_FIGURE_QUOTE : MAX_QUOTE)) return 'the quote is too long';
  if (!evidence.quote.isWellFormed()) return 'the quote splits a character';
  const at = locate(message.content, evidence.quote, evidence.start, evidence.end);
  if (at === undefined) return 'the quote is not in the message';
  const { content } = message;
  const answered = answeredBy(message, transcript);

  const place = (span: { start: number; end: number }) => ({
    ...evidence,
    ...span,
    quote: content.slice(span.start, span.end),
  });
  let placed = place(wholeWords(content, at, at + evidence.quote.length, GRAINS[field] ?? 'word'));
  let finding = { field, value: value.data, evidence: placed } as Finding;
  if (finding.field === 'budget') {
    const all = transcript.filter((m) => m.position <= message.position);
    const own = sayPeriod(all.filter(({ role }) => role === 'user'));
    const said = { near: [message, ...answered, ...own], all };
    finding = { ...finding, value: namedBudget(finding.value, said) };
    placed = place(withUnits(content, placed, finding.value));
    finding = { ...finding, evidence: placed };
  }

  const isOrder = (span: Place): boolean => attacks.some((one) => touches(one, span));
  if (JUDGED.includes(field) && attacks.some(({ position }) => position === placed.position))
    return 'a judgement of a message that gives orders to the system';
  if (isOrder(placed)) return 'the quote is part of an order to the system';

  if (field !== 'language' && shown.some((one) => touches(one, placed))) return 'the words are only shown, not said';

  const stamp = { extractor, at: message.at };
  const earlier = earlierPartOf(finding, transcript, (part) => !isOrder(part));
  if (earlier !== undefined) {
    const source = messages.get(earlier.position);
    const quote = source?.content.slice(earlier.start, earlier.end) ?? '';
    const rest = { ...placed, ...earlier, quote, extractor, at: source?.at ?? message.at };
    return { ...finding, evidence: { ...placed, ...stamp }, earlier: rest } as Statement;
  }
  const reason = whyNotHeld(finding, { message, answered, visitor: transcript.filter(({ role }) => role === 'user') });
  return reason ?? ({ ...finding, evidence: { ...placed, ...stamp } } as Statement);
}

/** The assistant's words since the visitor last spoke: what a bare answer answers. */
function answeredBy(message: TranscriptMessage, transcript: Transcript): TranscriptMessage[] {
  const before = transcript.filter(({ position }) => position < message.position);
  const since = before.findLastIndex(({ role }) => role === 'user') + 1;
  return before.slice(since);
}

/**
 * Lets through the findings that the visitor's words hold, and says why the others do not pass.
 *
 * A finding passes when its value parses as its field, its quote stands in a message of the visitor (wrong offsets
 * are repaired to where the quote stands, nearest first, and the quote grows to whole words), and the quote holds the
 * value: words in order and close together, the spelled address, the digits of one number, the numbers. A budget loses
 * the currency or period that nobody named; its quote takes in those of its clause. Country, language and intent are
 * judgements: for them the quote names the message, and must not speak against them. No quote may touch what `detectAttacks` marks, nor a judgement name
 * its message: text that gives orders to the system is not data. Nor are words that are only shown, see `mentions`.
 *
 * @param findings untrusted; a model's answer
 * @param transcript the messages that the extractor saw
 * @returns statements in the order of the findings
 */
export function ground(findings: readonly unknown[], transcript: Transcript, extractor: ExtractorName): Grounded {
  const messages = new Map(transcript.map((message) => [message.position, message]));
  const attacks = detectAttacks(transcript);
  const shown = transcript
    .filter(({ role }) => role === 'user')
    .flatMap(({ position, content }) => mentions(foldText(content)).map((span) => ({ position, ...span })));
  const statements: Statement[] = [];
  const dropped: Dropped[] = [];
  for (const [i, finding] of findings.entries()) {
    if (extractor === 'claude' && i >= MAX_FINDINGS) {
      dropped.push({ field: '?', reason: 'more findings than a conversation can hold' });
      continue;
    }
    const result = groundOne(finding, messages, transcript, attacks, shown, extractor);
    if (typeof result === 'string') dropped.push({ field: fieldOf(finding), reason: result });
    else statements.push(result);
  }
  return { statements, dropped, attacks };
}
