import { type DeepenOptions, deepenClaims } from './deepen.ts';
import { type DrainDeps, type DrainOptions, drainBatch } from './drain.ts';
import type { Extractor } from './extract/extractor.ts';

export interface ConsumerDeps extends DrainDeps {
  /** Absent without a model: then rules alone make the rows. */
  readonly model?: Extractor | undefined;
}

export interface ConsumerOptions extends DrainOptions, DeepenOptions {
  /** How long one run may take in all, milliseconds. */
  readonly budgetMs: number;
}

/** What one run did, and what is left. Counts are records, but `conversations`, `extracted` and `upserted`. */
export interface ConsumerSummary {
  readonly status: 'ok';
  readonly read: number;
  readonly conversations: number;
  readonly appended: number;
  readonly extracted: { readonly rules: number; readonly claude: number; readonly skipped: number };
  readonly upserted: number;
  readonly retried: number;
  readonly deadLettered: number;
  readonly lagMessages: number;
  readonly durationMs: number;
}

/** One run of the consumer. Runs may overlap: records are hidden by visibility, conversations by leases. */
export type RunConsumer = () => Promise<ConsumerSummary>;

/** Part of the budget that draining may use, so that a flood of records does not starve the deep extraction for good. */
const DRAIN_SHARE = 0.6;

/**
 * Drains the topic, then deepens what went quiet, within the time budget.
 *
 * @throws {BrokerError} when the topic cannot be read; what was committed before stays committed
 * @throws {StoreError} when conversations cannot be claimed
 */
export function createConsumer(deps: ConsumerDeps, options: ConsumerOptions): RunConsumer {
  const { log, now, model } = deps;
  return async () => {
    const startedAt = now();
    const leftMs = (share: number): number => options.budgetMs * share - (now() - startedAt);
    const totals = { read: 0, conversations: 0, appended: 0, rules: 0, upserted: 0, retried: 0, deadLettered: 0 };
    let isDrained = false;
    while (!isDrained && leftMs(model === undefined ? 1 : DRAIN_SHARE) > 0) {
      const batch = await drainBatch(deps, options);
      totals.read += batch.read;
      totals.conversations += batch.conversations;
      totals.appended += batch.appended;
      totals.rules += batch.extracted;
      totals.upserted += batch.upserted;
      totals.retried += batch.retried;
      totals.deadLettered += batch.deadLettered;
      isDrained = batch.read < options.maxMessages;
    }
    const deep = { extracted: 0, skipped: 0, upserted: 0 };
    if (model !== undefined) {
      let isQuiet = false;
      while (!isQuiet && leftMs(1) > 0) {
        const signal = AbortSignal.timeout(Math.max(1, Math.round(leftMs(1))));
        const round = await deepenClaims({ ...deps, model }, options, signal);
        deep.extracted += round.extracted;
        deep.skipped += round.skipped;
        deep.upserted += round.upserted;
        isQuiet = round.claimed < options.concurrency;
      }
    }
    const durationMs = Math.round(now() - startedAt);
    const lagMessages = await deps.broker.lag();
    if (totals.read > 0 || deep.extracted > 0) {
      log('info', `done in ${durationMs} ms`, {
        read: totals.read,
        upserted: totals.upserted + deep.upserted,
        lagMessages,
        ms: durationMs,
      });
    }
    return {
      status: 'ok',
      read: totals.read,
      conversations: totals.conversations,
      appended: totals.appended,
      extracted: { rules: totals.rules, claude: deep.extracted, skipped: deep.skipped },
      upserted: totals.upserted + deep.upserted,
      retried: totals.retried,
      deadLettered: totals.deadLettered,
      lagMessages,
      durationMs,
    };
  };
}
