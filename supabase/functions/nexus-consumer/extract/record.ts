/** The model's facts across several calls: what stands, what is added, what the visitor took back. */
import {
  type Evidence,
  type Facts,
  type Finding,
  isListField,
  PROSPECT_FIELDS,
  type ProspectField,
  type Transcript,
} from '../../_shared/contract/prospect.ts';
import { assemble } from './assemble.ts';
import { ground, type Statement } from './evidence.ts';
import type { ModelAnswer, Withdrawal } from './extractor.ts';
import { foldKey } from './fold.ts';
import { historyOf, type Reading } from './history.ts';

type Fact = NonNullable<Facts[ProspectField]>;

const evidenceOf = (fact: Fact): readonly Evidence[] =>
  Array.isArray(fact.evidence) ? fact.evidence : [fact.evidence as Evidence];

/** The inverse of `assemble`: each value with its own evidence, in the order of the contract's fields. */
export function toFindings(facts: Facts): Finding[] {
  return PROSPECT_FIELDS.flatMap((field) => {
    const fact = facts[field];
    if (fact === undefined) return [];
    const evidence = evidenceOf(fact);
    const finding = (value: unknown, at: Evidence | undefined) =>
      at ? [{ field, value, evidence: at } as Finding] : [];
    if (isListField(field)) return (fact.value as string[]).flatMap((item, index) => finding(item, evidence[index]));
    // Channel and time that were said apart.
    if (field === 'contact_preference' && evidence.length === 2) {
      return Object.entries(fact.value).flatMap(([part, value], index) => finding({ [part]: value }, evidence[index]));
    }
    return finding(fact.value, evidence[0]);
  });
}

/** What the rules found, as hints for the model; judgements are none: the model makes its own. */
export const hintsOf = (facts: Facts): Finding[] =>
  toFindings(facts).filter(({ field }) => field !== 'language' && field !== 'intent');

const isBefore = (a: { position: number; start: number }, b: { position: number; start: number }): boolean =>
  a.position < b.position || (a.position === b.position && a.start < b.start);

/** Where the visitor takes something back; nothing when its quote is not in that message of the visitor. */
function placeOf(
  { position, quote }: Withdrawal,
  transcript: Transcript,
): { position: number; start: number } | undefined {
  const start = transcript.find((m) => m.role === 'user' && m.position === position)?.content.indexOf(quote) ?? -1;
  return start < 0 || quote.trim() === '' ? undefined : { position, start };
}

function isWithdrawn(statement: Statement, withdrawal: Withdrawal, transcript: Transcript): boolean {
  if (statement.field !== withdrawal.field) return false;
  if (isListField(statement.field) && foldKey(String(statement.value)) !== foldKey(withdrawal.item)) return false;
  const place = placeOf(withdrawal, transcript);
  return place !== undefined && isBefore(statement.evidence, place);
}

/** What the model's answer comes to, and how much of it the visitor's words did not hold, its reader's drops included. */
export interface Carried extends Reading {
  readonly dropped: number;
}

/**
 * Merges an answer into what earlier calls found:
 * - of a single value the later statement wins, by its place in the conversation and not by when it was read;
 * - lists are united;
 * - what the visitor took back goes, when a quote says so and stands after it; said again later it is back;
 * - silence takes nothing away.
 *
 * Everything is grounded in the transcript as it is now, the record too: a fact whose message was replaced goes.
 *
 * @param record undefined when the answer was made from the whole conversation: then it stands alone
 */
export function carryOver(
  record: Facts | undefined,
  answer: Omit<ModelAnswer, 'billing'>,
  transcript: Transcript,
): Carried {
  const before = ground(record === undefined ? [] : toFindings(record), transcript, 'claude');
  const found = ground(answer.findings, transcript, 'claude');
  const standing = [...before.statements, ...found.statements].filter(
    (statement) => !answer.withdrawals.some((withdrawal) => isWithdrawn(statement, withdrawal, transcript)),
  );
  const facts = assemble(standing);
  return { facts, history: historyOf(standing, facts), dropped: found.dropped.length + (answer.dropped ?? 0) };
}
