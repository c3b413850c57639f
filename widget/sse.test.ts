import { describe, expect, it } from 'vitest';
import { createSseParser } from './sse.ts';

describe('the event parser', () => {
  it('gives each event once, however its text is cut', () => {
    const text = 'event: delta\r\ndata: {"a":1}\r\n\r\n: comment\n\ndata: one\ndata: two\n\nid: 1\ndata:x\n\n';
    for (let size = 1; size <= text.length; size++) {
      const parse = createSseParser();
      const events: string[] = [];
      for (let at = 0; at < text.length; at += size) events.push(...parse(text.slice(at, at + size)));
      expect(events, `in pieces of ${size}`).toEqual(['{"a":1}', 'one\ntwo', 'x']);
    }
  });

  it('keeps an event that is not finished to itself', () => {
    expect(createSseParser()('data: half\n')).toEqual([]);
  });
});
