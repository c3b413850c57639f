import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, MAX_MESSAGES } from '../supabase/functions/_shared/contract/topic.ts';
import { byteLength, type Envelope, MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, toBatches } from './batches.ts';
import type { Entry } from './transcript.ts';

const envelope: Envelope = {
  sessionId: 's',
  fingerprint: 'f',
  page: { url: 'https://shop.test/', title: '店'.repeat(200) },
};
const entry = (position: number, content = 'Hi'): Entry => ({
  position,
  role: 'user',
  content,
  sentAt: '2026-11-24T09:00:00.000Z',
  state: 'pending',
});

describe('batches', () => {
  it('stay within the limits of the contract', () => {
    expect(MAX_BATCH_MESSAGES).toBeLessThanOrEqual(MAX_MESSAGES);
    expect(MAX_BATCH_BYTES).toBeLessThan(MAX_BODY_BYTES);
  });

  it('hold every message once, in order, and no body is too large', () => {
    const entries = Array.from({ length: 40 }, (_, i) => entry(i, '漢'.repeat(i * 120)));
    const batches = toBatches(entries, envelope);
    const positions = batches.flatMap((batch) => batch.messages.map((_, i) => (batch.firstPosition ?? 0) + i));
    expect(positions).toEqual(entries.map((one) => one.position));
    for (const batch of batches) expect(byteLength(batch)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
    expect(batches.length).toBeGreaterThan(1);
  });

  it('begin anew at a gap and at the greatest number of messages', () => {
    const entries = [0, 1, 5, 6, 7, 8].map((position) => entry(position));
    const shape = toBatches(entries, envelope, MAX_BATCH_BYTES, 3).map((batch) => [
      batch.firstPosition,
      batch.messages.length,
    ]);
    expect(shape).toEqual([
      [0, 2],
      [5, 3],
      [8, 1],
    ]);
  });

  it('carry the envelope and nothing of how an entry is kept', () => {
    const [batch] = toBatches([{ ...entry(3), quickReplies: ['Yes'] }], envelope);
    expect(batch).toEqual({
      ...envelope,
      firstPosition: 3,
      messages: [{ role: 'user', content: 'Hi', sentAt: '2026-11-24T09:00:00.000Z' }],
    });
  });
});
