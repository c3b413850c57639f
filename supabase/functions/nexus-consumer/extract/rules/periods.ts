/** How often a sum is due, from words such as "al mes", "/yr", "pro Kopf und Tag". */
import type { Prospect } from '../../../_shared/contract/prospect.ts';

/** How often a sum is due. */
export type Period = NonNullable<NonNullable<Prospect['budget']>['period']>;

const EACH =
  "(?:al|a la|a l'|l'|le|la|el|los|las|por|cada|per|par|pro|im|in der|in the|in|der|die|den|das|je|a|an|each|every|ao|aos|na|no|by the|und|y|and|x|the|fur's|furs|fur ein)";
/** Nouns that need "a", "per", "/" or a currency before them, and words that say it by themselves. */
const UNITS: readonly [Period, string, string][] = [
  [
    'month',
    'mes|meses|month|months|mo|mth|mois|monat|monet|mt',
    String.raw`mensual(?:es|mente)?|monthly|mensa(?:l|is)|mensalmente|mensuel(?:le)?s?|mensuellement|monatlich\w*|monats\p{L}+|mtl|mntl|pcm|p\.m`,
  ],
  [
    'year',
    'ano|anos|year|years|yr|annee|an|jahr|annum|exercice|ejercicio|curso',
    String.raw`anual(?:es|mente)?|anua(?:l|is)|yearly|annual(?:ly)?|annuel(?:le)?s?|annuellement|jahrlich\w*|jahres\p{L}+|p\.?a`,
  ],
  ['week', 'semana|week|wk|semaine|woche', String.raw`semanal(?:es|mente)?|semanais|weekly|hebdo\w*|wochentlich\w*`],
  ['quarter', 'trimestre|quarter|quartal', String.raw`trimestral\w*|trimestrais|quarterly|trimestriel\w*`],
  ['day', 'dia|day|jour|journee|tag', String.raw`diari[oa]s?|daily|taglich\w*`],
  ['hour', 'hora|hour|hr|h|heure|stunde|std', 'hourly|horaire|stundlich'],
];
const ONCE =
  /\b(?:pago unico|unica vez|one[- ]time|one[- ]off|once only|einmalig\w*|une seule fois|en une fois|uma vez so|uma unica vez)\b/;

const WORDS = UNITS.map(([period, nouns, alone]): [RegExp, Period] => [
  new RegExp(
    String.raw`(?<!\p{L})(?:${EACH} ?|l'|(?:euros?|eur|dollars?|dolar\w*|usd|chf|pesos|reais|francs|franken|bucks)\s|[/€$£]\s?)(?:${nouns})\.?(?!\p{L})|\/\s?(?:${nouns})(?!\p{L})|(?<!\p{L})(?:${alone})(?!\p{L})`,
    'u',
  ),
  period,
]);
/** Rents and fees are monthly where the question names no other period. */
const MONTHLY = /\b(?:loyer|alquiler|arriendo|aluguel|monthly|kaltmiete|warmmiete|miete)\b/;

/** The period that a text names, the one named first; of "pro Person und Tag" the day. */
export function periodIn(text: string): Period | undefined {
  let first: { at: number; period: Period } | undefined;
  for (const [pattern, period] of WORDS) {
    const at = text.search(pattern);
    if (at !== -1 && (first === undefined || at < first.at)) first = { at, period };
  }
  return first?.period ?? (ONCE.test(text) ? 'once' : undefined);
}

/** The period of a question for a sum: what it names, or that of rents. */
export function periodAsked(question: string): Period | undefined {
  return periodIn(question) ?? (MONTHLY.test(question) ? 'month' : undefined);
}
