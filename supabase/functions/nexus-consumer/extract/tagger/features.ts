/** What the tagger sees of a token: its words, shape and neighbours, what gazetteers and rules say of it, what was asked. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { hashOf } from '../hash.ts';
import { NUMBER_WORDS } from '../number-words.ts';
import { isCommonWord } from '../rules/language.ts';
import { isOthers } from '../rules/owner.ts';
import { cityNamed, countryNamed } from '../rules/places.ts';
import type { Turn } from '../rules/reading.ts';
import { isRoleWord } from '../rules/roles.ts';
import type { Span } from '../rules/sentences.ts';
import { timePhrases } from '../rules/times.ts';
import { FIRM_WORD, isGivenName } from '../rules/words.ts';
import type { Token } from './tokens.ts';

/** A rule's opinion about a span of a turn, offsets into its folded text. */
export interface Proposal extends Span {
  readonly field: Finding['field'];
}

function shapeOf({ plain, kind }: Token, hasCase: boolean): string {
  if (kind !== 'word') return kind === 'mark' ? plain : kind;
  if (!hasCase || plain === plain.toLowerCase()) return 'x';
  if (plain.length > 1 && plain === plain.toUpperCase()) return 'XX';
  return /^\p{Lu}/u.test(plain) ? 'Xx' : 'xX';
}

const NUMBERS = new Set(Object.values(NUMBER_WORDS).flatMap((words) => Object.keys(words)));
/** "Once" and "a" are numbers too in one language, and say nothing in the others. */
const isNumberWord = (word: string): boolean => NUMBERS.has(word) && word.length > 2;

/** Which lists know a word. */
function listsOf({ key, kind }: Token): string {
  if (kind !== 'word') return '';
  const population = cityNamed(key)?.population ?? 0;
  return [
    isGivenName(key) ? 'g' : '',
    population > 200_000 ? 'C' : population > 5_000 ? 'c' : '',
    countryNamed(key) === undefined ? '' : 'l',
    FIRM_WORD.test(key) ? 'f' : '',
    isRoleWord(key) ? 'r' : '',
    isCommonWord(key) ? 's' : '',
    isNumberWord(key) ? 'n' : '',
  ].join('');
}

/** Where a token stands in a span, by its offset. */
function placeIn(spans: readonly Span[], token: Span): 'B' | 'I' | undefined {
  const span = spans.find((s) => s.start <= token.start && token.end <= s.end);
  return span === undefined ? undefined : span.start === token.start ? 'B' : 'I';
}

const bucket = (n: number): number => (n < 4 ? n : n < 8 ? 4 : n < 16 ? 5 : 6);

/** A place name of two or three words is not seen word by word. */
function placesOf(turn: Turn, tokens: readonly Token[]): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i < tokens.length; i++) {
    for (const length of [4, 3, 2]) {
      const [first, last] = [tokens[i], tokens[i + length - 1]];
      if (first?.kind !== 'word' || last?.kind !== 'word') continue;
      const text = turn.text.low.slice(first.start, last.end);
      if (text.includes('\n') || (cityNamed(text) === undefined && countryNamed(text) === undefined)) continue;
      spans.push({ start: first.start, end: last.end });
      break;
    }
  }
  return spans;
}

/**
 * The features of each token of a turn, as hashes.
 *
 * @param proposals what the rules found in this turn
 * @param index which of the visitor's turns it is
 */
export function featuresOf(
  turn: Turn,
  tokens: readonly Token[],
  proposals: readonly Proposal[],
  index: number,
): Uint32Array[] {
  // Who writes all in capitals says no more by them than who writes without.
  const hasCase = turn.text.plain !== turn.text.low && turn.text.plain !== turn.text.plain.toUpperCase();
  const shapes = tokens.map((token) => shapeOf(token, hasCase));
  const lists = tokens.map(listsOf);
  const times = timePhrases(turn, { start: 0, end: turn.text.low.length });
  const places = placesOf(turn, tokens);
  const asked = turn.asked.size === 0 ? ['none'] : [...turn.asked];
  const size = bucket(tokens.length);
  const starts = new Set(turn.sentences.map((s) => s.start));
  const byField = new Map<string, Proposal[]>();
  for (const proposal of proposals) byField.set(proposal.field, [...(byField.get(proposal.field) ?? []), proposal]);
  const others = new Map<number, boolean>();
  const isTheirs = (token: Token): boolean => {
    const known = others.get(token.start);
    if (known !== undefined) return known;
    const is = isOthers(turn, token);
    others.set(token.start, is);
    return is;
  };

  return tokens.map((token, i) => {
    const features: number[] = [];
    const add = (...parts: readonly (string | number)[]) => features.push(hashOf(...parts));
    const key = (offset: number): string => tokens[i + offset]?.key ?? (i + offset < 0 ? '<s>' : '</s>');
    const shape = (offset: number): string => shapes[i + offset] ?? '_';
    const list = (offset: number): string => lists[i + offset] ?? '_';

    add('bias');
    for (const offset of [-3, -2, -1, 0, 1, 2, 3]) add('w', offset, key(offset));
    for (const offset of [-2, -1, 0, 1]) add('ww', offset, key(offset), key(offset + 1));
    add('www', key(-2), key(-1), key(0));
    add('w3', key(-3), key(-2), key(-1));
    add('wXw', key(-1), shape(0), key(1));
    if (token.kind === 'word') {
      for (const length of [3, 4, 5]) if (token.key.length > length) add('s', token.key.slice(-length));
      for (const length of [3, 4, 5]) if (token.key.length > length) add('p', token.key.slice(0, length));
    }
    for (const offset of [-1, 1]) add('n4', offset, key(offset).slice(0, 5));
    add('sh', shape(0), hasCase ? 0 : 1);
    add('shs', shape(-1), shape(0), shape(1));
    add('sh2', shape(0), shape(1), shape(2));
    add('shw', shape(0), key(-1));
    add('shww', shape(0), key(-2), key(-1));
    for (const offset of [-1, 0, 1]) add('l', offset, list(offset));
    add('ls', list(-1), list(0), list(1));
    add('lsh', list(0), shape(0), hasCase ? 0 : 1);
    add('lw', list(0), key(-1));
    add('lww', list(0), shape(0), key(-2), key(-1));
    add('at', bucket(i), size, index === 0 ? 0 : 1);
    add('atsh', bucket(i), shape(0), size);
    if (starts.has(token.start)) add('start', shape(0), list(0));
    const time = placeIn(times, token);
    if (time) add('T', time);
    const place = placeIn(places, token);
    if (place) add('P', place, key(-1));
    if (place) add('P', place);
    for (const topic of asked) {
      add('q', topic);
      add('qat', topic, bucket(i), size);
      add('qsh', topic, shape(0), list(0));
    }
    if (shape(0) !== 'x' && token.kind !== 'mark' && isTheirs(token)) add('theirs', token.kind);
    let isProposed = false;
    for (const [field, spans] of byField) {
      const where = placeIn(spans, token);
      if (where === undefined) continue;
      isProposed = true;
      add('rule', field, where);
      add('ruleq', field, where, asked.join());
      add('rulesh', field, where, shape(0), list(0));
      add('rulew', field, where, key(-1));
    }
    if (!isProposed) add('rule', 'none', token.kind);
    return Uint32Array.from(features);
  });
}
