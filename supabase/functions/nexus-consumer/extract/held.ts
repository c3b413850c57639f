/** Whether a quote holds a value: the question that makes a finding evidence and not a guess. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Finding, Transcript } from '../../_shared/contract/prospect.ts';
import { digitsHeld } from './digits.ts';
import { foldText, foldWords, isSubsequence } from './fold.ts';
import { numbersHeld } from './numbers.ts';
import { emailsHeld } from './spelled-email.ts';

const holdsWords = (quote: string, value: string): boolean => {
  const words = foldWords(value);
  return words.length > 0 && isSubsequence(words, foldWords(quote));
};

/**
 * A full name may be given in two messages ("Macarena", later "Bravo Luna"). The quote must hold the end of it,
 * and one earlier message of the visitor the rest.
 */
function holdsName(quote: string, value: string, earlier: readonly string[]): boolean {
  if (holdsWords(quote, value)) return true;
  const words = foldWords(value);
  const quoted = foldWords(quote);
  for (let split = 1; split < words.length; split++) {
    if (!isSubsequence(words.slice(split), quoted)) continue;
    const rest = words.slice(0, split);
    return earlier.some((content) => isSubsequence(rest, foldWords(content)));
  }
  return false;
}

/** Prefixes that people leave out or write otherwise: the mobile 9 of Argentina (written as 15) and 1 of Mexico. */
function nationalForms(phone: string): string[] {
  const parsed = parsePhoneNumberFromString(phone);
  if (parsed === undefined) return [phone.slice(1)];
  const national: string = parsed.nationalNumber;
  const forms = [national];
  if (parsed.country === 'AR' && national.startsWith('9')) forms.push(national.slice(1));
  if (parsed.country === 'MX' && national.length === 11 && national.startsWith('1')) forms.push(national.slice(1));
  return forms;
}

/** The quote may mend the end of a number of an earlier message ("termina en 02"). */
function holdsPhone(quote: string, phone: string, earlier: () => readonly string[]): boolean {
  const { low } = foldText(quote);
  const forms = nationalForms(phone).filter((form) => form.length >= 6);
  const isIn = (held: readonly string[]) => held.some((digits) => forms.some((form) => digits.includes(form)));
  if (isIn(digitsHeld(low))) return true;
  const country = parsePhoneNumberFromString(phone)?.country;
  if (country !== undefined && parsesTo(quote, country, phone)) return true;
  return isIn(digitsHeld(low, earlier()));
}

function parsesTo(quote: string, country: CountryCode, phone: string): boolean {
  const digits = quote.replace(/[^\d+]/g, '');
  return parsePhoneNumberFromString(digits, country)?.number === phone;
}

function holdsRange(quote: string, range: { min?: number | undefined; max?: number | undefined }): boolean {
  const wanted = [range.min, range.max].filter((n) => n !== undefined);
  if (wanted.length === 0) return false;
  if (range.min !== undefined && range.max !== undefined && range.min > range.max) return false;
  const held = numbersHeld(foldText(quote).low);
  return wanted.every((n) => held.has(n));
}

/** Orders such as "STOP" or "unsubscribe" are one word long, and then the whole message. */
const isOptOutQuote = (quote: string, content: string): boolean =>
  foldWords(quote).length >= 2 || quote.trim() === content.trim();

/** The visitor's messages before a position. */
const earlierWords = (transcript: Transcript, position: number): string[] =>
  transcript.filter((m) => m.role === 'user' && m.position < position).map((m) => m.content);
/** The last of them folded: a number or address is mended soon after it was given. */
const foldedBefore = (transcript: Transcript, position: number): string[] =>
  earlierWords(transcript, position)
    .slice(-3)
    .map((content) => foldText(content).low);

/**
 * Checks one finding's value against its quote.
 *
 * @param content the message that the quote is from
 * @param transcript for names that were given in two messages
 * @returns undefined when held, else the reason in words without the visitor's text
 */
export function whyNotHeld(finding: Finding, content: string, transcript: Transcript): string | undefined {
  const { quote, position } = finding.evidence;
  if (foldWords(quote).length === 0) return 'the quote has no words';
  switch (finding.field) {
    case 'name': {
      const earlier = earlierWords(transcript, position);
      return holdsName(quote, finding.value, earlier) ? undefined : 'the quote does not hold the words of the value';
    }
    case 'company':
    case 'role':
    case 'website':
    case 'city':
    case 'interests':
    case 'needs':
    case 'timeline':
      return holdsWords(quote, finding.value) ? undefined : 'the quote does not hold the words of the value';
    case 'contact_preference': {
      const { channel, time } = finding.value;
      if (channel === undefined && time === undefined) return 'the value is empty';
      const held = time === undefined || holdsWords(quote, time);
      return held ? undefined : 'the quote does not hold the words of the time';
    }
    case 'email': {
      const isHeld =
        emailsHeld(quote).has(finding.value) ||
        emailsHeld(quote, foldedBefore(transcript, position)).has(finding.value);
      return isHeld ? undefined : 'the quote does not spell this address';
    }
    case 'phone':
      return holdsPhone(quote, finding.value, () => foldedBefore(transcript, position))
        ? undefined
        : 'the quote does not hold the digits of this number';
    case 'budget':
    case 'team_size':
      return holdsRange(quote, finding.value) ? undefined : 'the quote does not hold the numbers of the value';
    case 'do_not_contact':
      return isOptOutQuote(quote, content) ? undefined : 'the quote is too short to be an opt-out';
    case 'country':
    case 'language':
    case 'intent':
      return undefined;
    default:
      return finding satisfies never;
  }
}
