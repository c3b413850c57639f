/** What a span that was marked as a budget amounts to. */
import type { Finding, Prospect } from '../../../_shared/contract/prospect.ts';
import { type Amount, type Bounds, boundsOf, CORRECTS, RANGE_GAP, sharedScale, stretched } from './bounds.ts';
import { currencyBeside, currencyIn, moneyOf, type Place } from './currency.ts';
import { homeOf } from './home.ts';
import { periodAsked, periodIn } from './periods.ts';
import { finding, type Reading, type Span, sentenceAt, type Turn } from './reading.ts';
import { currencySaid, earlierWords, lastPrices, nearWords, periodsSaid, sumsSaid } from './said.ts';

type Budget = NonNullable<Prospect['budget']>;

/** What counts other things than money. */
export const COUNTED =
  /^\s?(?:%|x\b|(?:personas?|people|persons?|pers|users?|usuarios?|pax|empleados|employees|mitarbeiter|pessoas?|funcionarios|personnes?|personen|leute|dias|days|weeks?|semanas?|months?|meses|mois|monate[n]?|tage[n]?|wochen|anos|years?|jahre[n]?|hours?|horas?|stunden|km|m2|qm|metros|min\w*|am|pm|uhr|licen\w+|unidades|units|pieces|pcs|stuck|tiendas|sedes|nights|noches|nuits|nachte|noites|kids|children|vehicles|coches|fotos|photos)\b)/;

/** The sums of a text at an offset; small whole numbers without a scale count other things. */
function sumsIn(turn: Turn, span: Span, reading: Reading): Amount[] {
  const text = turn.text.low.slice(span.start, span.end);
  const all = sumsSaid(reading, text, turn.lang).filter(({ value }) => value > 0);
  const kept = all.filter(({ end, value, scale }, i) => {
    const isCounted = COUNTED.test(turn.text.low.slice(span.start + end, span.start + end + 20));
    const isRange = all.some((other, j) => j === i + 1 && RANGE_GAP.test(text.slice(end, other.start)));
    const previous = all[i - 1];
    const isStretch = previous !== undefined && previous.scale > 1 && value * previous.scale > previous.value;
    return all.length === 1 || isRange || !(isCounted || (value < 4 && scale === 1 && i > 0 && !isStretch));
  });
  return kept.map((sum) => ({ ...sum, start: span.start + sum.start, end: span.start + sum.end }));
}

/** The words left and right of amounts in their clause; other numbers end it. */
function around(turn: Turn, span: Span, first: Span, last: Span): { before: string; after: string } {
  const { low } = turn.text;
  const sentence = sentenceAt(turn, first.start);
  const left = low.slice(Math.max(Math.min(sentence.start, span.start), first.start - 60), first.start);
  const right = low.slice(last.end, Math.min(low.length, Math.max(sentence.end, span.end), last.end + 60));
  return {
    before: left.split(/[,;](?=\s)|\n|[!?]|(?<!max|maxi|min|ca|aprox|tope)\.\s|\d/).at(-1) ?? '',
    after: right.split(/[;\n!?]|\.(?=\s)|\d/)[0] ?? '',
  };
}

/** A bare number under a thousand where the talk is of thousands: "12 grand. Actually make that 15". */
function elliptic(turn: Turn, span: Span, amount: Amount, reading: Reading): { value: number; lender?: Span } {
  const { low } = turn.text;
  const isBare = amount.scale === 1 && amount.value < 1000 && !/[$€£]\s?$/.test(low.slice(0, amount.start));
  if (!isBare || /^\s?(?:[$€£]|eur|usd|dol|\/|per\b|por\b|par\b|pro\b|a (?:head|month))/.test(low.slice(amount.end))) {
    return { value: amount.value };
  }
  const texts = [low, ...nearWords(reading, turn), lastPrices(reading)];
  const sums = texts.map((text) =>
    sumsSaid(reading, text, turn.lang)
      .filter(({ start, end }) => text !== low || end <= span.start || start >= span.end)
      .filter(({ end }) => !COUNTED.test(text.slice(end, end + 20))),
  );
  const isLike = ({ value }: Amount, wanted: number): boolean => value < wanted * 4 && value > wanted / 4;
  // Prices of the same size say that the number means what it says.
  const isPriced = texts.some((text, i) =>
    sums[i]?.some(
      (sum) =>
        isLike(sum, amount.value) &&
        /^\s?(?:[$€£]|eur|dol|usd|pesos|reais|fran)|(?:mes|month|mois|monat)/.test(text.slice(sum.end, sum.end + 12)),
    ),
  );
  if (isPriced) return { value: amount.value };
  const wanted = amount.value * 1000;
  const isThousands = (sum: Amount): boolean =>
    isLike(sum, wanted) && (sum.scale >= 1000 || (sum.value >= 5000 && sum.value % 500 === 0));
  const lender = sums[0]?.find(isThousands);
  const isLent =
    lender !== undefined || sums.some((list) => list.some((sum) => isThousands(sum) || sum.value === wanted));
  const isHalf = amount.value % 1 === 0.5 && !amount.digits;
  return isLent || isHalf ? { value: wanted, ...(lender && { lender }) } : { value: amount.value };
}

const ASKS_MONEY =
  /(?<!\p{L})(?:presupuest\w+|budget\w*|orcamento|verba|how much|cuanto|quanto|combien|wie ?viel|price|precio|preis\w*|prix|preco|spend\w*|gast\w+|pay\w*|pag\w+|zahl\w*|ausgeb\w+|aufbring\w+|leisten|kosten|cost|coute\w*|custar|afford|dispon\w+|dispos\w+|invert\w*|invest\w*|depens\w*|montant|monto|enveloppe|rahmen|figure|amount|valor|sum(?:me|a)?|somme|betrag\w*|\p{L}+(?:betrag|beitrag|rate)|importe|loyer|alquiler|renta|rent|miete|aluguel|mensual\w*|cuota|fee|tope|techo|plafond|limite?|limit|ceiling|cap|kostendach|jusqu'ou|hasta donde|ate onde|bis wohin|how (?:high|far)|depasser|superar|ultrapassar|ubersch\w+|\p{L}+grenze|maxim\w+|minim\w+)(?!\p{L})/u;
/** Questions for a count, for what is paid today, for turnover. */
const ASKS_OTHER =
  /(?<!\p{L})(?:combien d['e]|cuant[oa]s|quant[oa]s|how many|wie ?viele|factur\p{L}+|turnover|umsatz|pagas?|pagais|pagan|payez|zahlen sie (?:jetzt|aktuell|derzeit|heute)|pay (?:now|today|at the moment)|currently|gastan?|gasta[sm]?|gira|aujourd'hui|actualmente|hoje|panier|carrinho|carrito|cart)(?!\p{L})/u;
const ASKS_DATE =
  /(?<!\p{L})(?:fecha|date|data|deadline|plazo|prazo|delai|frist|termin|when|cuando|quando|quand|wann)(?!\p{L})/u;

/** The questions of a message, folded, that ask for a sum; empty when none does. */
export function moneyQuestion(question: string): string {
  const parts = question.match(/[^.!?\n]*\?/g) ?? [];
  return parts
    .filter((part) => ASKS_MONEY.test(part) && !ASKS_OTHER.test(part) && !(ASKS_DATE.test(part) && parts.length > 1))
    .join(' ');
}

function boundsIn(
  turn: Turn,
  span: Span,
  found: readonly Amount[],
  reading: Reading,
): { bounds: Bounds; span: Span } | undefined {
  const { low } = turn.text;
  const [first, second] = found;
  if (first === undefined) return undefined;
  const gap = second && low.slice(first.end, second.start);
  const isCorrected = gap !== undefined && CORRECTS.test(gap);
  if (second && gap !== undefined && !isCorrected) {
    const isRange = RANGE_GAP.test(gap);
    const min = isRange || second.scale > 1 ? sharedScale(first, second) : first.value;
    const max = stretched(first, second);
    if (min < max) return { bounds: { min, max }, span: { start: first.start, end: second.end } };
  }
  const chosen = isCorrected ? (found.at(-1) ?? first) : first;
  const { value, lender } = elliptic(turn, span, chosen, reading);
  const { before, after } = around(turn, span, chosen, chosen);
  const own = low.slice(chosen.end, Math.max(chosen.end, span.end));
  const bounds = boundsOf(value, before, after, own, moneyQuestion(turn.question), turn.lang);
  const at = lender ?? chosen;
  return { bounds, span: { start: Math.min(at.start, chosen.start), end: Math.max(at.end, chosen.end) } };
}

function currencyOf(
  turn: Turn,
  span: Span,
  found: readonly Amount[],
  reading: Reading,
  country: string | undefined,
): string | undefined {
  const place: Place = { home: homeOf(reading, country), lang: reading.lang };
  const { low } = turn.text;
  for (const amount of found.toReversed()) {
    const beside = currencyBeside(low, amount.start, amount.end, place);
    if (beside) return beside;
    if (beside === null) return undefined;
  }
  const named = currencyIn(low.slice(span.start, Math.min(low.length, span.end + 12)), place);
  if (named) return named;
  for (const text of [...earlierWords(reading, turn), turn.question, lastPrices(reading)]) {
    const said = currencySaid(reading, text, place);
    if (said) return said;
  }
  // Most who write German or French pay in euros; the Swiss and others show themselves above.
  const isEuro = place.home === undefined && (reading.lang === 'de' || reading.lang === 'fr');
  return isEuro ? 'EUR' : moneyOf(place.home);
}

/** The period said with the sum, in its clause, of a like sum beside it, or in the question. */
function periodOf(turn: Turn, span: Span, first: Amount, reading: Reading): Budget['period'] {
  const { low } = turn.text;
  const sentence = sentenceAt(turn, span.start);
  const after = low.slice(first.end, Math.max(span.end, Math.min(sentence.end, span.end + 40)));
  const beside = periodIn(after) ?? periodIn(low.slice(Math.max(sentence.start, span.start - 60), first.start));
  if (beside) return beside;
  const asked = periodAsked(moneyQuestion(turn.question));
  if (asked) return asked;
  for (const text of [low, turn.question, ...nearWords(reading, turn), lastPrices(reading)]) {
    const like = periodsSaid(reading, text, turn.lang).find(
      ({ value }) => value < first.value * 3 && value > first.value / 3 && value >= 5,
    );
    if (like) return like.period;
  }
  return undefined;
}

/**
 * The budget that a span of the visitor's words states.
 *
 * @param country where the visitor's places are, for "pesos" and "$"
 * @returns the value and the words it stands in; undefined when they hold no number
 */
export function budgetOf(
  turn: Turn,
  span: Span,
  reading: Reading,
  country: string | undefined,
): { value: Budget; span: Span } | undefined {
  const found = sumsIn(turn, span, reading);
  const [first] = found;
  const said = boundsIn(turn, span, found, reading);
  if (first === undefined || said === undefined) return undefined;
  const currency = currencyOf(turn, span, found, reading, country);
  const period = periodOf(turn, span, first, reading);
  const value = { ...said.bounds, ...(currency && { currency }), ...(period && { period }) };
  return { value, span: { start: Math.min(span.start, said.span.start), end: Math.max(span.end, said.span.end) } };
}

/** The finding that a span marked as a budget gives; none when it holds no number. */
export function budgetIn(
  turn: Turn,
  span: Span,
  reading: Reading,
  country: string | undefined,
  confidence: number,
): Finding[] {
  const budget = budgetOf(turn, span, reading, country);
  return budget === undefined ? [] : [finding(turn, 'budget', budget.value, budget.span, confidence)];
}
