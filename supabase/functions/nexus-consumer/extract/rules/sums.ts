/** Numbers as people say them of money and of people: "12 grand", "2 y medio", "mil a mil doscientos", "a tenner". */
import type { Lang } from '../number-words.ts';
import { findNumbers, type NumberSpan } from '../numbers.ts';
import { NUMBER_NOUNS, PARTS, SCALES } from './sum-words.ts';

const HALF = /^[\s-]?(?:and a half|y medi[oa]|e mei[oa]|et demie?|einhalb)(?!\p{L})/u;
const SCALE_AFTER = /^(?:-?ish\b|[ -]odd\b)?[\s-]?(\p{L}+)(?![\p{L}\d])/u;
/** "Grand" is French for "quite"; "deux cents grand maximum" is two hundred. */
const GRAND_MAX = /^[\s-]?grand max/;
/** "A few thousand" is no number. */
const FEW =
  /(?<!\p{L})(?:few|several|quelques|ein paar|paar|einige|algun[oa]s|vari[oa]s|algumas|alguns|many|muchos)\s$/u;
const POINT = /^ (?:point|coma|komma|virgule|virgula|punto|ponto) $/;
const MILLIONS =
  /^(?:\s?m(?=\s?(?:[$€£]|euros?\b|eur\b|usd\b|chf\b|reais\b|dolar|dollars?\b|pesos\b|gbp\b|naira\b))|m(?![\p{L}\d]))/u;
const JOINER = /(?<= )(?:y|e|et|and|und)(?= )/g;
const BETWEEN = /\b(?:entre|between|zwischen|zwusche|zwische)\s/g;
const SHARED = /(?<![\p{L}\p{N}.,])(\d+)k(\d)(?![\p{L}\p{N}])/gu;
/** "1,20,000" is how India groups. */
const INDIAN = /(?<![\p{N}.,])\d{1,2}(?:,\d{2})+,\d{3}(?![\p{N}])/gu;
const NOUN = new RegExp(String.raw`(?<![\p{L}\d])(${[...NUMBER_NOUNS.keys()].join('|')})s?(?!\p{L})`, 'gu');
const PART = new RegExp(
  String.raw`(?<!\p{L})(?<!(?:\b(?:and a|et|y|e)) )(half(?: an?)?|couple(?: of)?|par de|pair of|medi[oa]|mei[oa]|demi|halbe[nrs]?|quarter(?: of)? an?|cuarto de|quarto de|quart de|viertel|three[- ]quarters? of an?|tres cuartos de|dreiviertel)[\s-]?(mil|${[...SCALES.keys()].filter((w) => w.length > 3).join('|')})(?!\p{L})`,
  'gu',
);
const GERMAN_HALF = /(?<!\p{L})(?:(anderthalb)|(\p{L}{3,12}?)einhalb)(tausend|hundert)?(?!\p{L})/gu;
const CODE_BEFORE =
  /(?<![\p{L}\p{N}])(?:r|n|rs|gs|kz|mt|bs|lps?|rm|ksh|q|fr|sfr|nt|chf|eur|usd|gbp|aud|cad|nzd|sgd|mxn|cop|ars|clp|brl|pen|inr|zar|fcfa|s\/)\.?(?=\d)/gu;

const blank = (text: string): string => ' '.repeat(text.length);

/** The text with codes that touch their number blanked and colloquial spellings mended; offsets stay. */
const tidy = (low: string): string =>
  low.replace(CODE_BEFORE, blank).replaceAll('fuffzig', 'funfzig').replaceAll('fuffzehn', 'funfzehn');

/** Words between two numbers of a range join them to one for the number reader: "entre mil y dos mil". */
function parted(low: string, read: (text: string) => NumberSpan[]): NumberSpan[] {
  let text = low;
  for (const { index } of low.matchAll(BETWEEN)) {
    const end = Math.min(low.length, index + 70);
    let best: { text: string; count: number } | undefined;
    for (const joiner of low.slice(index, end).matchAll(JOINER)) {
      const at = index + joiner.index;
      const candidate = `${text.slice(0, at)}${'/'.repeat(joiner[0].length)}${text.slice(at + joiner[0].length)}`;
      const count = read(candidate.slice(index, end)).length;
      if (count >= 2 && (best === undefined || count < best.count)) best = { text: candidate, count };
    }
    text = best?.text ?? text;
  }
  return read(text);
}

const spanOf = (start: number, end: number, base: number, scale: number, digits: boolean): NumberSpan => ({
  start,
  end,
  value: Math.round(base * scale * 100) / 100,
  base,
  scale,
  digits,
});

/** A number with the scale and the half that follow it: "2 and a half grand", "7 palos y medio". */
function grown(low: string, number: NumberSpan, lang: Lang | undefined): NumberSpan {
  let { end, base, scale } = number;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(low.slice(end, end + 24)) ?? undefined;
    end += match?.[0].length ?? 0;
    return match;
  };
  const before = end;
  let hasHalf = take(HALF) !== undefined;
  const word = SCALE_AFTER.exec(low.slice(end, end + 24));
  const name = word?.[1] ?? '';
  const factor = lang === 'pt' && name === 'mi' ? 1e6 : SCALES.get(name);
  const isFree = scale === 1 || (scale === 1000 && factor === 1e6);
  if (word && factor !== undefined && isFree && !GRAND_MAX.test(low.slice(end, end + 12))) {
    end += word[0].length;
    scale *= factor;
  } else if (scale === 1 && take(MILLIONS)) scale = 1e6;
  // "1.2 mil" is short for a million in English only.
  if (lang === 'en' && scale === 1000 && /\bmil$/.test(low.slice(number.start, end))) scale = 1e6;
  hasHalf ||= scale > 1 && take(HALF) !== undefined;
  if (hasHalf && scale === 1 && base >= 1000 && base % 1000 === 0) {
    const unit = base % 1e6 === 0 ? 1e6 : 1000;
    return spanOf(number.start, end, base / unit + 0.5, unit, number.digits);
  }
  return end === before && scale === number.scale
    ? number
    : spanOf(number.start, end, base + (hasHalf ? 0.5 : 0), scale, number.digits);
}

/** "2 mil 500", "un palo ochocientos", "four fifty": what is said after a scale, or after the hundreds. */
function joined(low: string, a: NumberSpan, b: NumberSpan, lang: Lang | undefined): NumberSpan | undefined {
  const gap = low.slice(a.end, b.end === b.start ? b.end : b.start);
  if (
    a.scale >= 1000 &&
    b.scale === 1 &&
    b.value < 1000 &&
    b.value >= 100 &&
    /^ (?:y |e |et |con |und |and )?$/.test(gap)
  ) {
    const value = a.value + b.value * (a.scale === 1e6 ? 1000 : 1);
    return spanOf(a.start, b.end, value / a.scale, a.scale, a.digits);
  }
  if (a.scale === 1e6 && b.value >= 1000 && b.value < 1e6 && /^ (?:y |e |et |con |und |and )?$/.test(gap))
    return spanOf(a.start, b.end, (a.value + b.value) / 1e6, 1e6, a.digits);
  if (POINT.test(gap) && a.value < 1000) {
    const unit = b.scale > 1 ? b.scale : b.value % 1e6 === 0 ? 1e6 : b.value % 1000 === 0 ? 1000 : 1;
    const tenths = b.value / unit;
    return spanOf(a.start, b.end, a.value + tenths / (tenths < 10 ? 10 : 100), unit, false);
  }
  const isPrice = !a.digits && !b.digits && a.value < 20 && a.value > 0 && b.value >= 10 && b.value < 100;
  // "Four fifty" is 450 in English; "vier fünfzig" is 4.50.
  return isPrice && b.scale === 1 && a.scale === 1 && /^[ -]$/.test(gap)
    ? spanOf(a.start, b.end, lang === 'en' ? a.value * 100 + b.value : a.value + b.value / 100, 1, false)
    : undefined;
}

/** What patterns find that the number reader does not. */
function special(low: string, lang: Lang | undefined): NumberSpan[] {
  const found: NumberSpan[] = [];
  for (const match of low.matchAll(INDIAN)) {
    const value = Number(match[0].replaceAll(',', ''));
    found.push(spanOf(match.index, match.index + match[0].length, value, 1, true));
  }
  for (const match of low.matchAll(SHARED)) {
    const base = Number(`${match[1]}.${match[2]}`);
    found.push(spanOf(match.index, match.index + match[0].length, base, 1000, true));
  }
  for (const match of low.matchAll(PART)) {
    const scale = lang === 'en' && match[2] === 'mil' ? 1e6 : (SCALES.get(match[2] ?? '') ?? 1);
    const part = PARTS.find(([pattern]) => pattern.test(match[1] ?? ''))?.[1] ?? 1;
    found.push(spanOf(match.index, match.index + match[0].length, part, scale, false));
  }
  for (const match of low.matchAll(GERMAN_HALF)) {
    const whole = match[1] ? 1 : findNumbers(match[2] ?? '', ['de'])[0]?.value;
    const scale = match[3] === 'tausend' ? 1000 : match[3] === 'hundert' ? 100 : 1;
    if (whole === undefined && match[2] !== 'ein') continue;
    found.push(spanOf(match.index, match.index + match[0].length, (whole ?? 1) + 0.5, scale, false));
  }
  return found;
}

const overlaps = (a: NumberSpan, b: NumberSpan): boolean => a.start < b.end && b.start < a.end;

/**
 * All numbers of a folded text with their scales, halves and nouns, in order. "A", "one" and the like count only with
 * a scale after them.
 *
 * @param lang the language of the number words; those of all languages when it cannot be told or says nothing
 */
export function findSums(low: string, lang: Lang | undefined): NumberSpan[] {
  const text = tidy(low);
  const own = (part: string): NumberSpan[] => findNumbers(part, lang ? [lang] : undefined);
  const first = parted(text, own);
  const numbers = first.length > 0 || lang === undefined ? first : parted(text, (part) => findNumbers(part));
  const whole = special(text, lang).map((one) => (one.scale === 1 ? grown(text, one, lang) : one));
  const nouns = [...text.matchAll(NOUN)]
    .filter(({ index }) => !GRAND_MAX.test(text.slice(index, index + 12)) && !FEW.test(text.slice(0, index)))
    .map((match) =>
      spanOf(match.index, match.index + match[0].length, 1, NUMBER_NOUNS.get(match[1] ?? '') ?? 1, false),
    );
  const found: NumberSpan[] = [...whole];
  for (const number of numbers) {
    const long = grown(text, number, lang);
    const isCovered = found.some((other) => overlaps(other, long));
    const isPoint = POINT.test(text.slice(number.end, number.end + 8).replace(/(?<=[a-z] ).*/, ''));
    const isArticle = !number.digits && number.value === 1 && long.value === 1 && !isPoint;
    const isFew = !number.digits && number.value >= 100 && FEW.test(text.slice(0, number.start));
    if (!isCovered && !isArticle && !isFew) found.push(long);
  }
  for (const noun of nouns) if (!found.some((other) => overlaps(other, noun))) found.push(grown(text, noun, lang));
  found.sort((a, b) => a.start - b.start);
  const merged: NumberSpan[] = [];
  for (const next of found) {
    const last = merged.at(-1);
    const both = last && joined(text, last, next, lang);
    if (both) merged[merged.length - 1] = both;
    else merged.push(next);
  }
  return merged;
}
