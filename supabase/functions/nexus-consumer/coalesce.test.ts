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

  it('keeps both texts for one position, and a repeated one once with its earliest times', () => {
    const [append] = coalesce([
      read(
        aRecord({
          messages: [{ role: 'user', content: 'hola', sentAt: '2026-11-24T09:59:59Z' }],
          receivedAt: '2026-11-24T10:00:05.000Z',
        }),
        2,
      ),
      read(aRecord({ messages: [{ role: 'user', content: 'hola' }] }), 1),
      read(aRecord({ messages: [{ role: 'user', content: 'otra' }] }), 3),
    ]);
    expect(append?.messages).toEqual([
      {
        position: 0,
        role: 'user',
        content: 'hola',
        sentAt: '2026-11-24T09:59:59Z',
        receivedAt: '2026-11-24T10:00:00.000Z',
      },
      { position: 0, role: 'user', content: 'otra', receivedAt: '2026-11-24T10:00:00.000Z' },
    ]);
  });

  it('lets the latest delivery decide each attribute, but not one that it does not mention', () => {
    const [append] = coalesce([
      read(aRecord({ fingerprint: 'real', receivedAt: '2026-11-24T10:00:09.000Z', messageId: 'late' }), 1),
      read(
        aRecord({ fingerprint: 'random', locale: 'es', receivedAt: '2026-11-24T10:00:01.000Z', messageId: 'early' }),
        2,
      ),
    ]);
    expect(append?.fingerprint).toBe('real');
    expect(append?.locale).toBe('es');
    expect(append?.stamps).toMatchObject({
      fingerprint: '2026-11-24T10:00:09.000Z|late',
      locale: '2026-11-24T10:00:01.000Z|early',
    });
  });
});
