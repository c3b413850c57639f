/** Texts in disguise: other alphabets' look-alikes, digits for letters, letters apart, ciphers and encodings. */

/** A reading of a text. `at(i)` is the offset, in the text it was made from, of the reading's code unit `i`. */
export interface View {
  readonly text: string;
  at(index: number): number;
}

const same = (index: number): number => index;

const LOOK_ALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('аеорсухкіјѕһԁгвмнтԛԝαεορτυικνηωґυ', (char, i) => [char, 'aeopcyxkijshdrbmhtqwaeoptuikvnwry'.charAt(i)]),
);
const LEET: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const LEET_WORD = /[a-z]*[013457@$!]+[a-z][a-z013457@$!]*/g;

const mapped = (text: string, to: (char: string) => string): View => ({
  text: Array.from(text, (char) => (char.length === 1 ? to(char) : char)).join(''),
  at: same,
});

/** Cyrillic and Greek letters that look Latin, in a text that has Latin letters too. */
const withoutLookAlikes = (low: string): View | undefined =>
  /[a-z]/.test(low) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(low)
    ? mapped(low, (char) => LOOK_ALIKES[char] ?? char)
    : undefined;

const withoutLeet = (low: string): View | undefined =>
  /[a-z][013457@$]|[013457@$][a-z]/.test(low)
    ? { text: low.replace(LEET_WORD, (word) => Array.from(word, (char) => LEET[char] ?? char).join('')), at: same }
    : undefined;

const A = 97;
const rot13 = (low: string): View =>
  mapped(low, (char) =>
    char >= 'a' && char <= 'z' ? String.fromCharCode(((char.charCodeAt(0) - A + 13) % 26) + A) : char,
  );

function reversed(low: string): View {
  const text = low.split('').reverse().join('');
  return { text, at: (index) => low.length - 1 - index };
}

/** Readings of a folded text in which a hidden order may stand. */
export function disguises(low: string): readonly { readonly kind: 'disguised' | 'encoded'; readonly view: View }[] {
  const readings = [withoutLookAlikes(low), withoutLeet(low)].filter((view) => view !== undefined);
  return [
    ...readings.map((view) => ({ kind: 'disguised' as const, view })),
    { kind: 'encoded', view: rot13(low) },
    { kind: 'encoded', view: reversed(low) },
  ];
}

/** The letters of a folded text alone. */
export function squeeze(low: string): View {
  const offsets: number[] = [];
  let text = '';
  for (const match of low.matchAll(/[a-z]/g)) {
    offsets.push(match.index);
    text += match[0];
  }
  return { text, at: (index) => offsets[index] ?? low.length };
}

/** An encoded run of a text and what it says. */
export interface Decoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,}={0,2}/g;
const HEX = /(?<![0-9a-f])(?:[0-9a-f]{2}[\s:]?){16,}/gi;
const ESCAPES = /(?:&#x?[0-9a-f]{2,6};|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}){6,}/gi;
const TAGS = /[\u{E0020}-\u{E007E}]{3,}/gu;

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function fromBase64(run: string): string {
  const plain = run.replaceAll('-', '+').replaceAll('_', '/').replaceAll('=', '');
  const whole = plain.slice(0, plain.length - (plain.length % 4 === 1 ? 1 : 0));
  return utf8(Uint8Array.from(atob(whole), (char) => char.charCodeAt(0)));
}

const fromHex = (run: string): string =>
  utf8(Uint8Array.from(run.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16)));

const fromEscapes = (run: string): string =>
  run.replace(
    /&#(x?)([0-9a-f]{2,6});|(?:%|\\u|\\x)([0-9a-f]{2,4})/gi,
    (_, isHex: string, entity?: string, code?: string) => {
      const point = Number.parseInt(entity ?? code ?? '', entity === undefined || isHex !== '' ? 16 : 10);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '';
    },
  );

const fromTags = (run: string): string =>
  Array.from(run, (char) => String.fromCharCode((char.codePointAt(0) ?? 0) - 0xe0000)).join('');

/** Everything in a message that can be decoded; offsets into the message as it was written. */
export function decodedRuns(content: string): readonly Decoded[] {
  const decoders: readonly [RegExp, (run: string) => string][] = [
    [BASE64, fromBase64],
    [HEX, fromHex],
    [ESCAPES, fromEscapes],
    [TAGS, fromTags],
  ];
  return decoders.flatMap(([pattern, decode]) =>
    Array.from(content.matchAll(pattern), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      text: decode(match[0]),
    })),
  );
}

const INVISIBLE_RUN =
  /[\u200B-\u200D\u2060-\u2064\uFEFF\u00AD]{8,}|[\p{Script=Latin}](?:[\u200B\u2060-\u2064\uFEFF][\p{Script=Latin}]+){3,}/gu;
const OVERRIDE = /[\u202D\u202E][^\n]*/gu;
// Flags of England, Scotland and Wales are a black flag and tags; any other use of tags is hidden text.
const TAG_RUN = /(?<!\u{1F3F4})[\u{E0020}-\u{E007E}]{2,}(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]+)/gu;

/** Runs of characters that nobody sees, or that show a line backwards; offsets into the message as it was written. */
export const hiddenRuns = (content: string): { start: number; end: number }[] =>
  [INVISIBLE_RUN, OVERRIDE, TAG_RUN].flatMap((pattern) =>
    Array.from(content.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length })),
  );
