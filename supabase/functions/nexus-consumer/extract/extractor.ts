import type { ExtractorName, Finding, Transcript } from '../../_shared/contract/prospect.ts';

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

/** An extractor that could not answer. The message names no visitor's words. */
export class ExtractionError extends Error {
  /** True when the same call may succeed later. */
  readonly retryable: boolean;
  /** What kind of failure, for logs and metrics: `rate_limited`, `overloaded`, `timeout`, `refusal`, `max_tokens`, `invalid_output`, `failed`. */
  readonly reason: string;

  constructor(message: string, options: { retryable: boolean; reason: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'ExtractionError';
    this.retryable = options.retryable;
    this.reason = options.reason;
  }
}
