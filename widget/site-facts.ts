/**
 * What the site says of the visit and of the visitor, cut to what the producer accepts: a delivery that it refuses would
 * hold up the visitor's own words.
 */
import type { NexusFacts, SiteSays } from './api.ts';

/** Longest id of an account, in UTF-16 code units. */
const MAX_ID_LENGTH = 128;

/** Most bytes of all facts together, so that a long message beside them still fits a delivery. */
const MAX_BYTES = 4096;

const MAX_FACTS = 20;
const MAX_TEXT_LENGTH = 500;
/** The producer takes no name that could change an object's prototype. */
const NAME = /^(?!(?:constructor|prototype)$)[A-Za-z][\w.-]{0,63}$/;

const clean = (text: string, length: number) =>
  text
    .slice(0, length)
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed();

/**
 * @param warn told one sentence for each fact that is left out
 * @returns undefined when nothing is left
 */
export function cleanFacts(facts: unknown, warn: (sentence: string) => void): NexusFacts | undefined {
  const kept: [string, string | number | boolean][] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(facts ?? {})) {
    const isUsable = typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value);
    const fact = typeof value === 'string' ? clean(value, MAX_TEXT_LENGTH) : (value as number | boolean);
    const size = new TextEncoder().encode(`${name}${fact}`).length;
    if (!NAME.test(name))
      warn(`"${name}" is left out: a name begins with a letter and has 1 to 64 of letters, digits, _ . -`);
    else if (!isUsable) warn(`"${name}" is left out: it must be a string, a number, true or false`);
    else if (kept.length === MAX_FACTS) warn(`"${name}" is left out: at most ${MAX_FACTS} are kept`);
    else if (bytes + size > MAX_BYTES) warn(`"${name}" is left out: all together may have ${MAX_BYTES} bytes`);
    else {
      bytes += size;
      kept.push([name, fact]);
    }
  }
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/**
 * @param warn told one sentence when there is no usable id
 * @returns undefined without one
 */
export function cleanAccount(id: unknown, traits: unknown, warn: (sentence: string) => void): SiteSays['account'] {
  const isText = typeof id === 'string' || typeof id === 'number';
  const text = isText ? clean(`${id}`, MAX_ID_LENGTH).replace(/\s+/g, ' ').trim() : '';
  if (text === '') {
    warn('identify needs an id');
    return undefined;
  }
  const kept = cleanFacts(traits, warn);
  return { id: text, ...(kept && { traits: kept }) };
}
