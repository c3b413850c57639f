/** E-mail addresses of the visitor and of others. */
import { fixedEmails } from '../email-fix.ts';
import { foldedUntil, writtenEmail } from '../hosts.ts';
import { findEmails } from '../spelled-email.ts';
import type { Contact } from './contact.ts';
import { isNegated, isOthers } from './owner.ts';
import { isTheirsAsked } from './phone-words.ts';
import type { Reading, Span, Turn } from './reading.ts';

/** Longest words after an address that may mend it, UTF-16 code units. */
const FIX_LENGTH = 80;

/** Nobody gives more addresses in one message; a list of them is not about the visitor. */
const MOST_ADDRESSES = 20;

const CORRECTION_NEXT =
  /^[\s.,;:!)-]*(?:no,|no espera|perdon|digo|wait|sorry|oops|i mean|actually|scratch that|correction|mejor dicho|quiero decir|nao,|desculp\w*|quer dizer|non,|pardon|je veux dire|nein|entschuldig\w*|ich meine|sondern)/;
const OLD =
  /\b(?:old|antigu[oa]|anterior|previous|viej[oa]|antig[oa]|ancien\w*|alte\w*|wrong|equivocad\w+|former|used to be|no longer|ya no|era|was)\b[^.,;]{0,25}$/;
/** "But don't use that", "die brauchen Sie ja nicht". */
const NOT_TO_USE =
  /^[\s,.;)-]*(?:(?:but|aber|pero|mas|mais)\s+)?(?:(?:please\s+)?(?:don'?t|do not|never) (?:use|write|send|mail|email|contact)|no (?:lo|la|le|me)? ?(?:us\w+|escrib\w+|mand\w+)|die brauchen sie (?:ja )?nicht|nicht (?:benutzen|verwenden)|nao (?:use|usem|mand\w+)|n'utilisez pas|(?:that'?s|es|is) (?:the )?(?:old|wrong|vieja?|antiguo?))/;
/** "Answer me", after other people's addresses: from here on it is the visitor's. */
const TO_ME =
  /\b(?:a mi|to me|para mim|pra mim|a moi|an mich|mir|mine|el mio|o meu|le mien|meine|my own|the right one is|me at|me to)\b[^.!?]*$/;

function isDiscarded(turn: Turn, span: Span): boolean {
  const { low } = turn.text;
  const before = low.slice(Math.max(0, span.start - 40), span.start);
  const after = low.slice(span.end, span.end + FIX_LENGTH);
  if (OLD.test(before) || NOT_TO_USE.test(after)) return true;
  if (isNegated(turn, span.start) && !/\b(?:no (?:email|correo)|si no|why not|problem\w*)\b/.test(before))
    return !/\bno\.?\s*$/.test(before);
  return CORRECTION_NEXT.test(after) && findEmails(after).length > 0;
}

const isTheirs = (turn: Turn, span: Span): boolean =>
  isOthers(turn, span) && !TO_ME.test(turn.text.low.slice(Math.max(0, span.start - 70), span.start));

function readTurn(turn: Turn): Contact[] {
  const { low } = turn.text;
  const spans = findEmails(low).slice(0, MOST_ADDRESSES);
  return spans.map((span, i): Contact => {
    turn.taken.push(span);
    const end = Math.min(low.length, span.end + FIX_LENGTH, spans[i + 1]?.start ?? low.length);
    const value = writtenEmail(turn.text, span);
    const [fixed] = value === undefined ? [] : fixedEmails(value, low.slice(span.end, end));
    return {
      field: 'email',
      start: span.start,
      end: span.end,
      value: fixed ?? value,
      quoteEnd: fixed === undefined ? foldedUntil(turn.text, span.end) : end,
      isOwn: !(isTheirs(turn, span) || isTheirsAsked(turn.question) || isDiscarded(turn, span)),
      confidence: span.spelled ? 0.9 : 0.97,
    };
  });
}

/** A turn that mends the address given in the one before. */
function mended(turn: Turn, last: Contact | undefined): Contact[] {
  const { low } = turn.text;
  const [value] = last?.value === undefined ? [] : fixedEmails(last.value, low.slice(0, 2 * FIX_LENGTH));
  if (value === undefined) return [];
  const quoteEnd = Math.min(low.length, 2 * FIX_LENGTH);
  // Only the words that change it are the address: the rest of the message may say a name.
  const [local = '', host = ''] = value.split('@');
  const changed = [local, host.slice(host.indexOf('.')), host.split('.')[0] ?? ''].find((part) => low.includes(part));
  const start = changed === undefined ? 0 : low.indexOf(changed);
  const end = changed === undefined ? (/\s/.exec(low)?.index ?? low.length) : start + changed.length;
  return [{ field: 'email', start, end, value, quoteStart: 0, quoteEnd, isOwn: true, confidence: 0.85 }];
}

/** E-mail addresses of all turns; all are marked as taken. */
export function readEmails(reading: Reading): Map<Turn, Contact[]> {
  const emails = new Map<Turn, Contact[]>();
  let last: Contact | undefined;
  for (const turn of reading.turns) {
    const own = readTurn(turn);
    const all = own.length > 0 ? own : mended(turn, last);
    emails.set(turn, all);
    // What is not mended in the very next turn stands.
    last = all.findLast(({ isOwn }) => isOwn);
  }
  return emails;
}
