import type { Evidence, ExtractorName, Facts, Finding, History, Transcript } from '../_shared/contract/prospect.ts';
import { assemble } from './extract/assemble.ts';
import type { Attack } from './extract/attack.ts';
import { ground } from './extract/evidence.ts';
import { historyOf, mergeHistory, type Reading } from './extract/history.ts';
import { mergeFacts } from './extract/merge.ts';

/** What an extractor's findings come to once grounded, and how many of them the visitor's words did not hold. */
export interface Grounded extends Reading {
  readonly dropped: number;
  /** Of the whole transcript. */
  readonly attacks: readonly Attack[];
}

/** Findings to facts: the one way from any extractor to a row. */
export function toFacts(findings: readonly Finding[], transcript: Transcript, extractor: ExtractorName): Grounded {
  const { statements, dropped, attacks } = ground(findings, transcript, extractor);
  const facts = assemble(statements);
  return { facts, history: historyOf(statements, facts), dropped: dropped.length, attacks };
}

/**
 * What the model found earlier, as far as the transcript still has its words: a delivery may have put a longer text in
 * the place of one that the model read.
 *
 * @param facts null before the model's first time
 */
export function stillSaid(
  facts: Facts | null,
  history: History | null | undefined,
  transcript: Transcript,
): Reading | undefined {
  if (facts === null) return undefined;
  const words = new Map(transcript.filter(({ role }) => role === 'user').map((m) => [m.position, m.content]));
  const isSaid = ({ position, start, end, quote }: Evidence): boolean =>
    words.get(position)?.slice(start, end) === quote;
  const keptFacts = Object.entries(facts).flatMap(([field, { value, evidence }]) => {
    if (!Array.isArray(evidence)) return isSaid(evidence as Evidence) ? [[field, { value, evidence }]] : [];
    if (!Array.isArray(value)) return evidence.every(isSaid) ? [[field, { value, evidence }]] : [];
    const kept = value.filter((_, i) => isSaid(evidence[i]));
    return kept.length === 0 ? [] : [[field, { value: kept, evidence: evidence.filter(isSaid) }]];
  });
  const keptHistory = Object.entries(history ?? {}).map(([field, entries]) => [
    field,
    entries.filter((entry) => isSaid(entry.evidence)),
  ]);
  return { facts: Object.fromEntries(keptFacts) as Facts, history: Object.fromEntries(keptHistory) as History };
}

/** A newer reading by the model, with what its fields said in an earlier one. */
export function continueReading(now: Reading, before: Reading | undefined): Reading {
  return { facts: now.facts, history: mergeHistory(now.facts, [], before === undefined ? [now] : [now, before]) };
}

/**
 * One record and its history from both extractors; who wins stands at the head of `merge.ts`.
 *
 * @param claude undefined while Claude has not read the conversation
 * @param claudeThrough highest position Claude had seen
 */
export function mergeReadings(
  rules: Reading,
  claude: Reading | undefined,
  claudeThrough: number | null | undefined,
): Reading {
  const facts = mergeFacts(rules.facts, claude?.facts, claudeThrough ?? undefined);
  return { facts, history: mergeHistory(facts, [rules], claude === undefined ? [] : [claude]) };
}
