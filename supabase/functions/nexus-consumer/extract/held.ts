/** Whether a quote holds a value: the question that makes a finding evidence and not a guess. */
import type { Finding, Transcript, TranscriptMessage } from '../../_shared/contract/prospect.ts';
import {
  type FoldedText,
  foldMessage,
  foldText,
  foldWords,
  isSubsequence,
  type PlacedWord,
  placeWords,
} from './fold.ts';
import { mayBeCountry, mayBeLanguage, namesChannel, saysOptOut } from './held-judged.ts';
import { holdsPhone } from './held-phone.ts';
import { emailsHeld, findHosts, writtenHost } from './hosts.ts';
import { findNumbers, numbersHeld } from './numbers.ts';
import { moneyHeld, peopleHeld } from './rules/held-sums.ts';
import { findEmails } from './spelled-email.ts';

/** Words of the quote that may stand between those of a value: "the last name is" between a name's halves. */
const MAX_GAPS = 6;

/** A letter alone is no value, except in scripts where it is a word. */
const saysSomething = (value: string): boolean =>
  /[\p{L}\p{N}].*[\p{L}\p{N}]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/su.test(value);

/** The value's words stand in the quote, in order and close together: words picked out of a long text prove nothing. */
function holdsWords(quote: string, value: string, maxGaps = MAX_GAPS): boolean {
  const words = foldWords(value);
  if (words.length === 0 || !saysSomething(value)) return false;
  const said = foldWords(quote);
  return said.some((word, i) => word === words[0] && isSubsequence(words, said.slice(i, i + words.length + maxGaps)));
}

/** Where the words of a name's first part stand together in an earlier message of the visitor. */
interface NamePart {
  readonly position: number;
  readonly start: number;
  readonly end: number;
}

/** A model may claim a hundred names: each message is folded once. */
const placedWords = new WeakMap<TranscriptMessage, readonly PlacedWord[]>();

function wordsOf(message: TranscriptMessage): readonly PlacedWord[] {
  const known = placedWords.get(message) ?? placeWords(foldMessage(message));
  placedWords.set(message, known);
  return known;
}

/** Where words stand one right after the other in a message; the first such place. */
function findWords(message: TranscriptMessage, words: readonly string[]): NamePart | undefined {
  const said = wordsOf(message);
  const at = said.findIndex((_, i) => words.every((word, j) => said[i + j]?.word === word));
  const [first, last] = [said[at], said[at + words.length - 1]];
  return first && last && { position: message.position, start: first.start, end: last.end };
}

/**
 * A full name may be given in two messages ("Macarena", later "Bravo Luna"). The quote must hold the end of it,
 * and one earlier message of the visitor the rest, together; the latest such message counts.
 *
 * @param isFree whether a place may be evidence
 */
export function earlierPartOf(
  finding: Finding,
  transcript: Transcript,
  isFree: (place: NamePart) => boolean,
): NamePart | undefined {
  if (finding.field !== 'name' || holdsWords(finding.evidence.quote, finding.value)) return undefined;
  const words = foldWords(finding.value);
  const { quote, position } = finding.evidence;
  const earlier = transcript.filter((m) => m.role === 'user' && m.position < position).reverse();
  for (let split = 1; split < words.length; split++) {
    if (!holdsWords(quote, words.slice(split).join(' '), 0)) continue;
    for (const message of earlier) {
      const part = findWords(message, words.slice(0, split));
      if (part !== undefined && isFree(part)) return part;
    }
  }
  return undefined;
}

/** How many of the visitor's messages back a number or address is mended: soon after it was given. */
const MENDED = 3;

/** The visitor's last messages before one, folded. */
const foldedBefore = (visitor: Transcript, message: TranscriptMessage): FoldedText[] =>
  visitor
    .filter(({ position }) => position < message.position)
    .slice(-MENDED)
    .map(foldMessage);

function holdsRange(
  quote: string,
  range: { min?: number | undefined; max?: number | undefined },
  isMoney: boolean,
): boolean {
  const wanted = [range.min, range.max].filter((n) => n !== undefined);
  if (wanted.length === 0) return false;
  if (range.min !== undefined && range.max !== undefined && range.min > range.max) return false;
  const { low } = foldText(quote);
  const spans = findNumbers(low);
  // "5k" is 5000 and never 5.
  const bare = new Set(spans.filter(({ scale }) => scale === 1).map(({ value }) => value));
  const scaled = new Set(spans.filter(({ scale }) => scale > 1).map(({ base }) => base));
  const held = numbersHeld(low);
  const isPlain = (n: number): boolean => held.has(n) && (bare.has(n) || !scaled.has(n));
  if (wanted.every(isPlain)) return true;
  const sums = isMoney ? moneyHeld(low) : peopleHeld(low);
  return wanted.every((n) => isPlain(n) || (sums.has(n) && !scaled.has(n)));
}

const MAX_ADDRESS = 254;

/** The address must be the whole one of its message too: "ruiz@…" in "ana punto ruiz arroba …" is another's. */
function holdsEmail(
  { quote, start, end }: Finding['evidence'],
  { content }: TranscriptMessage,
  email: string,
): boolean {
  if (!emailsHeld(quote).has(email)) return false;
  // What stands further away belongs to no address of the quote.
  return emailsHeld(content.slice(Math.max(0, start - MAX_ADDRESS), end + MAX_ADDRESS)).has(email);
}

/** A host named as such; the one of an e-mail address is no website. */
function holdsWebsite(quote: string, website: string): boolean {
  if (!website.includes('.')) return false;
  const text = foldText(quote);
  let { low } = text;
  const replaced = [
    ...findEmails(low).map(({ start, end }) => ({ start, end, by: ' ; ' })),
    ...findHosts(low).flatMap((span) => {
      const own = writtenHost(text, span);
      return own === span.value ? [] : [{ ...span, by: own ?? ' ; ' }];
    }),
  ].toSorted((a, b) => b.start - a.start);
  let from = low.length;
  for (const { start, end, by } of replaced) {
    if (end > from) continue;
    low = low.slice(0, start) + by + low.slice(end);
    from = start;
  }
  const said = foldWords(low).filter((word) => !/^(?:https?|www|dot|punto|ponto|point|punkt|slash|barra)$/.test(word));
  const words = foldWords(website).filter((word) => !/^(?:https?|www)$/.test(word));
  if (!holdsWords(said.join(' '), words.join(' '), 0)) return false;
  // "sur.es" in "www.sur.es.evil.com" is another host's beginning; a spelled host has no such form.
  const host = foldText(website).low.replace(/^(?:https?:\/\/)?(?:www\.)?|\/.*$/g, '');
  const pieces = low.replaceAll(/www\.|https?:\/\//g, '').split(host);
  return (
    pieces.length === 1 ||
    pieces.some((piece, i) => {
      const next = pieces[i + 1];
      return next !== undefined && !/[\p{L}\p{N}.-]$/u.test(piece) && !/^(?:\.?[\p{L}\p{N}]|-)/u.test(next);
    })
  );
}

const WORDS_MISSING = 'the quote does not hold the words of the value';

/** What stands around a quote. */
export interface Surroundings {
  /** The message that the quote is from. */
  readonly message: TranscriptMessage;
  /** What a bare answer answers: the assistant's words right before the message. */
  readonly answered: Transcript;
  /** All that the visitor wrote. */
  readonly visitor: Transcript;
}

/**
 * Checks one finding's value against its quote.
 *
 * @returns undefined when held, else the reason in words without the visitor's text
 */
export function whyNotHeld(finding: Finding, { message, answered, visitor }: Surroundings): string | undefined {
  const { quote } = finding.evidence;
  if (foldWords(quote).length === 0) return 'the quote has no words';
  switch (finding.field) {
    case 'name':
    case 'city':
      return /\p{L}/u.test(finding.value) && holdsWords(quote, finding.value) ? undefined : WORDS_MISSING;
    case 'company':
    case 'role':
    case 'interests':
    case 'needs':
    case 'timeline':
      return holdsWords(quote, finding.value) ? undefined : WORDS_MISSING;
    case 'website':
      return holdsWebsite(quote, finding.value) ? undefined : 'the quote does not name this host';
    case 'contact_preference': {
      const { channel, time } = finding.value;
      if (channel === undefined && time === undefined) return 'the value is empty';
      if (channel !== undefined && !namesChannel(channel, [message, ...answered])) return 'nobody named the channel';
      return time === undefined || holdsWords(quote, time)
        ? undefined
        : 'the quote does not hold the words of the time';
    }
    case 'email':
      return holdsEmail(finding.evidence, message, finding.value) ||
        // The quote may also mend an address of an earlier message: "with v like Victor".
        (!emailsHeld(quote).has(finding.value) && emailsHeld(quote, foldedBefore(visitor, message)).has(finding.value))
        ? undefined
        : 'the quote does not spell this address';
    case 'phone':
      return holdsPhone(quote, finding.value, () => foldedBefore(visitor, message).map(({ low }) => low))
        ? undefined
        : 'the quote does not hold the digits of this number';
    case 'budget':
    case 'team_size':
      return holdsRange(quote, finding.value, finding.field === 'budget')
        ? undefined
        : 'the quote does not hold the numbers of the value';
    case 'do_not_contact':
      return saysOptOut(finding.value, quote, message.content) ? undefined : 'the quote does not say that';
    case 'country':
      return mayBeCountry(finding.value, quote) ? undefined : 'the quote names another country, or none';
    case 'language':
      return /\p{L}/u.test(quote) && mayBeLanguage(finding.value, visitor)
        ? undefined
        : 'the visitor wrote nothing in that language';
    case 'intent':
      return saysSomething(quote) ? undefined : 'the quote says nothing';
    default:
      return finding satisfies never;
  }
}
