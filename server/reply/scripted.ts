import { setTimeout as delay } from 'node:timers/promises';
import { boundMessages, type Replier, type ReplyRequest } from './replier.ts';
import { type ConciergeState, conciergeState } from './scripted-state.ts';
import { TEXTS } from './scripted-texts/index.ts';
import { SLOTS } from './scripted-texts/texts.ts';

/** A reply before it is streamed. */
export interface ScriptedReply {
  readonly text: string;
  /** Answers to offer as buttons; empty where the visitor's own words are wanted. */
  readonly quickReplies: readonly string[];
}

/** A site's title goes into a sentence: one line, not longer than a name is, and no question that we then seem to have asked. */
const MAX_TITLE_LENGTH = 60;

function toTitle(siteTitle: string | undefined): string | undefined {
  const title = siteTitle?.replaceAll(/[\p{Cc}\s?!¿¡]+/gu, ' ').trim() ?? '';
  return title === '' ? undefined : title.slice(0, MAX_TITLE_LENGTH).toWellFormed();
}

/** After the questions: short, courteous, and never a question of our own. */
function afterwards(state: ConciergeState): string {
  const { say } = TEXTS[state.language];
  if (state.news.some(({ asksAutomated }) => asksAutomated)) return say.automated;
  if (state.news.some(({ asks }) => asks)) return say.notMine;
  if (!state.optedOut && state.news.some(({ gave }) => gave.has('contact'))) return `${say.thanks} ${say.closing}`;
  if (state.news.every(({ gave }) => gave.size === 0) && state.news.some(({ thanks }) => thanks)) return say.welcome;
  return state.news.every(({ smallTalk, puzzled }) => smallTalk || puzzled) ? say.ready : say.afterwards;
}

/** A word on what the visitor just said, before the next question. */
function acknowledge(state: ConciergeState): string[] {
  const { say } = TEXTS[state.language];
  const gave = new Set(state.news.flatMap((heard) => [...heard.gave]));
  const words: string[] = [];
  const asks = state.news.some((heard) => heard.asks);
  // The greeting of the first reply has the name already, and thanks for nothing else.
  if (!state.disclosed && state.firstName !== undefined) gave.delete('name');
  if (gave.has('name') && state.firstName !== undefined) words.push(say.thanksName(state.firstName));
  else if (gave.has('contact') || gave.has('name') || (gave.has('need') && !asks)) words.push(say.thanks);
  if (state.news.some(({ asksAutomated }) => asksAutomated)) words.push(...(state.disclosed ? [say.automated] : []));
  else if (asks) words.push(...(state.justDeferred ? [] : [say.notMine]));
  else if (gave.size === 0 && state.disclosed && state.news.some(({ declines, puzzled }) => declines || puzzled))
    words.push(say.fine);
  return words;
}

/**
 * The concierge's next turn. Asks for a need, a name and a contact, in this order, each at most once and none that is known;
 * then closes. Depends on nothing but its argument.
 */
export function scriptedReply(request: ReplyRequest): ScriptedReply {
  const state = conciergeState({ ...request, messages: boundMessages(request.messages) });
  const { say } = TEXTS[state.language];
  const parts = state.disclosed ? [] : [say.hello(toTitle(request.siteTitle), state.firstName)];
  const reply = (...more: string[]): ScriptedReply => ({ text: [...parts, ...more].join(' '), quickReplies: [] });

  if (state.news.some(({ optOut }) => optOut)) return reply(say.optOut);
  if (state.closed || state.optedOut) return reply(afterwards(state));

  parts.push(...acknowledge(state));
  const next = SLOTS.find((slot) => !state.given.has(slot) && !state.asked.has(slot));
  if (next !== undefined) {
    return { ...reply(say.ask[next]), quickReplies: next === 'need' ? say.needChoices : [] };
  }
  return reply(state.given.has('contact') ? say.closing : say.closingWithoutContact);
}

/** Milliseconds between two words: as fast as one reads, and the whole of a reply within two seconds. */
const WORD_DELAY_MS = 35;

/**
 * The concierge that needs no model and no key: deterministic, in the visitor's language (es, en, pt, fr, de).
 *
 * @param options.pause waits between words; default the clock. Tests give one that returns at once
 */
export function scriptedReplier(options: { pause?: (ms: number, signal: AbortSignal) => Promise<void> } = {}): Replier {
  const pause = options.pause ?? ((ms, signal) => delay(ms, undefined, { signal }));
  return {
    name: 'scripted',
    async *reply(request, signal) {
      const { text, quickReplies } = scriptedReply(request);
      try {
        for (const [index, word] of (text.match(/\S+\s*/gu) ?? []).entries()) {
          if (index > 0) await pause(WORD_DELAY_MS, signal);
          if (signal.aborted) return;
          yield { type: 'delta', text: word };
        }
      } catch (error) {
        // The pause ends with the abort's own error; nobody is left to read the rest.
        if (signal.aborted) return;
        throw error;
      }
      yield { type: 'done', text, quickReplies: [...quickReplies] };
    },
  };
}
