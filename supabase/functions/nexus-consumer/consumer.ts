import { describeError } from '../_shared/log.ts';
import { addTotals, NO_CALLS } from './ask.ts';
import { type DeepenOptions, deepenClaims } from './deepen.ts';
import { type DrainDeps, type DrainOptions, drainBatch } from './drain.ts';
import type { ModelExtractor } from './extract/extractor.ts';
import type { TokenUsage } from './extract/usage.ts';
import type { Spend } from './spend.ts';
import { createTally, type TallyCounts } from './tally.ts';

export interface ConsumerDeps extends DrainDeps {
  /** Absent without a model: then rules alone make the rows. */
  readonly model?: ModelExtractor | undefined;
  /** Caps on what the model costs. */
  readonly spend: Spend;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface ConsumerOptions extends DrainOptions, DeepenOptions {
  /** How long one run may take in all, milliseconds. */
  readonly budgetMs: number;
  /** With less than this left no model call is begun, milliseconds. */
  readonly minModelMs: number;
}

/** What one run did, and what is left. `read`, `retried`, `deadLettered` and `lagMessages` count records, `appended` messages, the rest conversations. */
export interface ConsumerSummary extends TallyCounts {
  readonly status: 'ok';
  readonly read: number;
  readonly conversations: number;
  readonly appended: number;
  readonly extracted: {
    readonly rules: number;
    readonly claude: number;
    readonly skipped: number;
    /** Left to the rules alone, since a spend cap left no room. */
    readonly capped: number;
  };
  /** What the model's calls came to, failed ones included. */
  readonly model: TokenUsage & { readonly calls: number; readonly usd: number };
  readonly upserted: number;
  readonly retried: number;
  readonly deadLettered: number;
  /** Null when the run was done and the broker then did not say. */
  readonly lagMessages: number | null;
  readonly durationMs: number;
}

/** `drain` turns records into rows and never meets a model; `deepen` asks the model; `all` does both, in this order. */
export const STAGES = ['all', 'drain', 'deepen'] as const;
export type Stage = (typeof STAGES)[number];

/** One run of the consumer. Runs may overlap: records are hidden by visibility, conversations by leases. */
export type RunConsumer = (stage: Stage) => Promise<ConsumerSummary>;

/** Part of the budget that draining may use, so that a flood of records does not starve the deep extraction for good. */
const DRAIN_SHARE = 0.6;

/** Between the end of a model call and that of its lease, for saving. */
const LEASE_MARGIN_MS = 5_000;

/**
 * Drains the topic, deepens what went quiet, within the time budget.
 *
 * @throws {BrokerError} when the topic cannot be read; what was committed before stays committed
 * @throws {StoreError} when conversations cannot be claimed
 */
export function createConsumer(parts: ConsumerDeps, options: ConsumerOptions): RunConsumer {
  const tally = createTally();
  const deps = { ...parts, tally };
  const { log, now, model } = deps;
  return async (stage) => {
    const startedAt = now();
    const leftMs = (share: number): number => options.budgetMs * share - (now() - startedAt);
    const totals = { read: 0, conversations: 0, appended: 0, rules: 0, upserted: 0, retried: 0, deadLettered: 0 };
    let isDrained = stage === 'deepen';
    while (!isDrained && leftMs(stage === 'drain' || model === undefined ? 1 : DRAIN_SHARE) > 0) {
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
    const deep = { extracted: 0, skipped: 0, capped: 0, upserted: 0, model: NO_CALLS };
    if (model !== undefined && stage !== 'drain') {
      let isQuiet = false;
      while (!isQuiet && leftMs(1) >= options.minModelMs) {
        const signal = AbortSignal.timeout(
          Math.floor(Math.min(leftMs(1), options.leaseSeconds * 1000 - LEASE_MARGIN_MS)),
        );
        const round = await deepenClaims({ ...deps, model }, options, signal);
        deep.extracted += round.extracted;
        deep.skipped += round.skipped;
        deep.capped += round.capped;
        deep.model = addTotals(deep.model, round.model);
        deep.upserted += round.upserted;
        isQuiet = round.claimed < options.concurrency;
      }
    }
    const durationMs = Math.round(now() - startedAt);
    const lagMessages = await deps.broker.lag().catch((error: unknown) => {
      log('warn', 'lag unknown', { reason: describeError(error) });
      return null;
    });
    const spent = { calls: deep.model.calls, ...deep.model.usage, usd: Math.round(deep.model.usd * 1e6) / 1e6 };
    if (totals.read > 0 || deep.extracted > 0 || spent.calls > 0) {
      log('info', `done in ${durationMs} ms`, {
        read: totals.read,
        upserted: totals.upserted + deep.upserted,
        lagMessages,
        ...(spent.calls > 0 && spent),
        ms: durationMs,
      });
    }
    return {
      status: 'ok',
      read: totals.read,
      conversations: totals.conversations,
      appended: totals.appended,
      extracted: { rules: totals.rules, claude: deep.extracted, skipped: deep.skipped, capped: deep.capped },
      model: spent,
      upserted: totals.upserted + deep.upserted,
      retried: totals.retried,
      deadLettered: totals.deadLettered,
      ...tally.take(),
      lagMessages,
      durationMs,
    };
  };
}
