/** Values that a quote holds beside its plain numbers: scales, halves, nouns, shared scales, and people counted up. */

import type { Lang } from '../number-words.ts';
import { sharedScale, stretched } from './bounds.ts';
import { findSums } from './sums.ts';

const LANGS: readonly Lang[] = ['es', 'en', 'pt', 'fr', 'de'];
const SELF = /(?<!\p{L})(?:me|myself|i|yo|moi|ich|eu|mi|my|mein\p{L}*|meu|minha|mon|ma)(?!\p{L})/u;
const ONE =
  /(?<!\p{L})(?:un[oa]?|one|ein\p{L}*|um|uma|une|seule?|sol[oa]|alone|just me|only me|allein\p{L}*|sozinh[oa]|eu|moi|myself|ich|yo|autonom[oa]|freelancer?|solopreneur)(?!\p{L})/u;
const SOME = /pico|tant[oa]s|odd|quelques|ein paar|some|algo|poucos/;
const DUO =
  /(?<!\p{L})(?:zweier\p{L}*|zu zweit|zwei[- ]?(?:mann|frau)\p{L}*|duo|pair|couple|pareja|par|dupla|both|beide)(?!\p{L})/u;
const TRIO = /(?<!\p{L})(?:dreier\p{L}*|zu dritt|drei[- ]?(?:mann|frau)\p{L}*|trio)(?!\p{L})/u;

/** Amounts of money and numbers of people that a folded quote can be read to state. */
export function sumsHeld(low: string): Set<number> {
  const values = new Set<number>();
  for (const lang of LANGS) {
    const sums = findSums(low, lang);
    let total = 0;
    for (const sum of sums) {
      values.add(sum.value).add(sum.base);
      total += sum.value;
      values.add(total);
      if (SELF.test(low)) values.add(total + 1).add(sum.value + 1);
      if (SOME.test(low)) values.add(sum.value + 9);
      if (sum.value % 1 !== 0) values.add(Math.floor(sum.value)).add(Math.ceil(sum.value));
      // "Achteinhalb" of a sum is said of thousands alone.
      if (sum.value % 1 === 0.5 && !sum.digits) values.add(sum.value * 1000);
      for (const other of sums) values.add(sharedScale(sum, other)).add(stretched(other, sum));
    }
    if (SOME.test(low) && sums.length === 0) for (const ten of [20, 30, 40, 50, 60]) values.add(ten).add(ten + 9);
  }
  if (ONE.test(low)) values.add(1);
  if (SELF.test(low) || DUO.test(low)) values.add(2);
  if (TRIO.test(low)) values.add(3);
  return values;
}
