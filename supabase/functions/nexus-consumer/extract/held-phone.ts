/** Whether a quote holds the digits of a phone number, and no other number's. */
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { digitsHeld, digitsOf } from './digits.ts';
import { foldText } from './fold.ts';
import { numberWords } from './numbers.ts';

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
const INSIDE_NUMBER =
  /^(?:y|e|et|und|and|plus|mas|mais|double|doble|duplo|doppel\p{L}*|triple|treble|triplo|dreimal|die|ext\p{L}*|x|int\p{L}*|poste|durchwahl|ramal|anexo)$/u;

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
 *
 * @param earlier the visitor's last messages before, folded; asked for only where the quote alone does not hold
 */
export function holdsPhone(quote: string, phone: string, earlier: () => readonly string[]): boolean {
  const parsed = parsePhoneNumberFromString(phone);
  if (parsed === undefined || !parsed.isPossible()) return false;
  const forms = nationalForms(parsed.nationalNumber, parsed.country).filter((form) => form.length >= 6);
  const lead = leads(parsed.countryCallingCode);
  const { low } = foldText(quote);
  if (holdsRun(low, parsed, forms, lead)) return true;
  return digitsHeld(low, earlier())
    .slice(1)
    .some((digits) => forms.some((form) => digits.endsWith(form) && lead.test(digits.slice(0, -form.length))));
}

function holdsRun(low: string, parsed: PhoneNumber, forms: readonly string[], lead: RegExp): boolean {
  return numberRuns(low)
    .flatMap((part) => [part, ...part.split(',')])
    .some((part) => {
      if (parsed.country !== undefined && parsesTo(part, parsed.country, parsed.number)) return true;
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
