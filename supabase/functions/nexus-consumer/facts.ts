import type { ExtractorName, Facts, Finding, Transcript } from '../_shared/contract/prospect.ts';
import { assemble } from './extract/assemble.ts';
import { ground } from './extract/evidence.ts';

/** What an extractor's findings come to once grounded, and how many of them the visitor's words did not hold. */
export interface Grounded {
  readonly facts: Facts;
  readonly dropped: number;
}

/** Findings to facts: the one way from any extractor to a row. */
export function toFacts(findings: readonly Finding[], transcript: Transcript, extractor: ExtractorName): Grounded {
  const { statements, dropped } = ground(findings, transcript, extractor);
  return { facts: assemble(statements), dropped: dropped.length };
}
