import {
  type Broker,
  BrokerError,
  type BrokerMessage,
  type BrokerRecord,
} from '../../supabase/functions/_shared/broker/broker.ts';

interface Held extends BrokerMessage {
  visibleAt: number;
}

/** A FAKE broker in memory, for tests of what stands around a broker. Its clock is the test's. */
export interface FakeBroker extends Broker {
  readonly records: readonly BrokerRecord[];
  readonly deadLetters: readonly { offset: number; reason: string; value: string }[];
  readonly committed: readonly number[];
  /** `down` rejects every call, `hanging` never answers, `refusing` rejects for good. */
  state: 'up' | 'down' | 'hanging' | 'refusing';
}

/** @param now milliseconds; moves visibility timeouts */
export function fakeBroker(now: () => number = () => 0): FakeBroker {
  const records: BrokerRecord[] = [];
  const held: Held[] = [];
  const deadLetters: { offset: number; reason: string; value: string }[] = [];
  const committed: number[] = [];
  const take = (offset: number): Held | undefined => {
    const i = held.findIndex((one) => one.offset === offset);
    return i < 0 ? undefined : held.splice(i, 1)[0];
  };
  const fake: FakeBroker = {
    kind: 'pgmq',
    topic: 'nexus-prospect-ingestion',
    records,
    deadLetters,
    committed,
    state: 'up',
    async produce(record) {
      await answer(fake.state);
      records.push(record);
      const offset = records.length;
      const { key, value, headers = {} } = record;
      held.push({
        partition: 0,
        offset,
        key,
        value,
        headers,
        attempts: 0,
        enqueuedAt: new Date(now()).toISOString(),
        visibleAt: 0,
      });
      return { partition: 0, offset };
    },
    async consume(maxMessages, visibilitySeconds) {
      await answer(fake.state);
      const batch = held.filter(({ visibleAt }) => visibleAt <= now()).slice(0, maxMessages);
      return batch.map((one) => {
        const next = { ...one, attempts: one.attempts + 1, visibleAt: now() + visibilitySeconds * 1000 };
        held.splice(held.indexOf(one), 1, next);
        return next;
      });
    },
    async commit(messages) {
      await answer(fake.state);
      for (const { offset } of messages) if (take(offset) !== undefined) committed.push(offset);
    },
    async retry(messages, delaySeconds) {
      await answer(fake.state);
      for (const { offset } of messages) {
        const one = held.find((message) => message.offset === offset);
        if (one !== undefined) one.visibleAt = now() + delaySeconds * 1000;
      }
    },
    async deadLetter(message, reason) {
      await answer(fake.state);
      const one = take(message.offset);
      if (one !== undefined) deadLetters.push({ offset: one.offset, reason, value: one.value });
    },
    async lag() {
      await answer(fake.state);
      return held.length;
    },
  };
  return fake;
}

async function answer(state: FakeBroker['state']): Promise<void> {
  if (state === 'down') throw new BrokerError('connection refused', { retryable: true });
  if (state === 'refusing') throw new BrokerError('not a record', { retryable: false });
  if (state === 'hanging') await new Promise(() => {});
}
