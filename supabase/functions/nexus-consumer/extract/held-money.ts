/** What a budget's currency and period rest on: words or signs that name them. */
import type { Prospect, Transcript } from '../../_shared/contract/prospect.ts';
import { foldMessage, foldText } from './fold.ts';

type Budget = NonNullable<Prospect['budget']>;
type Period = NonNullable<Budget['period']>;

const LANGUAGES = ['en', 'es', 'pt', 'fr', 'de'];

/** Plurals and slang that the names of `Intl` do not begin. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  BRL: 'reais|contos',
  USD: 'bucks|greenbacks|verdes|u\\$s',
  GBP: 'quid|sterling|pfund',
  EUR: 'pavos',
  CLP: 'lucas',
  CHF: 'franken|francs',
  MXN: 'varos',
};

const PERIOD_WORDS: Readonly<Record<Period, RegExp>> = {
  hour: /\b(?:hour\w*|hr|hrs|horas?|heures?|stunden?|stundlich\w*)\b|\/ ?h\b/gu,
  day: /\b(?:days?|daily|dias?|diari[oa]s?|jours?|journalier\w*|tage?s?|taglich\w*)\b/gu,
  week: /\b(?:weeks?|weekly|wk|seman\w+|semaines?|hebdo\w*|wochen?|wochentlich\w*)\b/gu,
  month: /\b(?:months?|monthly|mo|mes|meses|mensual\w*|mensa\w+|mois|mensuel\w*|monate?n?s?|monatlich\w*)\b/gu,
  quarter: /\b(?:quarters?|quarterly|trimest\w+|quartale?s?)\b/gu,
  year: /\b(?:years?|yearly|yr|annual\w*|annum|anos?|anual\w*|ans?|annees?|annuel\w*|jahre?s?|jahrlich\w*)\b/gu,
  once: /\b(?:once|one[- ]?(?:time|off)|una (?:sola )?vez|unic[oa]|uma (?:so )?vez|une (?:seule )?fois|unique|einmal\w*|total|en total|insgesamt|puntual|pontual)\b/gu,
};

const patterns = new Map<string, RegExp>();

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** Everything that may name a currency: its code, its signs, the nouns of its names; "$" and "peso" name many. */
function currencyPattern(code: string): RegExp {
  const known = patterns.get(code);
  if (known !== undefined) return known;
  const signs = new Set<string>();
  const nouns = new Set<string>();
  for (const language of LANGUAGES) {
    for (const currencyDisplay of ['narrowSymbol', 'symbol'] as const) {
      const parts = new Intl.NumberFormat(language, {
        style: 'currency',
        currency: code,
        currencyDisplay,
      }).formatToParts(1);
      const sign = parts.find(({ type }) => type === 'currency')?.value ?? code;
      if (!/^\p{L}+$/u.test(sign)) signs.add(foldText(sign).low.trim());
    }
    const name = new Intl.DisplayNames(language, { type: 'currency' }).of(code) ?? code;
    for (const noun of foldText(name).low.match(/\p{L}{3,}/gu) ?? []) nouns.add(noun);
  }
  const words = [code.toLowerCase(), ...Array.from(nouns, (noun) => `${noun}(?:s|es|en|n)?`)].join('|');
  const other = OTHER_WORDS[code];
  const pattern = new RegExp(
    String.raw`${Array.from(signs, literally).join('|') || '(?!)'}|(?<!\p{L})(?:${words}${other === undefined ? '' : `|${other}`})(?!\p{L})`,
    'gu',
  );
  patterns.set(code, pattern);
  return pattern;
}

const names = (messages: Transcript, pattern: RegExp): boolean =>
  messages.some((message) => foldMessage(message).low.search(pattern) !== -1);

/** Messages that say a period right after a figure: "500 euros per month", which "make it 800" means too. */
export const sayPeriod = (messages: Transcript): Transcript =>
  messages.filter((message) => {
    const figures = foldMessage(message).low.match(/\d[^\n.!?;]{0,24}/g) ?? [];
    return figures.some((figure) => Object.values(PERIOD_WORDS).some((pattern) => figure.search(pattern) !== -1));
  });

/**
 * A budget without the currency and the period that nobody named.
 *
 * @param said where they may be named: `near` the message, what it answers and figures that it may put right, `all` whatever was said up to it
 */
export function namedBudget(budget: Budget, said: { readonly near: Transcript; readonly all: Transcript }): Budget {
  const { currency, period, ...range } = budget;
  return {
    ...range,
    ...(currency !== undefined && names(said.all, currencyPattern(currency)) && { currency }),
    ...(period !== undefined && names(said.near, PERIOD_WORDS[period]) && { period }),
  };
}

const CLAUSE_END = /[\n,;!?¿¡]|\.(?=\s|$)/g;

/** A budget's quote with the words for currency and period that stand in its clause. */
export function withUnits(
  content: string,
  quote: { start: number; end: number },
  budget: Budget,
): { start: number; end: number } {
  const ends = Array.from(content.matchAll(CLAUSE_END), ({ index }) => index);
  const from = (ends.findLast((at) => at < quote.start) ?? -1) + 1;
  const to = ends.find((at) => at >= quote.end) ?? content.length;
  const clause = foldText(content.slice(from, to));
  const wanted = [
    ...(budget.currency === undefined ? [] : [currencyPattern(budget.currency)]),
    ...(budget.period === undefined ? [] : [PERIOD_WORDS[budget.period]]),
  ];
  let { start, end } = quote;
  for (const pattern of wanted) {
    const places = Array.from(clause.low.matchAll(pattern), (match) => {
      const place = clause.toSource(match.index, match.index + match[0].length);
      return { start: from + place.start, end: from + place.end };
    });
    const distance = (place: { start: number; end: number }) =>
      Math.max(quote.start - place.end, place.start - quote.end, 0);
    const [nearest] = places.toSorted((a, b) => distance(a) - distance(b));
    if (nearest === undefined) continue;
    start = Math.min(start, nearest.start);
    end = Math.max(end, nearest.end);
  }
  return { start, end };
}
