/** Where a quote stands, and where the words end that it begins in. */

/** Offsets of the quote: as claimed, else, since models miscount, where the same words stand nearest to the claim. */
export function locate(content: string, quote: string, start: number, end: number): number | undefined {
  if (content.slice(start, end) === quote) return start;
  let best: number | undefined;
  for (let at = content.indexOf(quote); at !== -1; at = content.indexOf(quote, at + 1)) {
    if (best === undefined || Math.abs(at - start) < Math.abs(best - start)) best = at;
  }
  return best;
}

/** `word`: letters and digits; `address`: also what joins the parts of an address; `number`: also groups of three digits. */
export type Grain = 'word' | 'address' | 'number';

const WORD = /[\p{L}\p{N}]/u;
/** Scripts that put no space between words: there any two characters may be parted. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
/** Marks, joiners and skin tones belong to what stands before them. */
const TRAILING = /[\p{M}\p{Emoji_Modifier}\u200B-\u200D\u2060\u00AD\uFEFF]|[\u{E0020}-\u{E007F}]/u;
const FLAG = /\p{Regional_Indicator}/u;
/** The longest address or number; nothing grows further on either side. */
const MAX_GROWTH = 254;

const before = (content: string, at: number): string => {
  const low = content.charCodeAt(at - 1);
  return content.slice(at - (low >= 0xdc00 && low <= 0xdfff ? 2 : 1), at);
};
const after = (content: string, at: number): string => {
  const point = content.codePointAt(at);
  return point === undefined ? '' : String.fromCodePoint(point);
};

/** Whether what stands on both sides of an offset is one thing. */
function isJoined(content: string, at: number, grain: Grain): boolean {
  if (at <= 0 || at >= content.length) return false;
  const [left, right] = [before(content, at), after(content, at)];
  if (TRAILING.test(right) || left === '\u200D') return true;
  if (FLAG.test(left) && FLAG.test(right)) return true;
  if (UNSPACED.test(left) || UNSPACED.test(right)) return false;
  const isWord = { left: WORD.test(left) || TRAILING.test(left), right: WORD.test(right) };
  if (isWord.left && isWord.right) return true;
  const around = content.slice(Math.max(0, at - 5), at + 5);
  const [a, b] = [around.slice(0, Math.min(5, at)), around.slice(Math.min(5, at))];
  // "1.200", "1,5": a sign between two digits.
  if (/\d$/.test(a) && /^[.,'’]\d/.test(b)) return true;
  if (/\d[.,'’]$/.test(a) && /^\d/.test(b)) return true;
  if (grain === 'number')
    return (/\d$/.test(a) && /^ \d{3}(?!\d)/.test(b)) || (/\d $/.test(a) && /^\d{3}(?!\d)/.test(b));
  if (grain !== 'address') return false;
  return (isWord.left && /^[.@_%+-][\p{L}\p{N}]/u.test(b)) || (/[\p{L}\p{N}][.@_%+-]$/u.test(a) && isWord.right);
}

/**
 * A quote grown to whole words, numbers and visible characters: "Ana" in "mañana" is no name, "500" in "1.500" no sum,
 * and half of an emoji no text.
 */
export function wholeWords(content: string, start: number, end: number, grain: Grain): { start: number; end: number } {
  let [from, to] = [start, end];
  while (start - from < MAX_GROWTH && isJoined(content, from, grain)) from -= before(content, from).length;
  while (to - end < MAX_GROWTH && isJoined(content, to, grain)) to += after(content, to).length;
  return { start: from, end: to };
}
