/** Budgets that the rules see by themselves: sums of money that the visitor can spend. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import type { NumberSpan } from '../numbers.ts';
import { budgetOf, COUNTED, moneyQuestion } from './budget.ts';
import { currencyBeside } from './currency.ts';
import { isOutgoing, NO_SUM, NOT_MINE } from './expenses.ts';
import { homeOf } from './home.ts';
import { isOthers } from './owner.ts';
import { finding, isTaken, type Reading, type Span, type Turn } from './reading.ts';
import { sumsSaid } from './said.ts';

const BUDGET =
  /\b(?:ballpark|stretch\w*|manage|envelope|enveloppe|plafond|rahmen|grana|plata|estir\w+|llego a|monter|mettre|mets|rechn\w+|eingeplant|drin|verfugung|tops|grand max|presupuest\w+|budget\w*|orcamento|verba|gast(?:ar|o|amos|aria\w*)|spend\w*|pag(?:ar|aria\w*|aremos)|pay|afford|inver(?:tir|sion|timos)|invest\w*|dispon\w+|cuent(?:o|amos) con|tenemos|tengo|tenho|temos|we have|i have|i'?ve got|we'?ve got|set aside|allocated|approved|looking to spend|willing|price range|limit\w*|limite|cap|tope|topamos|como mucho|como maximo|max(?:imo|imum|imal)?|up to|at most|no more than|not more than|under|below|hasta|menos de|ate|no maximo|jusqu'?a|au plus|pas plus de|moins de|depenser|payer|dispose|ausgeben|zahlen|hochstens|bis zu|maximal|unter|bis|zur verfugung|around|about|unos|unas|alrededor|aproximad\w+|entre|between|circa|environ|autour|rund|etwa|cerca de|uns|umas)\b/;
const NO_BUDGET =
  /\b(?:no (?:tengo|tenemos|dispongo|hay|have)|don'?t have|sin|without|no|sem|nao (?:tenho|temos)|pas de|sans|kein\w*|ohne)\s+(?:\w+\s)?(?:presupuesto|budget|orcamento|verba|dinero|money|dinheiro|argent|geld)\b/;
/** Words that make a plain number a sum, and a question about one a statement. */
const NAMED =
  /\b(?:presupuesto|budget|ballpark|orcamento|verba|spend|gastar|invertir|afford|depenser|ausgeben|pagar|pay)\b/;

const BOUND =
  /\b(?:hasta|up to|max\w*|under|below|less than|menos de|no mas de|ate|jusqu'a|moins de|bis(?: zu)?|hochstens|unter)\s\S{0,4}$/;

/** Sums that name their currency; where a budget is the matter and none does, plain numbers. */
function sumsOf(turn: Turn, sentence: Span, isTopic: boolean, home: string | undefined, reading: Reading): Span[] {
  const { low } = turn.text;
  const place = { home, lang: turn.lang };
  const found = sumsSaid(reading, low.slice(sentence.start, sentence.end), turn.lang)
    .map((sum): NumberSpan => ({ ...sum, start: sum.start + sentence.start, end: sum.end + sentence.start }))
    .filter((sum) => sum.value >= 5 && !isTaken(turn, sum));
  const isMoney = (sum: Span): boolean => currencyBeside(low, sum.start, sum.end, place) !== undefined;
  if (found.some(isMoney)) return found.filter((sum, i) => isMoney(sum) || isLowerEnd(low, sum, found[i + 1]));
  return found.filter((sum) => {
    const after = low.slice(sum.end, sum.end + 24);
    const isYear = sum.scale === 1 && /^(?:19|20)\d\d$/.test(low.slice(sum.start, sum.end));
    const isCount = COUNTED.test(after) || NO_SUM.test(after) || isYear || (!sum.digits && sum.value < 20);
    const isBound = sum.scale > 1 && BOUND.test(low.slice(Math.max(sentence.start, sum.start - 16), sum.start));
    return !isCount && (isBound || (isTopic && (sum.value >= 20 || sum.scale > 1)));
  });
}

const hasMoney = (low: string, start: number, end: number): boolean =>
  currencyBeside(low, start, end, { home: undefined, lang: undefined }) !== undefined ||
  RANGE_ON.test(low.slice(end, end + 6));
const RANGE_ON = /^\s?(?:-|\/|a|to|y|and|e|et|und|bis|ate|hasta|o|or|ou|oder)\s/;

/** The lower end of a range whose upper end has the currency: "6 y 8 mil euros". */
const isLowerEnd = (low: string, sum: Span, next: Span | undefined): boolean =>
  next !== undefined &&
  /^\s?(?:-|\/|a|to|y|and|e|et|und|bis|ate|hasta|o|or|ou|oder)\s?[$€£]?\s?$/.test(low.slice(sum.end, next.start));

/**
 * The budgets that the visitor names in one turn.
 *
 * @param country where the visitor is, for pesos and dollars
 */
export function readBudgets(turn: Turn, reading: Reading, country: string | undefined): Finding[] {
  const found: Finding[] = [];
  const { low } = turn.text;
  const isAsked = turn.asked.has('budget');
  const isAskedPlainly = moneyQuestion(turn.question) !== '';
  const home = homeOf(reading, country);
  // Beside a sum with its currency or a "thousand" the plain numbers of a turn count something else.
  const isTold = sumsSaid(reading, low, turn.lang).some(
    ({ start, end, scale }) => scale > 1 || currencyBeside(low, start, end, { home, lang: turn.lang }) !== undefined,
  );
  for (const sentence of turn.sentences) {
    const text = low.slice(sentence.start, sentence.end);
    const isNamed = NAMED.test(text);
    const isAnswer = isAsked || (isAskedPlainly && text.split(/\s+/).length <= 6);
    const sums = sumsOf(turn, sentence, isAnswer || isNamed, home, reading).filter(
      ({ start, end }) => !isTold || /[^\d.,]/.test(low.slice(start, end)) || hasMoney(low, start, end),
    );
    const [first] = sums;
    if (first === undefined || !(isAnswer || BUDGET.test(text)) || NO_BUDGET.test(text)) continue;
    if (NOT_MINE.test(text) && !/\b(?:budget|presupuesto|orcamento)\b/.test(text)) continue;
    const isQuestion = low
      .slice(sentence.end, sentence.end + 2)
      .trim()
      .startsWith('?');
    if (isQuestion && !isNamed) continue;
    const span = { start: first.start, end: (sums.at(-1) ?? first).end };
    if (isOutgoing(turn, span)) continue;
    if (isOthers(turn, span) && !/\b(?:insurance|seguro)\b/.test(text)) continue;
    const budget = budgetOf(turn, span, reading, country);
    if (budget === undefined) continue;
    turn.taken.push(budget.span);
    found.push(finding(turn, 'budget', budget.value, quoteOf(turn, budget.span), 0.85));
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
