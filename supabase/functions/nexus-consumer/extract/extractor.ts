import type { ExtractorName, Facts, Finding, ProspectField, Transcript } from '../../_shared/contract/prospect.ts';
import type { TokenUsage } from './usage.ts';

/** Reads a transcript and says what the visitor stated. Its answer is untrusted: it goes through `ground` before use. */
export interface Extractor {
  readonly name: ExtractorName;
  /** Which one of that name, for the rows it makes; see `version.ts`. Default the name. */
  readonly version?: string;
  /**
   * @param transcript in order of position; assistant turns give context and are never a source
   * @param signal ends a running model call; the rules extractor is done before it could matter
   * @returns findings in any order, possibly none
   * @throws {ExtractionError} `retryable` true for rate limits, overload and timeouts
   */
  extract(transcript: Transcript, signal?: AbortSignal): Promise<readonly Finding[]>;
}

/** A message as it is shown to the model. */
export interface Turn {
  readonly position: number;
  readonly role: 'user' | 'assistant';
  /** Context may be cut to its end; what is to be read is whole. */
  readonly content: string;
  /** Context from before: the model has read it, and shall take nothing from it again. */
  readonly isRead: boolean;
}

/** What one call shows of a conversation; made by `selectReading`. */
export interface Reading {
  /** In order of position. */
  readonly turns: readonly Turn[];
  /** What earlier calls found, and what the answer adds to; absent when the answer stands alone. */
  readonly record?: Facts;
  /** What the rules found in the turns to be read: unverified, and bound by the same grounding. */
  readonly hints: readonly Finding[];
}

/** Something the visitor takes back: a field's value, or one item of a list. Untrusted like a finding. */
export interface Withdrawal {
  readonly field: ProspectField;
  /** Of a list the item, as the record has it; empty for single values. */
  readonly item: string;
  readonly position: number;
  readonly quote: string;
}

/** What a call was billed for, as far as we know. */
export interface Billing {
  /** Absent when no answer came whole. */
  readonly usage?: TokenUsage;
  /** Attempts that ended without us seeing how, such as a time-out: they may have been billed in full. */
  readonly lostAttempts: number;
}

export interface ModelAnswer {
  readonly findings: readonly Finding[];
  readonly withdrawals: readonly Withdrawal[];
  /** What else it reported and was not passed on, such as a value without a quote that is there; default 0. */
  readonly dropped?: number;
  readonly billing: Billing;
}

/** An extractor that is paid for by the token. */
export interface ModelExtractor extends Extractor {
  /**
   * One call.
   *
   * @param attempts the most that it may send; default as many as `attempts` says
   * @throws {ExtractionError} with `billing`
   */
  read(reading: Reading, signal?: AbortSignal, attempts?: number): Promise<ModelAnswer>;
  /** How often a call sends its request at most, each of which may be billed; default 1. */
  readonly attempts?: number;
  /** The most that one attempt at a reading is likely to cost, in US dollars: nothing cached, the longest answer. */
  estimateUsd(reading: Reading): number;
  /** What was billed, in US dollars; a lost attempt counts as the estimate. */
  billedUsd(reading: Reading, billing: Billing): number;
}

/** An extractor that could not answer. The message names no visitor's words. */
export class ExtractionError extends Error {
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** What kind of failure, for logs and metrics: `rate_limited`, `overloaded`, `timeout`, `refusal`, `max_tokens`, `invalid_output`, `failed`. */
  readonly reason: string;
  /** A useless answer is paid for too. */
  readonly billing: Billing;

  constructor(message: string, options: { retryable: boolean; reason: string; cause?: unknown; billing?: Billing }) {
    super(message, { cause: options.cause });
    this.name = 'ExtractionError';
    this.retryable = options.retryable;
    this.reason = options.reason;
    this.billing = options.billing ?? { lostAttempts: 0 };
  }
}
