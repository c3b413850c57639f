/** The digits of numbers that are names, such as phones: written, dictated, or mended in later words. */
import { numberWords } from './numbers.ts';

/** Digits of a folded text that were written or said together. */
export interface DigitSpan {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  /** True when said in words. */
  readonly isWord: boolean;
}

/** "Double oh" is two zeros, "triple five" three fives. */
const REPEAT = /\b(double|doble|duplo|doppel|triple|treble|triplo|dreimal(?: die)?)[\s-]+$/;
/** Long enough for "dreimal die " before a digit. */
const REPEAT_LENGTH = 14;

/** The digits of a folded text in order, one span for each run of figures or number word below a thousand. */
export function digitSpans(low: string): DigitSpan[] {
  const written = Array.from(low.matchAll(/\d+/g), (match): DigitSpan => {
    return { start: match.index, end: match.index + match[0].length, digits: match[0], isWord: false };
  });
  const said = numberWords(low)
    .filter((span) => span.value < 1000)
    .map(({ start, end, value }): DigitSpan => ({ start, end, digits: String(value), isWord: true }));
  return [...written, ...said]
    .sort((a, b) => a.start - b.start)
    .map((span) => {
      if (span.digits.length > 1) return span;
      const match = REPEAT.exec(low.slice(Math.max(0, span.start - REPEAT_LENGTH), span.start));
      if (match === null) return span;
      const times = /^(?:tri|tre|drei)/.test(match[1] ?? '') ? 3 : 2;
      return { ...span, start: span.start - match[0].length, digits: span.digits.repeat(times), isWord: true };
    });
}

/** The digits of a folded text as one string: "seis tres 4 treinta y uno" gives "63431". */
export const digitsOf = (low: string): string =>
  digitSpans(low)
    .map((span) => span.digits)
    .join('');

const ENDING =
  /\b(?:termin\w+|acab\w+|end(?:s|ing|et|en)?|fini\w*|ultim[oa]s? (?:\p{L}+ )?(?:son|sao)|last (?:\p{L}+ )?(?:digits? )?(?:is|are)|letzten? (?:\p{L}+ )?(?:ziffern? )?(?:ist|sind)|derniers? (?:\p{L}+ )?(?:est|sont))\s+(?:em |en |in |with |con |com |mit |auf |par |es |is |ist |por )?(?:o |el |le |die |the )?(\d[\d\s-]{0,7}\d|\d)(?!\p{N})/u;
const ONE_MORE =
  /(?:^|\b(?:falt\w+|missing|add|otro|another|outro|noch|encore) (?:un |uno |el |o |a |eine? |le )?)\W*(\d)\s*(?:mas|more|mais|de plus|mehr|am ende|al final|at the end|no final|a la fin|hinten)?\W*$/;

/** Digits that end a number after a fix of its end ("termina em 5502", "ends in 02"); undefined without one. */
export function withFixedEnd(digits: string, words: string): string | undefined {
  const end = ENDING.exec(words)?.[1]?.replace(/\D/g, '');
  if (end !== undefined && end.length < digits.length) return digits.slice(0, -end.length) + end;
  return undefined;
}

/** Digits with the one that the next message says was missing ("0 más"); undefined when it says none. */
export function withOneMore(digits: string, words: string): string | undefined {
  const match =
    words.length < 60 &&
    /\b(?:mas|more|mais|de plus|mehr|falt\w+|missing|final|end|fin|hinten|noch|encore)\b/.test(words)
      ? ONE_MORE.exec(words)
      : null;
  return match?.[1] === undefined ? undefined : digits + match[1];
}

/**
 * Every string of digits that a quote can be read to hold: as said, and with its last digits mended.
 *
 * @param earlier the visitor's messages before, whose number a quote may mend
 */
export function digitsHeld(quote: string, earlier: readonly string[] = []): string[] {
  const held = [digitsOf(quote)];
  const end = ENDING.exec(quote);
  if (end) {
    const fixed = withFixedEnd(digitsOf(quote.slice(0, end.index)), quote);
    if (fixed !== undefined) held.push(fixed);
  }
  for (const digits of earlier.flatMap(runsOf)) {
    for (const fixed of [withFixedEnd(digits, quote), withOneMore(digits, quote)]) if (fixed) held.push(fixed);
  }
  return held;
}

/** What a number may be that ends at each digit of a message: no number has more than fifteen digits. */
function runsOf(message: string): string[] {
  let digits = '';
  return digitSpans(message).map((span) => {
    digits = (digits + span.digits).slice(-15);
    return digits;
  });
}
