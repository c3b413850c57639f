import { describe, expect, it } from 'vitest';
import type { TranscriptMessage } from '../../../_shared/contract/prospect.ts';
import { readable, readTranscript } from './reading.ts';

const message = (position: number, content: string, role: TranscriptMessage['role'] = 'user'): TranscriptMessage => ({
  position,
  role,
  content,
  at: '2026-11-24T09:30:00Z',
});

describe('what is read of a transcript', () => {
  it('is all of an ordinary one', () => {
    const chat = Array.from({ length: 60 }, (_, i) => message(i, `words ${i}`, i % 2 === 0 ? 'user' : 'assistant'));
    expect(readable(chat)).toEqual(chat);
  });

  it('is bounded, with the first and the last words among it', () => {
    const flood = Array.from({ length: 3_000 }, (_, i) => message(i, `my name is number ${i}`));
    const twice = readTranscript([...flood, ...flood.map((one) => ({ ...one, position: one.position + 3_000 }))]);
    const once = readTranscript(flood);
    expect(twice.turns.length).toBe(once.turns.length);
    expect(once.turns.length).toBeLessThanOrEqual(100);
    expect(once.turns[0]?.position).toBe(0);
    expect(once.turns.at(-1)?.position).toBe(2_999);
  });

  it('is bounded in characters, the newest first', () => {
    const long = Array.from({ length: 40 }, (_, i) => message(i, `${i} ${'so much to say. '.repeat(100)}`));
    const read = readable(long).map(({ position }) => position);
    expect(read.length).toBeLessThan(20);
    expect(read).toContain(39);
  });
});
