/** Where sentences end in chat. */

/** Offsets into a folded text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

// A full stop ends a sentence only before a space, and not after an initial or an abbreviation.
const SENTENCE_END =
  /\n+|(?<!\b(?:\p{L}|sr|sra|srta|dr|dra|mr|mrs|ms|prof|ing|lic|tel|tlf|av|nr|no|st|inc|ltd|ltda|co|corp|m\.a|s\.a|s\.l|s\.r\.l|bzw|ca|approx|ext|ph))\.+(?=\s|$)|[!?;]+(?=\s|$)|[!?]+|[¿¡]/gu;

/** Cuts a folded text into sentences, without their end marks. */
export function splitSentences(low: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  const push = (end: number) => {
    const text = low.slice(start, end);
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== '') spans.push({ start: start + lead, end: start + text.trimEnd().length });
  };
  for (const match of low.matchAll(SENTENCE_END)) {
    push(match.index);
    start = match.index + match[0].length;
  }
  push(low.length);
  return spans;
}
