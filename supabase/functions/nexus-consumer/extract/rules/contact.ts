/** What an address or number is, before it is decided whose. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { finding, type Span, type Turn } from './reading.ts';

/** An address or number in a turn, whoever's it is. */
export interface Contact extends Span {
  readonly field: 'email' | 'phone' | 'website';
  /** As the contract wants it; undefined for what is none, such as a number that no country has. */
  readonly value: string | undefined;
  /** Where the words that give the value begin; `start` where nothing is said. A fix needs more words than it changes. */
  readonly quoteStart?: number;
  /** Where they end; a correction may stand after the address. */
  readonly quoteEnd: number;
  /** True when the words around give it to the visitor, or to nobody else. */
  readonly isOwn: boolean;
  readonly confidence: number;
}

/** A contact as a finding about the visitor. */
export function contactFinding(
  turn: Turn,
  { field, value, start, quoteStart, quoteEnd, confidence }: Contact,
): Finding[] {
  if (value === undefined) return [];
  return [finding(turn, field, value, { start: quoteStart ?? start, end: quoteEnd }, confidence)];
}
