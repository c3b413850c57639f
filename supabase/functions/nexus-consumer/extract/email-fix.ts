/** Addresses mended in later words: "con v", "v like Victor", ".com.br*", "es hotmail, no gmail". */
import { parse } from 'tldts';

/** Letters that speakers confuse; "it's with v" changes the address only where it says so unambiguously. */
const CONFUSED = 'bv gj sz cs cz ck iy nm qk td ei fv xs kc'.split(' ');
const LETTER =
  /\b(?:con|with|com|avec|mit)\s+(?:una?\s+|an?\s+|um\s+|un\s+)?([a-z])\b(?!['.@])(?:[^a-z]+(?:no|not|nao|pas|nicht|y no)\s+(?:con|with|com|avec|mit)?\s*([a-z])\b)?/;
const AS_IN = /\b([a-z])\s+(?:like|as in|for|de|como|wie|comme)\s+([a-z])\p{L}{2,}/u;

/** An address after a correction of one letter in the words that follow it, if there is one to be made. */
export function correctLetter(email: string, after: string): string | undefined {
  const match = LETTER.exec(after);
  const named = AS_IN.exec(after);
  const right = match?.[1] ?? (named?.[1] === named?.[2] ? named?.[1] : undefined);
  if (right === undefined) return undefined;
  const wrong = match?.[2] ?? CONFUSED.find((pair) => pair.includes(right))?.replace(right, '');
  const [local = '', host = ''] = email.split('@');
  if (wrong === undefined || local.split(wrong).length !== 2) return undefined;
  return `${local.replace(wrong, right)}@${host}`;
}

const SUFFIX =
  /^[^\p{L}\p{N}]*(?:(?:ops|oops|ups|perdon|sorry|desculp\w*|pardon|sorry|quise decir|digo|i mean|es|is|e|termina en|acaba en|termina em|falto|faltou|it'?s|no|nao|nein|non|ends? (?:in|with)|endet auf)[\s,.:;!]+){0,3}(?:\.|punto |ponto |dot |punkt |point )((?:[a-z]{2,}\.)?[a-z]{2,})\s?\*?(?![\p{L}\p{N}@])/u;

/** The host with another public suffix: "ops .com.br*". */
function withSuffix(email: string, words: string): string | undefined {
  const suffix = SUFFIX.exec(words)?.[1];
  const [local = '', host = ''] = email.split('@');
  const { domainWithoutSuffix, subdomain } = parse(host);
  if (suffix === undefined || !domainWithoutSuffix) return undefined;
  const fixed = `${subdomain ? `${subdomain}.` : ''}${domainWithoutSuffix}.${suffix}`;
  return fixed !== host && parse(fixed).isIcann === true ? `${local}@${fixed}` : undefined;
}

const isNear = (a: string, b: string): boolean => {
  if (a === b || Math.abs(a.length - b.length) > 2 || a.length < 4) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return Math.max(a.length, b.length) - start - end <= 2;
};

const TAKES_BACK =
  /\b(?:no|not|sorry|perdon|desculp\w*|pardon|oops|ops|ups|wait|nein|non|nao|wrong|mal|actually|i mean|quise|digo|correct\w*|entschuldig\w*|typo|with|con|com|mit|avec)\b|\*/;

/** The part before the sign, said again with a letter or two changed: "no sorry, v.vukovic". */
function withLocal(email: string, words: string): string | undefined {
  if (words.includes('@') || words.length > 200 || !TAKES_BACK.test(words)) return undefined;
  const [local = '', host = ''] = email.split('@');
  // "Remy Thibodeaux, not Rémi" is a name; a bare word must be all that is said.
  const isStructured = /[._\d-]/.test(local);
  if (!isStructured && words.replace(/^\W+|\W+$/g, '').length > 30) return undefined;
  const again = words
    .match(/[a-z0-9][a-z0-9._+-]{2,}[a-z0-9]/g)
    ?.find((word) => /[._\d-]/.test(word) === isStructured && isNear(local, word));
  return again === undefined ? undefined : `${again}@${host}`;
}

/** Free providers that people mix up. */
const PROVIDER = /\b(gmail|hotmail|outlook|yahoo|icloud|gmx|web)(\.[a-z]{2,3})?\b/g;

function withProvider(email: string, words: string): string | undefined {
  const [local = '', host = ''] = email.split('@');
  if (words.includes('@') || words.length > 120 || !TAKES_BACK.test(words)) return undefined;
  const { domainWithoutSuffix } = parse(host);
  if (!/^(?:gmail|hotmail|outlook|yahoo|icloud|gmx|web)$/.test(domainWithoutSuffix ?? '')) return undefined;
  const other = Array.from(words.matchAll(PROVIDER)).find((match) => match[1] !== domainWithoutSuffix);
  return other?.[1] === undefined ? undefined : `${local}@${other[1]}${other[2] ?? '.com'}`;
}

/** Every address that the words after one can be read to mean by it, likeliest first. */
export const fixedEmails = (email: string, words: string): string[] =>
  [withLocal(email, words), correctLetter(email, words), withSuffix(email, words), withProvider(email, words)].filter(
    (fixed) => fixed !== undefined && fixed !== email,
  ) as string[];
