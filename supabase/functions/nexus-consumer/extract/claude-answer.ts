/** Claude's answer, read like any untrusted input. */
import {
  type Finding,
  isListField,
  PROSPECT_FIELDS,
  type ProspectField,
  type Transcript,
} from '../../_shared/contract/prospect.ts';
import { ExtractionError, type ModelAnswer, type Withdrawal } from './extractor.ts';
import { reportedSchema, valueSchema, withdrawalSchema } from './model-schema.ts';

/** A finding that the model reported and that was not passed on. Names no visitor's words. */
export interface DroppedFinding {
  readonly field: ProspectField | 'withdrawn';
  /** `quote_not_found`: not in that message, or the message is missing or the assistant's. `invalid_value`: against the contract. */
  readonly reason: 'invalid_value' | 'quote_not_found';
}

/** A model gives no calibrated confidence; this one says "quoted, but judged by a model". */
const CONFIDENCE = 0.9;

type Shown = readonly Pick<Transcript[number], 'position' | 'role' | 'content'>[];
type Drop = (dropped: DroppedFinding) => void;

/**
 * Reads an answer field by field and item by item, so that one that breaks the contract costs no other.
 * Offsets are those of the quote's first place in its message; a quote that is not there is dropped.
 *
 * @param shown the messages that quotes are looked for in
 * @throws {ExtractionError} `invalid_output` when the text is no JSON object
 */
export function readAnswer(text: string | null, shown: Shown, drop: Drop): Omit<ModelAnswer, 'billing'> {
  const answer = parseObject(text);
  const visitorTexts = new Map(shown.flatMap((one) => (one.role === 'user' ? [[one.position, one.content]] : [])));
  let dropped = 0;
  const count: Drop = (one) => {
    dropped++;
    drop(one);
  };
  const findings = PROSPECT_FIELDS.flatMap((field) =>
    listOf(answer, field, isListField(field) ? MAX_ITEMS : 1).flatMap(
      (item) => toFinding(field, item, visitorTexts, count) ?? [],
    ),
  );
  const withdrawals = listOf(answer, 'withdrawn', MAX_ITEMS).flatMap(
    (item) => toWithdrawal(item, visitorTexts, count) ?? [],
  );
  return { findings, withdrawals, dropped };
}

function parseObject(text: string | null): Readonly<Record<string, unknown>> {
  const invalid = (message: string, cause?: unknown) =>
    new ExtractionError(message, { retryable: false, reason: 'invalid_output', cause });
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch (error) {
    throw invalid('Claude’s answer is not JSON', error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid('Claude’s answer is not a JSON object');
}

/** Most items of a list, or withdrawals, that are looked at; the contract holds no more. */
const MAX_ITEMS = 50;

function listOf(answer: Readonly<Record<string, unknown>>, key: string, most: number): readonly unknown[] {
  const reported = Object.hasOwn(answer, key) ? answer[key] : null;
  if (reported === null || reported === undefined) return [];
  return Array.isArray(reported) ? reported.slice(0, most) : [reported];
}

/** A model may write null for a part that the contract leaves out. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}

/** A budget without any part says nothing, though the contract, whose parts are all optional, accepts it. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function toFinding(
  field: ProspectField,
  item: unknown,
  visitorTexts: ReadonlyMap<number, string>,
  drop: Drop,
): Finding | undefined {
  const shape = reportedSchema.safeParse(item);
  const value = shape.success ? valueSchema(field).safeParse(withoutNulls(shape.data.value)) : undefined;
  if (!shape.success || value === undefined || !value.success || isEmpty(value.data)) {
    drop({ field, reason: 'invalid_value' });
    return undefined;
  }
  const { position, quote } = shape.data;
  const start = visitorTexts.get(position)?.indexOf(quote) ?? -1;
  if (start < 0) {
    drop({ field, reason: 'quote_not_found' });
    return undefined;
  }
  const evidence = { position, start, end: start + quote.length, quote, confidence: CONFIDENCE };
  // The field's own schema has just accepted the value, which the type cannot follow.
  return { field, value: value.data, evidence } as Finding;
}

function toWithdrawal(item: unknown, visitorTexts: ReadonlyMap<number, string>, drop: Drop): Withdrawal | undefined {
  const parsed = withdrawalSchema.safeParse(item);
  if (!parsed.success) {
    drop({ field: 'withdrawn', reason: 'invalid_value' });
    return undefined;
  }
  if (visitorTexts.get(parsed.data.position)?.includes(parsed.data.quote)) return parsed.data;
  drop({ field: 'withdrawn', reason: 'quote_not_found' });
  return undefined;
}
