/** Which part of a conversation one call shows, within a budget of tokens. */
import type { Facts, Finding, Transcript, TranscriptMessage } from '../../_shared/contract/prospect.ts';
import type { Reading, Turn } from './extractor.ts';
import { renderReading } from './prompt.ts';
import { estimateTokens } from './usage.ts';

/** A conversation, and how far the model has read it. */
export interface Progress {
  readonly transcript: Transcript;
  readonly deepFacts: Facts | null;
  readonly deepThrough: number | null;
  readonly deepSeen: number | null;
}

/** A reading, and how far the model has read once it is done. */
export interface SelectedReading {
  readonly reading: Reading;
  /** For `deepThrough` and `deepSeen`. */
  readonly through: number;
  readonly seen: number;
  /** The visitor's messages that wait for another call. */
  readonly leftOver: number;
}

/** Up to this size a conversation that was resumed is shown whole: the answer is better, and costs a tenth of a cent more. */
const SMALL_TOKENS = 1_500;
/** Of a message that only gives context the end is kept: questions stand there. */
const CONTEXT_CHARACTERS = 500;
/** Earlier turns that are shown before the first new one. */
const EARLIER_TURNS = 2;

/** The end of a text, not beginning within a character. */
function clip(content: string): string {
  if (content.length <= CONTEXT_CHARACTERS) return content;
  return `…${content.slice(-CONTEXT_CHARACTERS).replace(/^[\uDC00-\uDFFF]/, '')}`;
}

const toTurn = ({ position, role, content }: TranscriptMessage, isRead: boolean): Turn => ({
  position,
  role,
  content: role === 'user' && !isRead ? content : clip(content),
  isRead,
});

/** Everything but what the assistant said last: nobody has answered it. */
function wholeTurns(transcript: Transcript): Turn[] {
  const last = transcript.findLastIndex(({ role }) => role === 'user');
  return transcript.slice(0, last + 1).map((message) => toTurn(message, false));
}

/** The whole conversation as one reading, without a record: for evaluations, and for whatever is small. */
export const readWhole = (transcript: Transcript, hints: readonly Finding[] = []): Reading => ({
  turns: wholeTurns(transcript),
  hints,
});

const tokensOf = (reading: Reading): number => estimateTokens(renderReading(reading));

const hintsFor = (turns: readonly Turn[], hints: readonly Finding[]): Finding[] => {
  const unread = new Set(turns.filter(({ isRead }) => !isRead).map(({ position }) => position));
  return hints.filter(({ evidence }) => unread.has(evidence.position));
};

/** Highest position below which the model has read every message; -1 when something there may be new to it. */
export function readThrough({ transcript, deepThrough, deepSeen }: Omit<Progress, 'deepFacts'>): number {
  if (deepThrough === null || typeof deepSeen !== 'number') return -1;
  const held = transcript.filter(({ position }) => position <= deepThrough).length;
  return held === deepSeen ? deepThrough : -1;
}

/** The question that a visitor's turn answers: the message just before it, when the assistant wrote it. */
function questionBefore(transcript: Transcript, index: number): TranscriptMessage | undefined {
  const before = transcript[index - 1];
  return before?.role === 'assistant' ? before : undefined;
}

/**
 * Chooses what to show of a conversation that is due.
 *
 * 1. Never read, or read in a state that has changed below what was read (a message came late, or there is nothing newer
 *    and yet it is due: a text was replaced): everything counts as unread.
 * 2. Whole, without a record, when that fits the budget and nothing was read yet, or when it is small. Its answer then
 *    stands alone, as a first one does.
 * 3. Else the record, two earlier turns, and the unread turns of the visitor, each with the question it answers; oldest
 *    first and as many as fit. The rest waits for the next call: nothing the visitor said is passed over.
 *
 * @param hints what the rules found in the transcript; those for turns that are shown go along while they fit
 * @param budgetTokens for all that is sent after the cached prefix; one message of the visitor is shown whatever its length
 * @returns undefined when the visitor said nothing
 */
export function selectReading(
  progress: Progress,
  hints: readonly Finding[],
  budgetTokens: number,
): SelectedReading | undefined {
  const { transcript, deepFacts } = progress;
  const said = transcript.filter(({ role }) => role === 'user');
  if (said.length === 0) return undefined;
  const claimed = readThrough(progress);
  const from = said.some(({ position }) => position > claimed) ? claimed : -1;
  const whole = readWhole(transcript);
  const wholeTokens = tokensOf(whole);
  const isWhole = wholeTokens <= budgetTokens && (from < 0 || wholeTokens <= SMALL_TOKENS);
  const turns = isWhole
    ? whole.turns
    : unreadTurns(transcript, from, budgetTokens - recordTokens(deepFacts, budgetTokens));
  const record = isWhole ? undefined : (deepFacts ?? undefined);
  const reading: Reading = { turns, hints: hintsFor(turns, hints), ...(record === undefined ? {} : { record }) };
  const lastShown = turns.at(-1)?.position ?? -1;
  const leftOver = said.filter(({ position }) => position > Math.max(lastShown, from)).length;
  const through = leftOver === 0 ? (transcript.at(-1)?.position ?? 0) : lastShown;
  return {
    reading: tokensOf(reading) <= budgetTokens ? reading : { ...reading, hints: [] },
    through,
    seen: transcript.filter(({ position }) => position <= through).length,
    leftOver,
  };
}

/** What the record takes of the budget; a quarter is left for turns however long it grew. */
const recordTokens = (record: Facts | null, budgetTokens: number): number =>
  record === null ? 0 : Math.min(tokensOf({ turns: [], hints: [], record }), Math.floor(budgetTokens * 0.75));

function unreadTurns(transcript: Transcript, from: number, budgetTokens: number): Turn[] {
  const turns: Turn[] = [];
  let tokens = 0;
  const firstUnread = transcript.findIndex(({ position, role }) => role === 'user' && position > from);
  for (let index = firstUnread; index < transcript.length; index++) {
    const message = transcript[index];
    if (message?.role !== 'user') continue;
    const isFirst = turns.length === 0;
    const question = questionBefore(transcript, index);
    const context = isFirst ? transcript.slice(Math.max(0, index - EARLIER_TURNS), index) : [question];
    const added = [...context.flatMap((one) => (one ? [toTurn(one, true)] : [])), toTurn(message, false)];
    tokens += added.reduce((sum, turn) => sum + tokensOf({ turns: [turn], hints: [] }), 0);
    if (tokens > budgetTokens && !isFirst) break;
    turns.push(...added);
  }
  return turns;
}
