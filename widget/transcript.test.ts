import { describe, expect, it } from 'vitest';
import { messageSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { MAX_BODY_BYTES } from '../supabase/functions/_shared/contract/topic.ts';
import { createMarks } from './marks.ts';
import { createStore } from './storage.ts';
import { cleanContent, createTranscript, type Entry, MAX_LENGTH } from './transcript.ts';

/** `localStorage` in memory; `quota` is the number of entries that fit. */
function createArea(quota = Number.POSITIVE_INFINITY): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (i) => [...values.keys()][i] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => {
      if (!values.has(key) && values.size >= quota) throw new DOMException('full', 'QuotaExceededError');
      values.set(key, value);
    },
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

/** One tab; tabs that share an area share a queue of allocations, as Web Locks give them. */
function openTab(area: Storage, tell: (entries: readonly Entry[]) => void = () => {}) {
  const appended: number[] = [];
  const store = createStore(() => area, 'nexus:test:');
  const transcript = createTranscript({
    store,
    now: () => new Date('2026-11-24T09:00:00Z'),
    retentionMs: 1000,
    alone: async (work) => work(),
    onLocal: tell,
    onAppended: (entries) => appended.push(...entries.map((entry) => entry.position)),
    onChange: () => {},
  });
  return { transcript: { ...transcript, ...createMarks(transcript) }, appended, store };
}

describe('the transcript', () => {
  it('gives each message the next position and stores it as unsaved', async () => {
    const { transcript, appended, store } = openTab(createArea());
    await transcript.append('assistant', 'Hello');
    await transcript.append('user', 'Hi');
    expect(transcript.all().map(({ position, role, state }) => [position, role, state])).toEqual([
      [0, 'assistant', 'pending'],
      [1, 'user', 'pending'],
    ]);
    expect(appended).toEqual([0, 1]);
    expect(store.get('wake')).toBe('0');
  });

  it('is restored on the next page', async () => {
    const area = createArea();
    const first = openTab(area);
    await first.transcript.append('user', 'Hi');
    await first.transcript.append('assistant', 'What for?', ['Prices']);
    first.transcript.mark([0], 'saved');
    const { transcript, appended } = openTab(area);
    expect(transcript.all().map(({ content, state, quickReplies }) => [content, state, quickReplies])).toEqual([
      ['Hi', 'saved', undefined],
      ['What for?', 'pending', ['Prices']],
    ]);
    expect(appended).toEqual([]);
  });

  it('never gives one position to two tabs', async () => {
    const area = createArea();
    const one = openTab(area);
    const other = openTab(area);
    await one.transcript.append('user', 'from one');
    await other.transcript.append('user', 'from the other');
    expect(
      openTab(area)
        .transcript.all()
        .map((entry) => entry.content),
    ).toEqual(['from one', 'from the other']);
  });

  it('shows what another tab appended, ordered by position', async () => {
    const area = createArea();
    const one = openTab(area);
    const other = openTab(area, (entries) => one.transcript.merge(entries));
    await other.transcript.append('user', 'first');
    await one.transcript.append('user', 'second');
    expect(one.transcript.all().map((entry) => entry.content)).toEqual(['first', 'second']);
    expect(one.appended).toEqual([0, 1]);
  });

  it('learns that another tab has delivered', async () => {
    const area = createArea();
    const one = openTab(area);
    await one.transcript.append('user', 'Hi');
    openTab(area).transcript.mark([0], 'saved');
    one.transcript.refresh();
    expect(one.transcript.all()[0]?.state).toBe('saved');
  });

  it('does not let a slower tab take back an acknowledgement', async () => {
    const { transcript } = openTab(createArea());
    const stale = await transcript.append('user', 'Hi');
    transcript.mark([0], 'saved');
    transcript.merge(stale === undefined ? [] : [stale]);
    transcript.mark([0], 'failed');
    expect(transcript.all()[0]?.state).toBe('saved');
  });

  it('wakes the next page once all is saved when it is time to forget', async () => {
    const { transcript, store } = openTab(createArea());
    await transcript.append('user', 'Hi');
    transcript.mark([0], 'saved');
    expect(store.get('wake')).toBe(String(Date.parse('2026-11-24T09:00:01Z')));
  });

  it('does not wake it to deliver a greeting alone', async () => {
    const { transcript, store } = openTab(createArea());
    await transcript.append('assistant', 'Hello');
    expect(store.get('wake')).toBe(String(Date.parse('2026-11-24T09:00:01Z')));
  });

  it('goes on in memory when storage is full', async () => {
    const { transcript, store } = openTab(createArea(1));
    await transcript.append('user', 'one');
    await transcript.append('user', 'two');
    expect(transcript.all().map((entry) => entry.content)).toEqual(['one', 'two']);
    expect(store.isDegraded()).toBe(true);
  });

  it('passes over what someone else damaged', async () => {
    const area = createArea();
    await openTab(area).transcript.append('user', 'Hi');
    area.setItem('nexus:test:m:1', '{"position":1');
    area.setItem('nexus:test:m:2', '{"position":9,"role":"user"}');
    const { transcript } = openTab(area);
    expect(transcript.all()).toHaveLength(1);
    await transcript.append('user', 'next');
    expect(transcript.all().at(-1)?.position).toBe(3);
  });

  it('keeps nothing of a message without legible text', async () => {
    const { transcript } = openTab(createArea());
    expect(await transcript.append('user', ' \n\u0000 ')).toBeUndefined();
    expect(transcript.all()).toEqual([]);
  });
});

describe('the text of a message', () => {
  it.each([
    ['controls', 'a\u0000b\u001bc\u0085d', 'abcd'],
    ['line ends', 'a\r\nb\rc\td', 'a\nb\nc\td'],
    ['half of a pair', 'a\ud83d', 'a\ufffd'],
  ])('is freed of %s', (_, given, expected) => {
    expect(cleanContent(given)).toBe(expected);
    expect(messageSchema.safeParse({ role: 'user', content: cleanContent(given) }).success).toBe(true);
  });

  it('always fits a delivery, whatever it holds', () => {
    for (const unit of ['"', '漢', '\n.', '👋']) {
      const content = cleanContent(unit.repeat(MAX_LENGTH));
      expect(content.length).toBeLessThanOrEqual(MAX_LENGTH);
      expect(new TextEncoder().encode(JSON.stringify(content)).length).toBeLessThan(MAX_BODY_BYTES * 0.6);
    }
  });
});
