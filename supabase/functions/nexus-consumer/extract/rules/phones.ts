/** Phone numbers, written or dictated. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { digitSpans, withFixedEnd, withOneMore } from '../digits.ts';
import type { Contact } from './contact.ts';
import { isOthers } from './owner.ts';
import { type CountryWeights, readNational } from './phone-country.ts';
import {
  isAskedOtherNumber,
  isCalledPhone,
  isDenied,
  isOtherNumber,
  isOthersPhone,
  isTheirsAsked,
} from './phone-words.ts';
import { overlaps, type Reading, type Span, sentenceAt, type Turn } from './reading.ts';

/** Digits that may be a phone number, with the separators as written; a plus for a prefix. */
interface Candidate extends Span {
  readonly raw: string;
  readonly isDictated: boolean;
}

const WRITTEN = /(?<![\p{L}\p{N}@])\(?(?:\+\s?)?\(?\d(?:[\d ()·/-]|\.(?=\d)){4,26}\d(?![\p{L}\p{N}]|[.,]\d)/gu;

/** List marks ("4) 868 12 90 77 5) Ginés") are part of no number. */
const LIST_MARK = /(?<![\d(])\b\d{1,2}\)(?=\s)/g;

/** What may stand between two digits that somebody dictates. */
const DICTATED_GAP =
  /^[\s,.;:/-]{0,3}(?:(?:y|e|et|und|and|luego|despues|then|puis|dann|guion|espacio|space)[\s,.]{1,2})?$/;
const PLUS = /(?:\+|\b(?:plus|mas|mais))\s*$/;

function dictated(low: string): Candidate[] {
  const found: Candidate[] = [];
  let run: { start: number; end: number; raw: string; words: number } | undefined;
  const close = () => {
    if (run && run.words >= 3) {
      const before = low.slice(Math.max(0, run.start - 6), run.start);
      const plus = PLUS.test(before) && run.raw.length > 9 ? '+' : '';
      found.push({ start: run.start, end: run.end, raw: plus + run.raw, isDictated: true });
    }
    run = undefined;
  };
  for (const { start, end, digits, isWord } of digitSpans(low)) {
    if (run && (!DICTATED_GAP.test(low.slice(run.end, start)) || run.raw.length + digits.length > 16)) close();
    run = run
      ? { start: run.start, end, raw: run.raw + digits, words: run.words + (isWord ? 1 : 0) }
      : { start, end, raw: digits, words: isWord ? 1 : 0 };
  }
  close();
  return found.filter(({ raw }) => raw.length >= 7);
}

function candidates(low: string): Candidate[] {
  const said = dictated(low);
  const unlisted = low.replace(LIST_MARK, (mark) => '|'.repeat(mark.length));
  const written = Array.from(unlisted.matchAll(WRITTEN), (match): Candidate => {
    const start = match.index;
    return { start, end: start + match[0].length, raw: match[0].replace(/[·/]/g, ' '), isDictated: false };
  });
  return [...said, ...written.filter((one) => !said.some((other) => overlaps(one, other)))];
}

/** A whole number with its prefix: E.164, or undefined. */
function readPrefixed(raw: string): string | undefined {
  const parsed = parsePhoneNumberFromString(raw);
  return parsed?.isPossible() ? parsed.number : undefined;
}

/** E.164 of a candidate. */
function toPhone(raw: string, weights: () => CountryWeights, isCalled: boolean): string | undefined {
  const plain = raw.replace(/^\(?\s?00/, '+').replace(/^\(\+/, '+');
  if (plain.startsWith('+')) return readPrefixed(plain);
  const national = readNational(raw, weights(), isCalled);
  if (national !== undefined) return national;
  const digits = raw.replace(/\D/g, '');
  const bare = digits.length >= 11 ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  return bare?.isValid() ? bare.number : undefined;
}

const CORRECTED =
  /^[\s.,;:!)-]*(?:no,|no\b(?! (?:llam|call|antes|before|text|lo|la|me|whats))|nope|perdon|digo|wait|sorry|oops|ups|i mean|actually|scratch that|correction|mejor dicho|quiero decir|espera|nao,|nao\b|desculp\w*|quer dizer|perai|non,|pardon|je veux dire|nein|entschuldig\w*|ich meine|sondern)/;

/** True when the words right after take the number back and another follows in the same turn. */
const isTakenBack = (low: string, end: number): boolean =>
  CORRECTED.test(low.slice(end, end + 40)) && candidates(low.slice(end, end + 120)).length > 0;

/** Nobody gives more numbers in one message; a list of them is not about the visitor. */
const MOST_NUMBERS = 20;

/**
 * Phones of one turn; all are marked as taken.
 *
 * @param isGiven true when another number was given before: then this one is a phone too
 */
function readTurn(turn: Turn, weights: () => CountryWeights, reading: Reading, isGiven: boolean): Contact[] {
  const found: Contact[] = [];
  const { low } = turn.text;
  const isAsked = turn.asked.has('phone') || turn.asked.has('contact') || isGiven || isCalledPhone(turn.question);
  for (const one of candidates(low).slice(0, MOST_NUMBERS)) {
    const { start, end, raw } = one;
    if (turn.taken.some((taken) => overlaps(taken, one))) continue;
    const count = raw.replace(/\D/g, '').length;
    if (count < 7 || count > 15 || isOtherNumber(low, one)) continue;
    const sentence = sentenceAt(turn, start);
    const isCalled = isAsked || isCalledPhone(low);
    const isMarked = /^\(?(?:\+|00)/.test(raw) || isCalledPhone(low.slice(sentence.start, start));
    if (!isMarked && isAskedOtherNumber(turn, reading)) continue;
    turn.taken.push(one);
    const number = toPhone(raw, weights, isCalled || one.isDictated);
    const isVague = !isCalled && !/^\(?(?:\+|0|\()/.test(raw) && (count < 8 || (count < 9 && !/\D/.test(raw)));
    const fixed = withFixedEnd(number ?? '', low.slice(end, end + 60));
    const value = fixed ?? number;
    found.push({
      start,
      end,
      field: 'phone',
      value: value !== undefined && /^\+[1-9]\d{5,14}$/.test(value) ? value : undefined,
      quoteEnd: fixed === undefined ? end : Math.min(low.length, end + 60),
      isOwn: !(
        isVague ||
        isOthers(turn, one) ||
        isOthersPhone(low, one) ||
        isTheirsAsked(turn.question) ||
        isDenied(low, start) ||
        isTakenBack(low, end)
      ),
      confidence: raw.startsWith('+') ? 0.97 : 0.85,
    });
  }
  return found;
}

/** A turn that mends the end of the number given before: "termina en 02", "0 más". */
function mended(turn: Turn, last: Contact | undefined): Contact[] {
  const { low } = turn.text;
  if (last?.value === undefined || low.length > 80) return [];
  const value = withFixedEnd(last.value, low) ?? withOneMore(last.value, low);
  const digits = digitSpans(low).at(-1);
  if (value === undefined || digits === undefined || !parsePhoneNumberFromString(value)?.isPossible()) return [];
  if (turn.taken.some((taken) => overlaps(taken, digits))) return [];
  turn.taken.push({ start: digits.start, end: digits.end });
  const { start, end } = digits;
  return [{ start, end, field: 'phone', value, quoteStart: 0, quoteEnd: low.length, isOwn: true, confidence: 0.85 }];
}

/**
 * Phone numbers of all turns, in E.164 where some country has them; all are marked as taken.
 *
 * @param weigh says where a number without prefix may be; asked once, and only when there is one
 */
export function readPhones(reading: Reading, weigh: () => CountryWeights): Map<Turn, Contact[]> {
  let weighed: CountryWeights | undefined;
  const weights = () => {
    weighed ??= weigh();
    return weighed;
  };
  const phones = new Map<Turn, Contact[]>();
  let last: Contact | undefined;
  for (const turn of reading.turns) {
    const own = readTurn(turn, weights, reading, last !== undefined);
    const all = own.length > 0 ? own : mended(turn, last);
    phones.set(turn, all);
    last = all.findLast(({ isOwn }) => isOwn) ?? last;
  }
  return phones;
}
