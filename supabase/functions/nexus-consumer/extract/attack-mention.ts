/** Words that a visitor only shows: to be translated, printed, or as an example. They say nothing about who writes them. */
import type { FoldedText } from './fold.ts';
import type { Span } from './rules/sentences.ts';

const START = String.raw`(?:^|[\n.!?;,]\s{0,2}|\b(?:please|and|you|por favor|puedes|podrias|y|pode|e|pouvez-vous|peux-tu|et|bitte|und)\s)`;
const TRANSLATE =
  '(?:translate|traduce|traducir|traduzca|traduceme|traduza|traduzir|traduis|traduisez|traduire|ubersetze|ubersetzen|ubersetz)';
const LANGUAGE = String.raw`(?:(?:this|that|esto|isto|ceci|das|sie)\s)?(?:to|into|in|al?|para|o|em|en|ins?|auf)\s(?:the\s|o\s|l')?[a-z]{3,14}`;
const EXAMPLE =
  '(?:(?:for )?example|e\\.g\\.|sample|(?:por )?ejemplo|p\\. ?ej\\.|(?:por )?exemplo|(?:par )?exemple|(?:zum )?beispiel|z\\. ?b\\.)';
const SAYING =
  '(?:how do (?:you|i|we) say|what does|como se dice|que significa|como se diz|o que significa|comment dit-on|que veut dire|wie sagt man|was heisst|was bedeutet)';
const CALL = String.raw`(?:print|println|printf|echo|console\.log|puts|alert|say)\s{0,2}\(`;
/** Three words and more: a shorter quotation is a name or a title, and may be the answer. */
const QUOTED = String.raw`(?:"[^"\n]{0,400}?\s[^"\n]{1,400}?\s[^"\n]{1,400}"|'[^'\n]{0,400}?\s[^'\n]{1,400}?\s[^'\n]{1,400}')`;

const PATTERNS: readonly RegExp[] = [
  `(?<lead>${START}${TRANSLATE}\\b[^"'\\n.!?]{0,40})${QUOTED}`,
  `(?<lead>${START}${TRANSLATE}\\s${LANGUAGE}\\s{0,2}:\\s?)[^\\n]{1,400}`,
  `(?<lead>(?:^|[\\n.!?;,]\\s{0,2})${EXAMPLE}\\s{0,2}[:,]?\\s{0,2})${QUOTED}`,
  `(?<lead>\\b${SAYING}\\s{0,2}:?\\s{0,2})${QUOTED}`,
  `(?<lead>\\b${CALL}\\s{0,2}f?)${QUOTED}`,
].map((source) => new RegExp(source, 'gu'));

/**
 * What a message of the visitor holds only as words: the text in quotation marks after "translate", "example:", "how do
 * you say" or in a call such as `print("…")`, and the line after "translate into French:".
 *
 * @returns offsets into the text's source, UTF-16 code units
 */
export function mentions(text: FoldedText): readonly Span[] {
  return PATTERNS.flatMap((pattern) =>
    Array.from(text.low.matchAll(pattern), (match) =>
      text.toSource(match.index + (match.groups?.lead?.length ?? 0), match.index + match[0].length),
    ),
  );
}
