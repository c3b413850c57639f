/**
 * Attacks on the machinery: text that gives orders to the system is not data. What stands in such a sentence is no
 * evidence, whoever quotes it; what the visitor says beside it is.
 */
import type { Transcript } from '../../_shared/contract/prospect.ts';
import { decodedRuns, disguises, hiddenRuns, squeeze } from './attack-disguise.ts';
import { FORMS } from './attack-forms.ts';
import { ALL_ORDERS } from './attack-record.ts';
import {
  AT_IMPERATIVE,
  AT_START,
  DISCUSSION,
  DISREGARD,
  type OrderPattern,
  OWN_RULES,
  RULE_OWNERS,
  SQUEEZED,
  TURNING,
} from './attack-words.ts';
import { type FoldedText, foldText } from './fold.ts';
import { type Span, splitSentences } from './rules/sentences.ts';

/** `disguised`: look-alikes, digits for letters, letters apart; `hidden_text`: characters nobody sees; `encoded`: base64, rot13… */
export const ATTACK_KINDS = [
  'order',
  'role_play',
  'exfiltration',
  'other_rows',
  'forged_turn',
  'delimiter',
  'json',
  'tool_call',
  'disguised',
  'hidden_text',
  'encoded',
  'html',
  'sql',
  'formula',
  'link',
] as const;
export type AttackKind = (typeof ATTACK_KINDS)[number];

/** One attack in a message of the visitor. Offsets are UTF-16 code units into that message, and cover whole sentences. */
export interface Attack {
  readonly position: number;
  readonly kind: AttackKind;
  readonly start: number;
  readonly end: number;
}

type Found = Span & { readonly kind: AttackKind };

/** How much of the text before an order is looked at, and how much of two messages' seam. */
const BEFORE = 40;
const SEAM = 120;

/** Matches of one pattern in one message that are looked at one by one; a message of more is an attack to its end. */
const MAX_MATCHES = 100;

function matchesOf(low: string, pattern: RegExp): Span[] {
  const spans: Span[] = [];
  for (const match of low.matchAll(pattern)) {
    const isLast = spans.length + 1 === MAX_MATCHES;
    spans.push({ start: match.index, end: isLast ? low.length : match.index + match[0].length });
    if (isLast) break;
  }
  return spans;
}

function stands(low: string, at: number, after: OrderPattern['after']): boolean {
  if (after === 'any') return true;
  const before = low.slice(Math.max(0, at - BEFORE), at);
  // A cut in the middle of a long line is no start of a sentence.
  return (after === 'start' ? AT_START : AT_IMPERATIVE).test(at > BEFORE ? `x${before}` : before);
}

/** An order in quotation marks, in a sentence about attacks, is an example. */
function isExample(low: string, start: number): boolean {
  if (!/["']\s?$/.test(low.slice(Math.max(0, start - 2), start))) return false;
  return DISCUSSION.test(low.slice(Math.max(0, start - SEAM), start + SEAM));
}

/** @param isHidden the text is a reading of what nobody would hide without reason: an order may stand anywhere in it */
function findDisregard(low: string, isHidden: boolean): Found[] {
  return matchesOf(low, DISREGARD)
    .filter(({ start, end }) => {
      const said = low.slice(start, end);
      if (!RULE_OWNERS.test(said) || OWN_RULES.test(said)) return false;
      return isHidden || (stands(low, start, 'imperative') && !isExample(low, start));
    })
    .map((span): Found => ({ kind: 'order', ...span }));
}

function findOrders(low: string, isHidden = false): Found[] {
  const found = findDisregard(low, isHidden);
  for (const { kind, pattern, after } of ALL_ORDERS) {
    for (const span of matchesOf(low, pattern)) {
      if (isHidden || (stands(low, span.start, after) && !isExample(low, span.start))) found.push({ kind, ...span });
    }
  }
  return found;
}

/** Words run together, or letters set apart: plain sentences that say the same were looked at already. */
function findSqueezed(low: string): Found[] {
  const letters = squeeze(low);
  return matchesOf(letters.text, SQUEEZED)
    .map(({ start, end }): Found => ({ kind: 'disguised', start: letters.at(start), end: letters.at(end - 1) + 1 }))
    .filter(({ start, end }) => {
      const slice = low.slice(start, end);
      const runs = slice.match(/[a-z]+/g) ?? [];
      return !/\s/.test(slice) || slice.length / runs.length < 4;
    });
}

function findDisguised(low: string): Found[] {
  const found = findSqueezed(low);
  for (const { kind, view } of disguises(low)) {
    for (const order of findOrders(view.text, kind === 'encoded')) {
      const [a, b] = [view.at(order.start), view.at(order.end - 1)];
      found.push({ kind, start: Math.min(a, b), end: Math.max(a, b) + 1 });
    }
  }
  return found;
}

/** Sentences and lines; within one, "anyway" or three dots begin something else. */
function clauses(low: string): Span[] {
  return splitSentences(low).flatMap(({ start, end }) => {
    const turns = Array.from(low.slice(start, end).matchAll(TURNING), (match) => start + match.index);
    const cuts = [start, ...turns.filter((cut) => cut > start), end];
    return cuts.slice(1).map((cut, i) => ({ start: cuts[i] ?? start, end: cut }));
  });
}

/** The clauses that a match runs through; after a colon also the next, which is what the order is about. */
function wholeClauses(low: string, spans: readonly Span[], match: Span): Span {
  let { start, end } = match;
  for (const clause of spans) {
    if (clause.start >= end || match.start >= clause.end) continue;
    start = Math.min(start, clause.start);
    end = Math.max(end, clause.end);
  }
  if (/:\s*$/.test(low.slice(start, end))) end = spans.find((clause) => clause.start >= end)?.end ?? end;
  return { start, end };
}

/** From the match to the next blank line, or to where the visitor turns back to themselves. */
function paragraph(low: string, match: Span): Span {
  const start = low.lastIndexOf('\n', match.start) + 1;
  const blank = low.indexOf('\n\n', match.end);
  const limit = blank === -1 ? low.length : blank;
  const turn = low
    .slice(match.end, limit)
    .search(/\b(?:anyway|btw|por cierto|en fin|enfim|au fait|bref|jedenfalls|ubrigens)\b/u);
  return { start, end: turn === -1 ? limit : match.end + turn };
}

function findEncoded(content: string): Found[] {
  return decodedRuns(content)
    .filter(({ text }) => {
      const { low } = foldText(text);
      return findOrders(low, true).length > 0 || FORMS.some(({ pattern }) => low.search(pattern) !== -1);
    })
    .map(({ start, end }): Found => ({ kind: 'encoded', start, end }));
}

function inMessage(content: string, text: FoldedText): Found[] {
  const { low } = text;
  const spans = clauses(low);
  const source = (found: Found, reach: Span): Found => ({ kind: found.kind, ...text.toSource(reach.start, reach.end) });
  const plain = findOrders(low);
  // A reading may leave plain words as they are, and says nothing new then.
  const veiled = findDisguised(low).filter((one) => !plain.some((p) => p.start < one.end && one.start < p.end));
  const orders = [...plain, ...veiled].map((found) => source(found, wholeClauses(low, spans, found)));
  const forms = FORMS.flatMap(({ kind, pattern, reach }) =>
    matchesOf(low, pattern).map((span) => source({ kind, ...span }, reach === 'payload' ? span : paragraph(low, span))),
  );
  return [
    ...orders,
    ...forms,
    ...hiddenRuns(content).map((span): Found => ({ kind: 'hidden_text', ...span })),
    ...findEncoded(content),
  ];
}

/** An order that begins in one message and ends in the next; each has its part. */
function acrossSeam(before: FoldedText, after: FoldedText): readonly [Found[], Found[]] {
  const tail = Math.max(0, before.low.length - SEAM);
  const seam = before.low.length - tail;
  const joined = `${before.low.slice(tail)} ${after.low.slice(0, SEAM)}`;
  // What is an order by itself may run on into the next words, which are no part of it.
  const whole = new Set(findOrders(before.low.slice(tail)).map(({ start }) => start));
  const crossing = findOrders(joined).filter(({ start, end }) => start < seam && end > seam + 1 && !whole.has(start));
  const [first, second] = [clauses(before.low), clauses(after.low)];
  return [
    crossing.map(({ kind, start }) => {
      const reach = wholeClauses(before.low, first, { start: tail + start, end: before.low.length });
      return { kind, ...before.toSource(reach.start, reach.end) };
    }),
    crossing.map(({ kind, end }) => {
      const reach = wholeClauses(after.low, second, { start: 0, end: end - seam - 1 });
      return { kind, ...after.toSource(reach.start, reach.end) };
    }),
  ];
}

/** One of each kind and place, in order. */
function distinct(found: readonly Found[], position: number): Attack[] {
  const sorted = found.toSorted((a, b) => a.start - b.start || a.end - b.end || (a.kind < b.kind ? -1 : 1));
  const kept: Attack[] = [];
  for (const { kind, start, end } of sorted) {
    const same = kept.find((one) => one.kind === kind && start < one.end && one.start < end);
    if (same === undefined) kept.push({ position, kind, start, end });
    else kept[kept.indexOf(same)] = { ...same, end: Math.max(same.end, end) };
  }
  return kept;
}

/**
 * The attacks in what the visitor wrote. Precision first: who talks about prompts, SQL or markup does not attack.
 *
 * Pure and deterministic, in time linear in the text. The assistant's turns are not looked at: they are ours.
 *
 * @returns in order of position and start; attacks of one kind that overlap are one
 */
export function detectAttacks(transcript: Transcript): readonly Attack[] {
  const said = transcript.filter(({ role }) => role === 'user');
  const texts = said.map(({ content }) => foldText(content));
  const found = said.map(({ content }, i) => inMessage(content, texts[i] ?? foldText(content)));
  texts.forEach((text, i) => {
    const before = texts[i - 1];
    if (before === undefined) return;
    const [first, second] = acrossSeam(before, text);
    found[i - 1]?.push(...first);
    found[i]?.push(...second);
  });
  return said.flatMap(({ position }, i) => distinct(found[i] ?? [], position));
}

/** How many attacks of each kind; kinds without any are left out. */
export function countAttacks(attacks: readonly Attack[]): Partial<Record<AttackKind, number>> {
  const counts: Partial<Record<AttackKind, number>> = {};
  for (const { kind } of attacks) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
