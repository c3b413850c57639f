/** Claude's answers through the Message Batches API: half the price, within a day, in any order. */
import type Anthropic from '@anthropic-ai/sdk';
import { APIError } from '@anthropic-ai/sdk';
import type { BatchState, SentBatch } from './state.ts';

/** One request of a batch. */
export interface BatchRequest {
  /** 1..64 of `A-Za-z0-9_-`; the same request has the same one in every run. */
  readonly id: string;
  readonly params: Anthropic.MessageCreateParamsNonStreaming;
}

export type BatchAnswer =
  | { readonly kind: 'message'; readonly message: Anthropic.Message }
  /** `reason` is the API's code, such as `overloaded_error`, `expired` or `canceled`. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface BatchesOptions {
  readonly client: Anthropic;
  readonly state: BatchState;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Progress, one line at a time. */
  readonly say: (line: string) => void;
}

/** The API takes 100,000 requests and 256 MB; smaller ones end sooner and are lost with less. */
const MAX_REQUESTS = 10_000;
const MAX_BYTES = 100_000_000;

/** Pauses between polls: doubled from the first to the last. */
const FIRST_PAUSE_MS = 2_000;
const LAST_PAUSE_MS = 60_000;
/** A batch ends after 24 hours, whatever became of its requests. */
const PATIENCE_MS = 25 * 60 * 60 * 1_000;

class OverdueError extends Error {}

/** The vendor's own message may repeat what we sent, and is left out. */
function toSentence(error: unknown): Error {
  // Ours: a batch that is overdue, or a state file that cannot be written.
  if (error instanceof OverdueError || (error instanceof Error && 'path' in error && 'syscall' in error)) return error;
  const remedy = 'the same command goes on where it stopped';
  if (error instanceof APIError && error.status !== undefined)
    return new Error(`Claude answered ${error.status} to a batch; ${remedy}`, { cause: error });
  return new Error(`Claude’s batches cannot be reached; ${remedy}`, { cause: error });
}

function split(requests: readonly BatchRequest[]): BatchRequest[][] {
  const parts: BatchRequest[][] = [];
  let bytes = 0;
  for (const request of requests) {
    const size = Buffer.byteLength(JSON.stringify(request.params));
    const last = parts.at(-1);
    if (last === undefined || last.length === MAX_REQUESTS || bytes + size > MAX_BYTES) {
      parts.push([request]);
      bytes = size;
    } else {
      last.push(request);
      bytes += size;
    }
  }
  return parts;
}

async function send({ client, state, now, say }: BatchesOptions, requests: readonly BatchRequest[]): Promise<void> {
  for (const part of split(requests)) {
    // Never tried again by itself: an answer that was lost on the way would be paid for twice.
    const batch = await client.messages.batches.create(
      { requests: part.map(({ id, params }) => ({ custom_id: id, params })) },
      { maxRetries: 0 },
    );
    await state.add({ id: batch.id, createdAt: new Date(now()).toISOString(), requests: part.map(({ id }) => id) });
    say(`${part.length} conversations sent as batch ${batch.id}, at half the list price`);
  }
}

async function waitFor({ client, now, sleep, say }: BatchesOptions, { id }: SentBatch): Promise<void> {
  const startedAt = now();
  let pauseMs = FIRST_PAUSE_MS;
  for (let polls = 0; ; polls += 1) {
    const batch = await client.messages.batches.retrieve(id);
    if (batch.processing_status === 'ended') return;
    if (now() - startedAt > PATIENCE_MS) throw new OverdueError(`batch ${id} has not ended after a day; ask Anthropic`);
    if (polls === 0) say(`waiting for batch ${id}; interrupt at will, the same command goes on where it stopped`);
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS);
  }
}

/**
 * Answers to all requests: from batches that were sent before, else from new ones. Waits until they have ended.
 *
 * @returns an entry for each request; failed ones are forgotten, so that the next run sends them again
 * @throws {Error} one sentence, when the API refuses or cannot be reached; batches that were sent stay known
 */
export async function askInBatches(
  options: BatchesOptions,
  requests: readonly BatchRequest[],
): Promise<ReadonlyMap<string, BatchAnswer>> {
  const { client, state } = options;
  const wanted = new Set(requests.map(({ id }) => id));
  const answers = new Map<string, BatchAnswer>();
  try {
    const sent = new Set(state.batches().flatMap((batch) => batch.requests));
    await send(
      options,
      requests.filter(({ id }) => !sent.has(id)),
    );
    for (const batch of state.batches().filter((one) => one.requests.some((id) => wanted.has(id)))) {
      await waitFor(options, batch);
      for await (const { custom_id: id, result } of await client.messages.batches.results(batch.id)) {
        if (!wanted.has(id)) continue;
        if (result.type === 'succeeded') answers.set(id, { kind: 'message', message: result.message });
        else if (!answers.has(id)) {
          answers.set(id, {
            kind: 'failed',
            reason: result.type === 'errored' ? result.error.error.type : result.type,
          });
        }
      }
    }
  } catch (error) {
    throw toSentence(error);
  }
  for (const id of wanted) if (!answers.has(id)) answers.set(id, { kind: 'failed', reason: 'no result' });
  const failed = new Set([...answers].filter(([, answer]) => answer.kind === 'failed').map(([id]) => id));
  if (failed.size > 0) await state.forget(failed);
  return answers;
}
