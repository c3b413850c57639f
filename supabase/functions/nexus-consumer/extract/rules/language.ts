/** The language of the visitor's words. */
import { deu, eng, fra, por, spa } from 'stopword';
import { detectAll } from 'tinyld';
import { type FoldedText, foldText } from '../fold.ts';
import type { Lang } from '../number-words.ts';

const LANGS: readonly Lang[] = ['es', 'en', 'pt', 'fr', 'de'];

// Short chat turns are made of words that stop word lists leave out.
const CHAT_WORDS: Readonly<Record<Lang, string>> = {
  es: 'hola buenas buenos dias tardes noches gracias si soy estoy tengo quiero quisiera necesito busco vale claro mi tu nos somos cuanto cuesta precio correo telefono hoy manana ahora y usted ustedes tienen puedo puede estamos queremos tenemos llamo aqui donde cuando porque esta este vivo trabajo empresa cancelar parar baja eso ese esa el la los las del al una con por para pero muy mas ya no me lo les kiero ke hay hacer ver',
  en: "hi hello hey thanks thank yes yeah no i i'm we my our is are am need want looking please what how much the a an and of to for with have has do does would like can you your it this that in on at from just not don't sure call me been us name works work they were was if there what's how's still",
  pt: 'ola oi bom boa dia tarde noite obrigado obrigada sim nao sou estou tenho quero gostaria preciso procuro meu minha nos somos quanto custa preco voce voces telefone hoje amanha agora e o os as um uma com por para mas muito mais ja aqui onde quando porque esta este moro trabalho empresa da do das dos na no em ao blz tudo bem vcs vc pra queria podem tem chamo eu ta ele ela isso esse essa voces passo cancelar parar sair kkk oq pq tbm',
  fr: "bonjour salut merci oui non je j'ai suis nous notre mon ma le la les un une des du et est vous votre avec pour dans sur mais tres plus combien prix besoin voudrais cherche recherche telephone aujourd'hui demain bonsoir pas ne que qui c'est avez au aux en entreprise societe rdv svp stp ok desabonner annuler commande toi moi ca ce cette",
  de: 'hallo guten tag morgen danke ja nein ich bin wir haben habe mein meine unser der die das ein eine und ist sind mit fur auf im in von zu nicht suche brauche mochte bitte wie viel kostet telefon heute jetzt sie ihre uns es per gerne gern aus bei firma abmelden abbestellen stopp kundigen kein keine wann wo was ob nur noch schon mal',
};
const STOPWORDS: Readonly<Record<Lang, readonly string[]>> = { es: spa, en: eng, pt: por, fr: fra, de: deu };

/** Days and months in each language, as the platform knows them. */
function calendarWords(lang: Lang): string[] {
  const day = new Intl.DateTimeFormat(lang, { weekday: 'long', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(lang, { month: 'long', timeZone: 'UTC' });
  const days = Array.from({ length: 7 }, (_, i) => day.format(Date.UTC(2024, 0, 1 + i)));
  const months = Array.from({ length: 12 }, (_, i) => month.format(Date.UTC(2024, i, 1)));
  return [...days, ...months].flatMap((word) => foldText(word).low.match(/\p{L}{3,}/gu) ?? []);
}

/** Word -> languages that use it; a word of one language alone says more than one of three. */
const VOICES: ReadonlyMap<string, readonly Lang[]> = (() => {
  const voices = new Map<string, Set<Lang>>();
  for (const lang of LANGS) {
    const chat = CHAT_WORDS[lang].split(' ');
    // The German list is long enough to hold content words; its short words are the function words.
    const stop = STOPWORDS[lang].filter((word) => word.length <= 6).map((word) => foldText(word).low);
    for (const word of [...chat, ...stop, ...calendarWords(lang)])
      voices.set(word, (voices.get(word) ?? new Set()).add(lang));
  }
  return new Map(Array.from(voices, ([word, langs]) => [word, [...langs]]));
})();

/** Letters that only one of the five languages writes. */
const LETTERS: readonly [RegExp, Lang][] = [
  [/[ñ¿¡]|ci[oó]n(?:es)?(?!\p{L})/giu, 'es'],
  [/[ãõ]/gi, 'pt'],
  [/[äöüß]/gi, 'de'],
  [/\b\p{L}{3,}ing\b/giu, 'en'],
  [/[èùœ]|[cdjlmnst]['’][aeéêiouh]/gi, 'fr'],
];

/** Addresses say nothing about the language of the person. */
const ADDRESS = /\S*[@/]\S*|\b[\w-]+\.[\w.-]+\b|\d+/g;

/** True when a word is in the function word lists of a language; such words are no names and no topics. */
export const isCommonWord = (word: string): boolean => VOICES.has(word);

function scoresOf(texts: readonly FoldedText[]): [Lang, number][] {
  const scores = new Map<Lang, number>(LANGS.map((lang) => [lang, 0]));
  const add = (lang: Lang, by: number) => scores.set(lang, (scores.get(lang) ?? 0) + by);
  for (const text of texts) {
    for (const word of text.low.replace(ADDRESS, ' ').match(/\p{L}[\p{L}']*/gu) ?? []) {
      const langs = VOICES.get(word) ?? [];
      for (const lang of langs) add(lang, 1 / langs.length);
    }
    for (const [letters, lang] of LETTERS) add(lang, 0.4 * (text.source.normalize('NFC').match(letters)?.length ?? 0));
  }
  return [...scores].sort((a, b) => b[1] - a[1]);
}

/** The texts as they were written but for addresses; the statistics know letters with their accents only as one character. */
const written = (texts: readonly FoldedText[]): string =>
  texts.map((text) => text.source.normalize('NFC').replace(ADDRESS, ' ')).join('\n');

/** How much better than the second the first language must be to be believed without more. */
const CLEAR_LEAD = 1;
/** The lead, as a share of all that was counted, under which two languages are mixed. */
const MIXED_SHARE = 0.2;

/**
 * The main language of the visitor's words among the five that the rules read.
 *
 * @param context the assistant's words, asked only when the visitor's do not tell
 * @returns undefined when no word tells
 */
export function detectLang(texts: readonly FoldedText[], context: readonly FoldedText[]): Lang | undefined {
  const ranked = scoresOf(texts);
  const [first, second] = ranked;
  const lead = (first?.[1] ?? 0) - (second?.[1] ?? 0);
  const total = ranked.reduce((sum, [, score]) => sum + score, 0);
  // Who mixes two languages answers in the assistant's; of a few words the same holds.
  if (first && lead >= Math.max(CLEAR_LEAD, MIXED_SHARE * total)) return first[0];
  const spoken = scoresOf(context);
  const isTold = (spoken[0]?.[1] ?? 0) - (spoken[1]?.[1] ?? 0) >= (total === 0 ? 0.1 : CLEAR_LEAD);
  const likely = isTold ? spoken[0]?.[0] : undefined;
  const own = ranked.find(([lang]) => lang === likely)?.[1] ?? 0;
  if (likely !== undefined && (first?.[1] ?? 0) - own < Math.max(CLEAR_LEAD, MIXED_SHARE * total)) return likely;
  if (first && lead >= CLEAR_LEAD / 2) return first[0];
  const joined = written(texts);
  // Of a few letters statistics know less than one function word does.
  if (first && lead > 0 && (joined.match(/\p{L}/gu)?.length ?? 0) < 25) return first[0];
  const guess = detectAll(joined, { only: [...LANGS] })[0];
  if (guess && guess.accuracy > 0.02) return LANGS.find((lang) => lang === guess.lang);
  return first && first[1] > 0 ? first[0] : undefined;
}

/**
 * BCP 47 tag of some texts, beyond the five languages too where the texts are long enough to tell.
 *
 * @param lang what `detectLang` said of the same texts
 */
export function languageTag(texts: readonly FoldedText[], lang: Lang | undefined): string | undefined {
  const joined = written(texts);
  const letters = joined.match(/\p{L}/gu)?.length ?? 0;
  // Names are of any language; in a text without capitals every word counts.
  const said = texts.flatMap((text) => text.plain.replace(ADDRESS, ' ').match(/\p{L}[\p{L}']*/gu) ?? []);
  const small = said.filter((word) => word === word.toLowerCase());
  const words = (small.length > 0 ? small : said).map((word) => word.toLowerCase());
  const known = words.filter((word) => lang !== undefined && VOICES.get(word)?.includes(lang)).length;
  const isForeign =
    words.length > 0 && known / words.length < 0.15 && (letters >= 30 || /(?!\p{Script=Latin})\p{L}/u.test(joined));
  const best = isForeign ? detectAll(joined)[0] : undefined;
  return best !== undefined && best.accuracy > 0.25 ? best.lang : lang;
}
