/** Where the visitor, or the visitor's business, is. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { isCommonWord } from './language.ts';
import { isNegated, isOthers } from './owner.ts';
import { cityNamed, countryNamed } from './places.ts';
import { finding, isTaken, type Span, sentenceAt, type Turn, wordsOf } from './reading.ts';
import { isCapitalised, piecesOf, titled, wordsIn } from './words.ts';

/** A place at the head of some words: the longest known run, city before country. */
interface Place extends Span {
  readonly city?: string;
  readonly country?: string;
  readonly population: number;
}

/** Sentences about going, sending or looking elsewhere name places that are not the visitor's. */
const ELSEWHERE =
  /\b(?:ship\w*|deliver\w*|entreg\w+|envi(?:o|an|ais|ar|os|as)|mand\w+ a|livr\w+|liefer\w+|versend\w+|fly|flight\w*|travel\w*|trip|train|bus|drive|tour\w*|hotel\w*|airbnb|hostel|viaj\w+|vuelo\w*|vol|vols|voyage\w*|flug\w*|reise[nt]?|weather|clima|meteo|wetter|visit\w*|vacation|vacaciones|holiday|ferias|going to|voy a|vou (?:a|para)|restaurant\w*|concert|event\w*|attraction\w*|museum|airport|station|leaving|depart\w*|arriv\w*|do you (?:have|operate|work|cover|serve)|are you (?:in|located)|teneis|tienen (?:tienda|sucursal|oficina|local)|(?:tienda|sucursal|oficina)s? en|voces (?:tem|atendem)|avez-vous|haben sie|atienden|trabajan en|cubren|servicio en|from .{2,25} to )\b/;

/** "I live in", "based in", "we are in": whatever capitalised follows is a place, known or not. */
const HOME =
  /\b(?:viv(?:o|imos) en|resid(?:o|imos) en|estamos en|estoy en|ubicad[oa]s? en|radicad[oa]s? en|situad[oa]s? en|con sede en|nos encontramos en|desde|somos de|soy de|(?:live|living|based|located|situated|headquartered) (?:in|at|near|out of)|we'?re (?:in|from|based in)|i'?m (?:in|from|based in)|here in|out of|(?:mor(?:o|amos)|estou|ficamos|vivo) (?:em|no|na)|localizad[oa]s? em|sediad[oa]s? em|(?:j'habite|nous habitons|base[e]?s?|situe[e]?s?|installe[e]?s?|je vis|implante[e]?s?) (?:a|en|au|sur)|(?:wohne|lebe|wohnen|sitzen|leben|ansassig) in|(?:komme|kommen|bin|sind) aus|mit sitz in|sitz in)\s+(?:la ciudad de |the city of |cidade de )?/g;

/** Cities that are words too. */
const COMMON_PLACE =
  /^(?:reading|bath|mobile|nice|general|orange|union|progreso|esperanza|victoria|paz|colon|split|essen|halle|man|bar|most|same|male|valencia de|salvador|leon|lima|santiago|concepcion|independencia|libertad|merida|tours|bordeaux|cordoba|imperial|trinidad|como|roman|batman|boa vista)$/;

/** Countries that are words too, as they are written when they are countries. */
const WORD_COUNTRIES: Readonly<Record<string, RegExp>> = { us: /^US$/, reunion: /^R/, reuniao: /^R/ };

/** Capitals tell nothing where all letters are capitals or none is. */
const isAllOneCase = ({ text: { plain, low } }: Turn): boolean => plain === low || plain === plain.toUpperCase();

const NEAR = /\b(?:en|in|em|a|aus|from|de|desde|of|at|near|around|au|aux|do|da|bei|um|at|cerca de)\s+$/;

function placeAt(turn: Turn, words: ReturnType<typeof wordsIn>, at: number, anyCase: boolean): Place | undefined {
  const first = words[at];
  if (first === undefined || (!anyCase && !isCapitalised(first))) return undefined;
  for (let length = Math.min(4, words.length - at); length >= 1; length--) {
    const last = words[at + length - 1];
    if (last === undefined || /[,;:!?\n]/.test(turn.text.low.slice(first.start, last.end))) continue;
    const span = { start: first.start, end: last.end };
    const text = turn.text.low.slice(span.start, span.end);
    const isWord = WORD_COUNTRIES[text]?.test(turn.text.plain.slice(span.start, span.end)) === false;
    const country = isWord || (isAllOneCase(turn) && text in WORD_COUNTRIES) ? undefined : countryNamed(text);
    const city = cityNamed(text);
    if (
      city &&
      !(country && city.population < 1_000_000) &&
      !(length === 1 && isCommonWord(first.low) && !isCapitalised(first))
    ) {
      return { ...span, city: wordsOf(turn, span), country: city.country, population: city.population };
    }
    if (country) return { ...span, country, population: 0 };
  }
  return undefined;
}

const isStated = (place: Place): boolean => place.city === undefined;

function emit(turn: Turn, place: Place, confidence: number): Finding[] {
  if (place.city !== undefined) return [finding(turn, 'city', titled(place.city), place, confidence)];
  return place.country === undefined ? [] : [finding(turn, 'country', place.country, place, confidence)];
}

/** "Guayaquil, Ecuador" and "(Cordoba, Argentina)" name the home of whoever says so in passing. */
function pairs(turn: Turn): Finding[] {
  const words = wordsIn(turn, { start: 0, end: turn.text.low.length });
  return words.flatMap((_, i) => {
    const city = placeAt(turn, words, i, false);
    if (city?.city === undefined || isTaken(turn, city)) return [];
    const gap = /^\s?[,(-]\s?/.exec(turn.text.low.slice(city.end));
    const next = gap ? words.findIndex((w) => w.start >= city.end + gap[0].length) : -1;
    const country = next === -1 ? undefined : placeAt(turn, words, next, false);
    if (!country || country.country === undefined) return [];
    const code = countryNamed(turn.text.low.slice(country.start, country.end));
    if (code === undefined || isElsewhere(turn, city)) return [];
    return [finding(turn, 'city', city.city, city, 0.9), finding(turn, 'country', code, country, 0.95)];
  });
}

function isElsewhere(turn: Turn, span: Span): boolean {
  const sentence = sentenceAt(turn, span.start);
  return ELSEWHERE.test(turn.text.low.slice(sentence.start, sentence.end)) || isOthers(turn, span);
}

function homes(turn: Turn): Finding[] {
  const found: Finding[] = [];
  for (const match of turn.text.low.matchAll(HOME)) {
    if (isNegated(turn, match.index)) continue;
    const start = match.index + match[0].length;
    const words = wordsIn(turn, { start, end: Math.min(turn.text.low.length, start + 50) });
    const first = words[0];
    if (!first || isTaken(turn, first) || isElsewhere(turn, first)) continue;
    const known = placeAt(turn, words, 0, true);
    if (known) {
      found.push(...emit(turn, known, 0.9));
      continue;
    }
    const isVague =
      /^(?:desde|somos de|soy de|i'?m in|i'?m from|we'?re in|estoy en|estamos en|here in|out of|bin aus|komme aus|we'?re from)/.test(
        match[0],
      );
    const run = words.findIndex(
      (word, i) =>
        !isCapitalised(word) || (i > 0 && !/^\s$/.test(turn.text.low.slice(words[i - 1]?.end ?? 0, word.start))),
    );
    const last = words[(run === -1 ? words.length : run) - 1];
    if (!isVague && run !== 0 && last && !isCommonWord(first.low)) {
      const span = { start: first.start, end: last.end };
      found.push(finding(turn, 'city', wordsOf(turn, span), span, 0.7));
    }
  }
  return found;
}

/** Known places after a preposition, in a sentence that is not about elsewhere. */
function mentions(turn: Turn): Finding[] {
  const words = wordsIn(turn, { start: 0, end: turn.text.low.length });
  const found: Finding[] = [];
  // Who writes without capitals writes cities so too; then only well known ones count.
  const isLowerCase = turn.text.plain === turn.text.low;
  for (let i = 0; i < words.length; i++) {
    const place = placeAt(turn, words, i, isLowerCase);
    if (!place || isTaken(turn, place) || !NEAR.test(turn.text.low.slice(Math.max(0, place.start - 14), place.start)))
      continue;
    if (isElsewhere(turn, place) || isNegated(turn, place.start)) continue;
    if (place.city !== undefined && place.population < (isLowerCase ? 150_000 : 15_000)) continue;
    if (isLowerCase && COMMON_PLACE.test(turn.text.low.slice(place.start, place.end))) continue;
    found.push(...emit(turn, place, isStated(place) ? 0.8 : 0.75));
    i += wordsIn(turn, place).length - 1;
  }
  return found;
}

/** "call 33 1122 3344, Guadalajara, ask for Memo": a piece of its own among contact data. */
function listed(turn: Turn): Finding[] {
  return piecesOf(turn).flatMap((piece) => {
    const words = wordsIn(turn, piece);
    const place = isTaken(turn, piece) ? undefined : placeAt(turn, words, 0, false);
    return place && place.end === piece.end && place.population > 50_000 ? emit(turn, place, 0.7) : [];
  });
}

function answered(turn: Turn, names: readonly Span[]): Finding[] {
  if (!turn.asked.has('city') && !turn.asked.has('country')) return [];
  const pieces = piecesOf(turn).filter(
    (piece) => !isTaken(turn, piece) && !names.some((n) => n.start < piece.end && piece.start < n.end),
  );
  const found: Finding[] = [];
  for (const piece of pieces) {
    const lead =
      /^(?:(?:de|desde|en|from|in|em|a|aus|we'?re|i'?m|soy|somos|estamos|estoy|sou|je suis|nous sommes|ich bin|wir sind|based|the|la ciudad de|vivo|moro|city|ciudad|cidade|ville|stadt)\s+)+/.exec(
        turn.text.low.slice(piece.start, piece.end),
      )?.[0].length ?? 0;
    const words = wordsIn(turn, { start: piece.start + lead, end: piece.end });
    const place = placeAt(turn, words, 0, true);
    if (place && words.length <= 6) found.push(...emit(turn, place, 0.9));
  }
  if (found.length > 0 || !turn.asked.has('city')) return found;
  const only = pieces[0];
  const words = only ? wordsIn(turn, only) : [];
  if (
    only &&
    words.length <= 3 &&
    words.every((word) => !isCommonWord(word.low) && /^\p{L}/u.test(word.low)) &&
    (pieces.length === 1 || words.every(isCapitalised))
  ) {
    return [finding(turn, 'city', titled(wordsOf(turn, only)), only, 0.6)];
  }
  return [];
}

/**
 * City and country of the visitor in one turn.
 *
 * @param names spans of the visitor's name and company: "Santiago" may be either
 */
export function readPlaces(turn: Turn, names: readonly Span[]): Finding[] {
  const found = [...pairs(turn)];
  if (found.length === 0) found.push(...homes(turn), ...answered(turn, names), ...mentions(turn));
  if (found.length === 0 && turn.taken.length > 0 && !turn.asked.has('name')) found.push(...listed(turn));
  const seen = new Set<string>();
  return found.filter((f) => {
    const key = `${f.field} ${f.evidence.start}`;
    const within = names.some(
      (n) =>
        turn.text.toSource(n.start, n.end).start <= f.evidence.start &&
        f.evidence.end <= turn.text.toSource(n.start, n.end).end,
    );
    return !within && !seen.has(key) && seen.add(key) !== undefined;
  });
}
