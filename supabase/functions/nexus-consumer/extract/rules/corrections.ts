/** Corrections: "actually, make it 8k" names no field; it means the sum or the count that was said before. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { budgetOf, COUNTED, moneyQuestion } from './budget.ts';
import { currencyBeside } from './currency.ts';
import { isOutgoing, NO_SUM, NOT_MINE } from './expenses.ts';
import type { Proposals } from './propose.ts';
import { finding, isTaken, type Turn } from './reading.ts';
import { findSums } from './sums.ts';

type Known = Extract<Finding, { field: 'budget' | 'team_size' }>;
type Sum = ReturnType<typeof findSums>[number];

/** At the head of a message; elsewhere "no" and "wait" say other things. */
const CORRECTION =
  /^[\s\p{P}]*(?:(?:oh|ah|ok|okay|hm+|uh|um|well|bueno|bem|bom|bon|na ja|also|ach|pues|e|y|and|und|et|but|pero|mas|mais|aber)[\s,.!]+)?(?:actually|sorry|no wait|wait|hold on|scratch that|scrap that|correction|i mean(?:t)?|on second thoughts?|(?:let'?s )?(?:make|call) (?:it|that)|rather|no,? (?:make|sorry|actually)|(?:no,? )?(?:mejor|perdon|espera|digo|en realidad|al final|finalmente|corrijo|rectifico|me equivoque|que sean|ponle|pongamos)|na verdade|(?:nao,? )?(?:desculp\p{L}*|alias|melhor|quer dizer|minto|no fim|afinal|na realidade|pensando bem)|(?:non,? )?(?:finalement|en fait|plutot|pardon|attendez|disons|je me trompe|correction|au final)|(?:nein,? )?(?:doch|moment|quatsch|korrektur|lieber|eigentlich|entschuldig\p{L}*|vielmehr|am ende|sagen wir|ich meine)|(?:no|nao|non|nein)(?=[\s,.]+\S*\d))(?!\p{L})/u;
/** "Sorry, not 8k" says what it is not. */
const DENIED = /(?<!\p{L})(?:not?|\p{L}*n't|nao|pas|nicht|kein\p{L}*|ne|never|nunca)(?!\p{L})/u;
/** A message that is a sum and nothing else. */
const BARE = /^[\s\p{P}]*(?:[$€£]|us\$|r\$)?\s?$/u;
const BARE_AFTER =
  /^\s?(?:[$€£]|euros?|eur|dol\p{L}*|usd|pesos|reais|soles|pounds|gbp|chf|francs|franken|mxn)?[\s\p{P}]*$/u;
const PEOPLE =
  /^\s?(?:people|persons?|of us|employees|personas?|empleados|de nosotros|pessoas?|funcionarios|personnes|employes|personen|leute|mitarbeiter\p{L}*)(?!\p{L})/u;
/** Longer messages say what they mean. */
const MOST_WORDS = 12;

const isCounted = (low: string, { end }: Sum): boolean => {
  const after = low.slice(end, end + 24);
  return COUNTED.test(after) || NO_SUM.test(after);
};

/** The one sum that a message puts in the place of another; undefined when it does nothing of the kind. */
function correctionIn(turn: Turn): { sum: Sum; isBare: boolean } | undefined {
  const { low } = turn.text;
  if (low.split(/\s+/).length > MOST_WORDS || low.includes('?') || NOT_MINE.test(low)) return undefined;
  const sums = findSums(low, turn.lang).filter((one) => one.value > 0 && !isTaken(turn, one));
  const sum = sums.at(-1);
  if (sum === undefined || sums.length > 2 || isOutgoing(turn, sum)) return undefined;
  const head = CORRECTION.exec(low)?.[0].length;
  if (head !== undefined) return DENIED.test(low.slice(head, sum.start)) ? undefined : { sum, isBare: false };
  const isBare = BARE.test(low.slice(0, sum.start)) && BARE_AFTER.test(low.slice(sum.end));
  return isBare ? { sum, isBare } : undefined;
}

/** What a bare number may mean rests on the words around it: a question for something else, a price just named. */
function isFree(turn: Turn, sum: Sum, isBare: boolean, isMoney: boolean): boolean {
  const { question } = turn;
  const isAsked = turn.asked.has('budget') || moneyQuestion(question) !== '';
  if (isBare && findSums(question, turn.lang).some(({ value }) => value === sum.value)) return false;
  return isAsked || !question.includes('?') || (isMoney && !isBare);
}

/** True when nothing was counted between: then a bare number means the known one. */
const isNear = (turns: readonly Turn[], known: Known, turn: Turn): boolean =>
  turns.every(
    ({ position, text, question }) =>
      position <= known.evidence.position || position >= turn.position || !/\d/.test(text.low + question),
  );

const sizeOf = ({ min, max }: Known['value']): number => max ?? min ?? 0;

function corrected(turn: Turn, known: readonly Known[], { reading, country }: Proposals): Known | undefined {
  const correction = correctionIn(turn);
  const latest = known.at(-1);
  if (correction === undefined || latest === undefined) return undefined;
  const { low } = turn.text;
  const { sum, isBare } = correction;
  const money = currencyBeside(low, sum.start, sum.end, { home: undefined, lang: turn.lang }) !== undefined;
  const isMoney = money || sum.scale >= 1000;
  const isPeople = PEOPLE.test(low.slice(sum.end));
  if (!isPeople && isCounted(low, sum)) return undefined;
  const field = isPeople ? 'team_size' : isMoney ? 'budget' : latest.field;
  const before = known.findLast((one) => one.field === field);
  if (before === undefined) return undefined;
  const span = { start: sum.start, end: sum.end };
  if (field === 'team_size') {
    const isAsked = turn.asked.size === 0 || turn.asked.has('team');
    const isCount =
      Number.isInteger(sum.value) && (isPeople || (!isBare && isAsked && isNear(reading.turns, before, turn)));
    if (!isCount) return undefined;
    return finding(turn, field, { min: sum.value, max: sum.value }, span, 0.8) as Known;
  }
  if (!isFree(turn, sum, isBare, isMoney) || (!isMoney && !isNear(reading.turns, before, turn))) return undefined;
  const budget = budgetOf(turn, span, reading, country);
  if (budget === undefined || before.field !== 'budget') return undefined;
  // A sum of another kind: a price among thousands, a year, a number of something.
  const ratio = sizeOf({ ...budget.value }) / sizeOf(before.value);
  const most = isMoney ? 100 : 20;
  if (ratio > most || ratio < 1 / most) return undefined;
  const { currency, period } = before.value;
  const value = { ...(currency && { currency }), ...(period && { period }), ...budget.value };
  return finding(turn, field, value, budget.span, 0.85) as Known;
}

/**
 * Budgets and team sizes that a later message of the visitor puts right.
 *
 * @param found what the marked words say
 * @returns one finding for each correction that is not among them, with currency and period of what it corrects
 */
export function corrections(proposals: Proposals, found: readonly Finding[]): Finding[] {
  const isKnown = (one: Finding): one is Known => one.field === 'budget' || one.field === 'team_size';
  const known = found.filter(isKnown);
  const added: Known[] = [];
  for (const turn of proposals.reading.turns) {
    const before = [...known, ...added]
      .filter(({ evidence }) => evidence.position < turn.position)
      .toSorted((a, b) => a.evidence.position - b.evidence.position || a.evidence.start - b.evidence.start);
    if (known.some(({ evidence }) => evidence.position === turn.position)) continue;
    const one = corrected(turn, before, proposals);
    if (one !== undefined) added.push(one);
  }
  return added;
}
