/**
 * What the site says of the visit and of the visitor, cut to what the producer accepts: a delivery that it refuses would
 * hold up the visitor's own words.
 */
import type { NexusFacts } from './api.ts';

/** Longest id of an account, in UTF-16 code units. */
export const MAX_ID_LENGTH = 128;

const MAX_FACTS = 20;
const MAX_TEXT_LENGTH = 500;
const NAME = /^[A-Za-z][\w.-]{0,63}$/;

/**
 * @param warn told one sentence for each fact that is left out
 * @returns undefined when nothing is left
 */
export function cleanFacts(facts: unknown, warn: (sentence: string) => void): NexusFacts | undefined {
  const kept: [string, string | number | boolean][] = [];
  for (const [name, value] of Object.entries(facts ?? {})) {
    const isUsable = typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value);
    if (!NAME.test(name))
      warn(`"${name}" is left out: a name begins with a letter and has 1 to 64 of letters, digits, _ . -`);
    else if (!isUsable) warn(`"${name}" is left out: it must be a string, a number, true or false`);
    else if (kept.length === MAX_FACTS) warn(`"${name}" is left out: at most ${MAX_FACTS} are kept`);
    else if (typeof value !== 'string') kept.push([name, value as number | boolean]);
    else kept.push([name, value.slice(0, MAX_TEXT_LENGTH).toWellFormed().replaceAll('\0', '')]);
  }
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
