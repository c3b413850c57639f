/** What the scripted concierge says in one language, and what it listens for in it. */

/** What the concierge may ask for, in this order. */
export const SLOTS = ['need', 'name', 'contact'] as const;
export type Slot = (typeof SLOTS)[number];

/** Sentences. None promises, states a price, or claims that something was done; none has an exclamation mark. */
interface Sayings {
  /** Opens the conversation: greets, and says that the assistant is automated. */
  readonly hello: (siteTitle: string | undefined, name: string | undefined) => string;
  /** Asks for one thing and says why. The detector of `Hearing.asks` must recognise each. */
  readonly ask: Readonly<Record<Slot, string>>;
  /** Answers offered as buttons with the first question. */
  readonly needChoices: readonly string[];
  readonly thanks: string;
  readonly thanksName: (name: string) => string;
  /** After "I'd rather not say". */
  readonly fine: string;
  /** The visitor asked something; the concierge knows no answers. */
  readonly notMine: string;
  /** The visitor asked whether this is a machine. */
  readonly automated: string;
  /** Ends the questions when a contact is known, and when none is. */
  readonly closing: string;
  readonly closingWithoutContact: string;
  /** The visitor does not want to be contacted. Also ends the questions. */
  readonly optOut: string;
  /** After the end: to thanks or a goodbye, to a mere "ok", and to anything else. */
  readonly welcome: string;
  readonly ready: string;
  readonly afterwards: string;
}

/** Patterns, all of them case-insensitive and matched against whole words. */
export interface Hearing {
  /** Frequent words that tell this language from the other four. Lower case, straight apostrophes. */
  readonly markers: readonly string[];
  /** Greetings, thanks, yes and no: words that say nothing about a need or a name. */
  readonly smallTalk: readonly string[];
  /** What goes before one's own name and nothing else: "my name is". */
  readonly nameLead: RegExp;
  /** What goes before one's own name or something else: "I am". */
  readonly maybeNameLead: RegExp;
  readonly thanks: RegExp;
  readonly declines: RegExp;
  /** "I need", "looking for": whatever follows is a need. */
  readonly wants: RegExp;
  /** A question that has no question mark. */
  readonly wonders: RegExp;
  readonly wondersAutomated: RegExp;
  /** "Do not contact me." */
  readonly optOut: RegExp;
  /** "Do not call me": an opt-out only where no other time or way is named, which `prefers` tells. */
  readonly noCalls: RegExp;
  readonly prefers: RegExp;
  /** Recognises, in an assistant's question, what it asks for. Wider than our own wording: a model may have asked. */
  readonly asks: Readonly<Record<Slot, RegExp>>;
}

export interface LanguageTexts {
  readonly say: Sayings;
  readonly hear: Hearing;
}

/** A pattern of alternatives that begin and end at a word's edge; `\b` knows only ASCII letters. */
export const anyOf = (...alternatives: readonly string[]): RegExp =>
  new RegExp(`(?<!\\p{L})(?:${alternatives.join('|')})(?!\\p{L})`, 'iu');

export const splitWords = (list: string): readonly string[] => list.trim().split(/\s+/u);
