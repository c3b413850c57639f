/**
 * Delivers what the server has not acknowledged, until it has. The transcript is the outbox: an entry is in it until
 * its state is `saved`. Delivering a message twice changes nothing on the server, so every doubt is settled by sending.
 */
import { byteLength, type Envelope, MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, toBatches } from './batches.ts';
import type { NexusEvents } from './events.ts';
import type { MarkedTranscript } from './marks.ts';
import type { Entry } from './transcript.ts';
import type { Transport } from './transport.ts';

/** Waits for the second message of a quick writer, and for the greeting before the first one. */
export const DEBOUNCE_MS = 150;

/** Full jitter between 0 and 1 s, 2 s, 4 s … up to this. */
export const MAX_BACKOFF_MS = 60_000;

/** All beacons and keepalive requests in flight share 64 KiB; some is left for the page's own. */
const MAX_BEACON_BYTES = 60 * 1024;

export interface OutboxOptions {
  readonly transcript: Pick<MarkedTranscript, 'all' | 'mark' | 'refresh'>;
  readonly transport: Pick<Transport, 'deliver' | 'beacon'>;
  /** Asked for each delivery; `undefined` as long as there is no identity. */
  readonly envelope: () => Envelope | undefined;
  /** Runs `work` while no other tab delivers. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly isOnline: () => boolean;
  readonly random: () => number;
  readonly now: () => number;
  readonly setTimer: (work: () => void, ms: number) => number;
  readonly clearTimer: (timer: number) => void;
  readonly onSaved: (saved: NexusEvents['saved']) => void;
  readonly onFailed: (failed: NexusEvents['failed']) => void;
  /** Told whether the latest attempt failed and another will follow. */
  readonly onTrouble: (isInTrouble: boolean) => void;
}

export interface Outbox {
  /** Delivers soon. */
  schedule(): void;
  /** Delivers now, whatever backoff is running; resolves when nothing is left or an attempt has failed. */
  flush(): Promise<void>;
  /** Puts a message that failed for good back into the queue. */
  retry(position: number): void;
  /** While it is held nothing leaves this tab: what is being erased must not be sent again. */
  hold(isHeld: boolean): void;
  /** The page is going away: hands what is left to the browser. `ended` says that the visitor has left. */
  leave(ended: boolean): void;
  destroy(): void;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { transcript, transport } = options;
  let timer: number | undefined;
  let running: Promise<void> | undefined;
  let attempts = 0;
  let maxMessages = MAX_BATCH_MESSAGES;
  let endedAt = -1;
  let destroyed = false;
  let isHeld = false;

  /** A greeting alone is no conversation: nothing leaves the browser before the visitor has said something. */
  const hasVisitorSpoken = () => transcript.all().some((entry) => entry.role === 'user');
  const waiting = (): Entry[] =>
    hasVisitorSpoken() ? transcript.all().filter((entry) => entry.state === 'pending') : [];

  const later = (ms: number) => {
    if (timer !== undefined) options.clearTimer(timer);
    timer = destroyed
      ? undefined
      : options.setTimer(() => {
          timer = undefined;
          void flush();
        }, ms);
  };

  /** @returns true when there may be more to deliver at once */
  const deliverNext = async (): Promise<boolean> => {
    transcript.refresh();
    const envelope = options.envelope();
    const body = envelope && toBatches(waiting(), envelope, MAX_BATCH_BYTES, maxMessages)[0];
    if (body === undefined || destroyed || isHeld) return false;
    const { firstPosition = 0, sessionId, fingerprint } = body;
    const positions = body.messages.map((_, i) => firstPosition + i);
    const startedAt = options.now();
    const delivery = await transport.deliver(body);

    switch (delivery.kind) {
      case 'accepted': {
        attempts = 0;
        transcript.mark(positions, 'saved');
        options.onTrouble(false);
        const { messageId, kafka } = delivery.accepted;
        const durationMs = Math.round(options.now() - startedAt);
        options.onSaved({
          sessionId,
          fingerprint,
          firstPosition,
          count: positions.length,
          messageId,
          ...kafka,
          durationMs,
        });
        return true;
      }
      case 'final':
        // One message may have spoilt the body for the others: each gets its own verdict.
        if (positions.length > 1) maxMessages = 1;
        else {
          transcript.mark(positions, 'failed');
          options.onFailed({ status: delivery.status, detail: delivery.detail });
        }
        return true;
      case 'retry': {
        options.onTrouble(true);
        options.onFailed({ status: delivery.status, detail: delivery.detail });
        const ceiling = Math.min(MAX_BACKOFF_MS, 1000 * 2 ** attempts++);
        later(Math.max(delivery.retryAfterMs, options.random() * ceiling));
        return false;
      }
      default:
        return delivery satisfies never;
    }
  };

  const flush = (): Promise<void> => {
    if (timer !== undefined) options.clearTimer(timer);
    timer = undefined;
    if (waiting().length === 0 || destroyed || isHeld) return running ?? Promise.resolve();
    if (!options.isOnline()) {
      // `online` flushes; until then a request would only fail.
      options.onTrouble(true);
      return Promise.resolve();
    }
    running ??= options
      .alone(async () => {
        while (await deliverNext());
        maxMessages = MAX_BATCH_MESSAGES;
      })
      .finally(() => {
        running = undefined;
        // What came in after the last look.
        if (timer === undefined && options.isOnline() && waiting().length > 0) later(DEBOUNCE_MS);
      });
    return running;
  };

  return {
    schedule: () => {
      // A running backoff stays: a new message is no sign that the server has recovered.
      if (timer === undefined || attempts === 0) later(DEBOUNCE_MS);
    },
    flush,
    retry(position) {
      attempts = 0;
      // `mark` never touches what is saved, so a retry that comes too late is harmless.
      transcript.mark([position], 'pending');
      void flush();
    },
    leave(ended) {
      const envelope = options.envelope();
      const last = transcript.all().at(-1);
      if (destroyed || isHeld || envelope === undefined || last === undefined || !hasVisitorSpoken()) return;
      const entries = waiting();
      const isNews = ended && last.position > endedAt;
      // The contract needs a message to carry `ended`; repeating the last one changes nothing.
      if (entries.length === 0 && isNews && last.state === 'saved') entries.push(last);
      let bytes = 0;
      const batches = toBatches(entries, envelope);
      batches.forEach((body, i) => {
        bytes += byteLength(body);
        const isLast = i === batches.length - 1;
        if (bytes <= MAX_BEACON_BYTES || i === 0) transport.beacon(ended && isLast ? { ...body, ended } : body);
      });
      if (ended) endedAt = last.position;
    },
    hold(held) {
      isHeld = held;
    },
    destroy() {
      destroyed = true;
      if (timer !== undefined) options.clearTimer(timer);
    },
  };
}
