import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, Finding, Transcript } from '../../_shared/contract/prospect.ts';
import { renderReading } from './prompt.ts';
import { type Progress, selectReading } from './reading.ts';
import { estimateTokens } from './usage.ts';

const at = '2026-11-24T09:00:00.000Z';
/** Turns as "v:text" and "a:text", numbered from 0. */
const talk = (...lines: string[]): Transcript =>
  lines.map((line, position) => ({
    position,
    role: line.startsWith('v:') ? 'user' : 'assistant',
    content: line.slice(2),
    at,
  }));
const long = (words: number): string => 'lorem '.repeat(words).trim();
const city: Facts = {
  city: {
    value: 'Leeds',
    evidence: { position: 0, start: 0, end: 5, quote: 'Leeds', confidence: 1, extractor: 'claude', at },
  },
};
const hint = (position: number): Finding => ({
  field: 'city',
  value: 'Leeds',
  evidence: { position, start: 0, end: 5, quote: 'Leeds', confidence: 1 },
});
const unread = (transcript: Transcript): Progress => ({
  transcript,
  deepFacts: null,
  deepThrough: null,
  deepSeen: null,
});
const select = (progress: Progress, budget = 6_000, hints: Finding[] = []) => {
  const selected = selectReading(progress, hints, budget);
  if (selected === undefined) throw new Error('nothing was selected');
  const { turns } = selected.reading;
  return {
    ...selected,
    shown: turns.map(({ position, isRead }) => (isRead ? `(${position})` : `${position}`)).join(' '),
  };
};

describe('what a call shows of a conversation', () => {
  it('is the whole of one that was never read', () => {
    const selected = select(unread(talk('a:hi', 'v:Leeds', 'a:thanks')));
    expect(selected).toMatchObject({ shown: '0 1', through: 2, seen: 3, leftOver: 0 });
    expect(selected.reading.record).toBeUndefined();
  });

  it('is the whole of a small one that was resumed, without a record', () => {
    const progress = { transcript: talk('v:Leeds', 'a:ok', 'v:more'), deepFacts: city, deepThrough: 1, deepSeen: 2 };
    expect(select(progress)).toMatchObject({ shown: '0 1 2', reading: { turns: expect.any(Array) } });
    expect(select(progress).reading.record).toBeUndefined();
  });

  const resumed: Progress = {
    transcript: talk(
      `v:Leeds ${long(2_000)}`,
      'a:first',
      'v:second',
      'a:third?',
      'v:new one',
      'a:new question?',
      'a:or this?',
      'v:new two',
      'a:bye',
    ),
    deepFacts: city,
    deepThrough: 3,
    deepSeen: 4,
  };

  it('is the record, two earlier turns, and each new turn with its question, when it is long', () => {
    expect(select(resumed)).toMatchObject({ shown: '(2) (3) 4 (6) 7', through: 8, seen: 9, leftOver: 0 });
    expect(select(resumed).reading.record).toEqual(city);
  });

  it('is everything again when a message came late, below what was read', () => {
    expect(select({ ...resumed, deepSeen: 3 })).toMatchObject({ shown: '0 1 2 3 4 5 6 7', leftOver: 0 });
  });

  it('is everything again when nothing is newer and yet it is due: a text was replaced', () => {
    expect(select({ ...resumed, deepThrough: 8, deepSeen: 9 })).toMatchObject({
      shown: '0 1 2 3 4 5 6 7',
      leftOver: 0,
    });
  });

  it('is everything when nobody counted what was read', () => {
    expect(select({ ...resumed, deepSeen: null })).toMatchObject({ shown: '0 1 2 3 4 5 6 7' });
  });

  it('is the oldest unread turns that fit; the rest is counted and left for the next call', () => {
    const transcript = talk(`v:${long(100)}`, 'a:and?', `v:${long(100)}`, `v:${long(100)}`, 'v:last');
    const first = select(unread(transcript), 620);
    expect(first).toMatchObject({ shown: '0 (1) 2', through: 2, seen: 3, leftOver: 2 });
    const next = select({ transcript, deepFacts: city, deepThrough: first.through, deepSeen: first.seen }, 620);
    expect(next).toMatchObject({ shown: '(1) (2) 3 4', through: 4, seen: 5, leftOver: 0 });
    expect(next.reading.record).toEqual(city);
  });

  it('is one message of the visitor whatever its length, and never a part of it', () => {
    const selected = select(unread(talk(`v:${long(5_000)}`, 'v:next')), 300);
    expect(selected).toMatchObject({ shown: '0', leftOver: 1 });
    expect(selected.reading.turns[0]?.content).toHaveLength(long(5_000).length);
  });

  it('cuts what only gives context to its end', () => {
    const question = `${'😀'.repeat(400)} where?`;
    const turn = select(unread(talk(`a:${question}`, 'v:Leeds'))).reading.turns[0];
    expect(turn?.content.length).toBeLessThanOrEqual(501);
    expect(turn?.content).toMatch(/^….+where\?$/u);
    expect(turn?.content.isWellFormed()).toBe(true);
  });

  it('has the rules’ guesses about what is to be read, while they fit', () => {
    expect(select(resumed, 6_000, [hint(0), hint(4)]).reading.hints).toEqual([hint(4)]);
    const many = Array.from({ length: 200 }, () => hint(0));
    expect(select(unread(talk('v:Leeds')), 300, many).reading.hints).toEqual([]);
  });

  it('is nothing when the visitor said nothing', () => {
    expect(selectReading(unread(talk('a:hi')), [], 6_000)).toBeUndefined();
  });

  it('shows every word of the visitor sooner or later, within the budget unless one message alone breaks it', () => {
    const message = fc.record({
      role: fc.constantFrom('user' as const, 'assistant' as const),
      content: fc.string({ minLength: 1, maxLength: 600, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 300, max: 3_000 }),
        (messages, budget) => {
          const transcript = messages.map((one, position) => ({ ...one, position: position * 2, at }));
          const said = transcript.filter(({ role }) => role === 'user');
          const shown = new Map<number, string>();
          let progress = unread(transcript);
          for (let call = 0; call <= said.length; call++) {
            const selected = selectReading(progress, [], budget);
            if (selected === undefined) break;
            const fresh = selected.reading.turns.filter(({ role, isRead }) => role === 'user' && !isRead);
            expect(fresh.length).toBeGreaterThan(0);
            for (const { position, content } of fresh) shown.set(position, content);
            if (fresh.length > 1) expect(estimateTokens(renderReading(selected.reading))).toBeLessThanOrEqual(budget);
            progress = { ...progress, deepFacts: {}, deepThrough: selected.through, deepSeen: selected.seen };
            if (selected.leftOver === 0) break;
          }
          expect([...shown]).toEqual(said.map(({ position, content }) => [position, content]));
        },
      ),
    );
  });
});
