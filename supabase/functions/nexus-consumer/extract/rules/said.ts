/** The sums that were said around one: what tells its currency, its period and whether it means thousands. */
import type { Lang } from '../number-words.ts';
import type { NumberSpan } from '../numbers.ts';
import { currencyBeside, type Place } from './currency.ts';
import { type Period, periodIn } from './periods.ts';
import type { Reading, Turn } from './reading.ts';
import { findSums } from './sums.ts';

/** Turns on each side of a sum that say something of it. Without a bound, twice the sums are four times the work. */
const NEAR = 20;
/** Characters of the assistant's that are searched for prices, its last. */
const MAX_PRICES = 8_000;

/**
 * Remembers what a text of a conversation holds: each sum is weighed against those around it, so the same texts are
 * asked for again and again. What is remembered lives no longer than the reading.
 */
function perReading<T>(): (reading: Reading, key: string, read: () => T) => T {
  const known = new WeakMap<Reading, Map<string, { readonly value: T }>>();
  return (reading, key, read) => {
    const texts = known.get(reading) ?? new Map<string, { readonly value: T }>();
    known.set(reading, texts);
    const found = texts.get(key) ?? { value: read() };
    texts.set(key, found);
    return found.value;
  };
}

const sums = perReading<readonly NumberSpan[]>();
const currencies = perReading<string | undefined>();
const periods = perReading<readonly PeriodSaid[]>();

/** A sum and how often it is due. */
interface PeriodSaid {
  readonly value: number;
  readonly period: Period;
}

/** The sums of words of a conversation; arguments and result as of `findSums`. */
export const sumsSaid = (reading: Reading, low: string, lang: Lang | undefined): readonly NumberSpan[] =>
  sums(reading, `${lang ?? ''} ${low}`, () => findSums(low, lang));

/** The first currency, ISO 4217, that stands beside a sum of folded words; undefined when none does. */
export function currencySaid(reading: Reading, low: string, place: Place): string | undefined {
  return currencies(reading, `${place.lang ?? ''} ${place.home ?? ''} ${low}`, () => {
    for (const { start, end } of sumsSaid(reading, low, place.lang)) {
      const beside = currencyBeside(low, start, end, place);
      if (beside) return beside;
    }
    return undefined;
  });
}

/** The sums of folded words after which a period is named, in order. */
export function periodsSaid(reading: Reading, low: string, lang: Lang | undefined): readonly PeriodSaid[] {
  return periods(reading, `${lang ?? ''} ${low}`, () =>
    sumsSaid(reading, low, lang).flatMap(({ value, end }) => {
      const period = periodIn(low.slice(end, end + 26));
      return period === undefined ? [] : [{ value, period }];
    }),
  );
}

/** The visitor's other turns around one, folded, in order. */
export function nearWords(reading: Reading, turn: Turn): string[] {
  const at = reading.turns.indexOf(turn);
  const near = reading.turns.slice(Math.max(0, at - NEAR), at + NEAR + 1);
  return near.filter((other) => other !== turn).map(({ text }) => text.low);
}

/** The visitor's words up to and with a turn, folded, the newest first. */
export function earlierWords(reading: Reading, turn: Turn): string[] {
  const at = reading.turns.indexOf(turn);
  const near = reading.turns.slice(Math.max(0, at - NEAR), at + 1);
  return near.map(({ text }) => text.low).toReversed();
}

/** The assistant's last words, where it names prices, folded, from a space on. */
export function lastPrices({ assistant }: Reading): string {
  return assistant.length <= MAX_PRICES ? assistant : assistant.slice(-MAX_PRICES).replace(/^\S+/, '');
}
