/** Text as rules compare it: without accents, case and typographic variants, and with a way back to the source. */

/** A folded text. Offsets into `plain` and `low` are equal; `source` may be longer or shorter. */
export interface FoldedText {
  /** The text as the visitor wrote it. */
  readonly source: string;
  /** Accents, marks and zero-width characters removed; quotes, dashes and spaces unified, runs of spaces cut to one; case kept. */
  readonly plain: string;
  /** `plain` in lower case. */
  readonly low: string;
  /**
   * Offsets into `plain` as UTF-16 offsets into `source`. Combining marks stay with the letter they belong to.
   *
   * @returns `start <= end`, both within `source`
   */
  toSource(start: number, end: number): { readonly start: number; readonly end: number };
}

const VARIANTS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  '’': "'",
  '‘': "'",
  ʼ: "'",
  '´': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
};

// Invisible characters that split words for machines only: zero-width, bidi controls, soft hyphen, tag characters.
const INVISIBLE =
  /[\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E007F}]/u;
const MARKS = /\p{M}+/gu;
const SPACE = /[^\S\n]/u;

function foldCodePoint(char: string): string {
  const variant = VARIANTS[char];
  if (variant !== undefined) return variant;
  if (char < '\u0080') return char === '\r' || char === '\t' ? ' ' : char;
  if (INVISIBLE.test(char)) return '';
  if (SPACE.test(char)) return ' ';
  // Hangul would come apart into its letters, which would break word counts and change nothing else.
  if (/\p{Script=Hangul}/u.test(char)) return char;
  const folded = char.normalize('NFKD').replace(MARKS, '');
  // U+FDFA alone becomes 18 letters: nothing that a person writes does, and a message of them would grow that much.
  return folded.length > 4 ? char : folded;
}

/** Folds a text once; matching then runs on `low` or `plain` and maps back with `toSource`. */
export function foldText(source: string): FoldedText {
  let plain = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let offset = 0;
  for (const char of source) {
    // Runs of spaces and of blank lines say no more than one; unbounded, they cost patterns quadratic time.
    const isRun = (char === '\n' && plain.endsWith('\n\n')) || (SPACE.test(char) && /[ \n]$/.test(plain.slice(-1)));
    const folded = isRun ? '' : foldCodePoint(char);
    const next = offset + char.length;
    for (let i = 0; i < folded.length; i++) {
      starts.push(offset);
      ends.push(next);
    }
    if (folded === '' && ends.length > 0 && /\p{M}/u.test(char) && ends.at(-1) === offset) {
      const own = starts.at(-1);
      for (let i = ends.length - 1; i >= 0 && starts[i] === own; i--) ends[i] = next;
    }
    plain += folded;
    offset = next;
  }
  // Lower case may be longer than the capital (Turkish dotted I); offsets must stay equal, so such letters keep theirs.
  let low = plain.toLowerCase();
  if (low.length !== plain.length) {
    low = Array.from(plain, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join('');
  }
  return {
    source,
    plain,
    low,
    toSource(start, end) {
      const from = starts[start] ?? source.length;
      const to = end > start ? (ends[end - 1] ?? source.length) : from;
      return { start: from, end: Math.max(from, to) };
    },
  };
}

/** Scripts without spaces between words count each character as a word. */
const WORD = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu;

/** The folded words of a text, punctuation left out; `Ökologie-Büro` gives `okologie`, `buro`. */
export function foldWords(text: string): string[] {
  return foldText(text.normalize('NFC')).low.match(WORD) ?? [];
}

const foldedTexts = new WeakMap<object, FoldedText>();

/** Folds a message's text once, however many findings ask for it; a message is never changed. */
export function foldMessage(message: { readonly content: string }): FoldedText {
  const known = foldedTexts.get(message) ?? foldText(message.content);
  foldedTexts.set(message, known);
  return known;
}

/** A word of a text, folded, with its UTF-16 offsets into the text. */
export interface PlacedWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** The folded words of a text and where they stand. */
export function placeWords(folded: FoldedText): PlacedWord[] {
  return Array.from(folded.low.matchAll(WORD), (match) => ({
    word: match[0],
    ...folded.toSource(match.index, match.index + match[0].length),
  }));
}

/** One string that is equal for texts that differ in case, accents, spaces or punctuation only. */
export const foldKey = (text: string): string => foldWords(text).join(' ');

/** True when every word of `words` occurs in `within`, in the same order, gaps allowed. */
export function isSubsequence(words: readonly string[], within: readonly string[]): boolean {
  let at = 0;
  for (const word of words) {
    at = within.indexOf(word, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
