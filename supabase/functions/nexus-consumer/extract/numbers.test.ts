import { describe, expect, it } from 'vitest';
import { foldText } from './fold.ts';
import type { Lang } from './number-words.ts';
import { findNumbers, numbersHeld } from './numbers.ts';

const values = (text: string, lang?: Lang) =>
  findNumbers(foldText(text).low, lang ? [lang] : undefined).map((span) => span.value);

describe('numbers in text', () => {
  it.each([
    ['1.200 euros', 1200],
    ['1,200 dollars', 1200],
    ['1.200,50 €', 1200.5],
    ['1,2k', 1200],
    ['1.5k', 1500],
    ['5 mil', 5000],
    ['2 millones', 2_000_000],
    ['$3m', 3_000_000],
    ['5 000 euros', 5000],
  ])('reads digits: %s', (text, value) => {
    expect(values(text)).toEqual([value]);
  });

  it.each<[Lang, string, number]>([
    ['es', 'cinco mil doscientos treinta y cuatro', 5234],
    ['es', 'veintidós', 22],
    ['en', 'two hundred and fifty', 250],
    ['en', 'twelve thousand', 12_000],
    ['pt', 'trezentos e vinte', 320],
    ['fr', 'quatre-vingt-dix-neuf', 99],
    ['fr', 'soixante-quinze', 75],
    ['de', 'fünfundzwanzig', 25],
    ['de', 'zweitausenddreihundert', 2300],
  ])('reads words of %s: %s', (lang, text, value) => {
    expect(values(text, lang)).toEqual([value]);
  });

  it('reads "once" as eleven in Spanish alone', () => {
    expect(values('once', 'es')).toEqual([11]);
    expect(values('once', 'en')).toEqual([]);
  });

  it('holds both readings of a shared scale', () => {
    expect([...numbersHeld('10-15k')]).toEqual(expect.arrayContaining([10, 10_000, 15_000]));
  });
});
