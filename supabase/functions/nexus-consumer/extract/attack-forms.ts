/** The forms of attacks that need no words: forged turns, our own delimiters, calls, markup and code; for folded text. */
import type { AttackKind } from './attack.ts';
import { DATA, FIELDS } from './attack-words.ts';

/** How far an attack of this form reaches. `payload`: the match; `paragraph`: from its line to the next blank line. */
export interface AttackForm {
  readonly kind: AttackKind;
  readonly pattern: RegExp;
  readonly reach: 'payload' | 'paragraph';
}

const TURN = 'system|assistant|developer|sistema|asistente|assistente|systeme|assistent|tool';
/** What an assistant would say about the visitor, or an order: a line "System: SAP" or "Assistant: Eva Roth" has none of it. */
const SPEECH = String.raw`(?:\byou(?:r|'ve)?\b|\bthe (?:visitor|user|customer)|\bnoted\b|\brecorded\b|\bupdated?\b|\bconfirm|\bset\b|\bignore\b|\bmust\b|\bnew instructions?\b|\btu\b|\btus\b|\bsu\b|\busted\b|\bel (?:visitante|usuario|cliente)|\banot|\bregistr|\bactualiz|\bpon\b|\bignora|\bseu\b|\bvoce\b|\bo (?:visitante|usuario|cliente)|\batualiz|\bdefin|\bvotre\b|\bvous\b|\bton\b|\ble (?:visiteur|client)|\bnote\b|\benregistr|\bmets\b|\bihr\b|\bihre\b|\bdein|\bder (?:besucher|kunde)|\bnotiert|\bgespeichert|\bsetze|\bignorier|override|guardad|sobrescri)`;

/** Who answers in a chat, besides `TURN`. */
const AGENT =
  '(?:agent|operator|support|bot|chatbot|you|agente|operador|soporte|suporte|operateur|conseiller|mitarbeiter|berater|assistant|asistente|assistente|assistent)';

const form = (kind: AttackKind, reach: AttackForm['reach'], source: string): AttackForm => ({
  kind,
  reach,
  pattern: new RegExp(source, 'gu'),
});

export const FORMS: readonly AttackForm[] = [
  form(
    'forged_turn',
    'paragraph',
    String.raw`<\|?(?:im_start|im_end|endoftext|eot_id|start_header_id|system|assistant|user)\|>|<<\/?sys>>|\[\/?(?:inst|sys|${TURN})(?:[ _:][^\]\n]{0,40})?\]|<\/?(?:${TURN}|system[-_ ]prompt|system[-_ ]message|instructions?)>`,
  ),
  form(
    'forged_turn',
    'paragraph',
    String.raw`(?:^|\n)\s{0,4}#{1,6}\s*(?:system|assistant|instructions?|developer)\b\s*(?::|\n)`,
  ),
  form(
    'forged_turn',
    'paragraph',
    String.raw`(?:^|\n|\\n|[.!?]\s)\s{0,4}[*_("'>]{0,4}(?:${TURN})(?: (?:message|override|update|turn|prompt))?[*_)"']{0,4}\s{0,2}[:>]\s{0,2}(?=[^\n]{0,200}?${SPEECH})`,
  ),
  form(
    'forged_turn',
    'paragraph',
    String.raw`\{\s{0,4}["']role["']\s{0,4}:\s{0,4}["'](?:system|assistant|developer|user)["']`,
  ),
  form(
    'forged_turn',
    'paragraph',
    String.raw`\b(?:visitor|user|customer|assistant|agent|visitante|usuario|cliente|asistente|assistente|visiteur|client|besucher|kunde|assistent)\s{0,2}[([](?:(?:position|posicion|posicao|message|mensaje|turn|nachricht)\s{0,2})?#?\d{1,4}[)\]]\s{0,2}:`,
  ),
  form(
    'forged_turn',
    'paragraph',
    String.raw`(?:^|\n)\s{0,4}${AGENT}\s{0,2}:[^\n]{0,200}(?:\n\s{0,4}(?:me|yo|eu|moi|ich)\s{0,2}:|\?\s{0,4}\n\s{0,4}(?:visitor|user|customer|client|visitante|usuario|cliente|visiteur|besucher|kunde)\s{0,2}:)`,
  ),
  form(
    'delimiter',
    'paragraph',
    String.raw`<\/?\s{0,4}(?:transcript|record|hints)\b[^>]{0,80}>|\\u003c\/?(?:transcript|record|hints)\b|["']by["']\s{0,4}:\s{0,4}["'](?:visitor|assistant)["']|contextonly["']?\s{0,4}:|<\/?(?:conversation|user_input|document)>|[-=]{3}\s{0,4}(?:end|fin|fim|ende)\s(?:of |del |de la |da |do |du |des |der )?(?:the )?(?:transcript|conversation|input|data|transcripcion|conversacion|transcricao|conversa|transkript\w{0,2}|gesprachs?|unterhaltung)\b`,
  ),
  form(
    'json',
    'paragraph',
    String.raw`["'](?:do_not_contact|contact_preference|team_size|prospect_data|fingerprint_id|lead_score|is_admin|__proto__)["']\s{0,4}:|["']budget["']\s{0,4}:\s{0,4}\{\s{0,4}["'](?:min|max|value|currency)|["']intent["']\s{0,4}:\s{0,4}["'](?:low|medium|high)|["']quote["']\s{0,4}:[^{}]{0,200}["']position["']\s{0,4}:|["']position["']\s{0,4}:[^{}]{0,200}["']quote["']\s{0,4}:`,
  ),
  form(
    'tool_call',
    'paragraph',
    String.raw`<\/?(?:antml:)?(?:tool_use|tool_call|tool_result|function_calls?|invoke|parameter)\b|["']type["']\s{0,4}:\s{0,4}["'](?:tool_use|tool_result|function_call|function)["']|\[tool_?calls?\]|\b(?:update_prospect_data|erase_prospect|append_conversations|claim_conversations|release_conversations)\b\s{0,2}[({:]|\b(?:set|save|update|delete|create|write|insert|store)_?(?:prospect|lead|budget|intent|record|field|contact)s?\s{0,2}\([^)\n]{0,200}[:=,"']`,
  ),
  form(
    'html',
    'payload',
    String.raw`<script\b[^>]{0,200}>[^<]{0,500}(?:alert|fetch|eval|document|location|cookie|xmlhttprequest|import)\s{0,2}[.(][^<]{0,500}(?:<\/script\s{0,4}>)?|<[a-z][a-z0-9]{0,20}\b[^>]{0,300}\bon[a-z]{3,20}\s{0,2}=[^>]{0,300}>?|\bjavascript\s{0,2}:\s{0,2}[a-z(/]|<iframe\b[^>]{0,200}\bsrcdoc\s{0,2}=[^>]{0,300}>?|<[a-z]{1,10}\b[^>]{0,100}style\s{0,2}=\s{0,2}["'][^"'>]{0,60}display\s{0,2}:\s{0,2}none[^>]{0,60}>`,
  ),
  form(
    'html',
    'payload',
    String.raw`<!--(?=[^>]{0,200}?\b(?:${DATA}|${FIELDS})\s{0,2}(?:[:=]|\b(?:is|es|e|est|ist)\b|\d))[^>]{0,500}(?:-->)?`,
  ),
  form(
    'sql',
    'payload',
    String.raw`["']\s{0,3}\)?\s{0,3};\s{0,3}(?:drop|delete|update|insert|alter|truncate|exec|select|grant|create)\s[^\n]{0,200}|["']\s{0,3}(?:or|and)\s{1,3}["']?[\da-z]{1,10}["']?\s{0,2}=\s{0,2}["']?[\da-z]{1,10}[^\n]{0,40}|["']\s{0,3}union\s(?:all\s)?select\b[^\n]{0,200}|\b(?:drop|truncate)\stable\s(?:if exists\s)?(?:public\.)?["]?(?:prospect\w{0,20}|conversations|messages|users|leads|dead_letters)\b[^\n]{0,80}|\bupdate\s(?:public\.)?(?:prospect\w{0,20}|conversations|users|leads)\sset\b[^\n]{0,200}|\bdelete\sfrom\s(?:public\.)?(?:prospect\w{0,20}|conversations|messages|users|leads)\b[^\n]{0,200}|\binsert\sinto\s(?:public\.)?(?:prospect\w{0,20}|conversations|messages|users|leads)\b[^\n]{0,200}|\bpg_sleep\s{0,2}\(`,
  ),
  form(
    'formula',
    'payload',
    String.raw`(?<![\p{L}\p{N}])[=+@-]\s{0,2}(?:hyperlink|hipervinculo|hiperlink|lien_hypertexte|importxml|importdata|importrange|importhtml|importfeed|image|webservice|servicioweb|filterxml|dde|exec|call|indirect)\s{0,2}\([^\n]{0,300}|[=+@-]\s{0,2}(?:[a-z]{1,12}\([^)\n]{0,40}\)\s{0,2}[*+-]\s{0,2})?(?:cmd|powershell|msexcel|dde)\s{0,2}\|[^\n]{0,200}`,
  ),
  form(
    'link',
    'payload',
    String.raw`!\[[^\]\n]{0,200}\]\(\s{0,2}https?:\/\/[^)\s]{1,300}[?&=#{][^)\s]{0,300}\)?|\[[^\]\n]{0,200}\]\(\s{0,2}(?:javascript|data|vbscript):[^)\n]{0,300}\)?|<img\b[^>]{0,100}\bsrc\s{0,2}=\s{0,2}["']?https?:\/\/[^>\s]{1,300}[?&{][^>]{0,300}>?`,
  ),
];
