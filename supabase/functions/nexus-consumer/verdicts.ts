import type { Broker, BrokerMessage } from '../_shared/broker/broker.ts';
import { describeError, type Log } from '../_shared/log.ts';
import { StoreError } from './store.ts';

/** Nobody answered: nothing is said about the data. */
export const isAway = (error: unknown): boolean => error instanceof StoreError && error.failure === 'away';
/** The data breaks a rule of the database, and will again. */
export const isRefused = (error: unknown): boolean => error instanceof StoreError && error.failure === 'refused';

/** Wait before the next delivery: 2, 4, 8 … 60 seconds. */
const retryDelaySeconds = (attempts: number): number => Math.min(2 ** attempts, 60);

/** The two verdicts on a record that cannot be stored now. */
export function createVerdicts(broker: Broker, log: Log, maxAttempts: number) {
  let retried = 0;
  let deadLettered = 0;
  async function deadLetter(message: BrokerMessage, reason: string): Promise<void> {
    await broker.deadLetter(message, reason);
    deadLettered++;
    log('warn', 'dead letter', {
      offset: message.offset,
      partition: message.partition,
      attempts: message.attempts,
      reason,
    });
  }
  return {
    deadLetter,
    counts: () => ({ retried, deadLettered }),
    /** Retries what may pass later, sets aside what cannot or did not often enough. */
    async failed(message: BrokerMessage, error: unknown): Promise<void> {
      if (isRefused(error) || message.attempts >= maxAttempts) {
        await deadLetter(message, `${describeError(error)} (delivery ${message.attempts})`);
        return;
      }
      await broker.retry([message], retryDelaySeconds(message.attempts));
      retried++;
    },
  };
}

export type Verdicts = ReturnType<typeof createVerdicts>;
