/** Sums that are no budget: what is paid anyway, what comes in, what somebody charged, dates and quantities. */
import { type Span, sentenceAt, type Turn } from './reading.ts';

/** Past, priced, earned or owed: somebody else’s sums. */
export const NOT_MINE =
  /\b(?:kostete\w*|burnt|burned|last (?:year|month|time|agency)|l'an passe|l'annee derniere|letzte[snr]?|vez pasada|ano pasado|ano passado|currently|pagamos|pago|coute\w*|herite\w*|rapporte\w*|(?:was|were) told|radio|duty|cuest[ae]n?|cost(?:s|ed)?|charge[sd]?|cobra\w*|vale[n]?|sale[n]?|price[sd]? (?:at|is|was)|listed|quoted|you (?:charge|said|offer|ask)|they (?:charge|quoted|want)|me (?:cobr\w+|ofrec\w+|pidi\w+|dieron|costo)|factur\w+|revenue|ingresos|ventas de|sales of|turnover|umsatz|ganamos|earn\w*|salary|sueldo|salario|gehalt|pagu\w+|pagamos antes|paid|used to pay|gastamos el|gaste|spent|we lost|perd\w+|custou|paguei|paye|j'ai paye|bezahlt|gekostet|refund\w*|reembols\w+|remboursement|erstatt\w+|discount|descuento|desconto|owe\w*|debo|deuda|invoice|factura|overcharged|billed|transfer\w*|donat\w+|worth|valorad\w+|balance|saldo|shipping|envio de|order (?:of|total|worth)|promo\w*|from \$)\b/;

/** Dates, times and quantities. */
export const NO_SUM =
  /^\s?(?:[/:.]\d|-\d{2,}-|h\b|o'clock|st\b|nd\b|rd\b|th\b|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro)|clientes|customers|locales|jan|feb|mar[csz]|apr|may\b|ma[ij]\b|jun|jul|aug|sept|oct|okt|nov|dec|dez|avril|mai\b|juin|aout|fevr|m2|qm)/;

const NOUN =
  "(?:rents?|lease|salar(?:y|ies)|wages?|payroll|income|revenues?|turnover|bills?|mortgage|(?:monthly |fixed |running )?costs|expenses|alquiler|renta|arriendo|sueldos?|salarios?|nomina|ingresos|factura(?:cion|s)?|hipoteca|gastos|aluguel|renda|ordenados?|faturamento|receita|contas?|despesas|loyer|salaires?|revenus?|chiffre d'affaires|factures?|charges|miete|pacht|gehalt|gehalter|lohne?|umsatz|einkommen|rechnung(?:en)?|fixkosten|kosten)";
const OURS = String.raw`(?:my|our|mi|mis|nuestr[oa]s?|el|la|los|las|meus?|minhas?|noss[oa]s?|[oa]s?|mon|ma|mes|notre|nos|le|les|l'|mein\w*|unser\w*|die|der|das)`;
const IS =
  "(?:is|are|comes? to|costs?|amounts? to|es|son|esta en|es de|son de|e|sao|e de|fica em|est|sont|est de|s'eleve a|ist|sind|betragt|liegt bei|kostet)";
/** "Our rent is": it is so already, and nobody spends it here. */
const IS_BEFORE = new RegExp(
  String.raw`(?<!\p{L})${OURS}\s?(?:\p{L}+\s){0,2}?${NOUN}\s(?:\p{L}+\s){0,3}?${IS}\s(?:\p{L}+\s){0,2}\P{L}{0,3}$`,
  'u',
);
const PAYS =
  '(?:(?:i|we) (?:currently |already )?pay|pago|pagamos|je paie|je paye|nous payons|on paie|(?:ich|wir) (?:zahlen?|bezahlen?))';
const PAYS_BEFORE = new RegExp(String.raw`(?<!\p{L})${PAYS}\s(?:\p{L}+\s){0,3}\P{L}{0,3}$`, 'u');
const NOUN_NEAR = new RegExp(
  String.raw`(?<!\p{L})(?:de|in|for|on|en|para|em|pour|als|an|fur)\s(?:\p{L}+\s)?${NOUN}(?!\p{L})`,
  'u',
);
const LIMIT =
  /(?<!\p{L})(?:budget\p{L}*|presupuest\p{L}+|orcamento|verba|max\p{L}*|up to|at most|hasta|ate|jusqu'a|bis zu|hochstens|(?:can|could|want to|would) (?:spend|pay)|pued\p{L}+|puedo|podemos|posso|queremos|quiero|peux|pouvons|kann|konnen|soll\p{L}*|should|dispon\p{L}+)(?!\p{L})/u;

/** True for a sum that the visitor pays or earns anyway: rents, wages, bills, revenue. */
export function isOutgoing(turn: Turn, span: Span): boolean {
  const sentence = sentenceAt(turn, span.start);
  const before = turn.text.low.slice(Math.max(sentence.start, span.start - 70), span.start);
  const clause = before.split(/[,;:]\s/).at(-1) ?? '';
  if (LIMIT.test(clause)) return false;
  if (IS_BEFORE.test(clause)) return true;
  const around = before + turn.text.low.slice(span.end, Math.min(sentence.end, span.end + 40));
  return PAYS_BEFORE.test(clause) && NOUN_NEAR.test(around);
}
