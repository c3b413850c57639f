import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldKey, foldText, foldWords, isSubsequence } from './fold.ts';

describe('folding', () => {
  it.each([
    ['emoji before', '👩‍👩‍👧 José', 'jose', 'José'],
    ['combining marks', 'Jose\u0301 Pe\u0301rez', 'jose perez', 'Jose\u0301 Pe\u0301rez'],
    ['wide letters', '東京 Ｔａｎａｋａ', 'tanaka', 'Ｔａｎａｋａ'],
    ['letters that become two', 'die Straße hier', 'strasse', 'Straße'],
    ['zero-width characters inside', 'a\u200Bn\u200Ba!', 'ana', 'a\u200Bn\u200Ba'],
  ])('maps a span back to UTF-16 offsets of the source: %s', (_, source, needle, expected) => {
    const text = foldText(source);
    const at = text.low.indexOf(needle);
    const { start, end } = text.toSource(at, at + needle.length);
    expect(source.slice(start, end)).toBe(expected);
  });

  it('keeps plain and low at equal offsets for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (source) => {
        const text = foldText(source);
        expect(text.low.length).toBe(text.plain.length);
        const whole = text.toSource(0, text.plain.length);
        expect(whole.start).toBeGreaterThanOrEqual(0);
        expect(whole.end).toBeLessThanOrEqual(source.length);
      }),
    );
  });

  it('never maps a span outside the source nor backwards', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(30), fc.nat(30), (source, a, b) => {
        const { start, end } = foldText(source).toSource(Math.min(a, b), Math.max(a, b));
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(source.length);
      }),
    );
  });

  it('gives one key to texts that differ in case, accents and punctuation', () => {
    expect(foldKey('Ökologie-Büro!')).toBe(foldKey('okologie buro'));
  });

  it('counts each character of scripts without spaces as a word', () => {
    expect(foldWords('東京です')).toHaveLength(4);
  });

  it('finds words in order only', () => {
    expect(isSubsequence(['a', 'c'], ['a', 'b', 'c'])).toBe(true);
    expect(isSubsequence(['c', 'a'], ['a', 'b', 'c'])).toBe(false);
    expect(isSubsequence(['a', 'a'], ['a'])).toBe(false);
  });
});
