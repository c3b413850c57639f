/** Runs an extractor over labelled conversations, and times it. */
import type { Prospect } from '../../supabase/functions/_shared/contract/prospect.ts';
import { type Labelled, type Score, score } from '../../test/eval/score.ts';
import type { ConversationLine } from '../extract.ts';
import type { Part } from './parts.ts';

/** Reads one conversation. */
export type Read = (line: ConversationLine) => Promise<Prospect>;

/** How long conversations take, in milliseconds. */
export interface Times {
  readonly meanMs: number;
  readonly p95Ms: number;
}

export interface EvaluatedPart {
  readonly part: Part;
  readonly score: Score;
  /** Wall clock of one conversation. */
  readonly times: Times;
}

/** The mean, and what 95 % stay within. */
export function timesOf(samplesMs: readonly number[]): Times {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  return {
    meanMs: sorted.reduce((sum, ms) => sum + ms, 0) / Math.max(1, sorted.length),
    p95Ms: sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0,
  };
}

export interface RunOptions {
  /** Conversations that are read at the same time. */
  readonly concurrency: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads every conversation once and scores each part.
 *
 * @throws whatever `read` throws, after the reads under way have ended; no further one begins
 */
export async function evaluate(parts: readonly Part[], read: Read, options: RunOptions): Promise<EvaluatedPart[]> {
  const labels = new Map(parts.flatMap((part) => part.labels.map((one) => [one.id, one] as const)));
  const prospects = new Map<string, Prospect>();
  const tookMs = new Map<string, number>();
  const waiting = [...labels.values()];
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined && failure === undefined; one = waiting.shift()) {
      const startedAt = performance.now();
      try {
        prospects.set(one.id, await read({ id: one.id, messages: [...one.messages] }));
      } catch (error) {
        failure ??= { error };
        return;
      }
      tookMs.set(one.id, performance.now() - startedAt);
      options.onProgress?.(prospects.size, labels.size);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  if (failure !== undefined) throw failure.error;
  return parts.map((part) => ({
    part,
    score: score(part.labels, prospects),
    times: timesOf(part.labels.map(({ id }) => tookMs.get(id) ?? 0)),
  }));
}

const LONG = 20;

/** Conversations of 20 messages, made of labelled ones that follow each other. */
function longConversations(labels: readonly Labelled[]): ConversationLine[] {
  const messages = labels.flatMap((one) => one.messages);
  return Array.from({ length: Math.floor(messages.length / LONG) }, (_, i) => ({
    id: i,
    messages: messages.slice(i * LONG, (i + 1) * LONG),
  }));
}

/** CPU time of a conversation of 20 messages, all threads of this process together. */
export async function cpuOfLongConversations(labels: readonly Labelled[], read: Read): Promise<Times> {
  const samplesMs: number[] = [];
  for (const line of longConversations(labels)) {
    const before = process.cpuUsage();
    await read(line);
    const { user, system } = process.cpuUsage(before);
    samplesMs.push((user + system) / 1_000);
  }
  return timesOf(samplesMs);
}
