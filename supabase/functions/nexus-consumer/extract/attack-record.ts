/** Orders about what is stored: they name the record, its fields or whoever may order; for folded text (see `foldText`). */
import { CHANGE, DATA, FIELDS, MACHINE, ORDERS, type OrderPattern, order, SET, STORE, words } from './attack-words.ts';

const FIELD = `(?:${DATA}|${FIELDS})`;
const THE = String.raw`(?:(?:the|el|la|los|las|o|a|le|les|den|die|das|dem|der|un|una|um|uma)\s+|l'\s?)?`;
/** What a visitor calls their own is theirs to give. */
const NOT_OWN = String.raw`(?<!\b(?:my|our|mi|nuestr[oa]|meu|minha|nosso|nossa|mon|ma|notre|meine?[nmrs]?|unsere?[nmrs]?)\s(?:[a-z]{1,12}\s)?)`;
const IS = '(?:is|are|es|e|est|ist|=|:|must|should|shall|has to|debe|deve|doit|muss|lautet|seria)';

const FILL = words(`
  fill fill_in fill_out enter populate complete put
  rellena rellene rellenad cumplimenta cumplimente completa complete introduce introduzca
  preencha preenche complete insira
  remplis remplissez complete completez saisis saisissez
  fulle fullen_sie trage tragen_sie trag befulle`);
const FIELD_NOUN = words('field fields campo campos champ champs feld felder');

const FILE = words(`
  record lead database crm prospect ficha registro expediente base_de_datos cadastro banco_de_dados fiche enregistrement
  dossier base_de_donnees datensatz datenbank`);
const UPDATE = words(`
  update edit amend overwrite correct actualiza actualice modifica modifique corrige rellena rellene completa complete
  atualize atualiza altere preencha corrija mets_a_jour mettez_a_jour modifie modifiez remplis remplissez completez
  aktualisiere aktualisieren_sie andere andern_sie bearbeite fulle`);

const VISITOR = words(`
  visitor lead prospect user record visitante prospecto usuario registro utilizador lead visiteur prospect utilisateur
  besucher nutzer lead datensatz interessenten`);
const THIS = words('this the_current este esta el_actual a_este a_esta este esta ce cet cette diesen diese dieses');
const MARK = words(`
  mark flag tag set classify qualify label update marca marque etiqueta etiquete clasifica clasifique actualiza actualice
  atualize classifique marquez etiquette classe classez markiere markieren_sie kennzeichne setze aktualisiere`);

/** What happens to the conversation afterwards; a visitor does not know of it. */
const READING = String.raw`(?:\b(?:during|in|lors de|lors du|pendant|bei|beim|wahrend|durante|en|na|no|ao)\s+${THE}(?:data\s)?(?:processing|extraction|parsing|evaluation|traitement|extraction|evaluation|auswertung|verarbeitung|extraktion|extraccion|procesamiento|procesado|evaluacion|extracao|processamento|avaliacao)\b|\b(?:when|while|al|cuando|ao|quando|en)\s+(?:you\s+)?(?:process|processing|parse|parsing|procesar|proceses|analizar|processar|analisar|traitant|analysant)\s+(?:this|the|este|esta|el|la|ce|cette|le)\b)`;
const WRITE = String.raw`\b(?:${STORE}|notiere|notieren sie|${SET}|${FILL})\b`;

const VALUE = String.raw`(?:(?:correct|right|new|final|actual)\s+value\s+(?:of|for)|valor\s+(?:correcto|nuevo|final|correto|novo)\s+(?:del?|do|da|para)|(?:bonne\s+valeur|valeur\s+(?:correcte|exacte|finale)|nouvelle\s+valeur)\s+(?:du|de|pour)|(?:richtige|korrekte|neue)\s+wert\s+(?:von|fur|des))`;

const CHIEF = String.raw`(?:administrator|admin|developer|owner|operator|administrador\w?|desarrollador\w?|desenvolvedor\w?|dueno|dono|administrateur|developpeur|proprietaire|entwickler|betreiber)`;
const COMMAND = String.raw`(?:instruct\b|hereby\b|(?:order|command|direct)\s*(?::|(?:you|that|the\s+(?:${MACHINE}))\b)|(?:te |le |os )?(?:ordeno|instruyo|mando)\b|(?:te |le )?autorizo (?:a|que)\b|(?:te |vous |t'|j')?\s?ordonne\b|weise\b~\ban\b|befehle\b|ordne\b~\ban\b)`;

const RECORD_ORDERS: readonly OrderPattern[] = [
  order(
    'order',
    'imperative',
    String.raw`\b(?:${FILL}|${SET}|${STORE}|${CHANGE})\s+(?:in\s+)?${THE}(?:${FIELD_NOUN})\s+["']?(?:${FIELD})\b`,
  ),
  order(
    'order',
    'imperative',
    String.raw`\b(?:${FILL}|${SET}|${STORE})\s+(?:in\s+)?${THE}["']?(?:${FIELD})["']?\s+(?:${FIELD_NOUN})\b`,
  ),
  order(
    'order',
    'imperative',
    String.raw`\b(?:(?:${UPDATE})|(?:${STORE}|${FILL})\s+(?:in|into|en|na|no|em|dans))\s+${THE}(?:${FILE})(?:\s+(?:del?|do|of)\s+(?:this|the|el|la|este|o)?\s*(?:${VISITOR}))?(?:\s*[:,]|\s+(?:with|to|con|com|avec|mit)\b)[^.!?\n]{0,30}?${NOT_OWN}\b${FIELD}\b`,
  ),
  order('order', 'imperative', String.raw`\b(?:${MARK})\s+(?:${THIS})\s+(?:${VISITOR})\b`),
  order('order', 'any', String.raw`${READING}[^.!?\n]{0,60}?${WRITE}[^.!?\n]{0,40}?${NOT_OWN}\b${FIELD}\b`),
  order('order', 'any', String.raw`${WRITE}\s{1,3}${READING}[^.!?\n]{0,40}?${NOT_OWN}\b${FIELD}\b`),
  order(
    'order',
    'any',
    String.raw`\b(?:for|in|on|para|en|neste|nesta|em|pour|dans|fur|in)\s+(?:this|este|esta|ce|cette|diesen|diese)\s+(?:${FILE})\b(?!\s(?:store|player|shop|label))[^.!?\n]{0,40}?${NOT_OWN}\b${FIELD}\s+(?:must|should|shall|has to|is|debe|es|deve|e|doit|est|muss|soll|ist)\b`,
  ),
  order(
    'order',
    'any',
    String.raw`(?:^|\n|[.!?]\s)\s*(?:for|para|pour|fur)\s+${THE}(?:${FILE})\s*[:,]\s*${THE}(?:name|nombre|nome|nom|company|empresa|entreprise|societe|firma|e-?mail|correo|phone|telefono|telefone|telephone|telefon)\s*(?:is|es|e|est|ist|=|:)\s`,
  ),
  order(
    'order',
    'any',
    String.raw`(?:^|\n|[.!?]\s)\s*(?:(?:data|lead|field)\s+)?(?:extractor|extractora|extrator|extracteur|extraktor|parser|llm|scraper)\s*:\s*${THE}${FIELD}\s*${IS}(?=[\s\d])`,
  ),
  order('order', 'any', String.raw`\b${VALUE}\s+${THE}(?:(?:${FIELD_NOUN})\s+)?["']?${FIELD}\b["']?\s*${IS}(?=[\s\d])`),
  order(
    'order',
    'any',
    String.raw`\b(?:(?:as|speaking as|como|en tant que|en qualite de|als)\s+|en tant qu'\s?|en qualite d'\s?)(?:an?\s+|your\s+|tu\s+|su\s+|seu\s+|ton\s+|votre\s+|ihr\s+|dein\s+)?${THE}(?:(?:site|website|system|crm|shop|database|web)[- ]?)?${CHIEF}(?:\s+(?:of|del?|do|da|du|der|des|dieser)\s[^,.!?\n]{1,25}?)?,?\s+(?:i\s|yo\s|eu\s|je\s|j'|ich\s)?\s*(?:hereby\s)?${COMMAND}`,
  ),
  order(
    'order',
    'any',
    String.raw`\b(?:authori[sz]ed|official|verified)\s+(?:instruction|command|override|order)s?\s+(?:from|by)\s+(?:your|the)\s+(?:${CHIEF}|system|creator)`,
  ),
  order(
    'other_rows',
    'imperative',
    String.raw`\b(?:${CHANGE})\s+${THE}(?:${DATA})\s+(?:of|for|del?|do|da|von)\s+${THE}(?:(?:${VISITOR}|customer|client[e]?|kunden)\s+)?[^\s@]{1,60}@`,
  ),
];

/** Every order but `DISREGARD`. */
export const ALL_ORDERS: readonly OrderPattern[] = [...ORDERS, ...RECORD_ORDERS];
