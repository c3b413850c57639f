import Anthropic, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { type DroppedFinding, readAnswer } from './claude-answer.ts';
import { claudeRequest, PREFIX_TOKENS } from './claude-request.ts';
import { type Billing, ExtractionError, type ModelAnswer, type ModelExtractor, type Reading } from './extractor.ts';
import { renderReading, SYSTEM_PROMPT } from './prompt.ts';
import { readWhole } from './reading.ts';
import { costUsd, estimateTokens, HAIKU_4_5_PRICES, type Prices, type TokenUsage } from './usage.ts';
import { claudeVersion } from './version.ts';

export interface ClaudeExtractorOptions {
  readonly apiKey: string;
  /** A model id, such as `claude-haiku-4-5`. */
  readonly model: string;
  /** Of that model; default those of Claude Haiku 4.5. */
  readonly prices?: Prices | undefined;
  /** Default `https://api.anthropic.com`; the environment is not read. */
  readonly baseUrl?: string | undefined;
  /** For each attempt, its body included. Pauses of at most 10 s between attempts come on top. */
  readonly timeoutMs: number;
  /** Further attempts after 408, 409, 429, 5xx and network failures; a `retry-after` of up to 10 s is honoured, a longer one ends the call. */
  readonly maxRetries: number;
  /** Most tokens of an answer; one that needs more fails with `max_tokens`. */
  readonly maxTokens: number;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Called once for each answer that was billed, also when it is of no use. */
  readonly onUsage?: ((usage: TokenUsage) => void) | undefined;
  /** Called for each finding that is not passed on. */
  readonly onDropped?: ((dropped: DroppedFinding) => void) | undefined;
}

/**
 * Asks Claude, with the schema of the contract and a cached prompt; one call for a reading.
 * Its findings carry offsets found in the visitor's messages, so a quote that is not there is dropped here and counted.
 */
export function claudeExtractor(options: ClaudeExtractorOptions): ModelExtractor {
  const prices = options.prices ?? HAIKU_4_5_PRICES;
  const client = new Anthropic({
    apiKey: options.apiKey,
    baseURL: options.baseUrl ?? 'https://api.anthropic.com',
    // Its own timeout ends with the response's headers; `bounded` also ends a body that stalls, and decides.
    timeout: options.timeoutMs * 2,
    maxRetries: options.maxRetries,
    // The SDK logs request bodies at its debug level, and an environment variable can turn that on.
    logLevel: 'off',
    // Nor may a span hold what a visitor wrote, whatever the environment says.
    openTelemetry: false,
  });
  const send = bounded(options.fetch ?? globalThis.fetch, options.timeoutMs);

  async function read(reading: Reading, signal?: AbortSignal, most = options.maxRetries + 1): Promise<ModelAnswer> {
    const attempts = countLost(send);
    const answer = await client
      .withOptions({ fetch: attempts.fetch })
      .messages.parse(claudeRequest(reading, options), {
        signal: signal ?? null,
        maxRetries: Math.min(options.maxRetries, most - 1),
      })
      .catch((error: unknown) => {
        throw toExtractionError(error, { lostAttempts: attempts.lost() });
      });
    const usage: TokenUsage = {
      inputTokens: answer.usage.input_tokens,
      outputTokens: answer.usage.output_tokens,
      cacheReadTokens: answer.usage.cache_read_input_tokens ?? 0,
      cacheWriteTokens: answer.usage.cache_creation_input_tokens ?? 0,
    };
    options.onUsage?.(usage);
    // The answer came whole, so its own attempt is not lost.
    const billing: Billing = { usage, lostAttempts: attempts.lost() - 1 };
    const final = (reason: string, message: string) =>
      new ExtractionError(message, { retryable: false, reason, billing });
    if (answer.stop_reason === 'refusal') throw final('refusal', 'Claude refused this transcript');
    if (answer.stop_reason === 'max_tokens' || answer.stop_reason === 'model_context_window_exceeded') {
      throw final('max_tokens', `Claude’s answer did not fit; raise maxTokens (${options.maxTokens}) or send less`);
    }
    try {
      const drop = (dropped: DroppedFinding) => options.onDropped?.(dropped);
      return { ...readAnswer(answer.parsed_output, reading.turns, drop), billing };
    } catch (error) {
      if (!(error instanceof ExtractionError)) throw error;
      throw new ExtractionError(error.message, { ...error, cause: error.cause, billing });
    }
  }

  const estimateUsd = (reading: Reading): number =>
    costUsd(
      {
        inputTokens: PREFIX_TOKENS.schema + estimateTokens(renderReading(reading)),
        cacheWriteTokens: PREFIX_TOKENS.prompt,
        cacheReadTokens: 0,
        outputTokens: options.maxTokens,
      },
      prices,
    );

  return {
    name: 'claude',
    version: claudeVersion(options.model, SYSTEM_PROMPT),
    read,
    attempts: options.maxRetries + 1,
    async extract(transcript, signal) {
      return (await read(readWhole(transcript), signal)).findings;
    },
    estimateUsd,
    billedUsd(reading, { usage, lostAttempts }) {
      return (usage === undefined ? 0 : costUsd(usage, prices)) + lostAttempts * estimateUsd(reading);
    },
  };
}

/** Longest pause before another attempt. Where the API asks for more, another run of the consumer is the better attempt. */
const MAX_PAUSE_MS = 10_000;

/**
 * Ends a request, and the reading of its answer, after a time; and keeps the SDK from obeying a long `retry-after`, for it
 * would sleep for hours if told to.
 */
const bounded =
  (fetch: typeof globalThis.fetch, timeoutMs: number): typeof globalThis.fetch =>
  async (input, init) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ?? undefined;
    const response = await fetch(input, {
      ...init,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    if (Number(response.headers.get('retry-after')) * 1_000 <= MAX_PAUSE_MS) return response;
    const headers = new Headers(response.headers);
    headers.set('x-should-retry', 'false');
    return new Response(response.body, { status: response.status, headers });
  };

const isDeadline = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

/**
 * Counts a call's attempts that may have been billed. An error status is not; nor, as far as we can tell, is a request
 * that never got an answer for another reason than time: an outage must not use up the day's money.
 */
function countLost(send: typeof globalThis.fetch): { fetch: typeof globalThis.fetch; lost: () => number } {
  let lost = 0;
  return {
    async fetch(input, init) {
      const response = await send(input, init).catch((error: unknown) => {
        if (isDeadline(error)) lost++;
        throw error;
      });
      if (response.ok) lost++;
      return response;
    },
    lost: () => lost,
  };
}

/** The vendor's own message is left to `cause`: it may repeat what we sent. */
function toExtractionError(cause: unknown, billing: Billing): ExtractionError {
  const failed = (retryable: boolean, reason: string, message: string) =>
    new ExtractionError(message, { retryable, reason, cause, billing });
  if (cause instanceof APIUserAbortError) return failed(true, 'timeout', 'the call was ended before Claude answered');
  if (cause instanceof APIConnectionTimeoutError) return failed(true, 'timeout', 'Claude did not answer in time');
  if (cause instanceof RateLimitError) return failed(true, 'rate_limited', 'Claude answered 429');
  if (cause instanceof APIConnectionError) return failed(true, 'failed', 'Claude could not be reached');
  if (cause instanceof APIError && cause.status !== undefined) {
    const message = `Claude answered ${cause.status}`;
    if (cause.status === 529 || cause.status === 503) return failed(true, 'overloaded', message);
    const isPassing = cause.status >= 500 || cause.status === 408 || cause.status === 409;
    return failed(isPassing, 'failed', message);
  }
  if (isDeadline(cause)) return failed(true, 'timeout', 'Claude did not answer in time');
  // What is left broke while the answer's body was read: a cut connection, or JSON that is none.
  return failed(true, 'failed', 'Claude’s answer broke off');
}
