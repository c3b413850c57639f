import { describe, expect, it } from 'vitest';
import { conversation, MESSAGES, PROSPECT } from '../test/fakes/demo-rows.ts';
import { advance, isTravelling, type Journey, type JourneyEvent, reached, type Sighting } from './journey.ts';
import type { Health } from './rows.ts';

const said: JourneyEvent = { type: 'said', position: 2, at: 1000, conversation: conversation('before') };
const saved: JourneyEvent = {
  type: 'saved',
  firstPosition: 2,
  count: 1,
  partition: 0,
  offset: 1042,
  durationMs: 43,
  at: 1043,
};
const seen = (
  stage: Parameters<typeof conversation>[0],
  more: Partial<Sighting> & { at?: number } = {},
): JourneyEvent => ({
  type: 'seen',
  at: 1200,
  conversation: conversation(stage),
  messages: stage === 'before' ? MESSAGES.slice(0, 2) : MESSAGES,
  prospect: stage === 'stored' ? PROSPECT : null,
  ...more,
});
const health = (lag: number, reachable = true): Health => ({
  status: reachable ? 'healthy' : 'unhealthy',
  broker: { kind: 'pgmq', topic: 't', reachable, lag },
  extractor: 'rules',
});

function travel(...events: readonly JourneyEvent[]): Journey {
  const journey = events.reduce<Journey | null>(advance, null);
  if (journey === null) throw new Error('no journey');
  return journey;
}

describe('a message on its way', () => {
  it('begins when the visitor says it', () => {
    expect(reached(travel(said))).toBe('said');
    expect(isTravelling(travel(said))).toBe(false);
  });

  it('is accepted by the delivery that holds its position, with its figures', () => {
    const journey = travel(said, saved);
    expect(journey.accepted).toEqual({ at: 1043, partition: 0, offset: 1042, durationMs: 43 });
    expect(isTravelling(journey)).toBe(true);
  });

  it('is not accepted by a delivery of other messages', () => {
    expect(reached(travel(said, { ...saved, firstPosition: 0, count: 2 }))).toBe('said');
    expect(reached(travel(said, { ...saved, firstPosition: 3 }))).toBe('said');
  });

  it('keeps the offset of its own record when a later one is saved', () => {
    expect(travel(said, saved, { ...saved, offset: 1050, count: 5 }).accepted?.offset).toBe(1042);
  });

  it('stays accepted while the consumer is at an earlier offset', () => {
    expect(reached(travel(said, saved, seen('before')))).toBe('accepted');
  });

  it('is not read by the same offset of another partition', () => {
    const elsewhere = { ...conversation('read'), read_partition: 3 };
    expect(reached(travel(said, saved, seen('read', { conversation: elsewhere, messages: [] })))).toBe('accepted');
  });

  it('is read once its offset is passed, and says how long that took by the server’s clocks', () => {
    const journey = travel(said, saved, seen('read'));
    expect(reached(journey)).toBe('read');
    expect(journey.read?.afterMs).toBe(120);
  });

  it('is extracted when the extraction is another than before', () => {
    const journey = travel(said, saved, seen('extracted'));
    expect(reached(journey)).toBe('extracted');
    expect(journey.extracted).toMatchObject({ extractor: 'rules', tookMs: 3.2 });
  });

  it('does not take an extraction of earlier messages for its own, when it did not know of it', () => {
    const unknown: JourneyEvent = { ...said, conversation: null };
    expect(reached(travel(unknown, saved, seen('read')))).toBe('read');
    expect(reached(travel(unknown, saved, seen('before'), seen('read')))).toBe('read');
    expect(reached(travel(unknown, saved, seen('extracted')))).toBe('extracted');
  });

  it('is not judged by a conversation’s row that is older than the transcript read after it', () => {
    const torn = seen('before', { messages: MESSAGES });
    expect(reached(travel({ ...said, conversation: null }, saved, torn))).toBe('accepted');
    expect(travel(said, saved, torn, seen('read')).read?.afterMs).toBe(120);
  });

  it('is read by its words alone where its record went to another partition', () => {
    const elsewhere = { ...conversation('read'), read_partition: 3 };
    expect(reached(travel(said, saved, seen('read', { conversation: elsewhere })))).toBe('read');
  });

  it('is stored when its row was read back', () => {
    const journey = travel(said, saved, seen('stored'));
    expect(journey.stored).toEqual({ rowId: PROSPECT.id, afterMs: 183 });
    expect(isTravelling(journey)).toBe(false);
  });

  it('is not stored by a row that is named but cannot be read', () => {
    expect(reached(travel(said, saved, seen('stored', { prospect: null })))).toBe('extracted');
  });

  it('ends without a row when there is nothing to keep, but not at once', () => {
    expect(travel(said, saved, seen('nothing')).stored).toBeNull();
    const later = travel(said, saved, seen('nothing'), seen('nothing', { at: 2200 }));
    expect(later.stored).toEqual({ rowId: null, afterMs: null });
  });

  it('gets its row after all when one appears later', () => {
    const journey = travel(said, saved, seen('nothing'), seen('nothing', { at: 2200 }), seen('stored', { at: 9000 }));
    expect(journey.stored?.rowId).toBe(PROSPECT.id);
  });

  it('shows a later deepening’s extractor and keeps its own time', () => {
    const deep = {
      ...conversation('stored'),
      extractor: 'claude',
      extract_ms: 900,
      extracted_at: '2026-11-24T10:02:00Z',
    };
    const prospect = { ...PROSPECT, updated_at: '2026-11-24T10:02:01Z' };
    const journey = travel(said, saved, seen('stored'), seen('stored', { conversation: deep, prospect }));
    expect(journey.extracted?.extractor).toBe('claude');
    expect(journey.stored?.afterMs).toBe(183);
  });

  it('shows no negative time when two clocks disagree', () => {
    const early = { ...conversation('read'), read_at: '2026-11-24T09:00:00Z' };
    expect(travel(said, saved, seen('read', { conversation: early })).read?.afterMs).toBeNull();
  });

  it('gives way to the next message, and not to one told again', () => {
    const next = travel(said, saved, seen('stored'), { ...said, position: 4, at: 5000 });
    expect(reached(next)).toBe('said');
    const again = travel(said, saved, seen('stored'), said);
    expect(reached(again)).toBe('stored');
  });
});

describe('after a reload', () => {
  it('is where the rows say, without the delivery time nobody saw', () => {
    const journey = travel(seen('stored'));
    expect(reached(journey)).toBe('stored');
    expect(journey.accepted).toMatchObject({ offset: 1042, durationMs: null });
  });

  it('is nowhere when nothing was said', () => {
    expect(advance(null, { type: 'seen', at: 1, conversation: null, messages: [], prospect: null })).toBeNull();
  });

  it('follows what the same visitor says in another tab', () => {
    const journey = travel(seen('before'), seen('stored'));
    expect(journey.position).toBe(2);
  });
});

describe('a fault', () => {
  const failed = (status: number): JourneyEvent => ({ type: 'failed', status, detail: 'why' });

  it.each([
    [0, 'offline'],
    [403, 'forbidden'],
    [408, 'server-error'],
    [413, 'rejected'],
    [429, 'throttled'],
    [500, 'server-error'],
    [503, 'queue-down'],
  ] as const)('of a delivery answered %i stands at Accepted as %s', (status, kind) => {
    expect(travel(said, failed(status)).fault).toEqual({ station: 'accepted', kind, detail: 'why' });
  });

  it('is over when the next try is accepted', () => {
    expect(travel(said, failed(503), saved).fault).toBeNull();
  });

  it('of another delivery does not undo a 202', () => {
    expect(travel(said, saved, failed(503)).fault).toBeNull();
  });

  it.each([
    ['before', health(4), 'read', 'waiting-in-queue'],
    ['before', null, 'read', 'waiting-in-queue'],
    ['before', health(0), 'read', 'not-in-queue'],
    ['before', health(0, false), 'read', 'queue-down'],
    ['read', health(0), 'extracted', 'not-extracted'],
    ['extracted', health(0), 'stored', 'not-stored'],
  ] as const)('of lateness after %s stands where the message is missing', (stage, state, station, kind) => {
    const conversationWithRow = { ...conversation(stage), prospect_id: stage === 'extracted' ? PROSPECT.id : null };
    const late = travel(said, saved, seen(stage, { conversation: conversationWithRow }), {
      type: 'overdue',
      health: state,
    });
    expect(late.fault).toMatchObject({ station, kind });
  });

  it('of lateness stands until the message moves on', () => {
    const late: JourneyEvent = { type: 'overdue', health: health(4) };
    expect(travel(said, saved, late, seen('before')).fault?.kind).toBe('waiting-in-queue');
    expect(travel(said, saved, late, seen('read')).fault).toBeNull();
  });

  it('of reading stands at the next station and is over with the next read', () => {
    const unreadable: JourneyEvent = { type: 'unreadable', detail: 'HTTP 403' };
    expect(travel(said, saved, unreadable).fault).toEqual({ station: 'read', kind: 'cannot-read', detail: 'HTTP 403' });
    expect(travel(said, saved, unreadable, seen('before')).fault).toBeNull();
    expect(travel(said, saved, seen('stored'), unreadable).fault).toBeNull();
  });
});
