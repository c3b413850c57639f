/** Budgets: sums of money that the visitor can spend. */
import type { Finding, Prospect } from '../../../_shared/contract/prospect.ts';
import { findNumbers, type NumberSpan } from '../numbers.ts';
import { isOthers } from './owner.ts';
import { finding, isTaken, type Reading, type Span, sentenceAt, type Turn } from './reading.ts';

type Budget = NonNullable<Prospect['budget']>;
type Period = NonNullable<Budget['period']>;

const ISO_CODES = Intl.supportedValuesOf('currency').map((code) => code.toLowerCase());
const CODE = new RegExp(
  `(?<![\\p{L}])(?:${ISO_CODES.filter((code) => !/^(?:all|top|try|cup|mop|lak|bam|gel|ron|pen|sos|mad|inr)$/.test(code)).join('|')})(?![\\p{L}])`,
  'u',
);

/** Currency by word or sign; `PESO` and `DOLLAR` depend on the country. */
const CURRENCIES: readonly [RegExp, string][] = [
  [/€|\beuros?\b|\beur\b/, 'EUR'],
  [/r\$|\brea(?:is|l)\b/, 'BRL'],
  [/us\$|u\$s|\bdolar\w*\b|\bdollars?\b|\bbucks\b|\busd\b/, 'USD'],
  [/£|\bpounds?\b|\bquid\b|\bsterling\b|\blibras\b/, 'GBP'],
  [/\bpesos? mexicanos?\b|\bmxn\b|\bmx\$/, 'MXN'],
  [/\bpesos? argentinos?\b/, 'ARS'],
  [/\bpesos? colombianos?\b/, 'COP'],
  [/\bpesos? chilenos?\b/, 'CLP'],
  [/\bsoles\b|\bs\/\.?/, 'PEN'],
  [/\b(?:schweizer )?franken\b|\bfrancs suisses\b|\bchf\b/, 'CHF'],
  [/\bquetzales\b/, 'GTQ'],
  [/\brupees\b|₹/, 'INR'],
  [/¥|\byen\b/, 'JPY'],
  [/\bpesos?\b/, 'PESO'],
  [/\$/, 'DOLLAR'],
];
const PESOS: Readonly<Record<string, string>> = {
  MX: 'MXN',
  AR: 'ARS',
  CO: 'COP',
  CL: 'CLP',
  UY: 'UYU',
  DO: 'DOP',
  CU: 'CUP',
  PH: 'PHP',
};
const DOLLARS: Readonly<Record<string, string>> = { CA: 'CAD', AU: 'AUD', NZ: 'NZD', SG: 'SGD', HK: 'HKD', ...PESOS };

const PERIODS: readonly [RegExp, Period][] = [
  [
    /\b(?:mensual\w*|al mes|por mes|cada mes|a month|per month|monthly|\/ ?mo(?:nth)?|\/ ?mes|al mensuales|ao mes|mensa(?:l|is)|mensalmente|par mois|mensuel\w*|le mois|(?:im|pro) monat|monatlich\w*|\/ ?monat|\/ ?mois|every month)\b/,
    'month',
  ],
  [
    /\b(?:anual\w*|al ano|por ano|a year|per year|yearly|annual\w*|per annum|\/ ?(?:yr|year|ano|an|jahr)|ao ano|par an|annuel\w*|(?:im|pro) jahr|jahrlich\w*)\b/,
    'year',
  ],
  [
    /\b(?:semanal\w*|a la semana|por semana|a week|per week|weekly|\/ ?(?:wk|week|semana)|par semaine|(?:pro|in der) woche|wochentlich\w*)\b/,
    'week',
  ],
  [
    /\b(?:trimestral\w*|al trimestre|por trimestre|per quarter|quarterly|a quarter|par trimestre|pro quartal)\b/,
    'quarter',
  ],
  [/\b(?:al dia|por dia|diarios?|a day|per day|daily|par jour|pro tag|taglich)\b/, 'day'],
  [/\b(?:la hora|por hora|an hour|per hour|hourly|\/ ?h(?:r|our)?|de l'heure|pro stunde)\b/, 'hour'],
  [/\b(?:pago unico|unica vez|one[- ]time|one[- ]off|once only|einmalig|une seule fois|uma vez so)\b/, 'once'],
];

const BUDGET =
  /\b(?:ballpark|presupuest\w+|budget\w*|orcamento|verba|gast(?:ar|o|amos|aria\w*)|spend\w*|pag(?:ar|o|amos|aria\w*|aremos)|pay|afford|inver(?:tir|sion|timos)|invest\w*|dispon\w+|cuent(?:o|amos) con|tenemos|tengo|tenho|temos|we have|i have|i'?ve got|we'?ve got|set aside|allocated|approved|looking to spend|willing|price range|limit\w*|limite|cap|tope|topamos|como mucho|como maximo|max(?:imo|imum|imal)?|up to|at most|no more than|not more than|under|below|hasta|menos de|ate|no maximo|jusqu'?a|au plus|pas plus de|moins de|depenser|payer|dispose|ausgeben|zahlen|hochstens|bis zu|maximal|unter|bis|zur verfugung|around|about|unos|unas|alrededor|aproximad\w+|entre|between|circa|environ|autour|rund|etwa|cerca de|uns|umas)\b/;
const NOT_MINE =
  /\b(?:cuest[ae]n?|cost(?:s|ed)?|charge[sd]?|cobra\w*|vale[n]?|sale[n]?|price[sd]? (?:at|is|was)|listed|quoted|you (?:charge|said|offer|ask)|they (?:charge|quoted|want)|me (?:cobr\w+|ofrec\w+|pidi\w+|dieron|costo)|factur\w+|revenue|ingresos|ventas de|sales of|turnover|umsatz|ganamos|earn\w*|salary|sueldo|salario|gehalt|pagu\w+|pagamos antes|paid|used to pay|gastamos el|gaste|spent|we lost|perd\w+|custou|paguei|paye|j'ai paye|bezahlt|gekostet|refund\w*|reembols\w+|remboursement|erstatt\w+|discount|descuento|desconto|owe\w*|debo|deuda|invoice|factura|overcharged|billed|transfer\w*|donat\w+|worth|valorad\w+|balance|saldo|shipping|envio de|order (?:of|total|worth)|promo\w*|from \$)\b/;
const NO_BUDGET =
  /\b(?:no (?:tengo|tenemos|dispongo|hay|have)|don'?t have|sin|without|no|sem|nao (?:tenho|temos)|pas de|sans|kein\w*|ohne)\s+(?:\w+\s)?(?:presupuesto|budget|orcamento|verba|dinero|money|dinheiro|argent|geld)\b/;

const UPPER =
  /\b(?:hasta|up to|max(?:imo|imum|imal)?\.?|maximo de|como mucho|como maximo|a lo sumo|tope(?: de)?|no mas de|mas de|at most|no more than|not more than|more than|under|below|less than|menos de|por debajo de|ate|no maximo|menos de|jusqu'?a|au (?:plus|maximum)|pas plus de|plus de|moins de|maximum|bis(?: zu)?|hochstens|maximal|nicht mehr als|mehr als|unter|weniger als|limit(?:e|ed)?(?: (?:is|es|of|de))?|cap(?:ped)? (?:at|of))\s*(?:de |los |unos |unas |uns |umas |about |around |environ |etwa |rund |of |a )*(?:us)?[$€£]?\s*$/;
const UPPER_AFTER =
  /^\s*(?:[$€£]|eur\w*|usd|dolar\w*|dollars?|pesos|reais|\w{3})?\s*(?:\w+\s)?(?:[^,;.\d]{0,22})?\b(?:max(?:imo|imum|imal)?\b|como mucho|como maximo|at most|tops|no maximo|hochstens|au maximum|maxi\b|o menos|or less|ou menos|ou moins|oder weniger)/;
const LOWER =
  /\b(?:desde|from|at least|minimum|minimo|al menos|por lo menos|a partir de|starting at|mas de|more than|over|pelo menos|mais de|acima de|au moins|a partir de|plus de|minimum de|mindestens|ab|uber|mehr als)\s*(?:de |los |of )?[$€£]?\s*$/;
const NEGATED = /\b(?:no|not|n't|cannot|nao|pas|nicht|kein\w*)\b/;

interface Amount extends Span {
  readonly number: NumberSpan;
  /** With its currency, or the lower end of a range with one. */
  readonly isMoney: boolean;
}

function currencyOf(text: string, country: string | undefined, lang: string | undefined): string | undefined {
  const code = CODE.exec(text)?.[0].toUpperCase();
  const named = CURRENCIES.find(([pattern]) => pattern.test(text))?.[1];
  if (code !== undefined && (named === undefined || named === 'PESO' || named === 'DOLLAR')) return code;
  if (named === 'PESO') return country === undefined ? undefined : PESOS[country];
  if (named === 'DOLLAR') return (country && DOLLARS[country]) ?? (lang === 'es' || lang === 'pt' ? undefined : 'USD');
  return named;
}

/** Sums next to a currency, and plain numbers where a budget is the topic. */
function amounts(turn: Turn, sentence: Span, isTopic: boolean): Amount[] {
  const { low } = turn.text;
  const found: Amount[] = [];
  for (const number of findNumbers(low.slice(sentence.start, sentence.end))) {
    const span = { start: sentence.start + number.start, end: sentence.start + number.end };
    if (isTaken(turn, span) || number.value < 5) continue;
    const before = low.slice(Math.max(sentence.start, span.start - 6), span.start);
    const after = low.slice(span.end, span.end + 24);
    const isMoney = hasCurrency(before, after);
    const counts =
      /^\s*(?:%|personas|people|users?|usuarios|empleados|employees|staff|mitarbeiter|pessoas|funcionarios|personnes|dias|days|weeks?|semanas|months?|meses|mois|monate|tage|wochen|anos|years?|hours?|horas|km|m2|metros|sq|min\w*|am|pm|h\b|o'clock|uhr|st\b|nd\b|rd\b|th\b|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro)|licen\w+|unidades|units|pieces|pcs|tiendas|stores|sedes|locales|clientes|customers|january|february|march|april|may|june|july|august|september|october|november|december|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|januar|februar|marz|juni|juli|oktober|dezember)/.test(
        after,
      );
    const rest = low.slice(span.end, sentence.end);
    if (
      isMoney ||
      RANGE_TO_MONEY.test(rest) ||
      (number.scale > 1 && UPPER.test(low.slice(sentence.start, span.start))) ||
      (isTopic &&
        !counts &&
        (number.value >= 20 || number.scale > 1) &&
        !/^\s?[/:.]\d|^-\d{2,}-/.test(after) &&
        !/(?:19|20)\d\d$/.test(low.slice(span.start, span.end)))
    ) {
      found.push({ ...span, number, isMoney: isMoney || RANGE_TO_MONEY.test(rest) });
    }
  }
  // Where a sum names its currency, plain numbers beside it count something else.
  const marked = found.filter((amount) => amount.isMoney);
  return marked.length > 0 ? marked : found;
}

function hasCurrency(before: string, after: string): boolean {
  const signBefore = /(?:[$€£₹¥]|us\$|r\$|\b(?:usd|eur|gbp|mxn|s\/\.?))\s?$/.test(before);
  const lead =
    /^\s?(?:[$€£]|(?:de |millones de |mil )?(?:euros?|eur|dolar\w*|dollars?|bucks|usd|pesos?|reais|soles|pounds?|quid|libras|gbp|mxn|cop|ars|clp|brl|chf|franken|francs|quetzales|bolivares|pavos|lucas|contos)\b)/.test(
      after,
    );
  return signBefore || lead;
}

/** The lower end of a range whose upper end carries the currency or the "mil": "6 y 8 mil", "800 a 1.200 dolares". */
const RANGE_TO_MONEY =
  /^\s?[$€£]?\s?(?:-|a|to|y|and|e|et|und|bis|ate|hasta)\s?(?:los |us)?(?:[$€£]\s?\d|\d[\d.,]*\s?(?:[$€£]|k\b|mil\b|euros?|eur\b|dolar|dollars?|usd|pesos|reais|soles|pounds|mxn|cop|ars|clp))/;

const RANGE_GAP =
  /^\s?(?:[$€£]|eur\w*|usd|dolar\w*|dollars?|pesos|reais|k)?\s?(?:-|a|to|y|and|e|et|und|bis|ate|hasta|and|or|o|ou|oder|up to)\s?(?:los |the |us)?[$€£]?\s?(?:r\$)?$/;

function readBudget(turn: Turn, found: readonly Amount[], sentence: Span): { value: Budget; span: Span } | undefined {
  const { low } = turn.text;
  const [first] = found;
  if (first === undefined) return undefined;
  const second = found[1];
  if (second && RANGE_GAP.test(low.slice(first.end, second.start))) {
    const [a, b] = [first.number, second.number];
    const min =
      b.scale > 1 && a.scale === 1 && a.value < b.base * b.scale && a.value < 1000 ? a.base * b.scale : a.value;
    if (min < b.value) return { value: { min, max: b.value }, span: { start: first.start, end: second.end } };
  }
  const last = found.at(-1) ?? first;
  const correction =
    /\b(?:perdon|no,|digo|mejor|wait|sorry|actually|i mean|make (?:it|that)|correction|desculpa|pardon|nein|moment|subir|ahora|now)\b/.test(
      low.slice(first.end, last.start),
    );
  const chosen = correction ? last : first;
  const before = low.slice(Math.max(sentence.start, chosen.start - 32), chosen.start);
  const after = low.slice(chosen.end, sentence.end);
  const { value } = chosen.number;
  const isNegative = NEGATED.test(low.slice(Math.max(sentence.start, chosen.start - 50), sentence.end));
  if (/\b(?:mas de|more than|plus de|mehr als|over|uber|mais de)\s*[$€£]?\s*$/.test(before))
    return { value: isNegative ? { max: value } : { min: value }, span: chosen };
  if (UPPER.test(before) || UPPER_AFTER.test(after)) return { value: { max: value }, span: chosen };
  if (LOWER.test(before)) return { value: { min: value }, span: chosen };
  return { value: { min: value, max: value }, span: chosen };
}

function valueOf(
  turn: Turn,
  budget: { value: Budget; span: Span },
  sentence: Span,
  reading: Reading,
  country: string | undefined,
): Budget {
  const { low } = turn.text;
  const text = low.slice(sentence.start, sentence.end);
  const near = low.slice(
    Math.max(sentence.start, budget.span.start - 8),
    Math.min(sentence.end, budget.span.end + 28),
  );
  const currency =
    currencyOf(near, country, reading.lang) ??
    currencyOf(text, country, reading.lang) ??
    currencyOf(reading.assistant, country, reading.lang);
  const period = PERIODS.find(([pattern]) => pattern.test(text))?.[1];
  return { ...budget.value, ...(currency && { currency }), ...(period && { period }) };
}

/** The budget that a span of the visitor's words states: its numbers, and bounds, currency and period around them. */
export function budgetIn(
  turn: Turn,
  span: Span,
  reading: Reading,
  country: string | undefined,
  confidence: number,
): Finding[] {
  const sentence = sentenceAt(turn, span.start);
  const { low } = turn.text;
  const end = Math.max(span.end, Math.min(sentence.end, span.end + 4));
  const found = findNumbers(low.slice(span.start, end))
    .filter((number) => number.value > 0 && span.start + number.start < span.end)
    .map((number): Amount => ({
      start: span.start + number.start,
      end: span.start + number.end,
      number,
      isMoney: true,
    }));
  const budget = readBudget(turn, found, { start: sentence.start, end: Math.max(sentence.end, end) });
  if (budget === undefined) return [];
  const quote = quoteOf(turn, budget.span);
  return [
    finding(turn, 'budget', valueOf(turn, budget, sentence, reading, country), {
      start: Math.min(span.start, quote.start),
      end: Math.max(span.end, quote.end),
    }, confidence),
  ];
}

/**
 * The budgets that the visitor names in one turn.
 *
 * @param country where the visitor is, for pesos and dollars
 */
export function readBudgets(turn: Turn, reading: Reading, country: string | undefined): Finding[] {
  const found: Finding[] = [];
  const { low } = turn.text;
  for (const sentence of turn.sentences) {
    const text = low.slice(sentence.start, sentence.end);
    const isAsked = turn.asked.has('budget');
    const isWord =
      /\b(?:presupuesto|budget|ballpark|orcamento|verba|spend|gastar|invertir|afford|depenser|ausgeben|pagar|pay)\b/.test(
        text,
      );
    const sums = amounts(turn, sentence, isAsked || isWord);
    const budget = readBudget(turn, sums, sentence);
    if (budget === undefined) continue;
    if (
      !(isAsked || BUDGET.test(text)) ||
      (NOT_MINE.test(text) && !/\bbudget|presupuesto|orcamento\b/.test(text)) ||
      NO_BUDGET.test(text)
    )
      continue;
    if (
      low
        .slice(sentence.end, sentence.end + 2)
        .trim()
        .startsWith('?') &&
      !isWord
    )
      continue;
    if (isOthers(turn, budget.span) && !/\b(?:insurance|seguro)\b/.test(text)) continue;
    const value = valueOf(turn, budget, sentence, reading, country);
    turn.taken.push(budget.span);
    found.push(finding(turn, 'budget', value, quoteOf(turn, budget.span), 0.85));
  }
  return found;
}

/** The sum with its sign and currency word. */
function quoteOf(turn: Turn, span: Span): Span {
  const before = /(?:us\$|r\$|[$€£])\s?$/.exec(turn.text.low.slice(0, span.start))?.[0].length ?? 0;
  const after =
    /^\s?(?:[€$£]|(?:euros?|eur|dolar\w*|dollars?|usd|pesos|reais|soles|pounds|mxn)\b)/.exec(
      turn.text.low.slice(span.end),
    )?.[0].length ?? 0;
  return { start: span.start - before, end: span.end + after };
}
