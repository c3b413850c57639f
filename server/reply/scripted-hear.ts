/** What one message of the visitor says, as far as the scripted concierge needs to know. No extraction: nothing here is stored. */
import { type CountryCode, findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js/max';
import { COMMON_WORDS, SMALL_TALK, wordsOf } from './scripted-language.ts';
import { GIVEN_NAMES } from './scripted-texts/given-names.ts';
import { HEARINGS, type Language } from './scripted-texts/index.ts';
import type { Hearing, Slot } from './scripted-texts/texts.ts';

export interface Heard {
  readonly gave: ReadonlySet<Slot>;
  /** First name to address the visitor by, in the case they would write it; absent when none is sure, such as after "Frau". */
  readonly firstName?: string;
  readonly optOut: boolean;
  readonly thanks: boolean;
  readonly declines: boolean;
  readonly asks: boolean;
  readonly asksAutomated: boolean;
  /** A question without a subject, such as "why?": about our own question rather than the business. */
  readonly puzzled: boolean;
  /** Nothing but greetings, thanks, yes and no. */
  readonly smallTalk: boolean;
}

const EMAIL = /[^\s@<>()"',;:]{1,64}@[^\s@<>()"',;:]{1,190}\.\p{L}{2,}/giu;
/** "ana arroba tienda punto es" and its like. */
const SPELLED_EMAIL =
  /[\w.-]{1,64}\s{0,3}(?:[([]\s?at\s?[)\]]|arroba|(?<=\w)\sat\s)\s{0,3}[\w-]{1,64}(?:\s{0,3}(?:\.|[([]?\b(?:punto|ponto|point|punkt|dot)\b[)\]]?)\s{0,3}[\w-]{2,24}){1,3}/giu;
const HANDLE = /(?<![\p{L}\d])@\w{3,32}/gu;
/** Digits that can only be a number to call when one was just asked for. */
const DIGITS = /\+?\d(?:[\s().-]{0,2}\d){5,14}/gu;
const TITLE = /^(?:herrn?|frau|sr|sra|srta|señora?|don|doña|mrs?|ms|miss|dr|dra|monsieur|madame|mme|senhora?|dona)$/iu;
const PARTICLES: ReadonlySet<string> = new Set(
  'de del la las los da do dos das di du le van von der den y e'.split(' '),
);
const MAX_NAME_WORDS = 6;

const some = (pick: (hearing: Hearing) => RegExp, text: string): boolean =>
  HEARINGS.some((hearing) => pick(hearing).test(text));

const fold = (word: string): string => word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
const isCapitalised = (word: string): boolean => /^\p{Lu}/u.test(word);

/** A whole message that is a refusal, or the stop word of text messages. */
const BARE_NO = /^\W*(?:no|não|nao|non|nein|nope)\W*$/iu;
const BARE_STOP = /^\W*(?:stop|stopp|baja)\W*$/iu;

/** The name that begins a text, as words; stops at punctuation, at a common word, and where capitals end. */
function readName(text: string): string[] {
  const run = /^\s*(\p{L}[\p{L}\p{M}'.-]*(?:[ \t]+\p{L}[\p{L}\p{M}'.-]*)*)/u.exec(text)?.[1] ?? '';
  const name: string[] = [];
  for (const raw of run.split(/[ \t]+/u).slice(0, MAX_NAME_WORDS + 2)) {
    const word = raw.replace(/[.']+$/u, '');
    const lower = word.toLowerCase();
    if (word === '' || name.length === MAX_NAME_WORDS) break;
    const particle = name.length > 0 && PARTICLES.has(lower);
    if (!particle && COMMON_WORDS.has(lower)) break;
    if (!particle && name[0] !== undefined && isCapitalised(name[0]) && !isCapitalised(word)) break;
    name.push(word);
    if (raw !== word && !TITLE.test(word)) break;
  }
  while (PARTICLES.has(name.at(-1)?.toLowerCase() ?? '')) name.pop();
  return name;
}

function afterLead(text: string, lead: RegExp): string | undefined {
  const match = lead.exec(text);
  return match === null ? undefined : text.slice(match.index + match[0].length);
}

/** "I am Ana" but not "I am late": the words after a lead that need not introduce a name. */
function isSurelyName(name: readonly string[]): boolean {
  const [first] = name;
  if (first === undefined) return false;
  if (TITLE.test(first)) return name.length > 1;
  if (GIVEN_NAMES.has(fold(first))) return true;
  // Two capitals in a row: a name unknown to the list. Shouting has capitals everywhere, so it proves nothing.
  return name.length >= 2 && name.every((word) => PARTICLES.has(word) || /^\p{Lu}.*\p{Ll}/u.test(word));
}

function findName(text: string, asked: boolean): string[] {
  for (const { nameLead } of HEARINGS) {
    const rest = afterLead(text, nameLead);
    const name = rest === undefined ? [] : readName(rest);
    if (name.length > 0) return name;
  }
  for (const { maybeNameLead } of HEARINGS) {
    const rest = afterLead(text, maybeNameLead);
    const name = rest === undefined ? [] : readName(rest);
    if (isSurelyName(name) || (asked && name.length > 0)) return name;
  }
  if (!asked || some((hearing) => hearing.declines, text)) return [];
  return bareName(text);
}

/** A name that is the answer to a question, or begins it: "Sure, Priya", "Otávio Brandão, from Braga". */
function bareName(text: string): string[] {
  const [start = ''] = text.split(/(?<=\S)[\n;]/u);
  const words = start.split(/(?<=[,:!.])\s+|\s+/u).filter((word) => /\p{L}/u.test(word));
  const plain = words.map((word) => word.toLowerCase().replaceAll(/[^\p{L}\p{M}'-]/gu, ''));
  // Greetings and "yes" may go before it, but no word of grammar: "coffee for the office" is no name.
  const from = plain.findIndex((word) => !SMALL_TALK.has(word));
  if (from < 0 || /[?¿]/u.test(start)) return [];
  const name = readName(words.slice(from).join(' '));
  const [first] = name;
  if (first === undefined) return [];
  const next = from + name.length;
  const looksLikeName = isCapitalised(first) || GIVEN_NAMES.has(fold(first));
  const endsThere = plain.slice(next).every((word) => SMALL_TALK.has(word));
  const followedByComma = /,$/u.test(words[next - 1] ?? '') && looksLikeName;
  // After other words only what looks like a name is one: "sure, Priya", but not "thanks for everything".
  return (endsThere || followedByComma) && (from === 0 || looksLikeName) ? name : [];
}

/** The form to address by: a word typed all small or all capitals gets its one capital. */
function toFirstName(name: readonly string[]): string | undefined {
  const [first] = name;
  if (first === undefined || TITLE.test(first) || first.length < 2 || first.length > 24) return undefined;
  const uniform = first === first.toLowerCase() || first === first.toUpperCase();
  return uniform ? first.charAt(0).toUpperCase() + first.slice(1).toLowerCase() : first;
}

const HOME: Readonly<Record<Language, CountryCode>> = { es: 'ES', en: 'US', pt: 'PT', fr: 'FR', de: 'DE' };

/** Where a number without its country's prefix would be dialled: the locale's region, else the language's own country. */
function homeCountry(language: Language, locale: string | undefined): CountryCode {
  const region = locale
    ?.split('-')
    .find((part, index) => index > 0 && /^[A-Za-z]{2}$/.test(part))
    ?.toUpperCase();
  return region !== undefined && isSupportedCountry(region) ? region : HOME[language];
}

function withoutContacts(text: string, country: CountryCode, asked: boolean): string {
  let rest = text.replaceAll(EMAIL, ' ').replaceAll(SPELLED_EMAIL, ' ');
  for (const { startsAt, endsAt } of findPhoneNumbersInText(rest, country)) {
    rest = `${rest.slice(0, startsAt)}${' '.repeat(endsAt - startsAt)}${rest.slice(endsAt)}`;
  }
  return asked ? rest.replaceAll(HANDLE, ' ').replaceAll(DIGITS, ' ') : rest;
}

/**
 * @param content one message of the visitor
 * @param pending what the assistant asked right before, so that a bare answer is understood
 * @param language of the conversation, for national phone numbers together with `locale`
 */
export function hear(
  content: string,
  pending: ReadonlySet<Slot>,
  language: Language,
  locale: string | undefined,
): Heard {
  const text = content.normalize('NFC').replaceAll('’', "'");
  const gave = new Set<Slot>();

  const withoutContact = withoutContacts(text, homeCountry(language, locale), pending.has('contact'));
  if (withoutContact !== text) gave.add('contact');
  const name = findName(withoutContact.trim(), pending.has('name'));
  if (name.length > 0) gave.add('name');

  const declines = BARE_NO.test(text) || some((hearing) => hearing.declines, text);
  const asksAutomated = some((hearing) => hearing.wondersAutomated, text);
  const optOut =
    BARE_STOP.test(text) ||
    some((hearing) => hearing.optOut, text) ||
    (some((hearing) => hearing.noCalls, text) && !some((hearing) => hearing.prefers, text));

  const nameWords = new Set(name.map((word) => word.toLowerCase()));
  const telling = wordsOf(withoutContact).filter((word) => !COMMON_WORDS.has(word) && !nameWords.has(word));
  const wants = some((hearing) => hearing.wants, text);
  const bareNeed = pending.has('need') && (telling.length >= 1 || wants) && !declines;
  const questioned = /[?¿]/u.test(text);
  const wonders = some((hearing) => hearing.wonders, text);
  const asks = wonders || (questioned && telling.length > 0);
  // Unasked, a word tells little ("Carlos", "dentist"), unless it is wanted or asked about.
  const wanted = telling.length >= 1 && (asks || wants);
  if (
    (bareNeed || wonders || wanted || telling.length >= 3) &&
    !optOut &&
    !asksAutomated &&
    !(declines && telling.length < 4)
  ) {
    gave.add('need');
  }

  const firstName = toFirstName(name);
  return {
    gave,
    ...(firstName === undefined ? {} : { firstName }),
    optOut,
    thanks: some((hearing) => hearing.thanks, text),
    declines,
    asks,
    asksAutomated,
    puzzled: questioned && !asks && !asksAutomated,
    smallTalk: gave.size === 0 && wordsOf(text).every((word) => COMMON_WORDS.has(word)),
  };
}
