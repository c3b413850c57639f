/** Whether the visitor asks not to be contacted at all, or takes that back. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { AGAIN, ASKS_LEAVE, FIRM, LEAVE, NO_WAY, REACHED, SOFT } from './optout-words.ts';
import { finding, type Span, type Turn } from './reading.ts';

/** The whole message is the command. */
const COMMAND =
  /^\W*(?:stop+p?|unsub(?:scribe)?|baja|cancelar suscripcion|abmelden|abmeldung|sair|descadastrar|desinscription|desabonnement|arret|remover|parar)[\W\d]*$/;

/** A restriction of time, place or channel is a preference; so is a plain "call me later". */
const ONLY_PREFERENCE =
  /(?<!\p{L})(?:(?:call|ring|phone|anrufen|llam\p{L}+|lig\p{L}+|appel\p{L}+)(?: \p{L}+)? (?:today|hoy|hoje|heute|aujourd'hui)|in the (?:morning|afternoon|evening)s?|before|after(?! all)|until|yet|hasta|todavia|aun no|antes d|despues de|por la(?:s)? (?:mananas?|tardes?|noches?)|on (?:week|mon|sun|satur)\p{L}+|(?:los|el) (?:fines? de semana|domingos?|sabados?|lunes)|at (?:work|home)|al trabajo|en el trabajo|a casa|en casa|during|while|durante|mientras|pendant|quand je|wahrend|zuhause|daheim|noch (?:nicht|kein\p{L}*)|ainda nao|de manha|a noite|le (?:matin|soir)|vormittags|abends|morgens|mittags|am wochenende|vor (?:\d|neun|zehn)|nach \d|zwischen|depois das|avant \d|apres \d|entre (?:las )?\d|only (?:by )?e-?mail|e-?mail only|(?:solo|so|nur|uniquement|seulement|only|just) (?:por |per |par |by |via )?(?:correo|whats\p{L}*|e-?mail\p{L}*|mail\p{L}*|sms|handy|text|mensaje\p{L}*)|par contre|sauf|except|salvo|excepto|ausser|unless|(?:better|prefer|rather|mejor|prefiero|melhor|prefiro|lieber|besser|plutot)(?! (?:que |you |u |they )?(?:no|nao|not|ne|didn'?t|did not|don'?t|to not))|instead|por telefono|by phone|telefonisch|par telephone|sonntags|samstags|temprano|(?:muy|tan|mas) tarde|too (?:early|late)|early|cedo|zu (?:fruh|spat)|trop (?:tot|tard))(?!\p{L})|, (?:e-?mail|text|whatsapp|escrib\p{L}+|mand\p{L}+|write|schreib\p{L}+|ecrivez)(?!\p{L})/u;
/** Asks how to do it to others, or ends a contract and not the talk. */
const OTHER_MATTER =
  /(?<!\p{L})(?:how (?:do|can|to)|como (?:puedo|me|hago|quito|borro|elimino|faco|se|posso)|comment|wie (?:kann|losche|entferne)|gym|gimnasio|academia|fitness\p{L}*|socios|clientes|customers|members|abonados|alumn\p{L}+|alun\p{L}+|abo(?:nnement)?|contrato|contract|vertrag|my account|mi cuenta|minha conta|mon compte|mein konto)(?!\p{L})/u;
const STILL =
  /(?<!\p{L})(?:can still|still (?:e-?mail|call)|todavia pueden|aun pueden|ainda podem|durfen (?:sie )?weiterhin|pouvez toujours)(?!\p{L})/u;
/** Tells of a wish of the past: "I had asked you not to call". */
const PAST =
  /(?<!\p{L})(?:had asked|asked you|j'avais|ich hatte|hatte ich|habia pedido|el otro dia pedi|tinha pedido|eu pedi)(?!\p{L})/u;

const DENIED = /(?<!\p{L})(?:no|not|nao|ne|n'|pas|nicht|nie|never|nunca|jamais|kein\p{L}*)(?!\p{L})/u;

const isFirm = (text: string): boolean => FIRM.some((words) => words.test(text));
const isSoft = (text: string): boolean => SOFT.some((words) => words.test(text));

function isOptOut(turn: Turn, sentence: Span): boolean {
  // "n quero + contato" is how it is typed.
  const text = turn.text.low
    .slice(sentence.start, sentence.end)
    .replace(/(?<!\p{L})n (?=quero|precis|mand|lig|me )/gu, 'nao ');
  if (OTHER_MATTER.test(text) || STILL.test(turn.text.low)) return false;
  if (isFirm(text)) return !ONLY_PREFERENCE.test(text);
  if (!isSoft(text) || ONLY_PREFERENCE.test(turn.text.low)) return false;
  const isAnswer = ['channel', 'contact', 'time', 'phone', 'email'].some((topic) => turn.asked.has(topic as 'channel'));
  return !isAnswer && turn.taken.length === 0;
}

/** Opt-outs and their withdrawal. A missed opt-out is worse than a false one. */
export function readOptOuts(turn: Turn): Finding[] {
  const { low } = turn.text;
  const whole = { start: 0, end: low.length };
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
  const found: Finding[] = [];
  const isTakenBack = AGAIN.test(low);
  for (const sentence of turn.sentences) {
    const text = low.slice(sentence.start, sentence.end);
    const isLeave = isTakenBack && LEAVE.test(text) && REACHED.test(text) && !isSoft(text);
    const isExplicit = isLeave && AGAIN.test(text) && !DENIED.test(text);
    const isOut = !isExplicit && isOptOut(turn, sentence) && !(isTakenBack && PAST.test(text));
    if (isOut && !(isLeave && !isFirm(text))) found.push(finding(turn, 'do_not_contact', true, sentence, 0.9));
    else if (isLeave) found.push(finding(turn, 'do_not_contact', false, sentence, 0.8));
  }
  return found;
}
