/** Hosts as they are resolved: an accent in one makes it another's, so none is folded away. */
import { digitsOf } from './digits.ts';
import { fixedEmails } from './email-fix.ts';
import { type FoldedText, foldText } from './fold.ts';
import { type EmailSpan, findEmails } from './spelled-email.ts';

/** A host found in a folded text. */
export interface HostSpan {
  readonly start: number;
  readonly end: number;
  /** As folded, without scheme, "www." and last slash; a path may follow the host. */
  readonly value: string;
}

const HOST =
  /(?<![\p{L}\p{N}@.-])(?:https?:\/\/)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?![\p{L}\p{N}@])(?:\/[^\s,;|)"']*)?/gu;
/** "embutidoslapena punto com". */
const SPELLED =
  /(?<![\p{L}\p{N}@.-])((?:www (?:dot|punto|ponto|point|punkt) )?[a-z0-9-]{3,}) (?:dot|punto|ponto|point|punkt) ([a-z]{2,4})(?: (?:dot|punto|ponto|point|punkt) ([a-z]{2}))?(?![\p{L}\p{N}])/gu;

/** All hosts of a folded text, written or spelled out. */
export function findHosts(low: string): HostSpan[] {
  const written = Array.from(low.matchAll(HOST), (match): HostSpan => {
    const text = match[0].replace(/[.]+$/, '');
    return { start: match.index, end: match.index + text.length, value: text };
  });
  const spelled = Array.from(low.matchAll(SPELLED), (match): HostSpan => {
    const value = [match[1]?.replace(/^www \w+ /, ''), match[2], match[3]].filter((part) => part !== undefined);
    return { start: match.index, end: match.index + match[0].length, value: value.join('.') };
  });
  return [...written, ...spelled].map((found) => ({
    ...found,
    value: found.value
      .replace(/^https?:\/\//, '')
      .replace(/^www\./, '')
      .replace(/\/$/, ''),
  }));
}

const OTHER_LETTER = /(?!\p{ASCII})[\p{L}\p{M}]/u;

/** "Sin tilde", "pero la ñ es una n": the visitor folds the letters themselves. */
const FOLDS =
  /^[^.!?\n]{0,24}?(?<!\p{L})(?:(?:sin|sem|sans|without|no|ohne) (?:the |la |el )?(?:tildes?|acentos?|accents?|umlauts?|umlaute|akzente?|cedilha|til|enes?)|(\p{L}) (?:es|is|e|est|ist|con|como|as|wie|comme) (?:(?:una?|an|a|uma?|une?|ein) )?\1)(?!\p{L})/u;

/** Where the words end that say right after an address to leave its accents out; `end` itself when none do. */
export const foldedUntil = ({ low }: FoldedText, end: number): number =>
  end + (FOLDS.exec(low.slice(end, end + 60))?.[0].length ?? 0);

/** The visitor's own letters of a span, lower case; undefined when folding them is right. */
function ownLetters(text: FoldedText, span: { start: number; end: number }): string | undefined {
  const { start, end } = text.toSource(span.start, span.end);
  const written = text.source.slice(start, end).normalize('NFKC').toLowerCase();
  return OTHER_LETTER.test(written) && foldedUntil(text, span.end) === span.end ? written : undefined;
}

/** A host in ASCII as name servers know it: `müller.de` gives `xn--mller-kva.de`. @see https://url.spec.whatwg.org/#idna */
function asciiHost(host: string): string | undefined {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}

/** The web address of a span as the visitor wrote it, its host in ASCII; undefined when that is no host. */
export function writtenHost(text: FoldedText, { value, ...span }: HostSpan): string | undefined {
  const written = ownLetters(text, span);
  if (written === undefined) return value;
  const host = written
    .replace(/^https?:\/\//, '')
    .replaceAll(/ (?:dot|punto|ponto|point|punkt) /g, '.')
    .replace(/^www\./, '')
    .split('/')[0];
  const ascii = asciiHost(host ?? '');
  const path = value.indexOf('/');
  return ascii && ascii + (path === -1 ? '' : value.slice(path));
}

const unaccented = (word: string): string => word.normalize('NFD').replaceAll(/\p{M}/gu, '');
/** Accented words that spell a sign: "guión bajo", "traço". */
const SIGN_WORD = /(?<!\p{L})(?:guión|traço|hífen)(?!\p{L})/gu;
const readSigns = (written: string): string => written.replaceAll(SIGN_WORD, unaccented);
/** Digits in words have accents too: "ana três arroba". */
const readDigits = (written: string): string =>
  written.replaceAll(/\p{L}{2,}/gu, (word) => (digitsOf(unaccented(word)) === '' ? word : unaccented(word)));

/**
 * The address of a span as the visitor wrote it, its host in ASCII.
 *
 * @returns undefined when its local part has other letters: which address was meant would be a guess
 */
export function writtenEmail(text: FoldedText, { value, ...span }: EmailSpan): string | undefined {
  const written = ownLetters(text, span);
  if (written === undefined) return value;
  const signed = readSigns(written);
  const host = findEmails(signed)[0]?.value.split('@')[1];
  const local = findEmails(readDigits(signed))[0]?.value.split('@')[0];
  const ascii = host && asciiHost(host);
  return ascii && local && !OTHER_LETTER.test(local) ? `${local}@${ascii}` : undefined;
}

/**
 * Every address a quote can be read to hold, corrections applied and not.
 *
 * @param earlier the visitor's messages before, folded, whose address the quote may mend
 */
export function emailsHeld(quote: string, earlier: readonly FoldedText[] = []): Set<string> {
  const text = foldText(quote);
  const values = new Set<string>();
  for (const span of findEmails(text.low)) {
    const value = writtenEmail(text, span);
    if (value === undefined) continue;
    values.add(value);
    for (const fixed of fixedEmails(value, text.low.slice(span.end))) values.add(fixed);
  }
  for (const before of earlier) {
    for (const span of findEmails(before.low)) {
      const value = writtenEmail(before, span);
      for (const fixed of value === undefined ? [] : fixedEmails(value, text.low)) values.add(fixed);
    }
  }
  return values;
}
