/** Signature blocks: short lines of name, title, firm, place and addresses. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { cityNamed, countryNamed } from './places.ts';
import { finding, isTaken, overlaps, type Span, type Turn, wordsOf } from './reading.ts';
import { isRoleWord } from './roles.ts';
import { FIRM_WORD, isCapitalised, nameAt, wordsIn } from './words.ts';

const CLOSING =
  /^\W*(?:(?:un |muy )?(?:cordial(?:es)? |atentos )?saludos?(?: cordial(?:es)?)?|atentamente|atte|att|cordialmente|(?:best|kind|warm)?(?: ?regards| ?wishes)?|best|thanks|thank you|gracias|cheers|sincerely|yours|(?:atenciosamente|abracos?|obrigad[oa])|cordialement|bien a vous|salutations|(?:mit )?(?:freundliche[nm]?|viele[n]?|beste[n]?|liebe[n]?) gru(?:ss|sse|ssen)|mfg|lg)\W*$/;

interface Line extends Span {
  readonly low: string;
}

function linesOf(turn: Turn): Line[] {
  const lines: Line[] = [];
  for (const match of turn.text.low.matchAll(/[^\n]+/g)) {
    const lead = match[0].length - match[0].trimStart().length;
    const low = match[0].trim();
    if (low !== '') lines.push({ start: match.index + lead, end: match.index + lead + low.length, low });
  }
  return lines;
}

/** The lines of a signature, if the turn has one: after a closing, or three short lines with an address among them. */
export function signatureLines(turn: Turn): Line[] {
  const lines = linesOf(turn);
  const closing = lines.findIndex((line) => CLOSING.test(line.low) && line.low.length > 1);
  if (closing !== -1 && closing < lines.length - 1) return lines.slice(closing + 1);
  const isBlock =
    lines.length >= 3 && lines.every((line) => line.low.length < 60) && lines.some((line) => isTaken(turn, line));
  const hasName = lines[0] !== undefined && nameAt(wordsIn(turn, lines[0]), turn.text.plain, false) !== undefined;
  return isBlock && hasName ? lines : [];
}

/** Name, role, company and place from a signature. */
export function readSignature(turn: Turn, lines: readonly Line[]): { findings: Finding[]; names: Span[] } {
  const findings: Finding[] = [];
  const names: Span[] = [];
  const done = new Set<string>();
  const put = (field: 'name' | 'role' | 'company' | 'city', span: Span) => {
    if (done.has(field)) return;
    done.add(field);
    findings.push(finding(turn, field, wordsOf(turn, span), span, 0.9));
  };
  for (const line of lines) {
    for (const part of partsOf(turn, line)) {
      const words = wordsIn(turn, part);
      if (words.length === 0 || turn.taken.some((taken) => overlaps(taken, part))) continue;
      const low = turn.text.low.slice(part.start, part.end);
      const country = countryNamed(low);
      if (!done.has('name') && words.length <= 5) {
        const name = nameAt(words, turn.text.plain, false);
        if (name && name.end === part.end && !words.some((w) => isRoleWord(w.low) || FIRM_WORD.test(w.low))) {
          put('name', name);
          names.push(name);
          continue;
        }
      }
      if (words.some((word) => isRoleWord(word.low)) && words.length <= 7) put('role', part);
      else if (country !== undefined && done.has('city')) findings.push(finding(turn, 'country', country, part, 0.9));
      else if (cityNamed(low) && done.has('name')) put('city', part);
      else if (country !== undefined) findings.push(finding(turn, 'country', country, part, 0.9));
      else if (
        done.has('name') &&
        words.length <= 6 &&
        words.every((w) => isCapitalised(w) || /^(?:&|y|and|e|et|und|de|del|of|la|da|do|\d+)$/.test(w.low))
      )
        put('company', trimLegal(turn, part));
    }
  }
  return { findings, names };
}

const partsOf = (turn: Turn, line: Line): Span[] => {
  const parts: Span[] = [];
  let start = line.start;
  const push = (end: number) => {
    const text = turn.text.low.slice(start, end);
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== '') parts.push({ start: start + lead, end: start + text.trimEnd().length });
  };
  for (const match of line.low.matchAll(/\s?[,|•·/]\s?|\s-\s|\s(?:en|at|@|bei|chez)\s(?=\S)/g)) {
    push(line.start + match.index);
    start = line.start + match.index + match[0].length;
  }
  push(line.end);
  return parts;
};

/** A firm's name without its legal form. */
export function trimLegal(turn: Turn, span: Span): Span {
  const text = turn.text.low.slice(span.start, span.end);
  const legal =
    /[\s,]+(?:s\.?a\.?|s\.?l\.?u?\.?|s\.?r\.?l\.?|gmbh|ag|inc\.?|llc|ltd\.?|ltda\.?|lda\.?|as|ab|oy|bv|b\.v\.|n\.?v\.?|d\.?o\.?o\.?|sarl|sas|plc|pty|kg|co\. kg|gmbh & co\. kg)$/.exec(
      text,
    );
  return legal ? { start: span.start, end: span.start + legal.index } : span;
}
