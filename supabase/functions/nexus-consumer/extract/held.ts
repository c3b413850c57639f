/** Whether a quote holds a value: the question that makes a finding evidence and not a guess. */
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Finding, Transcript } from '../../_shared/contract/prospect.ts';
import { digitsHeld, digitsOf } from './digits.ts';
import { findWords, foldText, foldWords, isSubsequence } from './fold.ts';
import { mayBeCountry, mayBeLanguage, namesChannel, saysOptOut } from './held-judged.ts';
import { findNumbers, numbersHeld, numberWords } from './numbers.ts';
import { emailsHeld, findEmails } from './spelled-email.ts';

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
      const place = findWords(message.content, words.slice(0, split));
      const part = place && { position: message.position, ...place };
      if (part !== undefined && isFree(part)) return part;
    }
  }
  return undefined;
}

/** Prefixes that people leave out or write otherwise: the mobile 9 of Argentina (written as 15) and 1 of Mexico. */
function nationalForms(national: string, country: string | undefined): string[] {
  const forms = [national];
  if (country === 'AR' && national.startsWith('9')) forms.push(national.slice(1));
  if (country === 'MX' && national.length === 11 && national.startsWith('1')) forms.push(national.slice(1));
  return forms;
}

/** A line, or a conjunction before digits, begins another number. */
const BETWEEN_NUMBERS = /[\n;|]|\s\/\s|(?<![\p{L}])(?:y|o|u|and|or|e|ou|et|und|oder)(?![\p{L}])(?=\s*[+(]?\d)/u;

/** Words inside one number: between its number words, and before an extension. */
const INSIDE_NUMBER = /^(?:y|e|et|und|and|plus|mas|mais|ext\p{L}*|x|int\p{L}*|poste|durchwahl|ramal|anexo)$/u;

/** The stretches of a folded text that may be one number each: any other word parts them. */
const numberRuns = (low: string): string[] =>
  low
    .split(BETWEEN_NUMBERS)
    .flatMap((part) =>
      part
        .replace(/\p{L}+/gu, (word) => (INSIDE_NUMBER.test(word) || numberWords(word).length > 0 ? word : '\n'))
        .split('\n'),
    );

/** What may stand right before the national digits. */
const leads = (callingCode: string): RegExp =>
  new RegExp(`^(?:00|011|0)?(?:${callingCode})?(?:0|9|1|15|90|01|044|045)?$`);

/**
 * The digits of a text around which no other digits of the same number stand, see `leads`; or words that mend a number
 * of an earlier message ("termina en 02").
 */
function holdsPhone(quote: string, phone: string, earlier: readonly string[]): boolean {
  const parsed = parsePhoneNumberFromString(phone);
  if (parsed === undefined || !parsed.isPossible()) return false;
  const forms = nationalForms(parsed.nationalNumber, parsed.country).filter((form) => form.length >= 6);
  const lead = leads(parsed.countryCallingCode);
  const { low } = foldText(quote);
  const isForm = (digits: string): boolean =>
    forms.some((form) => digits.endsWith(form) && lead.test(digits.slice(0, -form.length)));
  return (
    digitsHeld(low, earlier.map((content) => foldText(content).low))
      .slice(1)
      .some(isForm) || holdsRun(low, parsed, phone, forms, lead)
  );
}

function holdsRun(low: string, parsed: PhoneNumber, phone: string, forms: readonly string[], lead: RegExp): boolean {
  return numberRuns(low)
    .flatMap((part) => [part, ...part.split(',')])
    .some((part) => {
      if (parsed.country !== undefined && parsesTo(part, parsed.country, phone)) return true;
      const explicit = /\+\s?\d[\d\s().\-/]{6,}/.exec(part)?.[0].replace(/[^\d+]/g, '');
      // "+49 …" is German whatever the claim says.
      if (explicit !== undefined && !explicit.startsWith(`+${parsed.countryCallingCode}`)) return false;
      const digits = digitsOf(part);
      return forms.some((form) => {
        const at = digits.indexOf(form);
        const rest = digits.slice(at + form.length);
        const isAlone = rest === '' || /\b(?:ext\w*|x|int\w*|poste|durchwahl|ramal|anexo)\b/u.test(part);
        return at !== -1 && isAlone && lead.test(digits.slice(0, at));
      });
    });
}

function parsesTo(text: string, country: CountryCode, phone: string): boolean {
  const digits = text.replace(/[^\d+]/g, '');
  return parsePhoneNumberFromString(digits, country)?.number === phone;
}

function holdsRange(quote: string, range: { min?: number | undefined; max?: number | undefined }): boolean {
  const wanted = [range.min, range.max].filter((n) => n !== undefined);
  if (wanted.length === 0) return false;
  if (range.min !== undefined && range.max !== undefined && range.min > range.max) return false;
  const { low } = foldText(quote);
  const spans = findNumbers(low);
  // "5k" is 5000 and never 5.
  const bare = new Set(spans.filter(({ scale }) => scale === 1).map(({ value }) => value));
  const scaled = new Set(spans.filter(({ scale }) => scale > 1).map(({ base }) => base));
  const held = numbersHeld(low);
  return wanted.every((n) => held.has(n) && (bare.has(n) || !scaled.has(n)));
}

/**
 * The address must be the whole one of its message too: "ruiz@…" in "ana punto ruiz arroba …" is another's. The quote may
 * also mend an address of an earlier message ("with v like Victor").
 */
function holdsEmail(quote: string, content: string, earlier: readonly string[], email: string): boolean {
  if (emailsHeld(quote).has(email) && emailsHeld(content).has(email)) return true;
  const before = earlier.map((text) => foldText(text).low);
  return emailsHeld(quote, before).has(email);
}

/** A host named as such; the one of an e-mail address is no website. */
function holdsWebsite(quote: string, website: string): boolean {
  if (!website.includes('.')) return false;
  let { low } = foldText(quote);
  for (const { start, end } of findEmails(low).toReversed()) low = `${low.slice(0, start)} ; ${low.slice(end)}`;
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
  readonly content: string;
  /** What a bare answer answers: the assistant's words right before the message. */
  readonly answered: readonly string[];
  /** The visitor's last messages before, whose address or number a quote may mend. */
  readonly earlier: readonly string[];
  /** All that the visitor wrote. */
  readonly visitor: readonly string[];
}

/**
 * Checks one finding's value against its quote.
 *
 * @returns undefined when held, else the reason in words without the visitor's text
 */
export function whyNotHeld(finding: Finding, { content, answered, earlier, visitor }: Surroundings): string | undefined {
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
      if (channel !== undefined && !namesChannel(channel, [content, ...answered])) return 'nobody named the channel';
      return time === undefined || holdsWords(quote, time)
        ? undefined
        : 'the quote does not hold the words of the time';
    }
    case 'email':
      return holdsEmail(quote, content, earlier, finding.value) ? undefined : 'the quote does not spell this address';
    case 'phone':
      return holdsPhone(quote, finding.value, earlier) ? undefined : 'the quote does not hold the digits of this number';
    case 'budget':
    case 'team_size':
      return holdsRange(quote, finding.value) ? undefined : 'the quote does not hold the numbers of the value';
    case 'do_not_contact':
      return saysOptOut(finding.value, quote, content) ? undefined : 'the quote does not say that';
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
