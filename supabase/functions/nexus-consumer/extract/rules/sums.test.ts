import { describe, expect, it } from 'vitest';
import { foldText } from '../fold.ts';
import type { Lang } from '../number-words.ts';
import { findSums } from './sums.ts';

const values = (lang: Lang, text: string) => findSums(foldText(text).low, lang).map(({ value }) => value);

describe('sums in text', () => {
  it.each<[Lang, string, number]>([
    ['en', '12 grand', 12_000],
    ['en', '2 and a half grand', 2500],
    ['en', 'half a million', 500_000],
    ['en', 'seven-fifty', 750],
    ['en', 'a tenner', 10],
    ['en', '40 lakhs', 4_000_000],
    ['en', 'Rs 1,20,000', 120_000],
    ['en', 'R85 000', 85_000],
    ['es', '7 palos y medio', 7_500_000],
    ['es', 'un palo ochocientos', 1_800_000],
    ['es', '2 mil 500', 2500],
    ['es', 'Gs.30.000.000', 30_000_000],
    ['pt', 'R$ 2 mi', 2_000_000],
    ['fr', "un millier d'euros", 1000],
    ['fr', 'deux cents grand maximum', 200],
    ['fr', '3k5', 3500],
    ['de', 'zweieinhalbtausend', 2500],
    ['de', 'eine Viertelmillion', 250_000],
    ['de', '55 TEUR', 55_000],
    ['de', 'vier fünfzig', 4.5],
  ])('reads, in %s: %s', (lang, text, value) => {
    expect(values(lang, text)).toEqual([value]);
  });

  it('reads articles as no number', () => {
    expect(values('en', 'one of a kind')).toEqual([]);
    expect(values('es', 'una casa')).toEqual([]);
  });
});
