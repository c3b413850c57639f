/** Currencies by code, sign, word and slang; "pesos", "$" and the like by country. */
import type { Lang } from '../number-words.ts';
import { BY_COUNTRY, DEFAULTS, HOME, NAMED, type Shared } from './currency-words.ts';

const CODES = Intl.supportedValuesOf('currency').map((code) => code.toLowerCase());
/** Words in other uses. */
const NO_CODE = /^(?:all|top|try|cup|mop|lak|bam|gel|ron|pen|sos|mad|ang|bob|tnd)$/;
const TABLE: readonly [RegExp, RegExp, string][] = [
  ...NAMED,
  ...CODES.filter((code) => !NO_CODE.test(code)).map((code): [string, string] => [code, code.toUpperCase()]),
].map(([words, money]) => [
  new RegExp(String.raw`(?<!\p{L})(?:${words})\s?$`, 'u'),
  new RegExp(String.raw`^[\s,.\-]{0,3}(?:de |d'|d )?(?:${words})(?![\p{L}\d])`, 'u'),
  money,
]);
/** A lone "e" behind digits: "600e". */
const EURO_E = /^\s?e(?![\p{L}\d'])/u;
/** Words that are money anywhere; the others ("real", "sol", "verdes", "won") only beside a number. */
const ANYWHERE =
  /(?<!\p{L})(?:euros?|eur|€|us\$|usd|dollars?|dolares|bucks|quid|gbp|£|pesos|reais|r\$|chf|franken|francs|soles|balles|cad|aud|nzd|mxn|zar|inr|fcfa|cfa|rupees|rands?|naira|meticais|kwanzas|dirhams?|dinars?|colones|quetzales|lempiras|guaranies|bolivianos|kronor|kroner|\$)(?!\p{L})/u;

/** What is known of the place, for words and signs that countries share. */
export interface Place {
  readonly home: string | undefined;
  readonly lang: Lang | undefined;
}

function settle(money: string, { home, lang }: Place): string | undefined {
  if (!(money in BY_COUNTRY)) return money;
  const shared = money as Shared;
  const own = home === undefined ? undefined : BY_COUNTRY[shared][home];
  if (shared !== 'DOLLAR') return own ?? DEFAULTS[shared];
  if (own !== undefined) return own;
  if (home !== undefined && HOME[home] === 'PEN') return 'PEN';
  const dollars = home === undefined ? undefined : BY_COUNTRY.DOLLARS[home];
  // In French the sign is Canada's.
  if (home === undefined && lang === 'fr') return 'CAD';
  const isAmbiguous = home === undefined && (lang === 'es' || lang === 'pt');
  return dollars ?? (isAmbiguous ? undefined : 'USD');
}

/**
 * The currency that stands right before or after a number.
 *
 * @param low folded text
 * @param start of the number; `end` after it and its scale
 * @returns ISO 4217; `null` when a currency stands there that the place does not settle; undefined when none does
 */
export function currencyBeside(low: string, start: number, end: number, place: Place): string | null | undefined {
  const before = low.slice(Math.max(0, start - 14), start);
  const after = low.slice(end, end + 24);
  const inner = low.slice(start, end);
  let isOpen = false;
  for (const [left, right, money] of TABLE) {
    if (!left.test(before) && !right.test(after)) continue;
    const settled = settle(money, place);
    if (settled !== undefined) return settled;
    isOpen = true;
  }
  if (EURO_E.test(after) && /\d$/.test(inner)) return 'EUR';
  // Some scales and nouns are money themselves: "30 lucas", "a tenner", "2 mdp", "45 teur".
  for (const [pattern, money] of INNER) if (pattern.test(inner)) return settle(money, place) ?? null;
  return isOpen ? null : undefined;
}

const INNER: readonly [RegExp, string | Shared][] = [
  [/\b(?:teur|keur)$/, 'EUR'],
  [/\b(?:tenner|fiver)$/, 'GBP'],
  [/\bmdp$/, 'MXN'],
  [/\bmdd$/, 'USD'],
  [/\b(?:lucas?|lukas?|palos?)\b/, 'SLANG'],
  [/\b(?:lakhs?|crores?)$/, 'INR'],
];

/** The currency that a text names anywhere. */
export function currencyIn(low: string, place: Place): string | undefined {
  const match = ANYWHERE.exec(low);
  return match ? (currencyBeside(` ${match[0]} `, 0, 0, place) ?? undefined) : undefined;
}

/** The money of a country, ISO 4217. */
export const moneyOf = (country: string | undefined): string | undefined => (country ? HOME[country] : undefined);
