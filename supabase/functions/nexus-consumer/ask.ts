/** One paid call: money is set aside before it and booked after it, whatever came of it. */
import { describeError, type Log } from '../_shared/log.ts';
import {
  type Billing,
  ExtractionError,
  type ModelAnswer,
  type ModelExtractor,
  type Reading,
} from './extract/extractor.ts';
import { addUsage, NO_USAGE, type TokenUsage } from './extract/usage.ts';
import type { Refusal, Spend } from './spend.ts';

/** What calls came to. */
export interface ModelTotals {
  /** Calls that were or may have been billed. */
  readonly calls: number;
  readonly usage: TokenUsage;
  /** US dollars; attempts whose end we did not see count as their estimate. */
  readonly usd: number;
}

export const NO_CALLS: ModelTotals = { calls: 0, usage: NO_USAGE, usd: 0 };

export const addTotals = (a: ModelTotals, b: ModelTotals): ModelTotals => ({
  calls: a.calls + b.calls,
  usage: addUsage(a.usage, b.usage),
  usd: a.usd + b.usd,
});

export interface AskDeps {
  readonly model: ModelExtractor;
  readonly spend: Spend;
  readonly log: Log;
}

export type Asked =
  | { readonly kind: 'answered'; readonly answer: ModelAnswer; readonly totals: ModelTotals }
  | { readonly kind: 'failed'; readonly error: unknown; readonly totals: ModelTotals }
  /** No call was made. */
  | { readonly kind: 'refused'; readonly refused: Refusal; readonly retrySeconds: number | undefined };

/**
 * Asks the model, if the caps leave room.
 *
 * @returns never throws for the model or the caps; what failed is in the answer
 */
export async function askModel(
  { model, spend, log }: AskDeps,
  sessionId: string,
  reading: Reading,
  signal: AbortSignal,
): Promise<Asked> {
  let reservation: string;
  // Every attempt may be billed. Where the caps leave no room for all of them there may be room for one.
  let attempts = model.attempts ?? 1;
  try {
    const usd = model.estimateUsd(reading);
    let reserved = await spend.reserve(sessionId, usd * attempts);
    if ('refused' in reserved && attempts > 1) {
      attempts = 1;
      reserved = await spend.reserve(sessionId, usd);
    }
    if ('refused' in reserved) return { kind: 'refused', retrySeconds: undefined, ...reserved };
    reservation = reserved.id;
  } catch (error) {
    return { kind: 'failed', error, totals: NO_CALLS };
  }

  const settle = async (billing: Billing): Promise<ModelTotals> => {
    const usd = model.billedUsd(reading, billing);
    const totals = usd === 0 ? NO_CALLS : { calls: 1, usage: billing.usage ?? NO_USAGE, usd };
    log('info', 'model call', { sessionId, ...totals.usage, lostAttempts: billing.lostAttempts, usd });
    await spend.settle(reservation, usd, billing.usage).catch((error: unknown) => {
      // The reservation stays and counts as spent: the caps err on the side of the bill.
      log('warn', 'spend not settled', { sessionId, reason: describeError(error) });
    });
    return totals;
  };

  try {
    const answer = await model.read(reading, signal, attempts);
    return { kind: 'answered', answer, totals: await settle(answer.billing) };
  } catch (error) {
    const billing = error instanceof ExtractionError ? error.billing : { lostAttempts: 1 };
    return { kind: 'failed', error, totals: await settle(billing) };
  }
}
