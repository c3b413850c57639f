import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, BrokerError } from '../../supabase/functions/_shared/broker/broker.ts';

/** A broker under test, empty, with the hands a test needs. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  /** Lets this much time pass for visibility timeouts and delays. */
  elapse(seconds: number): Promise<void>;
  /** Dead letters as stored, oldest first. */
  deadLetters(): Promise<readonly { offset: number; payload: string; reason: string; attempts: number }[]>;
  /** The same broker, cut off from its server. */
  unreachable(): Broker;
  close(): Promise<void>;
}

const value = (n: number): string => JSON.stringify({ n, text: 'ñ “quoted” \u{1F600}', raw: '\\u0000' });

/** What any adapter of the Broker port must do. */
export function describeBroker(name: string, open: () => Promise<BrokerUnderTest>): void {
  describe(`broker ${name}`, () => {
    let under: BrokerUnderTest;
    let broker: Broker;
    beforeEach(async () => {
      under = await open();
      broker = under.broker;
    });
    afterEach(() => under.close());
    const produce = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++)
        await broker.produce({ key: `s-${n}`, value: value(n), headers: { n: String(n) } });
    };

    it('appends records with growing offsets and reads them back to the character, in order', async () => {
      await produce(3);
      const messages = await broker.consume(10, 30);
      expect(messages.map((one) => one.value)).toEqual([value(0), value(1), value(2)]);
      expect(messages.map((one) => one.key)).toEqual(['s-0', 's-1', 's-2']);
      expect(messages.map((one) => one.headers)).toEqual([{ n: '0' }, { n: '1' }, { n: '2' }]);
      expect(messages.map((one) => one.attempts)).toEqual([1, 1, 1]);
      const offsets = messages.map((one) => one.offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(new Set(offsets).size).toBe(3);
      expect(messages.every((one) => !Number.isNaN(Date.parse(one.enqueuedAt)))).toBe(true);
    });

    it('answers each of many concurrent appends with the offset of its own record', async () => {
      const positions = await Promise.all(
        Array.from({ length: 250 }, (_, n) => broker.produce({ key: `s-${n}`, value: String(n) })),
      );
      const read = [];
      for (let i = 0; i < 5; i++) read.push(...(await broker.consume(100, 30)));
      expect(read).toHaveLength(250);
      const byOffset = new Map(read.map((one) => [one.offset, one.value]));
      positions.forEach(({ offset }, n) => {
        expect(byOffset.get(offset)).toBe(String(n));
      });
    });

    it('reads no more than asked for, hides what it read, and gives the rest to the next reader', async () => {
      await produce(5);
      const first = await broker.consume(2, 30);
      const second = await broker.consume(10, 30);
      expect([...first, ...second].map((one) => one.key)).toEqual(['s-0', 's-1', 's-2', 's-3', 's-4']);
      expect(first).toHaveLength(2);
      expect(await broker.consume(10, 30)).toEqual([]);
    });

    it('never delivers a committed record again, and lets commit be repeated', async () => {
      await produce(3);
      const messages = await broker.consume(2, 30);
      await broker.commit(messages);
      await broker.commit(messages);
      await broker.commit([]);
      await under.elapse(31);
      expect((await broker.consume(10, 30)).map((one) => one.key)).toEqual(['s-2']);
    });

    it('delivers a record without verdict again after its visibility timeout, and counts the attempt', async () => {
      await produce(1);
      await broker.consume(10, 30);
      await under.elapse(20);
      expect(await broker.consume(10, 30)).toEqual([]);
      await under.elapse(11);
      const [again] = await broker.consume(10, 30);
      expect(again).toMatchObject({ key: 's-0', value: value(0), attempts: 2 });
    });

    it('delivers a retried record after its delay', async () => {
      await produce(2);
      const [first] = await broker.consume(1, 30);
      if (first === undefined) throw new Error('nothing read');
      await broker.retry([first], 5);
      expect((await broker.consume(10, 30)).map((one) => one.key)).toEqual(['s-1']);
      await under.elapse(6);
      expect(await broker.consume(10, 30)).toMatchObject([{ key: 's-0', attempts: 2 }]);
    });

    it('sets a record aside after N attempts with its reason and original value, and its neighbours pass', async () => {
      await produce(2);
      for (let attempt = 1; attempt <= 3; attempt++) {
        const messages = await broker.consume(10, 30);
        const poison = messages.find((one) => one.key === 's-0');
        expect(poison?.attempts).toBe(attempt);
        await broker.commit(messages.filter((one) => one.key !== 's-0'));
        if (poison === undefined) throw new Error('the record is gone');
        if (attempt === 3) await broker.deadLetter(poison, 'did not parse');
        else await under.elapse(31);
      }
      await under.elapse(60);
      expect(await broker.consume(10, 30)).toEqual([]);
      expect(await under.deadLetters()).toMatchObject([{ payload: value(0), reason: 'did not parse', attempts: 3 }]);
    });

    it('counts as lag what is neither committed nor set aside, read or not', async () => {
      expect(await broker.lag()).toBe(0);
      await produce(4);
      expect(await broker.lag()).toBe(4);
      const messages = await broker.consume(2, 30);
      expect(await broker.lag()).toBe(4);
      await broker.commit(messages.slice(0, 1));
      for (const one of messages.slice(1)) await broker.deadLetter(one, 'x');
      expect(await broker.lag()).toBe(2);
    });

    it('says that an unreachable server may answer later', async () => {
      const cut = under.unreachable();
      for (const call of [
        () => cut.produce({ key: 'k', value: '{}' }),
        () => cut.consume(1, 1),
        () => cut.commit([{ partition: 0, offset: 1 }]),
        () => cut.lag(),
      ]) {
        const error: unknown = await call().then(
          () => undefined,
          (reason) => reason,
        );
        expect(error).toBeInstanceOf(BrokerError);
        expect(error).toMatchObject({ retryable: true });
      }
    });
  });
}
