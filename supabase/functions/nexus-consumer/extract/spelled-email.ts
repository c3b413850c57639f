/** E-mail addresses as people type them: plain, with spaces, or spelled out ("ana punto ruiz arroba correo punto es"). */
import { parse } from 'tldts';
import { digitsOf } from './digits.ts';

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

/** A word, sign or gap of a text that may spell an address. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The sign that it stands for, if any: "punto", "(dot)" and "." are all ".". */
  readonly sign: string | undefined;
  /** True when a space stands before it. */
  readonly isApart: boolean;
}

const SIGNS: Readonly<Record<string, string>> = {
  ...{
    at: '@',
    arroba: '@',
    arobase: '@',
    arobas: '@',
    aroba: '@',
    arrobase: '@',
    klammeraffe: '@',
    affenschwanz: '@',
    '@': '@',
  },
  ...{ dot: '.', punto: '.', ponto: '.', point: '.', punkt: '.', '.': '.', period: '.' },
  ...{ 'guion bajo': '_', underscore: '_', sublinhado: '_', underline: '_', 'tiret bas': '_', unterstrich: '_' },
  ...{ 'raya baja': '_', 'barra baja': '_', 'guion abajo': '_', 'tiret du bas': '_', _: '_', 'under score': '_' },
  ...{ guion: '-', dash: '-', hyphen: '-', hifen: '-', traco: '-', tiret: '-', bindestrich: '-', minus: '-', '-': '-' },
  ...{ 'guion medio': '-', 'guion normal': '-', '+': '+' },
};
/** In brackets these too are "at". */
const BRACKETED: Readonly<Record<string, string>> = { ...SIGNS, a: '@', et: '@', chez: '@', en: '@' };

const PIECES =
  /[([{<]\s?([a-z@.]{1,11})\s?[)\]}>]|\b(?:guion (?:bajo|abajo|medio|normal)|(?:raya|barra) baja|tiret (?:du )?bas|under score)\b|[\p{L}\p{N}]+|\S/gu;

function piecesOf(low: string): Piece[] {
  return Array.from(low.matchAll(PIECES), (match): Piece => {
    const start = match.index;
    const text = match[0];
    const sign = match[1] === undefined ? SIGNS[text] : BRACKETED[match[1]];
    return { start, end: start + text.length, text, sign, isApart: /\s/.test(low.charAt(start - 1)) };
  });
}

const isWord = (piece: Piece | undefined): boolean =>
  piece !== undefined && piece.sign === undefined && /^[\p{L}\p{N}]/u.test(piece.text);

/** A full stop with a space on its right alone ends a sentence and joins nothing. */
const isJoint = (pieces: readonly Piece[], at: number): boolean => {
  const piece = pieces[at];
  if (piece?.sign === undefined || piece.sign === '@') return false;
  if (piece.text.length > 1 || !pieces[at + 1]?.isApart) return true;
  return piece.isApart && piece.text !== '-';
};

/** Words that come before an address and are no part of it. */
const BEFORE =
  /^(?:es|is|ist|est|e|y|and|und|et|o|or|mi|my|meu|mon|meine?|correo|e?mail|mails?|courriel|adresse|direccion|contacto|contact|address|a|to|an|en|it|its|the|el|la|le|der|die|das|me|us|you|we|i|he|she|they|them|look|looking|meet|meeting|arrive|here|there|available|working|work|be|am|are|was|of|soy|sou|suis|bin|lautet|para|por|con|com|pour|fur|siguiente|escribe|escribir|write|send|s)$/;
/** No address of one bare word before a bare "at" has these. */
const NO_LOCAL =
  /^(?:me|us|you|it|look|looking|here|there|available|home|meet|meeting|arrive|arriving|work|working|stay|staying|living|based|found|find|good|people|anyone|someone|out|up|him|her|them|all|not|be|is|are|was|that|this|open|party|store|shop|site|saw|seen|one|not|i)$/;

const isNumberWord = (text: string): boolean => /^\p{L}+$/u.test(text) && text !== 'a' && digitsOf(text) !== '';

/** Longest part of an address, in pieces; nobody spells a longer one. */
const MAX_PIECES = 30;

interface Side {
  /** Index of the outermost piece. */
  readonly to: number;
  readonly value: string;
}

/** The part before the sign at `at`, read from right to left. */
function localAt(pieces: readonly Piece[], at: number): Side | undefined {
  const parts: string[] = [];
  let i = at - 1;
  let to = at;
  while (isWord(pieces[i]) && at - i < MAX_PIECES) {
    const run = wordsLeft(pieces, i);
    parts.unshift(run.value);
    to = run.to;
    const joint = pieces[to - 1];
    if (joint === undefined || !isJoint(pieces, to - 1) || !isWord(pieces[to - 2])) break;
    parts.unshift(joint.sign ?? '');
    i = to - 2;
  }
  return parts.length === 0 ? undefined : { to, value: parts.join('') };
}

/** Words said one after the other that are one part: letters, numbers in words, what stands after a spelled dot. */
function wordsLeft(pieces: readonly Piece[], end: number): Side {
  const text = (i: number): string => pieces[i]?.text ?? '';
  let i = end;
  while (isWord(pieces[i - 1]) && text(i).length === 1 && text(i - 1).length === 1 && end - i < MAX_PIECES) i -= 1;
  if (end - i >= 2) {
    const letters = pieces.slice(i, end + 1).map((piece) => piece.text);
    return { to: i, value: letters.join('') };
  }
  i = end;
  while (
    isWord(pieces[i]) &&
    (isNumberWord(text(i)) || (/^(?:y|e|et|und)$/.test(text(i)) && isNumberWord(text(i - 1))))
  )
    i -= 1;
  const digits =
    i === end
      ? ''
      : digitsOf(
          pieces
            .slice(i + 1, end + 1)
            .map((piece) => piece.text)
            .join(' '),
        );
  if (i < end && (!isWord(pieces[i]) || BEFORE.test(text(i)))) return { to: i + 1, value: digits };
  const word = text(i);
  const isSpelledJoint = (at: number): boolean => (pieces[at]?.sign ?? '@') !== '@' && text(at).length > 2;
  if (isWord(pieces[i - 1]) && !BEFORE.test(text(i - 1)) && isSpelledJoint(i - 2)) {
    return { to: i - 1, value: text(i - 1) + word + digits };
  }
  return { to: i, value: word + digits };
}

/** Providers whose end is known to everybody, and so left out: "en gmail". */
const PROVIDERS: ReadonlySet<string> = new Set('gmail hotmail outlook yahoo icloud'.split(' '));

/** Top-level domains set aside for examples are hosts too. @see https://www.rfc-editor.org/rfc/rfc2606 */
const isHost = (host: string): boolean => {
  const { isIcann, domain, publicSuffix } = parse(host);
  return domain !== null && (isIcann === true || publicSuffix === 'example' || publicSuffix === 'test');
};

/** After a spelled dot "at" is Austria's domain and no sign. */
const isAustria = (pieces: readonly Piece[], i: number): boolean =>
  pieces[i]?.text === 'at' && pieces[i - 1]?.sign === '.' && (pieces[i - 1]?.text.length ?? 0) > 1;

/** The host after the sign at `at`. Trailing words that no public suffix knows are sentence, not address. */
function hostAt(pieces: readonly Piece[], at: number): Side | undefined {
  const isNamed = /^(?:ar|kl)/.test(pieces[at]?.text ?? '');
  let best: Side | undefined;
  let value = '';
  let words = 0;
  for (let i = at + 1; i < pieces.length && i - at < MAX_PIECES; i++) {
    const piece = pieces[i];
    if (piece === undefined) break;
    if (isWord(piece) || isAustria(pieces, i)) {
      words += 1;
      // "arroba la casa del pan punto com" is one name; after the first dot a word apart is the sentence again.
      if (words > 1 && (value.includes('.') || !isNamed || words > 4)) break;
      value += piece.text;
      if (value.includes('.') && isHost(value)) best = { to: i, value };
      else if (i === at + 1 && PROVIDERS.has(value)) best = { to: i, value: `${value}.com` };
    } else {
      const isDot = piece.sign === '.' && (isJoint(pieces, i) || /^(?:com|net|org)$/.test(pieces[i + 1]?.text ?? ''));
      if (!(isDot || (piece.sign === '-' && isJoint(pieces, i)))) break;
      if (!isWord(pieces[i + 1]) && !isAustria(pieces, i + 1)) break;
      value += piece.sign;
      words = value.includes('.') ? 0 : words - 1;
    }
  }
  return best;
}

function spelledAt(pieces: readonly Piece[], at: number): EmailSpan | undefined {
  const sign = pieces[at];
  if (sign?.sign !== '@') return undefined;
  const [local, host] = [localAt(pieces, at), hostAt(pieces, at)];
  const [first, last] = [pieces[local?.to ?? -1], pieces[host?.to ?? -1]];
  if (!local || !host || !first || !last) return undefined;
  // "At" is a word as well: what stands before it must look like an address or not like a sentence.
  if (sign.isApart && sign.text === '@' && BEFORE.test(local.value)) return undefined;
  if (sign.text === 'at' && (NO_LOCAL.test(local.value) || (local.to > 0 && isArticle(pieces[local.to - 1]))))
    return undefined;
  return { start: first.start, end: last.end, value: `${local.value}@${host.value}`, spelled: true };
}

const isArticle = (piece: Piece | undefined): boolean => /^(?:the|a|an|our|your|their)$/.test(piece?.text ?? '');

/** All addresses of a folded text, in order. */
export function findEmails(low: string): EmailSpan[] {
  const spans: EmailSpan[] = [];
  for (const match of low.matchAll(PLAIN)) {
    const value = match[0].replace(/\s/g, '').replace(/^[._%+-]+/, '');
    // "Meu insta é @pedro.fit" is a name on a network.
    if (/\s@/.test(match[0]) && BEFORE.test(match[0].split(/\s/)[0] ?? '')) continue;
    // "x @ y.z" with spaces on both sides is left to the spelled form, which asks for a known suffix.
    spans.push({ start: match.index, end: match.index + match[0].length, value, spelled: false });
  }
  const pieces = piecesOf(low);
  pieces.forEach((_, i) => {
    const span = spelledAt(pieces, i);
    if (span && !spans.some((other) => other.start < span.end && span.start < other.end)) spans.push(span);
  });
  return spans.sort((a, b) => a.start - b.start);
}
