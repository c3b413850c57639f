/** Where a person's name ends: before a title, a firm, a place. */
import { isCommonWord } from './language.ts';
import { isPlace } from './places.ts';
import { isTaken, type Span, type Turn } from './reading.ts';
import { isRoleWord } from './roles.ts';
import { FIRM_WORD, isCapitalised, isGivenName, isNameWord, nameAt, type Word, wordsIn } from './words.ts';

/**
 * The name that begins at an offset, if one does.
 *
 * @param loose also in lower case, after words that only a name can follow
 */
export function nameIn(turn: Turn, start: number, loose: boolean): Span | undefined {
  const end = Math.min(turn.text.low.length, start + 80);
  const words = wordsIn(turn, { start, end });
  const first = words[0];
  if (first === undefined || /[^\s"'(*-]/.test(turn.text.low.slice(start, first.start))) return undefined;
  const span = nameAt(words, turn.text.plain, loose);
  if (span === undefined || isTaken(turn, span)) return undefined;
  const parts = wordsIn(turn, span);
  const stop = parts.findIndex(
    (word, i) =>
      i > 0 && ((isRoleWord(word.low) && !(i === 1 && isSurname(turn, first, word))) || FIRM_WORD.test(word.low)),
  );
  if (FIRM_WORD.test(parts[0]?.low ?? '') || isRoleWord(parts[0]?.low ?? '')) return undefined;
  if (stop > 0 && FIRM_WORD.test(parts[stop]?.low ?? '')) return beforeParticle(parts.slice(0, stop));
  return stop > 0 ? { start: span.start, end: parts[stop - 1]?.end ?? span.end } : cutAtPlace(turn, span);
}

/** "Tom Baker from Northwind", "Rachel Cook": a trade right after a given name is a surname, unless it goes on as a job. */
function isSurname(turn: Turn, given: Word, word: Word): boolean {
  return (
    isGivenName(given.low) &&
    isCapitalised(given) &&
    isCapitalised(word) &&
    !/^\s+(?:of|at|for|in|de|del|da|do|du|des|en|em|chez|bei|fur|der|[&,])/.test(turn.text.low.slice(word.end))
  );
}

/** "Anna Schreiber von der Kramer GmbH": what follows the particle is the firm. */
function beforeParticle(parts: readonly Word[]): Span | undefined {
  const at = parts.findIndex((word, i) => i > 0 && /^(?:de|del|da|do|dos|du|des|von|van|y|e)$/.test(word.low));
  const [first, last] = [parts[0], parts[at - 1]];
  return at > 0 && first && last ? { start: first.start, end: last.end } : undefined;
}

/** "soy Ana de Madrid": what follows "de" is where she is from, or for whom she works. */
function cutAtPlace(turn: Turn, span: Span): Span {
  const text = turn.text.low.slice(span.start, span.end);
  for (const match of text.matchAll(/\s+(?:de|da|do|du|von|del)\s+/g)) {
    const rest = text.slice(match.index + match[0].length);
    if (match.index > 0 && isPlace(rest)) return { start: span.start, end: span.start + match.index };
  }
  return span;
}

/** "soy marcos": in lower case only a known given name is one, and what follows it only if nothing else follows. */
export function lowerCaseName(turn: Turn, start: number): Span | undefined {
  const words = wordsIn(turn, { start, end: Math.min(turn.text.low.length, start + 60) });
  const [first, second] = words;
  if (!first || first.start !== start || !isGivenName(first.low) || isTaken(turn, first)) return undefined;
  const isTwo =
    second !== undefined &&
    turn.text.low.slice(first.end, second.start) === ' ' &&
    !isCommonWord(second.low) &&
    !isRoleWord(second.low) &&
    isNameWord(second) &&
    /^\s*(?:$|[,.;!?\n])/.test(turn.text.low.slice(second.end));
  const end = isTwo && second ? second.end : first.end;
  return isPlace(turn.text.low.slice(first.start, end)) && isTwo ? undefined : { start: first.start, end };
}
