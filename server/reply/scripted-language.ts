import { detectAll } from 'tinyld';
import type { ReplyRequest } from './replier.ts';
import { HEARINGS, LANGUAGES, type Language, TEXTS } from './scripted-texts/index.ts';
import { splitWords } from './scripted-texts/texts.ts';

/** Fewest letters on which tinyld's statistics are worth anything; below, only whole known words count. */
const MIN_LETTERS = 14;

/** How much of a message is looked at: more would tell no more, and a visitor's text must not cost the server seconds. */
const MAX_LETTERS = 400;

/** How far ahead tinyld's first guess must be of its second. */
const MIN_LEAD = 1.5;

/** Languages beyond our five that tinyld may answer, so that Italian is not taken for Spanish. */
const NEIGHBOURS = ['it', 'nl', 'ro', 'pl', 'tr', 'sv'];

const isLanguage = (value: string | undefined): value is Language =>
  value !== undefined && (LANGUAGES as readonly string[]).includes(value);

const MARKERS: Readonly<Record<Language, ReadonlySet<string>>> = {
  es: new Set(TEXTS.es.hear.markers),
  en: new Set(TEXTS.en.hear.markers),
  pt: new Set(TEXTS.pt.hear.markers),
  fr: new Set(TEXTS.fr.hear.markers),
  de: new Set(TEXTS.de.hear.markers),
};

/** Greetings, thanks, yes and no in any of the five: what may stand beside a bare answer without being part of it. */
export const SMALL_TALK: ReadonlySet<string> = new Set(HEARINGS.flatMap((hearing) => hearing.smallTalk));

/** Words that are grammar or small talk in one of the five languages, and so neither a name nor a need. */
export const COMMON_WORDS: ReadonlySet<string> = new Set([
  ...HEARINGS.flatMap((hearing) => [...hearing.markers, ...hearing.smallTalk]),
  ...splitWords(`es hm hmm mm um eh ah oh aha e-mail email mail correo dirección adresse address endereço número numéro
    number nummer telefon telefonnummer teléfono telefone téléphone phone móvil celular cel telemóvel portable handy mobile
    whatsapp contacto contact contato kontakt nombre name nome nom`),
]);

/** The words of a text in lower case, apostrophes made straight. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/\p{L}[\p{L}\p{M}]*(?:'\p{L}+)*/gu) ?? [];

/** Characters that only one of the five writes. */
const LETTERS: Readonly<Partial<Record<Language, RegExp>>> = { es: /[¿¡ñ]/iu, pt: /[ãõ]/iu, de: /[äöüß]/iu };

interface Verdict {
  readonly language: Language;
  /** True when one stray word could not explain it. */
  readonly strong: boolean;
}

function judge(content: string): Verdict | undefined {
  const text = content
    .slice(0, MAX_LETTERS)
    .normalize('NFC')
    .replaceAll(/\S*@\S*|https?:\S+|www\.\S+/gu, ' ');
  const words = wordsOf(text);
  const scores = LANGUAGES.map((language) => ({
    language,
    score:
      words.filter((word) => MARKERS[language].has(word)).length + (LETTERS[language]?.test(text) === true ? 1 : 0),
  })).sort((a, b) => b.score - a.score);
  const [first, second] = scores;
  if (first !== undefined && second !== undefined && first.score > second.score) {
    return { language: first.language, strong: first.score >= second.score + 2 };
  }
  if (words.join('').length < MIN_LETTERS) return undefined;
  const [best, next] = detectAll(text, { only: [...LANGUAGES, ...NEIGHBOURS] });
  if (!isLanguage(best?.lang) || best === undefined) return undefined;
  if (next !== undefined && best.accuracy < next.accuracy * MIN_LEAD) return undefined;
  return { language: best.lang as Language, strong: false };
}

/** The language of messages read one after the other. It changes for one that is clearly in another, not for a borrowed word. */
function languageOf(contents: readonly string[]): Language | undefined {
  let current: Language | undefined;
  for (const content of contents) {
    const verdict = judge(content);
    if (verdict !== undefined && (current === undefined || verdict.strong)) current = verdict.language;
  }
  return current;
}

/**
 * The language to answer in: the one the visitor writes, once some word of theirs tells; until then the locale's;
 * without one of ours, the one the assistant has been speaking; else English.
 */
export function conversationLanguage({ messages, locale }: ReplyRequest): Language {
  const contentsOf = (role: 'user' | 'assistant'): string[] =>
    messages.filter((message) => message.role === role).map(({ content }) => content);
  const fromLocale = locale?.split('-')[0]?.toLowerCase();
  return (
    languageOf(contentsOf('user')) ??
    (isLanguage(fromLocale) ? fromLocale : languageOf(contentsOf('assistant'))) ??
    'en'
  );
}
