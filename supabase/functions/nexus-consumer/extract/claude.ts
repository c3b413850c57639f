import Anthropic, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { type Finding, PROSPECT_FIELDS, type ProspectField, type Transcript } from '../../_shared/contract/prospect.ts';
import { ExtractionError, type Extractor } from './extractor.ts';
import { modelSchema, reportedSchema, valueSchema } from './model-schema.ts';
import { renderTranscript, SYSTEM_PROMPT } from './prompt.ts';
import { claudeVersion } from './version.ts';

/** Tokens that a call was billed for. */
export interface TokenUsage {
  /** Neither read from nor written to the cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** A finding that the model reported and that was not passed on. Names no visitor's words. */
export interface DroppedFinding {
  readonly field: ProspectField;
  /** `quote_not_found`: not in that message, or the message is missing or the assistant's. `invalid_value`: against the contract. */
  readonly reason: 'invalid_value' | 'quote_not_found';
}

export interface ClaudeExtractorOptions {
  readonly apiKey: string;
  /** A model id, such as `claude-haiku-4-5`. */
  readonly model: string;
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

/** A model gives no calibrated confidence; this one says "quoted, but judged by a model". */
const CONFIDENCE = 0.9;

/**
 * Asks Claude, with the schema of the contract and a cached system prompt; one call for a transcript.
 * Its findings carry offsets found in the transcript, so a quote that is not there is dropped here and counted.
 */
export function claudeExtractor(options: ClaudeExtractorOptions): Extractor {
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
    fetch: bounded(options.fetch ?? globalThis.fetch, options.timeoutMs),
  });
  // The SDK's own parser would fail the whole answer for one bad field, and before `stop_reason` can be seen.
  const format = { ...zodOutputFormat(modelSchema), parse: (text: string): string => text };

  return {
    name: 'claude',
    version: claudeVersion(options.model, SYSTEM_PROMPT),
    async extract(transcript, signal) {
      const answer = await client.messages
        .parse(
          {
            model: options.model,
            max_tokens: options.maxTokens,
            system: [{ type: 'text', text: SYSTEM_PROMPT, cache_control: { type: 'ephemeral' } }],
            messages: [{ role: 'user', content: renderTranscript(transcript) }],
            output_config: { format },
          },
          { signal: signal ?? null },
        )
        .catch((error: unknown) => {
          throw toExtractionError(error);
        });
      options.onUsage?.({
        inputTokens: answer.usage.input_tokens,
        outputTokens: answer.usage.output_tokens,
        cacheReadTokens: answer.usage.cache_read_input_tokens ?? 0,
        cacheWriteTokens: answer.usage.cache_creation_input_tokens ?? 0,
      });
      if (answer.stop_reason === 'refusal') throw final('refusal', 'Claude refused this transcript');
      if (answer.stop_reason === 'max_tokens' || answer.stop_reason === 'model_context_window_exceeded') {
        throw final('max_tokens', `Claude’s answer did not fit; raise maxTokens (${options.maxTokens}) or send less`);
      }
      return toFindings(parseAnswer(answer.parsed_output), transcript, (dropped) => options.onDropped?.(dropped));
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

const final = (reason: string, message: string, cause?: unknown): ExtractionError =>
  new ExtractionError(message, { retryable: false, reason, cause });

const later = (reason: string, message: string, cause: unknown): ExtractionError =>
  new ExtractionError(message, { retryable: true, reason, cause });

/** The vendor's own message is left to `cause`: it may repeat what we sent. */
function toExtractionError(error: unknown): ExtractionError {
  if (error instanceof APIUserAbortError) return later('timeout', 'the call was ended before Claude answered', error);
  if (error instanceof APIConnectionTimeoutError) return later('timeout', 'Claude did not answer in time', error);
  if (error instanceof RateLimitError) return later('rate_limited', 'Claude answered 429', error);
  if (error instanceof APIConnectionError) return later('failed', 'Claude could not be reached', error);
  if (error instanceof APIError && error.status !== undefined) {
    const message = `Claude answered ${error.status}`;
    if (error.status === 529 || error.status === 503) return later('overloaded', message, error);
    if (error.status >= 500 || error.status === 408 || error.status === 409) return later('failed', message, error);
    return final('failed', message, error);
  }
  if (error instanceof Error && error.name === 'AbortError')
    return later('timeout', 'Claude did not answer in time', error);
  if (error instanceof Error && error.name === 'TimeoutError')
    return later('timeout', 'Claude did not answer in time', error);
  // What is left broke while the answer's body was read: a cut connection, or JSON that is none.
  return later('failed', 'Claude’s answer broke off', error);
}

function parseAnswer(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw final('invalid_output', 'Claude’s answer is not JSON', error);
  }
  throw final('invalid_output', 'Claude’s answer is not a JSON object');
}

/** A model may write null for a part that the contract leaves out. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}

/** Field by field and item by item, so that one that breaks the contract costs no other. */
function toFindings(
  answer: Readonly<Record<string, unknown>>,
  transcript: Transcript,
  drop: (dropped: DroppedFinding) => void,
): Finding[] {
  const visitorTexts = new Map(
    transcript.filter(({ role }) => role === 'user').map(({ position, content }) => [position, content]),
  );
  const findings: Finding[] = [];
  for (const field of PROSPECT_FIELDS) {
    const reported = Object.hasOwn(answer, field) ? answer[field] : null;
    if (reported === null || reported === undefined) continue;
    for (const item of Array.isArray(reported) ? reported : [reported]) {
      const shape = reportedSchema.safeParse(item);
      const value = shape.success ? valueSchema(field).safeParse(withoutNulls(shape.data.value)) : undefined;
      if (!shape.success || value === undefined || !value.success || isEmpty(value.data)) {
        drop({ field, reason: 'invalid_value' });
        continue;
      }
      const { position, quote } = shape.data;
      const start = visitorTexts.get(position)?.indexOf(quote) ?? -1;
      if (start < 0) {
        drop({ field, reason: 'quote_not_found' });
        continue;
      }
      const evidence = { position, start, end: start + quote.length, quote, confidence: CONFIDENCE };
      // The field's own schema has just accepted the value, which the type cannot follow through the loop.
      findings.push({ field, value: value.data, evidence } as Finding);
    }
  }
  return findings;
}

/** A budget without any part says nothing, though the contract, whose parts are all optional, accepts it. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
