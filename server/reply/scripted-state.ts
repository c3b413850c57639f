import type { ReplyRequest } from './replier.ts';
import { type Heard, hear } from './scripted-hear.ts';
import { conversationLanguage } from './scripted-language.ts';
import { HEARINGS, LANGUAGES, type Language, TEXTS } from './scripted-texts/index.ts';
import { SLOTS, type Slot } from './scripted-texts/texts.ts';

/** Where a conversation stands, read from its transcript alone: the server remembers nothing between replies. */
export interface ConciergeState {
  readonly language: Language;
  /** An assistant turn said that it is automated. */
  readonly disclosed: boolean;
  readonly given: ReadonlySet<Slot>;
  /** Asked at some time, answered or not: never to be asked again. */
  readonly asked: ReadonlySet<Slot>;
  /** The closing was said. */
  readonly closed: boolean;
  readonly optedOut: boolean;
  readonly firstName: string | undefined;
  /** The last assistant turn already said that a person answers questions better. */
  readonly justDeferred: boolean;
  /** What the visitor said since the last assistant turn, message by message; empty before their first word. */
  readonly news: readonly Heard[];
}

const DISCLOSURE = /autom[aá]ti|automated|virtual assistant|chatbot/iu;

const CLOSINGS: readonly string[] = LANGUAGES.flatMap((language) => [
  TEXTS[language].say.closing,
  TEXTS[language].say.closingWithoutContact,
  TEXTS[language].say.optOut,
]);

/** Longest message that is listened to whole. */
const MAX_HEARD = 1_000;

/** The beginning and the end of a long message, where people introduce themselves and sign; the patterns cost time. */
const gist = (content: string): string =>
  content.length <= MAX_HEARD ? content : `${content.slice(0, MAX_HEARD / 2)}\n${content.slice(-MAX_HEARD / 2)}`;

/** What an assistant turn asked for. A model may have worded it, so the questions are recognised by what they name. */
export function askedIn(content: string): ReadonlySet<Slot> {
  const questions = content.replaceAll('’', "'").match(/[^.!?¿\n]*\?/gu) ?? [];
  return new Set(
    SLOTS.filter((slot) => questions.some((question) => HEARINGS.some((hearing) => hearing.asks[slot].test(question)))),
  );
}

/** Reads the state from a transcript, oldest message first. */
export function conciergeState(request: ReplyRequest): ConciergeState {
  const { messages, locale } = request;
  const language = conversationLanguage(request);
  const given = new Set<Slot>();
  const asked = new Set<Slot>();
  let pending: ReadonlySet<Slot> = new Set();
  let news: Heard[] = [];
  let disclosed = false;
  let closed = false;
  let optedOut = false;
  let justDeferred = false;
  let firstName: string | undefined;

  for (const { role, content: whole } of messages) {
    const content = gist(whole);
    if (role === 'assistant') {
      pending = askedIn(content);
      for (const slot of pending) asked.add(slot);
      disclosed ||= DISCLOSURE.test(content);
      closed ||= CLOSINGS.some((closing) => content.includes(closing));
      justDeferred = LANGUAGES.some((each) => content.includes(TEXTS[each].say.notMine));
      news = [];
      continue;
    }
    const heard = hear(content, pending, language, locale);
    for (const slot of heard.gave) given.add(slot);
    firstName = heard.firstName ?? firstName;
    optedOut ||= heard.optOut;
    news.push(heard);
    // One question, one answer: what follows it is not a bare answer any more. A greeting answers nothing.
    if (!heard.smallTalk) pending = new Set();
  }
  return { language, disclosed, given, asked, closed, optedOut, firstName, justDeferred, news };
}
