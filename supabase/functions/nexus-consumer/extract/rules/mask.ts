/** Blanks what is not the visitor speaking about themselves: markup, quoted mail, words that are only shown, and orders to the system. */
import { mentions } from '../attack-mention.ts';
import { foldText } from '../fold.ts';

/** Nobody sees a comment: what it says was never said. */
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const BLOCK_TAG = /^<\/?(?:p|br|div|li|ul|ol|tr|td|table|h[1-6]|section|article|blockquote|hr)\b/i;
const TAG = /<\/?[a-z][a-z0-9]*(?:\s[^<>@]*)?\/?>/gi;
const SCRIPT = /<(script|style|system|assistant|instructions?)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const CODE = /```[\s\S]*?(?:```|$)|\{\s*"[\s\S]*?\}/g;
const QUOTED_LINE = /^\s*>.*$/gm;
/** Pictures, flags, skin tones and their joiners: they colour a sentence and say nothing about who writes it. */
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\uFE0F|\u200D|\u20E3/gu;

const spaces = (text: string): string => text.replace(/[^\n]/g, ' ');

// An order aimed at the machinery: a verb of disregard near a word for its rules, or an attempt to set fields.
const DISREGARD = String.raw`\b(?:ignor\w+|disregard\w*|forget|override|bypass|olvid\w+|desconsider\w+|esquec\w+|esquec\w+|oubli\w+|vergiss\w*|missacht\w+|descart\w+|salt(?:a|ate|ese)|pretend|haz caso omiso)\b[^.!?\n]{0,60}\b(?:instruc\w+|rules?|prompts?|reglas?|normas?|ordenes|regras|regles|consignes|regeln|anweisung\w*|vorgaben|above|previous\w*|prior|anterior\w*|precedent\w*|vorherig\w*|system\w*|sistema|guidelines|directives|todo lo|everything|training|filters?)\b`;
const ROLEPLAY = String.raw`\b(?:you are now|from now on you|act as|actua como|ahora eres|a partir de ahora eres|aja como|agora voce e|tu es maintenant|du bist jetzt|developer mode|modo desarrollador|jailbreak|system prompt|as an ai|new instructions?|nuevas instrucciones|novas instrucoes|nouvelles instructions|neue anweisungen)\b`;
const FIELD_NAMES =
  'name|nombre|email|phone|company|role|website|city|country|budget|presupuesto|intent|team_size|lead|prospect|do_not_contact|timeline|needs|interests';
const ASSIGNMENT = String.raw`\b(?:${FIELD_NAMES})\s*={1,3}|\b(?:set|update|save|store|write|insert|pon|guarda|registra|defina|salve|enregistre|setze|speichere)\b[^.!?\n]{0,30}\b(?:lead|prospect|record|field|database|crm|campo|registro|base de (?:datos|dados)|datensatz|intent|do_not_contact)\b`;
const FORGED = String.raw`(?:^|\n)\s*[\[<(#*]*\s*(?:system|assistant|sistema|asistente|assistente|developer|admin)\s*[\])>*]*\s*[:>]`;
const ORDER = new RegExp(`${DISREGARD}|${ROLEPLAY}|${ASSIGNMENT}|${FORGED}`);

/**
 * Longest part of a message that is read, in UTF-16 code units. Nobody introduces themselves in more; the bound keeps
 * the time of all patterns together below a second for the most hostile text.
 */
export const MAX_READ = 4_000;

/** Keys, hashes and hammered letters: no word, address or number of anybody is this long, nor a sentence without spaces. */
const BLOB = /[!-~]{100,}|\S{1000,}/gu;

/** Offset in the folded text from which the message speaks to the machinery; undefined when it does not. */
function findOrder(low: string): number | undefined {
  const at = ORDER.exec(low)?.index;
  if (at === undefined) return undefined;
  const before = low.slice(0, at);
  return (
    Math.max(before.lastIndexOf('.'), before.lastIndexOf('!'), before.lastIndexOf('?'), before.lastIndexOf('\n')) + 1
  );
}

/**
 * The message with everything blanked that must not be read; the result is as long or, past `MAX_READ`, shorter, so offsets hold.
 * From the sentence that gives an order to the system on, nothing is read: what follows is what was to be set.
 */
export function maskNoise(content: string): string {
  let masked = content
    .slice(0, MAX_READ)
    .replace(BLOB, spaces)
    .replace(COMMENT, spaces)
    .replace(SCRIPT, spaces)
    .replace(TAG, (tag) => (BLOCK_TAG.test(tag) ? `${spaces(tag).slice(1)}\n` : spaces(tag)))
    .replace(CODE, spaces)
    .replace(QUOTED_LINE, spaces)
    .replace(EMOJI, spaces);
  const text = foldText(masked);
  for (const { start, end } of mentions(text)) {
    masked = masked.slice(0, start) + spaces(masked.slice(start, end)) + masked.slice(end);
  }
  const order = findOrder(text.low);
  if (order !== undefined) {
    const { start } = text.toSource(order, order);
    masked = masked.slice(0, start) + spaces(masked.slice(start));
  }
  return masked;
}
