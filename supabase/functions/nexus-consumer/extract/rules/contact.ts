/** E-mail addresses, phone numbers and websites. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { parse } from 'tldts';
import type { Finding } from '../../../_shared/contract/prospect.ts';
import type { Lang } from '../number-words.ts';
import { digitsOf, findNumbers, numberWords } from '../numbers.ts';
import { correctLetter, findEmails } from '../spelled-email.ts';
import { isNegated, isOthers } from './owner.ts';
import { finding, isTaken, overlaps, type Reading, type Span, sentenceAt, type Turn } from './reading.ts';

/** An address or number in a turn, whoever's it is. */
export interface Contact extends Span {
  readonly field: 'email' | 'phone' | 'website';
  /** As the contract wants it; undefined for what is none, such as a number that no country has. */
  readonly value: string | undefined;
  /** Words that give the value, from `start` on; a correction may stand after the address. */
  readonly quoteEnd: number;
  /** True when the words around give it to the visitor, or to nobody else. */
  readonly isOwn: boolean;
  readonly confidence: number;
}

/** A contact as a finding about the visitor. */
export const contactFinding = (turn: Turn, { field, value, start, quoteEnd, confidence }: Contact): Finding[] =>
  value === undefined ? [] : [finding(turn, field, value, { start, end: quoteEnd }, confidence)];

/** E-mail addresses; all are marked as taken. */
export function readEmails(turn: Turn): Contact[] {
  return findEmails(turn.text.low).map((span): Contact => {
    turn.taken.push(span);
    const corrected = correctLetter(span.value, turn.text.low.slice(span.end, span.end + 80));
    return {
      field: 'email',
      start: span.start,
      end: span.end,
      value: corrected ?? span.value,
      quoteEnd: corrected === undefined ? span.end : Math.min(turn.text.low.length, span.end + 80),
      isOwn: !isOthers(turn, span) && !isDiscarded(turn, span),
      confidence: span.spelled ? 0.9 : 0.97,
    };
  });
}

const CORRECTION_NEXT =
  /^[\s.,;:!-]*(?:no,|no espera|perdon|digo|wait|sorry|oops|i mean|actually|scratch that|correction|mejor dicho|quiero decir|nao,|desculp\w*|quer dizer|non,|pardon|je veux dire|nein|entschuldig\w*|ich meine|sondern)/;

/** True when the words say that this one is the wrong or the old one. */
function isDiscarded(turn: Turn, span: Span): boolean {
  const before = turn.text.low.slice(Math.max(0, span.start - 40), span.start);
  const after = turn.text.low.slice(span.end, span.end + 40);
  if (
    /\b(?:old|antigu[oa]|anterior|previous|viej[oa]|antig[oa]|ancien\w*|alte\w*|wrong|mal|equivocad\w+|former|used to be|no longer|ya no|era|was)\b[^.,;]{0,25}$/.test(
      before,
    )
  )
    return true;
  if (isNegated(turn, span.start) && !/\b(?:no (?:email|correo)|si no|why not)\b/.test(before))
    return !/\bno\.?\s*$/.test(before);
  return CORRECTION_NEXT.test(after) && findNumbers(after).length > 0;
}

const COUNTRIES_BY_LANG: Readonly<Record<Lang, readonly CountryCode[]>> = {
  es: [
    'ES',
    'MX',
    'AR',
    'CO',
    'CL',
    'PE',
    'EC',
    'UY',
    'VE',
    'GT',
    'CR',
    'DO',
    'PA',
    'BO',
    'PY',
    'SV',
    'HN',
    'NI',
    'CU',
    'US',
  ],
  en: ['US', 'GB', 'AU', 'IE', 'IN', 'NZ', 'ZA', 'SG'],
  pt: ['BR', 'PT', 'AO', 'MZ'],
  fr: ['FR', 'BE', 'CH', 'CA', 'LU', 'MA', 'SN', 'CI'],
  de: ['DE', 'AT', 'CH', 'LI'],
};

/** Numbers that have a name of their own are no phones. */
const OTHER_NUMBER =
  /\b(?:pedido|order|encomenda|commande|bestell\w*|factura|invoice|fatura|facture|rechnung\w*|tarjeta|card|cartao|carte|karte|cuenta|account|conta|compte|konto|iban|nif|dni|cif|cuit|cuil|rfc|curp|cpf|cnpj|rut|siret|siren|ust\S*|vat|ssn|passport|pasaporte|ticket|caso|case|reference|referencia|ref|tracking|guia|seguimiento|rastreio|suivi|sendung\w*|expediente|cedula|codigo|code|zip|postal|cp|plz|cep|poliza|policy|serie|serial|isbn|sku|modelo|model|cliente|customer|member\w*|booking|reserva(?:tion)?|confirmation|clabe|cvv|pin)\b[^,;.\n]{0,22}$/;
/** Numbers that somebody called from. */
const YOUR_NUMBER =
  /\b(?:you (?:called|rang|texted)|they called|me llam\w+ desde|called from|calls? from|llamada del?|me (?:llamo|llamaron|escribio) (?:el|un|del?)|ligaram d[eo]|appel (?:du|de)|anruf von)\b[^,;.\n]{0,25}$/;

/**
 * Countries to read a number without a prefix in, likeliest first.
 *
 * @param said countries that the visitor's places and addresses point to
 */
export function phoneCountries(
  said: readonly string[],
  lang: Lang | undefined,
  fallback: CountryCode | undefined,
): CountryCode[] {
  const order = [
    ...said,
    fallback,
    ...(lang ? COUNTRIES_BY_LANG[lang] : Object.values(COUNTRIES_BY_LANG).map((c) => c[0])),
  ];
  return [...new Set(order.filter((code) => code !== undefined))] as CountryCode[];
}

const CANDIDATE = /(?<![\p{L}\p{N}@])(?:\+|00)?\(?\d(?:[\d\s().·/-]{4,22})\d(?![\p{L}\p{N}]|[.,]\d)/gu;

/** E.164 of a candidate: in the first country where it is a real number. */
function toPhone(candidate: string, countries: readonly CountryCode[], isCalled: boolean): string | undefined {
  const raw = candidate.replace(/^00/, '+').replace(/[·/]/g, ' ');
  if (raw.startsWith('+')) {
    const parsed = parsePhoneNumberFromString(raw);
    return parsed?.isPossible() ? parsed.number : undefined;
  }
  for (const country of countries) {
    const parsed = parsePhoneNumberFromString(raw, country);
    if (parsed?.isValid()) return parsed.number;
  }
  const [first] = countries;
  const guess = isCalled && first ? parsePhoneNumberFromString(raw, first) : undefined;
  if (guess?.isPossible()) return guess.number;
  const digits = raw.replace(/\D/g, '');
  const bare = digits.length >= 11 ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  return bare?.isValid() ? bare.number : undefined;
}

/** A number dictated in words: seven or more digits in a row that are no amount. */
function dictated(low: string): Span[] {
  const spans: (Span & { count: number })[] = [];
  let run: { start: number; end: number; count: number } | undefined;
  for (const word of numberWords(low)) {
    const isNext = run !== undefined && /^[\s,.-]{1,3}$/.test(low.slice(run.end, word.start));
    if (!isNext && run) spans.push(run);
    const count = String(word.value).length;
    run =
      isNext && run
        ? { start: run.start, end: word.end, count: run.count + count }
        : { start: word.start, end: word.end, count };
  }
  if (run) spans.push(run);
  return spans.filter((span) => span.count >= 7);
}

const CALLED =
  /\b(?:tel\w*|phone|cel\w*|movil|mobile|cell|whats?app|wa|wpp|handy|portable|numero|number|nummer|fone|llam\w+|call|text|ring|marqu\w+|lig\w+|appel\w*|anruf\w*|ruf\w*|reach|contact\w*|apunt\w+|anot\w+)\b/;

/** Phone numbers, in E.164 where some country has them; all are marked as taken. */
export function readPhones(turn: Turn, countries: readonly CountryCode[]): Contact[] {
  const found: Contact[] = [];
  const { low } = turn.text;
  const spans: Span[] = Array.from(low.matchAll(CANDIDATE), (m) => ({ start: m.index, end: m.index + m[0].length }));
  const isAsked = turn.asked.has('phone') || turn.asked.has('contact');
  for (const span of [...spans, ...dictated(low)]) {
    if (turn.taken.some((taken) => overlaps(taken, span))) continue;
    const raw = low.slice(span.start, span.end);
    const digits = /\p{L}/u.test(raw) ? digitsOf(raw) : raw;
    const count = digits.replace(/\D/g, '').length;
    if (count < 7 || count > 15 || /^\d{4}[/.-]\d{1,2}[/.-]\d{1,2}$|^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b/.test(raw))
      continue;
    const sentence = sentenceAt(turn, span.start);
    const before = low.slice(Math.max(0, sentence.start), span.start);
    if (OTHER_NUMBER.test(before) || /[$€£]\s?$|\bn[º°]\.?\s?$|#\s?$/.test(before)) continue;
    if (
      /^\s?(?:[€$£%]|eur|usd|euros?|dolar\w*|pesos|reais|dollars?|pounds|mxn|cop|ars|clp|km|kg|m2)\b/.test(
        low.slice(span.end),
      )
    )
      continue;
    turn.taken.push(span);
    const isCalled = isAsked || CALLED.test(low.slice(sentence.start, sentence.end));
    const number = toPhone(digits, countries, isCalled);
    const isVague = !isCalled && !/^(?:\+|00|\()/.test(raw) && !/\D/.test(raw) && count < 9;
    found.push({
      ...span,
      field: 'phone',
      value: number !== undefined && /^\+[1-9]\d{5,14}$/.test(number) ? number : undefined,
      quoteEnd: span.end,
      isOwn: !(isVague || isOthers(turn, span) || YOUR_NUMBER.test(before) || isDiscarded(turn, span)),
      confidence: raw.startsWith('+') ? 0.97 : 0.85,
    });
  }
  return found;
}

const HOST = /(?<![\p{L}\p{N}@.-])(?:https?:\/\/)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?:\/[^\s,;|)"']*)?/gu;
const OWN_SITE =
  /\b(?:mi|mis|nuestr[oa]|my|our|meu|minha|noss[oa]|mon|ma|notre|mein\w*|unser\w*)\s+(?:\w+\s){0,2}(?:web\w*|sitio|pagina|site|tienda|store|shop|loja|portal|blog|url|negocio|empresa|company|page|seite|homepage|boutique|landing|domain|dominio|plateforme|app)\b|^\W*(?:web|website|sitio web|site|url|pagina|www)\b|\b(?:web|website|webseite|sitio(?: web)?|site|url|pagina(?: web)?)\s*(?::|is|es|e|est|ist)\s*$/;

/** Web addresses; the visitor's is said to be theirs, asked for, or in a signature. All are marked as taken. */
export function readWebsites(turn: Turn, reading: Reading, isSignature: boolean): Contact[] {
  const found: Contact[] = [];
  for (const match of turn.text.low.matchAll(HOST)) {
    const span = { start: match.index, end: match.index + match[0].replace(/[.]+$/, '').length };
    if (isTaken(turn, span)) continue;
    const value = turn.text.low
      .slice(span.start, span.end)
      .replace(/^https?:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/$/, '');
    const host = value.split('/')[0] ?? '';
    const { isIcann, domain } = parse(host);
    if (isIcann !== true || domain === null || /\.(?:pdf|zip|js|md|py|sh|ts|docx?)$/.test(host)) continue;
    turn.taken.push(span);
    const sentence = sentenceAt(turn, span.start);
    const before = turn.text.low.slice(sentence.start, span.start);
    const isOnly = sentence.end - sentence.start - (span.end - span.start) <= 8;
    const isOwn =
      OWN_SITE.test(before) ||
      isSignature ||
      (turn.asked.has('website') && isOnly) ||
      (isOnly && reading.turns.length > 0 && turn.asked.has('company'));
    found.push({
      ...span,
      field: 'website',
      value,
      quoteEnd: span.end,
      isOwn: isOwn && !isOthers(turn, span),
      confidence: 0.85,
    });
  }
  return found;
}
