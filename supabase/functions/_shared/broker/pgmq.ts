import type { SupabaseClient } from '@supabase/supabase-js';
import { callRpc, RpcError } from '../rpc.ts';
import { type Broker, BrokerError, type BrokerMessage, type BrokerRecord, type RecordPosition } from './broker.ts';

/** Most records in one append. With 64 KiB records a batch stays far below the database's request limit. */
const MAX_BATCH = 100;
/** Most records that may wait for an append; more means that the database does not keep up. */
const MAX_PENDING = 5_000;

interface Pending {
  readonly record: BrokerRecord;
  readonly resolve: (position: RecordPosition) => void;
  readonly reject: (error: BrokerError) => void;
}

/** A message as `queue_consume` returns it. */
interface QueueRow {
  readonly msg_id: number;
  readonly read_ct: number;
  readonly enqueued_at: string;
  /** What `produce` wrote; anything at all where somebody used pgmq by hand. */
  readonly message: {
    readonly key?: string;
    readonly value?: string;
    readonly headers?: Record<string, string>;
  } | null;
}

/**
 * The broker on pgmq (Supabase Queues), through the queue functions of our migrations.
 *
 * Appends are group commits: while one is under way the next records gather, and they go together when it is done.
 * A statement costs the same for one record as for fifty, so this needs no timer and adds no wait at low load.
 *
 * @param options.supabase a client with the secret key
 * @param options.timeoutMs deadline of every call; default 2,500
 * @see https://pgmq.github.io/pgmq/ read, visibility timeout, read_ct
 */
export function pgmqBroker(options: { supabase: SupabaseClient; topic: string; timeoutMs?: number }): Broker {
  const { supabase, topic, timeoutMs = 2_500 } = options;
  const pending: Pending[] = [];
  let isAppending = false;

  async function call<T>(name: string, args: Record<string, unknown>): Promise<T> {
    try {
      return await callRpc<T>(supabase, name, args, timeoutMs);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      throw new BrokerError(error.message, { retryable: error.failure !== 'refused', cause: error });
    }
  }

  async function append(batch: readonly Pending[]): Promise<void> {
    try {
      const offsets = await call<number[]>('queue_produce', {
        p_topic: topic,
        p_records: batch.map(({ record }) => ({ key: record.key, value: record.value, headers: record.headers ?? {} })),
      });
      batch.forEach(({ resolve, reject }, i) => {
        const offset = offsets[i];
        if (offset === undefined)
          reject(new BrokerError('queue_produce answered too few offsets', { retryable: true }));
        else resolve({ partition: 0, offset });
      });
    } catch (error) {
      const failure =
        error instanceof BrokerError ? error : new BrokerError(String(error), { retryable: true, cause: error });
      // One record that the database cannot hold must not take its neighbours along.
      if (!failure.retryable && batch.length > 1) for (const one of batch) await append([one]);
      else for (const { reject } of batch) reject(failure);
    }
  }

  async function appendAll(): Promise<void> {
    if (isAppending) return;
    isAppending = true;
    while (pending.length > 0) await append(pending.splice(0, MAX_BATCH));
    isAppending = false;
  }

  return {
    kind: 'pgmq',
    topic,

    produce: (record) =>
      new Promise((resolve, reject) => {
        if (pending.length >= MAX_PENDING) {
          reject(new BrokerError('the queue does not keep up with the producer', { retryable: true }));
          return;
        }
        pending.push({ record, resolve, reject });
        void appendAll();
      }),

    async consume(maxMessages, visibilitySeconds) {
      const rows = await call<QueueRow[]>('queue_consume', {
        p_topic: topic,
        p_max: maxMessages,
        p_visibility_seconds: visibilitySeconds,
      });
      return rows.map(
        (row): BrokerMessage => ({
          partition: 0,
          offset: row.msg_id,
          key: row.message?.key ?? null,
          // A record that somebody put into the queue by hand has no value of its own: the whole of it is the value.
          value: row.message?.value ?? JSON.stringify(row.message),
          headers: row.message?.headers ?? {},
          attempts: row.read_ct,
          enqueuedAt: new Date(row.enqueued_at).toISOString(),
        }),
      );
    },

    async commit(messages) {
      if (messages.length === 0) return;
      await call('queue_commit', { p_topic: topic, p_offsets: messages.map(({ offset }) => offset) });
    },

    async retry(messages, delaySeconds) {
      if (messages.length === 0) return;
      await call('queue_retry', {
        p_topic: topic,
        p_offsets: messages.map(({ offset }) => offset),
        p_delay_seconds: delaySeconds,
      });
    },

    async deadLetter(message, reason) {
      await call('queue_dead_letter', { p_topic: topic, p_offset: message.offset, p_reason: reason });
    },

    async lag() {
      const [metrics] = await call<{ queue_length: number }[]>('pgmq_metrics', { queue_name: topic });
      if (metrics === undefined) throw new BrokerError(`topic ${topic} does not exist`, { retryable: false });
      return metrics.queue_length;
    },
  };
}
