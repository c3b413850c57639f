import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut } from './ranges.ts';

const marked = (text: string, ...ranges: readonly (readonly [number, number, string])[]) =>
  cut(
    text,
    ranges.map(([start, end, key]) => ({ start, end, key })),
  ).map(({ text: piece, keys }) => [piece, keys.join('+')]);

describe('cut', () => {
  it('leaves a text without ranges whole', () => {
    expect(marked('hola')).toEqual([['hola', '']]);
    expect(marked('')).toEqual([]);
  });

  it('marks a range and nothing else', () => {
    expect(marked('soy Ana', [4, 7, 'name'])).toEqual([
      ['soy ', ''],
      ['Ana', 'name'],
    ]);
  });

  it('cuts overlapping ranges where they meet, and names both', () => {
    expect(marked('abcdef', [0, 4, 'x'], [2, 6, 'y'])).toEqual([
      ['ab', 'x'],
      ['cd', 'x+y'],
      ['ef', 'y'],
    ]);
  });

  it('marks a range inside another', () => {
    expect(marked('abcdef', [0, 6, 'whole'], [2, 3, 'part'])).toEqual([
      ['ab', 'whole'],
      ['c', 'whole+part'],
      ['def', 'whole'],
    ]);
  });

  it('counts an emoji before the range as the UTF-16 units it has', () => {
    const text = '👩‍🍳 Ana';
    const start = text.indexOf('Ana');
    expect(marked(text, [start, start + 3, 'name']).at(-1)).toEqual(['Ana', 'name']);
  });

  it('never cuts a surrogate pair in two', () => {
    expect(marked('a☕😀b', [0, 3, 'x'])).toEqual([
      ['a☕😀', 'x'],
      ['b', ''],
    ]);
    expect(marked('a😀b', [2, 4, 'x'])).toEqual([
      ['a', ''],
      ['😀b', 'x'],
    ]);
  });

  it('ignores ranges that are empty, reversed or outside', () => {
    expect(marked('abc', [1, 1, 'x'], [2, 1, 'y'], [9, 12, 'z'])).toEqual([['abc', '']]);
    expect(marked('abc', [-4, 99, 'x'])).toEqual([['abc', 'x']]);
  });

  it('gives back the text, whatever the ranges', () => {
    const range = fc.record({
      start: fc.integer({ min: -3, max: 30 }),
      end: fc.integer({ min: -3, max: 30 }),
      key: fc.string(),
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.array(range, { maxLength: 6 }), (text, ranges) => {
        const pieces = cut(text, ranges);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        expect(pieces.every((piece) => piece.text.isWellFormed())).toBe(true);
      }),
    );
  });
});
