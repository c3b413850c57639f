/** Values that a quote holds beside its plain numbers: of money scales, halves and nouns, of people those counted up. */
import type { Lang } from '../number-words.ts';
import { sharedScale, stretched } from './bounds.ts';
import { findSums } from './sums.ts';

const LANGS: readonly Lang[] = ['es', 'en', 'pt', 'fr', 'de'];

/** The visitor counts themselves: "two nurses and me", "cuatro conmigo", "5 Leute plus ich". */
const AND_SELF =
  /(?<!\p{L})(?:(?:and|plus|y|e|et|und|mas|mais|with|con|com|avec|mit|including|counting|contando|incluid[oa]|inklusive|its?|it'?s)\s+(?:me|myself|yo|moi|ich|mir|eu|a mi)|con?migo|\p{L}*ndo (?:con|co)?migo|me,|yo,|eu,|moi,|ich,)(?!\p{L})/u;
const ALONE =
  /(?<!\p{L})(?:sol[oa]|alone|just me|only me|by myself|allein\p{L}*|sozinh[oa]|seule?|autonom[oa]|freelancer?|solopreneur|one[- ](?:man|woman|person)|un[oa] sol[oa]|so eu|nur ich|yo sol[oa]|solo yo|juste moi)(?!\p{L})/u;
const DUO =
  /(?<!\p{L})(?:zweier\p{L}*|zu zweit|zwei[- ]?(?:mann|frau)\p{L}*|duo|pair|couple|pareja|par|dupla|both|beide)(?!\p{L})/u;
const TRIO = /(?<!\p{L})(?:dreier\p{L}*|zu dritt|drei[- ]?(?:mann|frau)\p{L}*|trio)(?!\p{L})/u;

/** Amounts of money that a folded quote states: "12 grand", "2 and a half thousand", "5k, could go to 6". */
export function moneyHeld(low: string): Set<number> {
  const values = new Set<number>();
  for (const lang of LANGS) {
    const sums = findSums(low, lang);
    for (const sum of sums) {
      values.add(sum.value).add(sum.base);
      // "Achteinhalb" of a sum is said of thousands alone.
      if (sum.value % 1 === 0.5 && !sum.digits) values.add(sum.value * 1000);
      for (const other of sums) values.add(sharedScale(sum, other)).add(stretched(other, sum));
    }
  }
  return values;
}

/** Numbers of people that a folded quote states or counts up: "me, two nurses and a vet", "a dozen", "zu dritt". */
export function peopleHeld(low: string): Set<number> {
  const values = new Set<number>();
  const self = AND_SELF.test(low) ? 1 : 0;
  for (const lang of LANGS) {
    let total = 0;
    for (const { value } of findSums(low, lang)) {
      total += value;
      for (const one of [value, total]) values.add(one).add(one + self);
      if (value % 1 !== 0) values.add(Math.floor(value)).add(Math.ceil(value));
    }
  }
  if (ALONE.test(low)) values.add(1);
  if (DUO.test(low)) values.add(2);
  if (TRIO.test(low)) values.add(3);
  return values;
}
