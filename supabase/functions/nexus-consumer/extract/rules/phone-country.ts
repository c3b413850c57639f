/** In which country is a number without prefix? Everything in the conversation that points to one is weighed. */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { Finding } from '../../../_shared/contract/prospect.ts';
import type { Lang } from '../number-words.ts';
import { CLUES } from './country-clues.ts';
import { isCommonWord } from './language.ts';
import { cityNamed, countryNamed, placesNamed } from './places.ts';
import type { Reading } from './reading.ts';
import { isGivenName } from './words.ts';

/** Country -> how much speaks for it; a named city weighs about 3, a clue of dialect or money 1 to 4. */
export type CountryWeights = ReadonlyMap<CountryCode, number>;

/** How likely a visitor of some language is to be where, before anything is known. */
const PRIORS: Readonly<Record<Lang, string>> = {
  es: 'ES1.5 MX1.2 AR1.1 CO1 CL1 PE0.9 EC0.6 UY0.5 VE0.5 US0.3 GT0.3 CR0.3 DO0.3 PA0.3 BO0.3 PY0.3 SV0.2 HN0.2 NI0.2 CU0.1',
  en: 'US1.5 GB1.4 IE0.7 AU0.7 CA0.5 IN0.5 NZ0.4 ZA0.4 NG0.4 SG0.3 GH0.2 KE0.2',
  pt: 'BR1.5 PT1.1 AO0.3 MZ0.3',
  fr: 'FR1.5 BE0.8 CH0.7 CA0.7 LU0.3 MA0.3 SN0.3 CI0.3 TN0.3 CM0.2 DZ0.2',
  de: 'DE1.5 AT1 CH1 LU0.2 LI0.1',
};

const CODES: ReadonlySet<string> = new Set(getCountries());
const isCode = (code: string | undefined): code is CountryCode => code !== undefined && CODES.has(code);

/** Top-level domains that anybody uses. */
const OPEN_TLDS = new Set('CO IO ME TV AI LY TO CC FM GG SH APP SO IM GL VC WS'.split(' '));
const TLD = /(?<=[\p{L}\p{N}])(?:\.| (?:punto|ponto|point|punkt|dot) )([a-z]{2})(?![\p{L}\p{N}]|[.@]\p{L})/gu;
const PREFIXED = /\+\d[\d ().-]{6,20}\d/g;
/** "Prefijo +41", said apart from the number. */
const PREFIX_SAID =
  /\b(?:prefijo|prefixo|prefix|prefixe|indicatif|vorwahl|country code|dialling code|codigo de pais|ddi|lada internacional|landesvorwahl)\b\W{0,3}(?:es |is |ist |est |e )?\W{0,2}(?:\+|00)?(\d{1,3})\b/g;

/** Months are towns too: March, Mayo. */
const MONTH = /^(?:march|may|mayo|mai|abril|april|august|agosto|junio|julio|mars|marzo|enero|september)$/;

/** Words before a place that make it one. */
const AT =
  /\b(?:\w?habite|ville|city|ciudad|cidade|stadt|en|in|em|a|au|aux|aus|from|de|desde|of|at|near|around|outside|do|da|bei|um|nahe|vers|pres de|to)\s+$/;

/** Countries of other languages need to be named: a word that happens to be a town's name does not do. */
const LEAST_WEIGHT = 2;

class Weights {
  readonly all = new Map<CountryCode, number>();
  add(code: string | undefined, weight: number): void {
    if (isCode(code)) this.all.set(code, (this.all.get(code) ?? 0) + weight);
  }
}

/**
 * Places named in a text, whoever's they are: a name that several countries have counts for each by its size. Capitals do
 * not count: whether a number is Spanish must not depend on them.
 */
function addPlaces(weights: Weights, low: string, weight: number): void {
  const words = Array.from(low.matchAll(/[\p{L}\p{N}']+/gu), (m) => ({ start: m.index, end: m.index + m[0].length }));
  const end = low.replace(/[\s\p{P}]+$/u, '').length;
  const seen = new Set<string>();
  for (let i = 0; i < words.length; i++) {
    for (let length = Math.min(4, words.length - i); length >= 1; length--) {
      const [first, last] = [words[i], words[i + length - 1]];
      if (first === undefined || last === undefined) continue;
      const name = low.slice(first.start, last.end);
      if (/[^\p{L}\p{N} '.-]/u.test(name) || name.length < 3) continue;
      const isAt = AT.test(low.slice(Math.max(0, first.start - 12), first.start));
      const isAlone = i === 0 && last.end >= end;
      if (length === 1 && (MONTH.test(name) || (isCommonWord(name) && !isAt))) continue;
      const country = countryNamed(name);
      const places = placesNamed(name);
      if (country === undefined && places.length === 0) continue;
      const before = low.slice(words[i - 1]?.start ?? 0, words[i - 1]?.end ?? 0);
      i += length - 1;
      if (seen.has(name)) break;
      seen.add(name);
      const isLikely = isAt || isAlone || /^\s*(?:[,.;:!?)(/\n]|-\s|$)/.test(low.slice(last.end, last.end + 3));
      // "Adelino Fraga" is a person, though Fraga is a town.
      const isNamed = !isAt && (isGivenName(name) || isGivenName(before));
      const share = isNamed ? 0.3 : isLikely ? 1 : 0.5;
      if (country !== undefined) weights.add(country, weight * 1.5 * share);
      const total = places.reduce((sum, place) => sum + Math.sqrt(place.population), 0);
      for (const place of places) weights.add(place.country, (weight * share * Math.sqrt(place.population)) / total);
      break;
    }
  }
}

function addText(weights: Weights, low: string, weight: number): void {
  addPlaces(weights, low, 3 * weight);
  for (const [, label] of low.matchAll(TLD)) {
    const tld = label?.toUpperCase();
    if (tld !== undefined && !OPEN_TLDS.has(tld) && /[@.]|\bwww\b/.test(low))
      weights.add(tld === 'UK' ? 'GB' : tld, 3 * weight);
  }
  for (const [raw] of low.matchAll(PREFIXED)) weights.add(parsePhoneNumberFromString(raw)?.country, 3 * weight);
  const words = new Set(low.match(/[a-z]+/g));
  for (const clues of CLUES) {
    const sums = new Weights();
    for (const clue of clues) {
      if (!clue.words.some((word) => words.has(word)) && clue.pattern?.test(low) !== true) continue;
      for (const code of clue.countries) sums.add(code, clue.weight);
    }
    for (const [code, sum] of sums.all) weights.add(code, Math.min(sum, 3) * weight);
  }
}

/**
 * Weighs what points to a country: places, prefixes, top-level domains, money, dialect and authorities named by either
 * side, the visitor's words more than the assistant's.
 *
 * @param hints places that are the visitor's own
 * @param fallback where the site itself is, when its owner said so
 */
export function weighCountries(
  reading: Reading,
  hints: readonly Finding[],
  fallback: CountryCode | undefined,
): CountryWeights {
  const weights = new Weights();
  const priors = reading.lang ? PRIORS[reading.lang] : Object.values(PRIORS).join(' ');
  for (const entry of priors.split(' ')) weights.add(entry.slice(0, 2), Number(entry.slice(2)));
  const spoken = new Set(weights.all.keys());
  weights.add(fallback, 1.5);
  for (const hint of hints) {
    if (hint.field === 'country') weights.add(hint.value, 3);
    if (hint.field === 'city') weights.add(cityNamed(hint.value)?.country, 1.5);
  }
  for (const { text } of reading.turns) {
    addText(weights, text.low, 1);
    for (const [, code] of text.low.matchAll(PREFIX_SAID)) {
      for (const country of CODES)
        if (isCode(country) && getCountryCallingCode(country) === code) weights.add(country, 8);
    }
  }
  addText(weights, reading.assistant, 0.5);
  for (const [code, weight] of weights.all) {
    if (spoken.has(code) || code === fallback) continue;
    if (weight < LEAST_WEIGHT) weights.all.delete(code);
    else weights.all.set(code, 0.7 * weight);
  }
  // People write in other languages than their country's: better there than nowhere.
  for (const entry of Object.values(PRIORS).join(' ').split(' ')) {
    const code = entry.slice(0, 2);
    if (isCode(code) && !weights.all.has(code)) weights.add(code, -1.5);
  }
  return weights.all;
}

const groupsOf = (text: string): string => (text.match(/\d+/g) ?? []).join(' ');

/** Countries whose people never leave the trunk 0 out: a number without one is hardly theirs. */
const WITH_TRUNK = new Set('GB IE DE AT CH FR BE AU NZ ZA NG KE GH MA NL'.split(' '));

/** Numbers that regulators keep free for films and examples, national digits without trunk. */
const FICTIONAL: Readonly<Partial<Record<CountryCode, RegExp>>> = {
  GB: /^(?:7700900|1632960|2079460|3069990|1[1-9]{2}4960)\d{3}$/,
  FR: /^(?:199|26191|35301|46571|53649|63998)\d+$/,
  DE: /^(?:3023125|4066969|8999998|17139200)\d+$/,
  AU: /^(?:[2378](?:5550|7010)\d{4}|491570\d{3}|49157\d{4})$/,
  IE: /^2091\d{5}$/,
};

/** A number in use nowhere counts as one of its country where it was made up for that. */
function isMadeUp(country: CountryCode, national: string): boolean {
  if (FICTIONAL[country]?.test(national)) return true;
  // North America: 555 in the middle, in an area that the country has.
  if (!/^[2-9]\d{2}555\d{4}$/.test(national) || getCountryCallingCode(country) !== '1') return false;
  const real = parsePhoneNumberFromString(national.replace(/^(\d{3})555/, '$1234'), country);
  return real?.isValid() === true && real.country === country;
}

/** Shapes that people of a country write, beside those that libphonenumber knows, and others hardly do. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/^9\d \d{3} \d{2} \d{2}$/, 'ES'],
  [/^\(\d{3}\) ?\d{3}[ -]\d{4}$|^\d{3}-\d{3}-\d{4}$/, 'US CA'],
];
/** Countries with a trunk 0 of which mobile numbers have none. */
const NO_MOBILE_TRUNK = new Set('PE CO CL MX BR'.split(' '));

/** How well a number fits a country, and the number in E.164; undefined where it is none there. */
function fitIn(raw: string, country: CountryCode, isLoose: boolean): { number: string; fit: number } | undefined {
  const parsed = parsePhoneNumberFromString(raw, country);
  if (parsed === undefined || !parsed.isPossible()) return undefined;
  const isReal = parsed.isValid();
  if (isReal && parsed.country !== undefined && parsed.country !== country) return undefined;
  const isValid = isReal || isMadeUp(country, parsed.nationalNumber);
  if (!isValid && !isLoose) return undefined;
  const digits = raw.replace(/\D/g, '');
  const groups = groupsOf(raw);
  const forms = [parsed.formatNational(), parsed.formatInternational().replace(/^\+\d+ /, '')].map(groupsOf);
  const isFirst = groups.includes(' ') && forms.some((form) => form.split(' ')[0] === groups.split(' ')[0]);
  const isShape = SHAPES.some(([shape, countries]) => countries.includes(country) && shape.test(raw));
  const type = parsed.getType();
  const isMobile = type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
  const isTrunkWrong = digits.startsWith('0')
    ? isMobile && NO_MOBILE_TRUNK.has(country)
    : WITH_TRUNK.has(country) && type !== 'TOLL_FREE';
  const fit =
    (isValid ? 3 : digits.includes('555') ? 2.3 : 1) +
    (isFirst ? 0.6 : 0) +
    (isShape ? 1.5 : isFirst && forms.includes(groups) ? 0.9 : 0) +
    (isMobile ? 0.8 : 0) -
    (isTrunkWrong ? 1.5 : 0);
  return { number: parsed.number, fit };
}

/** Past this, more evidence says no more: a number that is none there is not there. */
const MOST_WEIGHT = 8;

/**
 * Reads a number without prefix in the country that most speaks for.
 *
 * @param raw digits with the separators as written
 * @param isLoose true where it is known to be a phone: then the right length will do
 * @returns E.164; undefined when no country in question has such numbers
 */
export function readNational(raw: string, weights: CountryWeights, isLoose: boolean): string | undefined {
  let best: { number: string; score: number } | undefined;
  for (const [country, weight] of weights) {
    const one = fitIn(raw, country, isLoose && weight > 0);
    const score = one === undefined ? 0 : one.fit + Math.min(weight, MOST_WEIGHT);
    if (one !== undefined && (best === undefined || score > best.score)) best = { number: one.number, score };
  }
  return best?.number;
}
