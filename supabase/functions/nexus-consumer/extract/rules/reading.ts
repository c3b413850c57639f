/** A transcript made ready for rules: the visitor's turns, folded, masked and cut, with what each was asked. */
import type { Finding, Transcript, TranscriptMessage } from '../../../_shared/contract/prospect.ts';
import { type FoldedText, foldText } from '../fold.ts';
import type { Lang } from '../number-words.ts';
import { type Asked, askedBy, isAsking } from './asked.ts';
import { detectLang } from './language.ts';
import { MAX_READ, maskNoise } from './mask.ts';
import { type Span, splitSentences } from './sentences.ts';

export type { Span };

/** One message of the visitor. */
export interface Turn {
  readonly position: number;
  readonly content: string;
  readonly text: FoldedText;
  /** The language of the conversation; "no" denies in Spanish and means "in the" in Portuguese. */
  readonly lang: Lang | undefined;
  /** Sentences and lines. */
  readonly sentences: readonly Span[];
  /** What the assistant asked for right before. */
  readonly asked: Asked;
  /** The assistant's last words before that ask something, or else all it said before, folded; empty at the start. */
  readonly question: string;
  /** Spans that are already something: addresses, numbers, hosts. No name or phrase may run into them. */
  readonly taken: Span[];
}

/** The whole conversation as the visitor's side of it. */
export interface Reading {
  readonly turns: readonly Turn[];
  /** The visitor's main language among those the rules read; undefined when it cannot be told. */
  readonly lang: Lang | undefined;
  /** Everything the assistant said, folded: for the currency of prices, never a source of facts. */
  readonly assistant: string;
}

/** The text without the spaces around it, which blanked emoji leave too: rules look for what begins or ends a message. */
function trimmed(text: FoldedText): FoldedText {
  const plain = text.plain.trim();
  const lead = text.plain.length - text.plain.trimStart().length;
  return {
    source: text.source,
    plain,
    low: text.low.slice(lead, lead + plain.length),
    toSource: (start, end) => text.toSource(start + lead, end + lead),
  };
}

/** Visitor messages that are read of a long conversation: the first, who introduce, and the last, who correct. */
const FIRST = 20;
const LAST = 80;
/** Characters that are read of all of them, the newest first, then the first ones. */
const MAX_CHARACTERS = 12_000;
/** Assistant messages that are read: those that the last of the visitor's answer. */
const MAX_ANSWERED = 200;
/** Characters that are read of all of them, the newest first; more than the visitor's, for assistants say more. */
const MAX_SPOKEN = 60_000;

/**
 * What is read of a transcript: anybody may send thousands of messages, and nobody introduces themselves in more than
 * this. Of the assistant's the newest are read, up to the first that does not fit.
 */
export function readable(transcript: Transcript): Transcript {
  const said = transcript.filter(({ role }) => role === 'user');
  const chosen = new Set<TranscriptMessage>();
  let characters = 0;
  for (const message of [...said.slice(-LAST).reverse(), ...said.slice(0, FIRST)]) {
    const length = Math.min(message.content.length, MAX_READ);
    if (chosen.has(message) || characters + length > MAX_CHARACTERS) continue;
    characters += length;
    chosen.add(message);
  }
  const spoken = new Set<TranscriptMessage>();
  let left = MAX_SPOKEN;
  for (const message of transcript
    .filter(({ role }) => role === 'assistant')
    .slice(-MAX_ANSWERED)
    .reverse()) {
    left -= Math.min(message.content.length, MAX_READ);
    if (left < 0) break;
    spoken.add(message);
  }
  return transcript.filter((message) => chosen.has(message) || spoken.has(message));
}

/** The end of what the assistant said, which asks, from a space on: half a number would be another one. */
function lastWords(content: string): string {
  const end = content.slice(-MAX_READ);
  return end.length === content.length ? content : end.replace(/^\S+/, '');
}

/** Reads a transcript; assistant turns are kept only as what they asked and as prices they named. */
export function readTranscript(transcript: Transcript): Reading {
  const spoken: FoldedText[] = [];
  const said: { message: TranscriptMessage; text: FoldedText; before: readonly string[] }[] = [];
  let before: string[] = [];
  for (const message of readable(transcript)) {
    if (message.role === 'assistant') {
      const text = foldText(lastWords(message.content));
      before.push(text.low);
      spoken.push(text);
    } else {
      said.push({ message, text: trimmed(foldText(maskNoise(message.content))), before });
      before = [];
    }
  }
  // Three words may be of any language; then that of the assistant's questions, which they answer, is the better guess.
  const lang = detectLang(
    said.map(({ text }) => text),
    spoken.filter((text) => isAsking(text.low)),
  );
  const turns = said.map(({ message, text, before: questions }) => ({
    position: message.position,
    content: message.content,
    text,
    lang,
    sentences: splitSentences(text.low),
    asked: askedBy(questions),
    question: questions.findLast(isAsking) ?? questions.join('\n'),
    taken: [],
  }));
  return { turns, lang, assistant: spoken.map((text) => text.low).join('\n') };
}

/** The sentence around an offset. */
export function sentenceAt(turn: Turn, offset: number): Span {
  return turn.sentences.find((s) => s.start <= offset && offset < s.end) ?? { start: 0, end: turn.text.low.length };
}

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** True when a span runs into something already known to be something else. */
export const isTaken = (turn: Turn, span: Span): boolean => turn.taken.some((taken) => overlaps(taken, span));

/** The words of a span as the visitor wrote them, tags and line breaks gone, spaces single. */
export function wordsOf(turn: Turn, span: Span): string {
  const { start, end } = turn.text.toSource(span.start, span.end);
  return turn.text.source.slice(start, end).normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** A finding whose quote is the span. */
export function finding<F extends Finding['field']>(
  turn: Turn,
  field: F,
  value: Extract<Finding, { field: F }>['value'],
  span: Span,
  confidence: number,
): Finding {
  const { start, end } = turn.text.toSource(span.start, span.end);
  const evidence = { position: turn.position, start, end, quote: turn.content.slice(start, end), confidence };
  return { field, value, evidence } as Finding;
}
