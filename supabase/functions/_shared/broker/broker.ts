/** The durable queue, as producer and consumer see it. */

/** A record to append. */
export interface BrokerRecord {
  /** Decides the partition; the session id, so that one conversation keeps its order. */
  readonly key: string;
  /** JSON text. Stored and handed back to the character. */
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a record stands. */
export interface RecordPosition {
  /** 0 in pgmq, which has no partitions. */
  readonly partition: number;
  /** In pgmq the msg_id. */
  readonly offset: number;
}

/** A record as read. */
export interface BrokerMessage extends RecordPosition {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Counts deliveries, this one included, from 1. */
  readonly attempts: number;
  /** When it was appended, ISO 8601 UTC. */
  readonly enqueuedAt: string;
}

/**
 * One topic of a durable queue with at-least-once delivery.
 *
 * Every message consumed gets exactly one verdict: `commit`, `retry` or `deadLetter`. Without a verdict (the consumer
 * died) it is delivered again after its visibility timeout. All methods throw {@link BrokerError}.
 */
export interface Broker {
  readonly kind: 'pgmq' | 'upstash';
  readonly topic: string;
  /** Appends a record; resolves only after the broker holds it durably. A retry after a lost answer appends it twice. */
  produce(record: BrokerRecord): Promise<RecordPosition>;
  /**
   * Reads a batch and hides it from other consumers until its verdict or the visibility timeout.
   *
   * @param maxMessages 1..500; fewer may come back, none when the topic is drained
   * @param visibilitySeconds how long they stay hidden without a verdict
   * @returns messages in offset order
   */
  consume(maxMessages: number, visibilitySeconds: number): Promise<readonly BrokerMessage[]>;
  /** These messages are done for good. Call it only after their rows are durable. Committing twice does no harm. */
  commit(messages: readonly RecordPosition[]): Promise<void>;
  /** Delivers these messages again, `delaySeconds` from now. */
  retry(messages: readonly RecordPosition[], delaySeconds: number): Promise<void>;
  /** Sets a message aside with its reason and its original value; its neighbours go on. */
  deadLetter(message: RecordPosition, reason: string): Promise<void>;
  /** Messages appended and not yet committed or set aside. */
  lag(): Promise<number>;
}

/** A broker that could not do what it was asked. */
export class BrokerError extends Error {
  /** True when the same call may succeed later: network failure, timeout, 429 and 5xx. */
  readonly retryable: boolean;

  constructor(message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'BrokerError';
    this.retryable = options.retryable;
  }
}
