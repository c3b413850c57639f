/** Numbers in running text, in digits and in Spanish, English, Portuguese, French and German words. */
import { type Lang, NUMBER_WORDS, SCALE_WORDS } from './number-words.ts';

/** A number found in a folded text. */
export interface NumberSpan {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  /** The number before its scale word or letter: 5 in "5 mil", 1.5 in "1.5k". Equal to `value` without one. */
  readonly base: number;
  /** 1 without a scale word or letter, else 1000, 1000000. */
  readonly scale: number;
  /** False when written in words. */
  readonly digits: boolean;
}

const NUMERAL =
  /(?<![\p{L}\p{N}.,])(\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?:\s?(k|mil|thousand|tausend|mille|mio|mm|m|millones|millon|millions?|millionen|milhoes|milhao)(?![\p{L}\p{N}]))?(?![\p{N}])/gu;

/** "1.200" and "1,200" are 1200; "1.200,50" is 1200.5; "1,5" and "1.5" are 1.5. */
function parseNumeral(text: string): number {
  const compact = text.replace(/[' ]/g, '');
  const grouped = /^(\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?$/.exec(compact);
  if (grouped?.[1] !== undefined && !/^0/.test(compact)) {
    return Number(`${grouped[1].replace(/[.,]/g, '')}.${grouped[2] ?? '0'}`);
  }
  return Number(compact.replace(',', '.'));
}

function numerals(low: string): NumberSpan[] {
  return Array.from(low.matchAll(NUMERAL), (match): NumberSpan => {
    const base = parseNumeral(match[1] ?? '');
    // A lone "m" is metres or minutes unless money stands before it.
    const word = match[2] === 'm' && !/[$€£]\s?$/.test(low.slice(0, match.index)) ? undefined : match[2];
    const scale = word === undefined ? 1 : (SCALE_WORDS[word] ?? 1);
    const length = word === undefined ? (match[1] ?? '').length : match[0].length;
    return {
      start: match.index,
      end: match.index + length,
      value: Math.round(base * scale * 100) / 100,
      base,
      scale,
      digits: true,
    };
  });
}

const GERMAN_UNITS: readonly [string, number][] = [
  ['ein', 1],
  ['zwei', 2],
  ['drei', 3],
  ['vier', 4],
  ['funf', 5],
  ['sechs', 6],
  ['sieben', 7],
  ['acht', 8],
  ['neun', 9],
];

/** German writes numbers below a million as one word: "funfundzwanzig", "dreihundert", "zweitausend". */
function germanCompound(word: string): number | undefined {
  const thousand = /^(.*)tausend(.*)$/.exec(word);
  if (thousand) return combine(thousand[1], 1000, thousand[2]);
  const hundred = /^(.*)hundert(.*)$/.exec(word);
  if (hundred) return combine(hundred[1], 100, hundred[2]);
  const and = /^(.+?)und(.+)$/.exec(word);
  if (and) {
    const unit = GERMAN_UNITS.find(([name]) => name === and[1])?.[1];
    const ten = VALUES.get(and[2] ?? '')?.get('de');
    return unit === undefined || ten === undefined || ten < 20 ? undefined : unit + ten;
  }
  return VALUES.get(word)?.get('de') ?? GERMAN_UNITS.find(([name]) => name === word)?.[1];
}

function combine(before: string | undefined, factor: number, after: string | undefined): number | undefined {
  const left = before === undefined || before === '' ? 1 : germanCompound(before);
  const right = after === undefined || after === '' ? 0 : germanCompound(after.replace(/^und/, ''));
  return left === undefined || right === undefined ? undefined : left * factor + right;
}

const ALL: readonly Lang[] = ['es', 'en', 'pt', 'fr', 'de'];

const JOINERS = /^(?:y|e|and|et|und|&)$/;

const VALUES: ReadonlyMap<string, ReadonlyMap<Lang, number>> = (() => {
  const values = new Map<string, Map<Lang, number>>();
  for (const lang of ALL) {
    for (const [word, value] of Object.entries(NUMBER_WORDS[lang])) {
      values.set(word, (values.get(word) ?? new Map<Lang, number>()).set(lang, value));
    }
  }
  return values;
})();

function wordValue(word: string, langs: readonly Lang[]): number | undefined {
  const known = VALUES.get(word);
  for (const lang of langs) {
    const value = known?.get(lang);
    if (value !== undefined) return value;
  }
  return langs.includes('de') && word.length > 6 && /tausend|hundert|und/.test(word) ? germanCompound(word) : undefined;
}

interface Sum {
  total: number;
  current: number;
}

/** Adds one number word to a sum, or says that it starts another number ("tres cuatro"). */
function append(sum: Sum, value: number): boolean {
  if (value >= 1000) {
    sum.total += Math.max(sum.current, 1) * value;
    sum.current = 0;
  } else if (value === 100) {
    if (sum.current >= 100 || sum.current > 19) return false;
    sum.current = Math.max(sum.current, 1) * 100;
  } else if (value === 20 && sum.current % 100 === 4) {
    sum.current += 76; // quatre-vingt
  } else {
    const room = value >= 100 ? 1000 : value >= 20 ? 100 : value >= 10 ? (sum.current % 100 >= 60 ? 20 : 100) : 10;
    if (sum.current !== 0 && sum.current % room !== 0) return false;
    sum.current += value;
  }
  return true;
}

function worded(low: string, langs: readonly Lang[]): NumberSpan[] {
  const spans: NumberSpan[] = [];
  let open: { start: number; end: number; sum: Sum } | undefined;
  const close = () => {
    if (open) {
      const value = open.sum.total + open.sum.current;
      spans.push({ start: open.start, end: open.end, value, base: value, scale: 1, digits: false });
    }
    open = undefined;
  };
  let joined = true;
  for (const match of low.matchAll(/\p{L}+|[^\p{L}\s-]+/gu)) {
    const word = match[0];
    const end = match.index + word.length;
    const value = wordValue(word, langs);
    if (value === undefined) {
      if (!(open && joined && JOINERS.test(word))) close();
      joined = false;
      continue;
    }
    // A zero is a digit of its own on both sides: "cero nueve" is no nine.
    const isOpen = open !== undefined && value !== 0 && open.sum.total + open.sum.current > 0;
    if (open && isOpen && append(open.sum, value)) open.end = end;
    else {
      close();
      const sum: Sum = { total: 0, current: 0 };
      append(sum, value);
      open = { start: match.index, end, sum };
    }
    joined = true;
  }
  close();
  return spans;
}

/**
 * All numbers of a folded text, in order.
 *
 * @param low a text as `foldText` gives it
 * @param langs whose number words count; "once" is eleven in Spanish alone
 */
export function findNumbers(low: string, langs: readonly Lang[] = ALL): NumberSpan[] {
  const found = numerals(low);
  const words = worded(low, langs).filter((w) => !found.some((n) => n.start < w.end && w.start < n.end));
  return [...found, ...words].sort((a, b) => a.start - b.start);
}

/** Every value a text can be read to hold: "10-15k" holds 10, 10000 and 15000; "1.200" also 1.2. */
export function numbersHeld(low: string): Set<number> {
  const spans = findNumbers(low);
  const values = new Set<number>();
  for (const span of spans) {
    values.add(span.value).add(span.base);
    for (const other of spans) if (other.scale > 1 && span.scale === 1) values.add(span.base * other.scale);
    const raw = low.slice(span.start, span.end).replace(/[^\d.,]/g, '');
    if (/^\d+[.,]\d+$/.test(raw)) values.add(Number(raw.replace(',', '.')) * span.scale);
  }
  for (const lang of ALL) for (const span of worded(low, [lang])) values.add(span.value);
  return values;
}

/** Numbers written in words, each by itself: "seis cinco, treinta y cuatro" gives 6, 5 and 34. */
export const numberWords = (low: string): NumberSpan[] => worded(low, ALL);
