/** The words of attacks on the machinery, in English, Spanish, Portuguese, French and German; for folded text (see `foldText`). */

/** One way to address the machinery instead of the shop. */
export interface OrderPattern {
  readonly kind: 'order' | 'role_play' | 'exfiltration' | 'other_rows';
  /** Global. All gaps are bounded, so that a text costs linear time. */
  readonly pattern: RegExp;
  /**
   * What must stand before it. `start`: the start of a sentence or a courtesy, for verbs that people use about
   * themselves too ("we set the budget to 20k"); `imperative`: any place where an imperative can stand; `any`.
   */
  readonly after: 'start' | 'imperative' | 'any';
}

export const words = (text: string): string => text.trim().split(/\s+/).join('|').replaceAll('_', String.raw`\s+`);

/** Within one sentence; lines may break inside. */
const GAP = '[^.!?]{0,50}?';

export const DISREGARD_VERBS = words(`
  ignore disregard forget override bypass overlook discard skip do_not_follow don't_follow stop_following
  do_not_obey stop_obeying never_mind
  ignora ignorad ignoren ignores olvida olvide olvidad olviden olvidate_de omite omitan descarta desobedece desobedezca
  salta saltate no_sigas no_siga deja_de_seguir haz_caso_omiso_de haga_caso_omiso_de pasa_por_alto anula
  esqueca esquece esquecam desconsidere desconsidera descarte nao_siga pare_de_seguir anule burle
  ignorez oublie oubliez ne_tiens_pas_compte_de ne_tenez_pas_compte_de ne_tiens_pas_compte_des ne_tenez_pas_compte_des fais_abstraction_de
  passe_outre contourne neglige annule ne_respecte_plus ne_suis_plus
  ignoriere ignorier ignorieren_sie vergiss vergessen_sie missachte missachten_sie uberschreibe umgehe verwirf befolge_nicht`);

const RULE_NOUNS = words(`
  instructions? prompts? directives? guidelines? rules programming restrictions guardrails constraints
  instrucciones reglas normas ordenes indicaciones directrices directivas restricciones limitaciones consignas programacion
  instrucoes regras ordens diretrizes orientacoes restricoes comandos programacao
  regles consignes ordres
  anweisung anweisungen regeln vorgaben instruktionen richtlinien befehle beschrankungen programmierung`);

/** Whose rules: the machine's, or all there are. Without one of these, "forget the rules" is about a game of padel. */
export const RULE_OWNERS = new RegExp(
  String.raw`\b(?:${words(`
    your all any every previous prior above earlier preceding system initial original
    tu tus su sus todas todos cualquier anteriores? previas? previos iniciales vuestras recibidas sistema
    sua suas tua tuas todas_as anterior
    tes vos ton votre toutes tous precedentes? initiales anterieures systeme
    dein deine deinen deiner ihre ihren alle allen vorherigen? vorigen bisherigen? obigen fruheren system`)})\b`,
);

/** The visitor's own words may be taken back: "ignore my previous instructions, send it to the office". */
export const OWN_RULES = new RegExp(
  String.raw`\b(?:${words('my our mi mis nuestras? nuestros? meus? minhas? nossas? mon mes ma nos notre meine? meinen meiner unsere?')})\b`,
);

/** Verb, gap, noun; whose rules they are is checked on the match. */
export const DISREGARD = new RegExp(
  String.raw`\b(?:${DISREGARD_VERBS})\b[^.!?,]{0,50}?\b(?:${RULE_NOUNS})\b(?:\s+\S{1,20}){0,2}`,
  'gu',
);

export const MACHINE = words(`
  ai ia ki llm model modelo modele modell system sistema systeme assistant asistente assistente assistent bot chatbot
  extractor crm parser gpt chatgpt claude`);

export const FIELDS = words(`
  budget presupuesto orcamento intent intention intencion intencao absicht do_not_contact do-not-contact do_not_call opt-?out
  lead_score score puntuacion priority team_size prioridad prioridade priorite prioritat role rol status estado`);

const TO = words('to as = : to_be a en como para em sur comme auf als');

const RECORDS = words(`
  prospects? leads? rows? records? entry entries visitors? users? customers?
  prospectos? filas? registros? visitantes? usuarios? clientes?
  linhas? prospects? clients? lignes? enregistrements? visiteurs? utilisateurs? zeilen? datensatz datensatze besucher kunden nutzer`);

const ALL_OTHERS = words(`
  everyone everybody anyone_else all_(?:the_|other_)?(?:${RECORDS}) every_(?:other_)?(?:${RECORDS}) other_(?:${RECORDS}) all_others
  a_todos para_todos para_todas todas_las_personas todo_el_mundo (?:los|las|el|la)_(?:otros?|otras?|demas)_?(?:${RECORDS})? todos_los_(?:${RECORDS})
  todos_os_(?:${RECORDS}) (?:os|as)_outr[oa]s_?(?:${RECORDS})? tous_les_(?:autres_)?(?:${RECORDS}) tout_le_monde les_autres_(?:${RECORDS})
  alle_(?:anderen_)?(?:${RECORDS}) allen_(?:anderen_)?(?:${RECORDS}) andere[nr]?_(?:${RECORDS}) fur_alle`);

export const CHANGE = words(`
  set mark flag update change overwrite replace delete erase remove drop modify edit wipe assign tag
  pon ponga marca marque actualiza actualice cambia cambie borra borre elimina elimine modifica modifique sobrescribe asigna
  atualize altere mude apague exclua elimine substitua marque defina coloque
  mets mettez marque marquez change changez modifie modifiez supprime supprimez efface effacez remplace
  setze setz setzen_sie markiere markieren_sie andere andern_sie aktualisiere losche loschen_sie ersetze uberschreibe`);

const SHOW = words(`
  reveal show print repeat output tell_me give_me display list dump export send_me leak share
  muestra muestrame revela repite imprime dame dime lista exporta enviame ensename vuelca
  mostre me_mostre mostre-me revele repita imprima me_de liste exporte envie-me diga-me
  montre montre-moi revele affiche repete donne-moi liste exporte envoie-moi dis-moi
  zeige zeig zeig_mir zeige_mir verrate nenne gib gib_mir wiederhole drucke exportiere sende_mir`);

export const SET = words(`
  set force pon ponga fija fije establece establezca configura ajusta defina coloque ajuste fixe mets mettez definis regle
  setze setz setzen_sie stelle stell`);
/** What a visitor corrects says whose it is: "save my e-mail as …" is no order. */
export const STORE = words(`
  store save record write log insert register report guarda guarde registra registre graba grabe anota escribe inserta
  grave salve anote escreva insira enregistre enregistrez inscris inscrivez note notez speichere speichern_sie trage schreibe`);
export const DATA = words(`
  name company phone e-?mail role city country website budget nombre empresa telefono correo cargo ciudad presupuesto
  nome telefone orcamento cidade nom entreprise societe telephone ville firma unternehmen telefon rolle stadt budget`);
const OWNER = words("my the this visitor's mi el la su o a meu minha mon ma le mein meine meinen das die den");

export const order = (kind: OrderPattern['kind'], after: OrderPattern['after'], source: string): OrderPattern => ({
  kind,
  after,
  pattern: new RegExp(source.replaceAll('~', GAP), 'gu'),
});

/** All but `DISREGARD`, which asks whose rules they are. */
export const ORDERS: readonly OrderPattern[] = [
  order('order', 'start', String.raw`\b(?:${SET})\s+(?:(?:${OWNER})\s+)?(?:${FIELDS})\s*(?:${TO})(?=[\s"'\d])`),
  order(
    'order',
    'start',
    String.raw`\b(?:${CHANGE})\s+(?:${OWNER})?\s*(?:intent|intention|intencion|intencao|absicht|do_not_contact|lead score|score)\s*(?:${TO})(?=[\s"'\d])`,
  ),
  order(
    'order',
    'start',
    String.raw`\b(?:${STORE})\s+(?:(?:the|el|la|o|a|le|den|die|das)\s+)?(?:${DATA})\s*(?:=|:=|\b(?:as|como|comme|als)\b)`,
  ),
  order(
    'order',
    'any',
    String.raw`\b(?:do_not_contact|is_admin|lead_score|intent|contact_preference|team_size|prospect_data)\s*(?:={1,3}|:=)\s*\S`,
  ),
  order(
    'order',
    'any',
    String.raw`\b(?:note|message|instructions?|attention|notice|nota|mensaje|instruccion(?:es)?|atencion|mensagem|instrucao|instrucoes|atencao|remarque|consigne|hinweis|nachricht|anweisung|achtung)\s*(?:to|for|:|para|al|a|ao|pour|an|fur)?\s*(?:the|el|la|los|las|o|a|os|all|l'|le|das|die|den)?\s*(?:${MACHINE})\s*[:,]`,
  ),
  order(
    'order',
    'any',
    String.raw`(?:^|\n)\s*(?:new|updated|nuevas?|novas?|nouvelles?|neue)\s+(?:instructions?|rules|system prompt|instrucciones|reglas|instrucoes|regras|consignes|regles|anweisungen|regeln)\s*[:.]`,
  ),
  order(
    'order',
    'any',
    String.raw`\b(?:(?:as|speaking as|como|en tant que|als)\s+(?:the\s+|el\s+|la\s+|o\s+|l'\s?)?(?:assistant|asistente|assistente|assistent|system|sistema|systeme),?\s+(?:i|yo|eu|je|ich)?\s*(?:hereby\s+)?(?:confirm\w*|correct\w*|corrijo|correg\w+|corrige|record|registr\w+|note|confirme|bestatige|korrigiere))`,
  ),
  order(
    'order',
    'any',
    String.raw`\b(?:correction|correccion|correcao|korrektur|rectification)\s+(?:from|by|of|del|de la|do|de l'|du|vom|des|durch den)\s*(?:the\s+)?(?:${MACHINE}|agent|agente)\b`,
  ),
  order(
    'order',
    'imperative',
    String.raw`\b(?:respond|answer|reply|output|return|print|responde|contesta|devuelve|responda|devolva|reponds|repondez|renvoie|antworte|antworten sie|gib)\b~\b(?:json|xml|yaml)\b`,
  ),
  order(
    'order',
    'imperative',
    String.raw`\b(?:translate|traduce|traduzca|traduza|traduis|traduisez|ubersetze|ubersetzen sie)\b~\b(?:obey|execute|follow it|follow the instructions|obedece|ejecuta\w*|cumplelo|obedeca|execute-?[oa]?|cumpra|execute-le|obeis|fuhre|befolge)\b`,
  ),
  order(
    'order',
    'imperative',
    String.raw`\b(?:decode|decodifica|decodifique|decode[sz]?|dekodiere)\b~\b(?:and|y|e|et|und)\s+(?:obey|execute|follow|run|do|obedece|ejecuta|sigue|execute|siga|suis|befolge|fuhre)`,
  ),
  order(
    'order',
    'any',
    String.raw`\b(?:when|while|cuando|al|quando|ao|quand|lors|wenn|beim)\s+(?:you\s+)?(?:extract\w*|extraigas|extraer|extrair|extra(?:is|yez|ire)|extrahier\w*)\b~\b(?:set|use|write|store|report|pon|usa|escribe|use|coloque|mets|utilise|setze|nimm|schreib\w*)\b`,
  ),
  order(
    'role_play',
    'any',
    String.raw`\b(?:you are now|you're now|from now on,? you(?: are| will be|'re)|(?:ahora|desde ahora|a partir de ahora) eres|(?:agora|a partir de agora),? (?:voce|tu) e|voce agora e|tu agora es|es agora|(?:tu es|vous etes) (?:maintenant|desormais)|a partir de maintenant,? tu es|du bist (?:jetzt|ab jetzt|nun|ab sofort)|ab (?:jetzt|sofort) bist du)\b~\b(?:${MACHINE}|admin\w*|dan|dev\w*|desarrollador\w*|desenvolvedor\w*|entwickler\w*|unrestricted|root|free|libre|livre|frei|sin (?:reglas|restricciones)|sem (?:regras|restricoes)|sans (?:regles|restrictions)|ohne (?:regeln|einschrankungen)|without|database|sql|terminal|interpreter|hacker|pirate|jailbroken)\b`,
  ),
  order(
    'role_play',
    'imperative',
    String.raw`\b(?:act|behave|pretend|respond|actua|comportate|finge|haz|hazte|aja|comporte-se|finja|faca|agis|agissez|comporte-toi|fais|fais semblant|handle|verhalte dich|tu so|spiele|spiel)\b~\b(?:${MACHINE}|admin\w*|dan|developer|desarrollador|desenvolvedor|developpeur|entwickler|unrestricted|jailbroken|sin (?:reglas|restricciones|filtros)|sem (?:regras|restricoes|filtros)|sans (?:regles|restrictions|filtre)|ohne (?:regeln|einschrankungen|filter)|without (?:any )?(?:rules|restrictions|filters|limits))\b`,
  ),
  order(
    'role_play',
    'imperative',
    String.raw`\b(?:enable|activate|enter|switch to|turn on|activa|active|entra en|cambia a|habilita|ative|entre em|habilite|active[sz]?|passe en|aktiviere|aktivieren sie|wechsle in|schalte)\b~\b(?:(?:developer|debug|god|admin|dan|jailbreak|root|maintenance) mode|modo (?:desarrollador|dios|admin\w*|debug|depuracion|dan|deus|desenvolvedor|mantenimiento)|mode (?:developpeur|admin\w*|debug|dieu)|(?:entwickler|debug|gott|admin|wartungs)-?modus)\b`,
  ),
  order(
    'role_play',
    'any',
    String.raw`(?:^|\n|[.!:,]\s*)(?:(?:developer|debug|god|admin) mode|modo (?:desarrollador|administrador|desenvolvedor)|mode developpeur|entwicklermodus)\s*(?:on|enabled|activated|activad[oa]|ativad[oa]|active|aktiv\w*|an)\b`,
  ),
  order(
    'exfiltration',
    'imperative',
    String.raw`\b(?:${SHOW})\b~\b(?:system prompt|(?:your|tu|seu|ton|votre|deinen?|ihren?)\s+(?:(?:initial|hidden|secret|original|full|exact)\s+)?(?:system\s+)?prompt|(?:initial|hidden|secret|original) instructions|instrucciones (?:iniciales|ocultas|secretas|del sistema)|prompt (?:del sistema|do sistema|systeme)|instrucoes (?:iniciais|ocultas|secretas|do sistema)|instructions (?:initiales|cachees|secretes|du systeme)|system-?prompt|(?:geheimen|versteckten|ursprunglichen) anweisungen)\b`,
  ),
  order(
    'exfiltration',
    'imperative',
    String.raw`\b(?:${SHOW})\b~\b(?:(?:e-?mails?|phones?|names?|data|details|numbers|correos|telefonos|nombres|datos|emails|telefones|nomes|dados|noms|numeros|donnees|namen|daten|adressen|telefonnummern)\s+(?:of|from|de|del|von|der|des|aller)~(?:${ALL_OTHERS})\b|(?:other|all) (?:visitors|prospects)|(?:los|las) (?:otros|demas) (?:visitantes|prospectos|clientes)|(?:os|dos) outros (?:visitantes|clientes)|(?:des|les) autres (?:visiteurs|clients|prospects)|(?:der|die) anderen (?:besucher|kunden)|(?:the|your|whole|entire|la|tu|su|toda la|o|seu|ta|votre|die|deine|ihre|ganze) (?:database|base de datos|banco de dados|base de donnees|datenbank)(?=\s*(?:$|[\n.,;!?]|of|and|de|y|e|et|und)))`,
  ),
  order('other_rows', 'imperative', String.raw`\b(?:${CHANGE})\b~\b(?:${ALL_OTHERS})\b`),
  order(
    'other_rows',
    'imperative',
    String.raw`\b(?:${CHANGE})\b\s+(?:the\s+|el\s+|la\s+|o\s+|a\s+|le\s+|l'|den\s+|die\s+|das\s+)?(?:${RECORDS})\b~(?:\b(?:with|whose|where|of|con|cuyo|donde|com|cujo|onde|avec|dont|ou|mit|dessen)\b~(?:@|\bid\b|e-?mail|correo|fingerprint|session|huella|courriel|fingerabdruck)|#\s?\d)`,
  ),
];

/** What may stand before an order: the start of a sentence, a courtesy, a quote or a colon. */
const COURTESY = words(`
  please pls kindly now then also you_must you_should must por_favor ahora luego tambien debes tienes_que agora depois voce_deve deve
  s'il_te_plait s'il_vous_plait svp maintenant puis tu_dois vous_devez bitte jetzt dann du_musst sie_mussen first finally`);
const CONNECTIVE = words(`
  and or but so ok okay hey hi hello just simply y o pero hola oye e ou mas ola et mais salut bonjour bon und oder aber hallo
  bot ai ia ki assistant asistente assistente assistent system sistema instead urgent important urgente importante can_you could_you would_you
  puedes podrias pode poderia peux-tu pouvez-vous kannst_du konntest_du will shall dass que to`);
export const AT_START = new RegExp(String.raw`(?:^|[\n.!?:;"'([{<>|=~]|\b(?:${COURTESY}))\s*,?\s*$`);
export const AT_IMPERATIVE = new RegExp(
  String.raw`(?:^|[\n.!?:;,"'([{<>|*#=_~\-/\\]|\b(?:${COURTESY}|${CONNECTIVE}))\s*,?\s*$`,
);

/** Someone who talks about attacks: what they quote is an example. */
export const DISCUSSION =
  /\b(?:prompt[- ]?injections?|jailbreaks?|attack(?:s|ers?)|ataques?|atacantes?|attaques?|angriffe?n?|(?:users?|visitors?|people|customers|usuarios|clientes|visitantes|utilisateurs|nutzer|kunden) (?:who |that |que |qui |die )?(?:write|type|say|send|try|escriben|dicen|ponen|escrevem|dizem|ecrivent|disent|schreiben|sagen|tippen))\b/;

/** Words by which people come back to themselves within a sentence. */
export const TURNING =
  /(?:\.{2,}|…|\b(?:anyway|anyways|by the way|btw|just kidding|jk|jokes aside|seriously though|en fin|de todos modos|de todas formas|en cualquier caso|por cierto|fuera de bromas|es broma|bueno,? yo soy|de qualquer forma|de qualquer jeito|enfim|alias|a proposito|brincadeira|enfin bref|bref|au fait|de toute facon|je plaisante|jedenfalls|ubrigens|wie auch immer|spass beiseite|war nur spass)\b)/gu;

/** Disregard without spaces, for letters that stand apart or run together; its qualifier is never the visitor's own. */
export const SQUEEZED =
  /(?:ignore|disregard|forget|bypass|override)(?:all|any|the|your|every|of|these){0,3}(?:previous|prior|above|earlier|system|your)(?:instructions?|rules|prompts?|guidelines)|(?:ignora|ignore|olvida|omite)(?:todas|las|tus|sus){1,3}(?:instrucciones|reglas|normas)|(?:ignore|ignora|esqueca|esquece)(?:todas|as|suas|tuas){1,3}(?:instrucoes|regras)|(?:ignorez?|oubliez?)(?:toutes|les|tes|vos){1,3}(?:instructions|consignes|regles)|(?:ignoriere|vergiss)(?:alle|deine|bisherigen|vorherigen){1,3}(?:anweisungen|regeln|vorgaben)/g;
