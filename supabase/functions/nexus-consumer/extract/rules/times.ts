/** By when, and when to call: phrases of time as said. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { isNegated } from './owner.ts';
import { finding, isTaken, type Span, sentenceAt, type Turn, wordsOf } from './reading.ts';

const NUM = String.raw`(?:\d{1,3}|un[ao]?|dos|tres|cuatro|cinco|seis|ocho|diez|one|two|three|four|five|six|eight|ten|a|an|uma?|dois|duas|quatro|une|deux|trois|quatre|ein\w{0,2}|zwei|drei|vier|sechs|a couple of|a few|couple of|few|un par de|unas|unos|algunas|poucas|quelques|ein paar|next few|proxim[oa]s|prochaines)`;
const MONTHS =
  '(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|januar|februar|marz|juni|juli|oktober|dezember)';
const DAYS =
  '(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday|segunda(?:-feira)?|terca(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)';
const UNITS =
  '(?:dias?|semanas?|mes(?:es)?|anos?|trimestres?|semestres?|cuatrimestre|quincenas?|temporada|days?|weeks?|months?|years?|quarters?|semester|season|weekend|jours?|semaines?|mois|ans?|annees?|rentree|tage?n?|wochen?|monate?n?s?|jahre?s?|quartals?|halbjahr)';
const SEASONS =
  '(?:verano|invierno|otono|primavera|summer|winters?|spring|fall|autumn|verao|inverno|outono|ete|hiver|printemps|sommers?|fruhling|fruhjahr|herbst\\w*)';
const HOLIDAYS =
  "(?:navidad(?:es)?|christmas|xmas|natal|noel|weihnachten|black friday|cyber monday|hot sale|buen fin|easter|semana santa|pascua|pascoa|paques|ostern|thanksgiving|new year'?s?|ano nuevo|ano novo|nouvel an|neujahr|carnaval|holidays?|vacaciones|vacances|ferien|ferias|fiestas|fetes|halloween|valentine'?s(?: day)?|fin de ano)";
/**
 * The patterns below name months a dozen times. Spelled out they make an expression of 20,000 characters, which takes
 * half a second to compile; so each such word is first replaced by one private-use character that stands for its kind.
 */
const CODES: readonly [string, string][] = [
  [HOLIDAYS, '\uE000'],
  [MONTHS, '\uE001'],
  [DAYS, '\uE002'],
  [SEASONS, '\uE003'],
  [UNITS, '\uE004'],
];
const CODED = new RegExp(CODES.map(([words]) => `(?<![\\p{L}\\p{N}])(${words})(?![\\p{L}\\p{N}])`).join('|'), 'gu');
const [HOLIDAY, MONTH, DAY, SEASON, UNIT] = ['\uE000', '\uE001', '\uE002', '\uE003', '[\uE003\uE004]'];

/** A text with each coded word as one character, and where each character began. */
function encode(low: string): { readonly text: string; readonly at: readonly number[] } {
  let text = '';
  const at: number[] = [];
  const push = (from: number, to: number) => {
    for (let i = from; i < to; i++) at.push(i);
    text += low.slice(from, to);
  };
  let last = 0;
  for (const match of low.matchAll(CODED)) {
    push(last, match.index);
    at.push(match.index);
    text += CODES[match.slice(1).findIndex((group) => group !== undefined)]?.[1] ?? '';
    last = match.index + match[0].length;
  }
  push(last, low.length);
  at.push(low.length);
  return { text, at };
}

const QUARTER = String.raw`(?:q[1-4](?:\s?(?:20)?\d\d)?|[1-4]q|t[1-4]|(?:primer|segundo|tercer|cuarto|first|second|third|fourth|1st|2nd|3rd|4th) (?:${UNIT}|half))`;
const YEAR = String.raw`(?:20[2-4]\d)`;
const OF = String.raw`(?:\s(?:de|del|of|do|du|des|of the|de l'|d'|dieses|des|next|this|este|esta|ce|cette|proximo|nachsten)?\s?(?:${UNIT}|${MONTH}|${YEAR}|${QUARTER}|${HOLIDAY}))?`;
const POINT = String.raw`(?:(?:the |el |la |los |las |o |a |le |les |der |dem |den |die |das )?(?:end|beginning|start|middle|close|fim|fin(?:al(?:es)?)?|finales|principios?|mediados?|inicios?|comienzos|comeco|meados|inicio|debut|milieu|ende|anfang|mitte|early|mid|late)\s?-?(?:of |de |del |do |du |des |of the |de l')?(?:the |el |la |este |esta |this |next |l'|le |ce |cette |diese[sr]? |nachste[nsr]? |proximo |year |o |a )?(?:${UNIT}|${MONTH}|${YEAR}|${QUARTER}|${HOLIDAY})${OF})`;
const NEXT = String.raw`(?:(?:el |la |las |los |the |o |a |le |la |im |in der |am |en el |en la |no |na )?(?:proxim[oa]s?|next|this|este|esta|estos|coming|following|siguiente|prochaine?s?|ce|cette|diese[nmrs]?|nachste[nmrs]?|kommende[nmrs]?|upcoming|neste|nesta)\s(?:${NUM}\s)?(?:${UNIT}|${MONTH}|${DAY}|${QUARTER}|${HOLIDAY})(?: que viene)?(?:\s(?:prochaine?|proxim[oa]|siguiente))?|(?:el|la|o|a|le|la|l')\s?(?:${UNIT}|${DAY})\s(?:que (?:viene|entra|vem)|prochaine?|proxim[oa]|siguiente|seguinte))`;
const DATE = String.raw`(?:(?:the |el |dia |o dia |le |den |am )?\d{1,2}(?:st|nd|rd|th|er|\.|º)?\s?(?:de |of |do )?${MONTH}(?:\s(?:de |of )?${YEAR})?|${MONTH}\s\d{1,2}(?:st|nd|rd|th)?\b(?:,? ${YEAR})?|${MONTH}(?:\s(?:de |of )?${YEAR})?|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|${DAY})`;
const WITHIN = String.raw`(?:(?:en|in|within|dentro de|em|dans|sous|innerhalb von|binnen|d'ici|over|durante|em ate|en menos de|in less than|in the)\s(?:the |las |los |os |as |les |den )?(?:next |proxim[oa]s |prochaine?s |nachsten )?(?:about |unos |unas |uns |umas |etwa |environ )?${NUM}(?:\s?(?:-|a|to|o|or|ou|bis|oder)\s?${NUM})?\s${UNIT})`;
const SOON = `(?:hoy mismo|asap|as soon as possible|lo antes posible|cuanto antes|lo mas pronto posible|ya mismo|right away|immediately|de inmediato|inmediatamente|o quanto antes|o mais rapido possivel|imediatamente|des que possible|au plus vite|le plus (?:vite|tot) possible|immediatement|so ?bald wie moglich|so schnell wie moglich|schnellstmoglich|baldmoglichst|sofort|ab sofort|urgente(?:mente)?|hoje mesmo|aujourd'hui meme|noch heute|straight away|esta misma ${UNIT}|this very ${UNIT})`;
const BEFORE = String.raw`(?:(?:antes (?:de|del|do|da|que)|before|by|avant|vor|bis|until|para|hasta|ate|till|d'ici|no later than|a mas tardar|spatestens|zum|bis zum|pour|for|fur|ab|a partir de|starting|from|from|desde)\s(?:el |la |los |las |the |o |a |le |la |les |l'|dem |der |den |end of |fin de )?)`;
const WHEN = String.raw`(?:${POINT}|${NEXT}|${DATE}|${QUARTER}|${HOLIDAY}|(?:(?:the )?(?:${UNIT})(?:\sof ${YEAR})?)|${YEAR}|manana|tomorrow|amanha|demain|morgen|hoy|today|hoje|heute|(?:the )?(?:snow|launch|lanzamiento|apertura|opening|inauguracao|school starts|lancamento|ouverture|eroffnung|lancement|${UNIT} alta|high ${UNIT}|${HOLIDAY} ${UNIT}))`;

const PHRASE = new RegExp(
  String.raw`(?<![\p{L}\p{N}\uE000-\uE004])(?:${SOON}|${BEFORE}${WHEN}${OF}|${WITHIN}|${POINT}|${NEXT}|(?:en|in|em|im|a|on|este|a finales de|ainda|early|late|mid|el|au|fin|ende|anfang|mitte) ?(?:el |la |the )?(?:${MONTH}(?:\s(?:de )?${YEAR})?|${QUARTER}|${YEAR}|${HOLIDAY})|${QUARTER}|(?:en|in|em|im|au|este|this) (?:el |the )?${SEASON})(?![\p{L}\p{N}\uE000-\uE004])`,
  'gu',
);

const PLANS =
  /\b(?:quier\w+|quer\w+|necesit\w+|busc\w+|want\w*|need\w*|look\w*|plan\w*|hop\w+|launch\w*|start\w*|arranc\w+|empez\w+|comenz\w+|lanz\w+|abr(?:ir|imos)\b|ready|list[oa]s?|live|done|deadline|plazo|prazo|delai|frist|ideal\w*|listo|decid\w+|decis\w+|compr\w+|contrat\w+|buy\w*|hire|install\w*|instal\w+|implement\w+|migr\w+|mudan\w+|mov(?:e|ing)|precis\w+|pretend\w+|comec\w+|voudr\w+|veux|veut|voulons|besoin|souhait\w+|demarr\w+|commenc\w+|brauch\w*|mocht\w*|woll\w+|such\w+|start\w*|benotig\w*|fertig|cherch\w+|puedo|podemos|podria\w*|quiza|maybe|perhaps|urge\w*|urgent\w*|rediseñ\w+|redisen\w+|get (?:it|this)|have (?:it|this)|set up|finish\w*|deliver\w*|event\w*|boda|wedding|entreg\w+|renov\w+|switch\w*|cambi\w+|open\w*|estren\w+|budget|presupuesto|go live|roll ?out|would like|tener(?:lo|la)?|para)\b/;
const PAST =
  /\b(?:llam(?:e|o|aron)|compr(?:e|amos|o)\b|pedi\b|pague|hice|tuve|vine|fui|bought|ordered|purchased|paid|called|was|were|had|got|received|recibi\w*|llego|happened|since|desde hace|hace \d+|ago|last|pasad[oa]|anterior|ayer|yesterday|ontem|hier|gestern|passad[oa]|derniere?|letzte\w*|comprei|paguei|achete|gekauft|bestellt|abierto|abren|abris|open on|opening hours|horario)\b/;
const MEETING =
  /\b(?:llam\w+|call\w*|ring|phone me|lig(?:ar|a|ue|uem)|appel\w+|anruf\w*|rufen|reach me|contact\w*|escrib\w+|write me|text me|disponible|available|disponivel|free on|erreichbar|joignable|reun\w+|meeting|demo|appointment|cita|visita)\b/;

/** Time phrases of one sentence. */
export function timePhrases(turn: Turn, within: Span): Span[] {
  const { text, at } = encode(turn.text.low.slice(within.start, within.end));
  return Array.from(text.matchAll(PHRASE), (match) => ({
    start: within.start + (at[match.index] ?? 0),
    end: within.start + (at[match.index + match[0].length] ?? within.end - within.start),
  })).filter((span) => !isTaken(turn, span));
}

/** By when the visitor wants it. */
export function readTimelines(turn: Turn): Finding[] {
  const found: Finding[] = [];
  for (const sentence of turn.sentences) {
    const text = turn.text.low.slice(sentence.start, sentence.end);
    const isAsked = turn.asked.has('timeline');
    const isQuestion = turn.text.low.slice(sentence.end).trimStart().startsWith('?');
    const phrases = timePhrases(turn, sentence).filter((span) => {
      const phrase = turn.text.low.slice(span.start, span.end);
      const clause =
        text
          .slice(0, span.start - sentence.start)
          .split(/[,;]/)
          .at(-1) ?? '';
      if (isAsked) return !PAST.test(clause);
      return (
        !isQuestion &&
        PLANS.test(text) &&
        !PAST.test(text) &&
        !(MEETING.test(clause) || /^(?:from|desde|today|hoy|manana|tomorrow)\b/.test(phrase)) &&
        !isNegated(turn, span.start)
      );
    });
    const best = phrases.at(0);
    if (best) found.push(finding(turn, 'timeline', wordsOf(turn, best), best, isAsked ? 0.9 : 0.75));
  }
  if (found.length === 0 && turn.asked.has('timeline')) found.push(...bareTime(turn));
  return found;
}

/** A short answer to "when?" is the phrase, whatever it is. */
function bareTime(turn: Turn): Finding[] {
  const sentence = turn.sentences[0];
  const text = sentence ? turn.text.low.slice(sentence.start, sentence.end) : '';
  const match = /^(?:ideally |hopefully |probably |quiza |pues |maybe )?([^,;.]{2,40})/.exec(text);
  if (
    !sentence ||
    !match?.[1] ||
    !/\b(?:pronto|soon|ya|ahora|now|no (?:rush|prisa|hurry)|sin prisa|week|semana|mes\b|month|ano|year|days?|dias?|bientot|bald|logo|jahr|monat|woche|mois|sem pressa|enseguida)\b/.test(
      match[1],
    )
  )
    return [];
  const start = sentence.start + (match[0].length - match[1].length);
  const span = { start, end: start + match[1].trimEnd().length };
  return sentenceAt(turn, start).start === sentence.start && !isTaken(turn, span)
    ? [finding(turn, 'timeline', wordsOf(turn, span), span, 0.6)]
    : [];
}
