/** E-mail addresses as people type them: plain, with spaces, or spelled out ("ana punto ruiz arroba correo punto es"). */
import { parse } from 'tldts';
import { foldText } from './fold.ts';

/** An address found in a folded text. */
export interface EmailSpan {
  readonly start: number;
  readonly end: number;
  /** Lower case, spelled out. */
  readonly value: string;
  /** True when it was not written as an address. */
  readonly spelled: boolean;
}

// Starts only where an address can: from each letter of a long word it would take quadratic time.
const PLAIN = /(?<![\p{L}\p{N}])[\p{L}\p{N}][\p{L}\p{N}._%+-]*\s?@\s?(?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,}/gu;

const AT = String.raw`(?:\s*[([{<]\s*(?:at|arroba|arobase|chez|klammeraffe|a|@|et)\s*[)\]}>]\s*|\s+(?:at|arroba|arobase|arobas|aroba|klammeraffe)\s+|\s*@\s*)`;
const DOT = String.raw`(?:\s*[([{<]\s*(?:dot|punto|ponto|point|punkt|\.)\s*[)\]}>]\s*|\s+(?:dot|punto|ponto|point|punkt)\s+|\s*\.\s*)`;
const SIGN = String.raw`(?:\s+(?:guion bajo|underscore|sublinhado|underline|tiret bas|unterstrich|guion|dash|hyphen|hifen|traco|tiret|bindestrich|minus)\s+|[-_+])`;
const PIECE = String.raw`[\p{L}\p{N}]+`;
const SPELLED = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${PIECE}(?:(?:${DOT}|${SIGN})${PIECE})*)${AT}(${PIECE}(?:(?:${SIGN})${PIECE})*(?:${DOT}${PIECE}(?:-${PIECE})*)+)(?![\p{L}\p{N}])`,
  'gu',
);

const NAMED: readonly [RegExp, string][] = [
  [/\b(?:guion bajo|underscore|sublinhado|underline|tiret bas|unterstrich)\b/g, '_'],
  [/\b(?:guion|dash|hyphen|hifen|traco|tiret|bindestrich|minus)\b/g, '-'],
  [/\b(?:dot|punto|ponto|point|punkt)\b/g, '.'],
];

function unspell(text: string): string {
  let plain = text;
  for (const [word, sign] of NAMED) plain = plain.replace(word, sign);
  return plain.replace(/[\s()[\]{}<>]/g, '');
}

/** The part of a spelled host that is one: trailing words that no public suffix knows are sentence, not address. */
function hostOf(labels: readonly string[]): string | undefined {
  for (let n = labels.length; n >= 2; n--) {
    const host = labels.slice(0, n).join('.');
    const { isIcann, domain } = parse(host);
    if (isIcann === true && domain !== null) return host;
  }
  return undefined;
}

/** All addresses of a folded text, in order. */
export function findEmails(low: string): EmailSpan[] {
  const spans: EmailSpan[] = [];
  for (const match of low.matchAll(PLAIN)) {
    const value = match[0].replace(/\s/g, '').replace(/^[._%+-]+/, '');
    // "x @ y.z" with spaces on both sides is left to the spelled form, which asks for a known suffix.
    spans.push({ start: match.index, end: match.index + match[0].length, value, spelled: false });
  }
  for (const match of low.matchAll(SPELLED)) {
    const start = match.index;
    if (spans.some((span) => span.start < start + match[0].length && start < span.end)) continue;
    const host = hostOf(unspell(match[2] ?? '').split('.'));
    if (host === undefined) continue;
    spans.push({ start, end: start + match[0].length, value: `${unspell(match[1] ?? '')}@${host}`, spelled: true });
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** Letters that speakers confuse; "it's with v" changes the address only where it says so unambiguously. */
const CONFUSED: readonly string[] = [
  'bv',
  'gj',
  'sz',
  'cs',
  'cz',
  'ck',
  'iy',
  'nm',
  'qk',
  'td',
  'ei',
  'fv',
  'xs',
  'kc',
];
const CORRECTION =
  /\b(?:con|with|com|avec|mit)\s+(?:una?\s+|an?\s+|um\s+|un\s+)?([a-z])\b(?!['.@])(?:[^a-z]+(?:no|not|nao|pas|nicht|y no)\s+(?:con|with|com|avec|mit)?\s*([a-z])\b)?/;

/** An address after a correction of one letter in the words that follow it, if there is one to be made. */
export function correctLetter(email: string, after: string): string | undefined {
  const match = CORRECTION.exec(after);
  const right = match?.[1];
  if (match === null || right === undefined) return undefined;
  const wrong = match[2] ?? CONFUSED.find((pair) => pair.includes(right))?.replace(right, '');
  const [local = '', host = ''] = email.split('@');
  if (wrong === undefined || local.split(wrong).length !== 2) return undefined;
  return `${local.replace(wrong, right)}@${host}`;
}

/** Every address a quote can be read to hold, corrections applied and not. */
export function emailsHeld(quote: string): Set<string> {
  const { low } = foldText(quote);
  const values = new Set<string>();
  for (const span of findEmails(low)) {
    values.add(span.value);
    const corrected = correctLetter(span.value, low.slice(span.end));
    if (corrected !== undefined) values.add(corrected);
  }
  return values;
}
