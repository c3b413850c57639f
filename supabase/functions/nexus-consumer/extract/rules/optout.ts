/** Whether the visitor asks not to be contacted at all, or takes that back. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { foldText } from '../fold.ts';
import { MAX_READ, maskNoise } from './mask.ts';
import { AIMED } from './optout-aimed.ts';
import { invites, isHypothetic, isOfOthers, withoutQuotations, withoutReversals } from './optout-others.ts';
import { asSpelled } from './optout-spelling.ts';
import { AGAIN, ASKS_LEAVE, FIRM, LEAVE, NO_WAY, REACHED, SOFT } from './optout-words.ts';
import { finding, type Span, type Turn } from './reading.ts';
import { splitSentences } from './sentences.ts';

/** The whole message is the command. */
const COMMAND =
  /^\W*(?:stop+p?|unsub(?:scribe)?|baja|cancelar suscripcion|abmelden|abmeldung|sair|descadastrar|desinscription|desabonnement|arret|remover|parar)[\W\d]*$/;

/** A restriction of time, place or channel is a preference; so is a plain "call me later". */
const ONLY_PREFERENCE =
  /(?<!\p{L})(?:(?:call|ring|phone|anrufen|llam\p{L}+|lig\p{L}+|appel\p{L}+)(?: \p{L}+)? (?:today|hoy|hoje|heute|aujourd'hui)|in the (?:morning|afternoon|evening)s?|before|after(?! all)|until|yet|hasta|todavia|aun no|antes de|despues de|por la(?:s)? (?:mananas?|tardes?|noches?)|on (?:week|mon|sun|satur)\p{L}+|(?:los|el) (?:fines? de semana|domingos?|sabados?|lunes)|at (?:work|home)|al trabajo|en el trabajo|a casa|en casa|ahora(?=,? (?:que|estoy|no puedo))|(?:estoy|estou|i'm|i am|ich bin|je suis) (?:en|em|in|im|at|au|driving|conduciendo|manejando|dirigindo) (?:una |uma |a |an |einem |einer )?(?:reunion|reuniao|meeting|class|work|clase|aula|termin|volant|bett|coche)|during|while|durante|mientras|pendant|quand je|wahrend|zuhause|daheim|noch (?:nicht|kein\p{L}*)|ainda nao|de manha|a noite|le (?:matin|soir)|vormittags|abends|morgens|mittags|am wochenende|vor (?:\d|neun|zehn)|nach \d|zwischen|depois das|avant \d|apres \d|entre (?:las )?\d|only (?:by )?e-?mail|e-?mail only|(?:solo|so|nur|uniquement|seulement|only|just) (?:por |per |par |by |via )?(?:correo|whats\p{L}*|e-?mail\p{L}*|mail\p{L}*|sms|handy|text|mensaje\p{L}*)|par contre|sauf|except|salvo|excepto|ausser|unless|(?:better|prefer|rather|mejor|prefiero|melhor|prefiro|lieber|besser|plutot)(?! (?:que |you |u |they |to )?(?:no|nao|not|ne|never|nunca|jamas|didn'?t|did not|don'?t|to not|stop\p{L}*|dej\p{L}+|par[ae]m?|vous (?:n|arret|cess)\p{L}*)(?!\p{L}))|instead|por telefono|by phone|telefonisch|par telephone|sonntags|samstags|temprano|(?:muy|tan|mas) tarde|too (?:early|late)|early|cedo|zu (?:fruh|spat)|trop (?:tot|tard))(?!\p{L})|, (?:e-?mail|text|whatsapp|escrib\p{L}+|escrev\p{L}+|mand\p{L}+|write|schreib\p{L}+|ecrivez)(?! (?:or|nor|and|o|u|ni|ou|oder|e|y|et|und)(?!\p{L}))(?!\p{L})/u;
/** Said before the refusal, only another channel limits it: "before" and "at home" are then the story. */
const OTHER_CHANNEL =
  /(?<!\p{L})(?:(?:only|just|solo|so|nur|uniquement|seulement) (?:por |per |par |by |via )?(?:correo|whats\p{L}*|e-?mail\p{L}*|mail\p{L}*|sms|text|mensaje\p{L}*)|e-?mail only|(?:prefer|prefiero|prefiro|lieber)(?! (?:que |you |u |they |to )?(?:not|never|no|nao|nicht|nunca|didn'?t|don'?t|stop\p{L}*|dej\p{L}+|par[ae]m?)(?!\p{L})))(?!\p{L})/u;
const STILL =
  /(?<!\p{L})(?:can still|still (?:e-?mail|call)|todavia pueden|aun pueden|ainda podem|durfen (?:sie )?weiterhin|pouvez toujours)(?!\p{L})/u;
/** Tells of a wish of the past: "I had asked you not to call". */
const PAST =
  /(?<!\p{L})(?:had asked|asked you|j'avais|ich hatte|hatte ich|habia pedido|el otro dia pedi|tinha pedido|eu pedi)(?!\p{L})/u;
/** The visitor will make the next call. */
const CALLS_BACK =
  /(?<!\p{L})(?:i(?:'ll| will) (?:call|ring|write|contact|get back|reach)|(?:yo )?(?:les|os|te|le) (?:llamo|llamare|escribo)|ich melde mich|je vous (?:rappelle|appelle|recontacte)|eu (?:ligo|entro em contat))/u;

const DENIED = /(?<!\p{L})(?:no|not|nao|ne|n'|pas|nicht|nie|never|nunca|jamais|kein\p{L}*)(?!\p{L})/u;
/** "mais" and "mas" are "more" too; as "but" they have a comma. */
const CLAUSE_END = /[,;:]+ | - | (?:and|but|y|pero|et|und|aber|e|so|because|porque|denn) /gu;

const isFirm = (text: string): boolean =>
  FIRM.some((words) => words.test(text)) || AIMED.some((words) => words.test(text));
const isSoft = (text: string): boolean => SOFT.some((words) => words.test(text));

interface Clause {
  readonly start: number;
  readonly text: string;
}

function cut(text: string): Clause[] {
  const starts = [0, ...[...text.matchAll(CLAUSE_END)].map((end) => end.index + end[0].length)];
  return starts.map((start, i) => ({ start, text: text.slice(start, starts[i + 1] ?? text.length) }));
}

const clausesOf = (text: string): string[] => cut(text).map((clause) => clause.text);

/** Refuses for good, without a restriction that follows it: one that came before may be the story of it. */
function refusesAll(text: string): boolean {
  if (!isOfOthers(text) && isFirm(text) && !ONLY_PREFERENCE.test(text)) return true;
  return cut(text).some(({ start, text: clause }) => {
    if (!isFirm(clause) || isOfOthers(clause)) return false;
    return !ONLY_PREFERENCE.test(text.slice(start)) && !OTHER_CHANNEL.test(text.slice(0, start));
  });
}

function isOptOut(turn: Turn, low: string, sentence: Span): boolean {
  const text = withoutReversals(asSpelled(low.slice(sentence.start, sentence.end)));
  const isQuestion = /^ ?\?/.test(low.slice(sentence.end, sentence.end + 2));
  if (STILL.test(low) || isHypothetic(text, isQuestion) || clausesOf(text).some(invites)) return false;
  if (isFirm(text)) return refusesAll(text);
  if (isOfOthers(text) || !isSoft(text) || ONLY_PREFERENCE.test(low) || CALLS_BACK.test(low)) return false;
  const isAnswer = ['channel', 'contact', 'time', 'phone', 'email'].some((topic) => turn.asked.has(topic as 'channel'));
  return !isAnswer && turn.taken.length === 0;
}

/** Opt-outs of a text and their withdrawal, with their spans. */
function scan(turn: Turn, whole: string, sentences: readonly Span[]): { span: Span; value: boolean }[] {
  const low = withoutQuotations(whole);
  const isTakenBack = AGAIN.test(low);
  return sentences.flatMap((span): { span: Span; value: boolean }[] => {
    const text = low.slice(span.start, span.end);
    const isLeave = isTakenBack && LEAVE.test(text) && REACHED.test(text) && !isSoft(text);
    const isExplicit = isLeave && AGAIN.test(text) && !DENIED.test(text);
    const isOut = !isExplicit && isOptOut(turn, low, span) && !(isTakenBack && PAST.test(text));
    if (isOut && !(isLeave && !isFirm(text))) return [{ span, value: true }];
    return isLeave ? [{ span, value: false }] : [];
  });
}

/**
 * What a message says past its part that rules read: in pieces as long as that part, each from the last sentence of the
 * one before, so that the time is linear and no sentence is cut.
 */
function scanRest(turn: Turn): Finding[] {
  const found: Finding[] = [];
  const lastStart = (sentences: readonly Span[], toSource: Turn['text']['toSource']): number => {
    const last = sentences.at(-1);
    return last === undefined ? 0 : toSource(last.start, last.start).start;
  };
  // A sentence as long as half of a piece is none; then the next piece takes up in its midst.
  const step = (at: number): number => (at >= MAX_READ / 2 ? at : MAX_READ / 2);
  let start = step(lastStart(turn.sentences, turn.text.toSource));
  while (start < turn.content.length) {
    const text = foldText(maskNoise(turn.content.slice(start)));
    const sentences = splitSentences(text.low);
    const isEnd = start + MAX_READ >= turn.content.length;
    for (const { span, value } of scan(turn, text.low, sentences)) {
      const at = text.toSource(span.start, span.end);
      const quote = turn.content.slice(start + at.start, start + at.end);
      const evidence = {
        position: turn.position,
        start: start + at.start,
        end: start + at.end,
        quote,
        confidence: 0.85,
      };
      found.push({ field: 'do_not_contact', value, evidence });
    }
    if (isEnd) break;
    start += step(lastStart(sentences, text.toSource));
  }
  return found;
}

/** Opt-outs and their withdrawal. A missed opt-out is worse than a false one. */
export function readOptOuts(turn: Turn): Finding[] {
  const { low } = turn.text;
  const whole = { start: low.length - low.trimStart().length, end: low.trimEnd().length };
  if (COMMAND.test(low)) return [finding(turn, 'do_not_contact', true, whole, 0.9)];
  if (/^\W*STOP+P?(?=\s*(?:$|[.!,\d]))/u.test(turn.text.plain))
    return [finding(turn, 'do_not_contact', true, whole, 0.9)];
  const isShort = low.split(/\s+/).length <= 7;
  if (
    ASKS_LEAVE.test(turn.question) &&
    turn.question.includes('?') &&
    NO_WAY.test(low) &&
    isShort &&
    turn.taken.length === 0
  ) {
    return [finding(turn, 'do_not_contact', true, whole, 0.85)];
  }
  const found = scan(turn, low, turn.sentences).map(({ span, value }) =>
    finding(turn, 'do_not_contact', value, span, value ? 0.9 : 0.8),
  );
  return turn.content.length > MAX_READ ? [...found, ...scanRest(turn)] : found;
}
