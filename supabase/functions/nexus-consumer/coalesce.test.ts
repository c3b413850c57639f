import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRecord } from '../../../test/support/records.ts';
import type { ConversationRecord } from '../_shared/contract/conversation.ts';
import { coalesce, type ReadRecord } from './coalesce.ts';

const read = (value: ConversationRecord, offset: number): ReadRecord => ({
  record: value,
  message: {
    partition: 0,
    offset,
    key: value.sessionId,
    value: '',
    headers: {},
    attempts: 1,
    enqueuedAt: value.receivedAt,
  },
});

const anyRecord = fc
  .record({
    sessionId: fc.constantFrom('s-1', 's-2'),
    firstPosition: fc.integer({ min: 0, max: 3 }),
    messages: fc.array(
      fc.record({
        role: fc.constantFrom('user' as const, 'assistant' as const),
        content: fc.constantFrom('a', 'b', 'c'),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    fingerprint: fc.constantFrom('fp-1', 'fp-2'),
    locale: fc.constantFrom('es', 'en'),
    context: fc.option(fc.constantFrom({ plan: 'free' }, { plan: 'pro', seats: 2 }), { nil: undefined }),
    account: fc.option(fc.constantFrom({ id: 'u-1' }, { id: 'u-2', traits: { vip: true } }), { nil: undefined }),
    second: fc.integer({ min: 0, max: 59 }),
    messageId: fc.uuid(),
    ended: fc.boolean(),
  })
  .map(({ second, ...rest }) =>
    aRecord({ ...rest, receivedAt: `2026-11-24T10:00:${String(second).padStart(2, '0')}.000Z` }),
  );

/** What may not depend on order: everything but where in the topic the records stood. */
const essence = (records: readonly ReadRecord[]) =>
  coalesce(records)
    .map(({ partition: _partition, offset: _offset, messages, ...rest }) => ({
      ...rest,
      messages: messages.map((one) => JSON.stringify(one)).sort(),
    }))
    .sort((a, b) => a.sessionId.localeCompare(b.sessionId));

describe('coalesce', () => {
  it('gives one append for each session, whatever the order and repetition of its records', () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { minLength: 1, maxLength: 6 }).chain((records) =>
          fc.tuple(
            fc.constant(records),
            fc.shuffledSubarray([...records, ...records.slice(0, 2)], {
              minLength: records.length + Math.min(2, records.length),
            }),
          ),
        ),
        ([records, shuffled]) => {
          expect(essence(shuffled.map(read))).toEqual(essence(records.map(read)));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('numbers messages from firstPosition', () => {
    const two = [
      { role: 'user' as const, content: 'x' },
      { role: 'assistant' as const, content: 'y' },
    ];
    const [append] = coalesce([read(aRecord({ firstPosition: 4, messages: two }), 9)]);
    expect(append?.messages.map(({ position }) => position)).toEqual([4, 5]);
  });

  it('keeps both texts and all times for one position, and an exact repeat once', () => {
    const sent = aRecord({ messages: [{ role: 'user', content: 'hola', sentAt: '2026-11-24T09:59:59Z' }] });
    const late = { ...sent, receivedAt: '2026-11-24T10:00:05.000Z' };
    const other = aRecord({ messages: [{ role: 'user', content: 'otra' }] });
    const [append] = coalesce([read(late, 2), read(sent, 1), read(other, 3), read(late, 4)]);
    const hola = { position: 0, role: 'user', content: 'hola', sentAt: '2026-11-24T09:59:59Z' };
    expect(append?.messages).toEqual([
      { ...hola, receivedAt: late.receivedAt },
      { ...hola, receivedAt: sent.receivedAt },
      { position: 0, role: 'user', content: 'otra', receivedAt: '2026-11-24T10:00:00.000Z' },
    ]);
  });

  it('leaves a conversation on the site that had it first, however far a later delivery reaches', () => {
    const mine = aRecord();
    const theirs = aRecord({ site: 'other', firstPosition: 900, receivedAt: '2026-11-24T10:00:00.001Z' });
    for (const records of [
      [mine, theirs],
      [theirs, mine],
    ]) {
      expect(coalesce(records.map(read))[0]?.site).toBe('demo');
    }
  });

  it('lets the delivery that reaches furthest decide each attribute, also when an earlier one is sent again', () => {
    const early = aRecord({ fingerprint: 'random', locale: 'es' });
    const late = aRecord({ fingerprint: 'real', firstPosition: 1, receivedAt: '2026-11-24T10:00:09.000Z' });
    const again = { ...early, receivedAt: '2026-11-24T11:00:00.000Z' };
    for (const records of [
      [early, late, again],
      [again, late],
      [late, again],
    ]) {
      const [append] = coalesce(records.map(read));
      expect(append?.fingerprint).toBe('real');
      expect(append?.locale).toBe('es');
    }
  });

  it('lets what the site said last stand, also when the delivery after it says nothing', () => {
    const early = aRecord({ context: { plan: 'free' }, account: { id: 'guest' } });
    const late = aRecord({ firstPosition: 1, context: { plan: 'pro' } });
    for (const records of [
      [early, late],
      [late, early],
    ]) {
      const [append] = coalesce(records.map(read));
      expect(append).toMatchObject({ context: { plan: 'pro' }, account: { id: 'guest' } });
      expect(Object.keys(append?.stamps ?? {}).toSorted()).toEqual(['account', 'context', 'fingerprint', 'site']);
    }
  });

  it('lets the visitor’s latest decision be the consent', () => {
    const consent = { chat: 'granted', version: '1' } as const;
    const granted = aRecord({
      firstPosition: 5,
      consent: { ...consent, fingerprint: 'granted', at: '2026-11-24T10:00:00Z' },
    });
    const denied = aRecord({ consent: { ...consent, fingerprint: 'denied', at: '2026-11-24T11:00:00+00:00' } });
    for (const records of [
      [granted, denied],
      [denied, granted],
    ]) {
      expect(coalesce(records.map(read))[0]?.consent?.fingerprint).toBe('denied');
    }
  });
});
