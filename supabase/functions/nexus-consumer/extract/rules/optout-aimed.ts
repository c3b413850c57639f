/**
 * Whether a clause forbids to contact the visitor: a word that denies for good, near a form of contact that is asked for
 * and not told of, with the visitor at its end. "Nobody called me" tells; "nobody shall call me" asks.
 */

const L = String.raw`\p{L}*`;
const GAP = String.raw`(?: [\p{L}',-]+){0,7}? `;
const NEAR = String.raw`(?: [\p{L}',-]+){0,4}? `;
const ME = '(?:me|us|my|our|this (?:number|phone|line|address|e-?mail)|here)';
/** The bare form: what follows a modal, "to" or nothing. */
const EN =
  '(?:re-?)?(?:call|contact|phone|ring|dial|text|e-?mail|mail|message|write|send|bother|disturb|harass|pester|spam|reach out|reach|approach|chase|follow up|get (?:back )?in touch|be in touch|get hold|speak|knock)';
const EN_DONE = `(?:re-?)?(?:call|contact|phon|r[iau]ng|text|e-?mail|mail|messag|wr[io]t|sen[dt]|bother|disturb|harass|pester|spam|reach|approach|chas|g[eo]t (?:back )?in touch)${L}`;
const EN_NEVER =
  '(?:under no circumstances?|in no circumstances?|at no (?:time|point)|on no account|in no (?:way|event|case)|by no means)';

const ES_ASK =
  '(?:(?:llam|contact|mand|envi|molest|habl|acos|telefone|hostig|fastidi|incord)(?:es|en|eis|e|ase|asen|aras?|aran)|(?:busqu|marqu|comuniqu)(?:es|en|eis|e)|(?:escrib|vuelv|sig|insist)(?:as|an|ais|a|iesen|ieran)|pong(?:as|an|ais|a))';
const ES_TO = String.raw`\p{L}{2,}(?:ar|er|ir)(?:me|nos)`;
const ES_AIM = String.raw`(?:(?:me|nos|con (?:migo|nosotros)|a este numero) (?:\p{L}+ ){0,1}?${ES_ASK}|${ES_TO}|${ES_ASK}(?: a)? ${ES_TO}|${ES_ASK} (?:a este numero|en contacto)|poner(?:se)? en contacto con(?:migo| nosotros))`;
const ES_EVER = String.raw`(?:nunca(?: mas)?|jamas|nadie|(?:que )ningun[ao]? \p{L}+|(?:bajo|en|por) ningun[ao]? \p{L}+|de ningun[ao]? (?:manera|modo|forma)|por nada del mundo|ninguno de (?:ustedes|vosotros))`;
const ES_AFTER = String.raw`(?:nunca|jamas|mas|de nuevo|otra vez|nadie|(?:bajo|en|por) ningun[ao]? \p{L}+|de ningun[ao]? (?:manera|modo|forma))`;

const PT_ASK =
  '(?:(?:lig|busqu)(?:ue|uem|assem|asse)|(?:contact|contat|mand|envi|telefon|cham|procur|incomod|perturb|entr|volt|import?un|fal)(?:e|em|es|asse|assem)|(?:escrev|insist)(?:a|am))';
const PT_AIM = String.raw`(?:(?:me|nos) (?:\p{L}+ ){0,1}?(?:${PT_ASK}|\p{L}{2,}[aei]r)|(?:${PT_ASK}|\p{L}{2,}[aei]r)-(?:me|nos)|(?:${PT_ASK})(?: \p{L}+){0,2} (?:comigo|conosco|connosco|para mim|para este numero|em contac?to)|(?:voltem? a|entr(?:e|em|ar) em) (?:contact|contat|lig|escrev|mand)${L})`;
const PT_EVER = String.raw`(?:nunca(?: mais)?|jamais|ninguem|que nenhuma? \p{L}+|em (?:hipotese|circunstancia|caso) (?:alguma|nenhuma|algum|nenhum)|(?:sob|em) (?:nenhum|hipotese)${L}(?: \p{L}+)?|de (?:jeito|forma|maneira|modo) (?:nenhuma?|alguma?))`;
const PT_AFTER =
  '(?:mais|nunca|jamais|de novo|outra vez|novamente|em (?:hipotese|circunstancia) (?:alguma|nenhuma)|de (?:jeito|forma|maneira|modo) (?:nenhuma?|alguma?))';

const FR_STEM =
  '(?:(?:re)?contact|r?appel|recri|ecri|telephon|re?lanc|derang|importun|sollicit|demarch|harcel|joign|joindr|spamm|embet|envoy)';
const FR_ASK = `${FR_STEM}(?:l)?(?:ez|er|re|iez|viez|vez|es|e|ve)`;
const FR_AIM = `(?:(?:m'|me |nous )${FR_ASK}|${FR_ASK}[- ](?:moi|nous)|(?:m'|me |nous )(?:passer|donner|faire) (?:d'|de |un |des )?${L}|${FR_ASK} (?:a|sur) ce numero)`;
const FR_EVER =
  '(?:(?:sous|en|a|pour|dans) aucun(?:e|s)? (?:pretexte|cas|facon|maniere|circonstance|moment|prix|motif|raison)s?|sous quelque pretexte|en nulle circonstance)';

const DE_ASK = String.raw`(?:\p{L}{0,3}(?:zu)?(?:ruf|kontaktier|schreib|mail|schick|send|meld|belastig|behellig|stor|klingel|besuch)(?:en|t|e)?|kontakt (?:mit (?:mir|uns) )?auf(?:zu)?nehmen|bei (?:mir|uns) (?:zu )?melden)`;
const DE_EVER = `(?:nie(?:mals)? (?:wieder|mehr)|nie(?:mals)?|unter (?:gar )?keinen umstanden|auf (?:gar )?keinen fall|keinesfalls|keineswegs|in keinem fall|zu keine[rm] zeit${L}|nicht (?:wieder|noch (?:ein)?mal|langer|erneut|weiter|mehr))`;
const DE_ME = '(?:mich|mir|uns|diese nummer|hier|dieser nummer)';
const DE_WANT =
  '(?:will|wollen|mochten?|wunschen?|wunsche|soll(?:en|t)?|darf|durfen|durft|bitte|verlange|fordere|sorgen)';

const PATTERNS: readonly string[] = [
  // English.
  String.raw`${EN_NEVER}${GAP}(?:be )?(?:${EN}|${EN_DONE})|${EN}(?: \p{L}+){0,2} ${ME}${GAP}${EN_NEVER}`,
  String.raw`(?:never|not|n't|no longer|don'?t|wouldn'?t)(?: ever)?(?: again)? (?:want|wan't|wanna|wish|care|like|need|expect|intend|agree)(?: ever)?(?: again)? ?(?:to )?(?:ever |again )?(?:hear|be (?:\p{L}+ ){0,1}(?:${EN_DONE})|get (?:${EN_DONE})|see another|speak|talk to|receive|${EN}(?:ed|s|ing)? by)(?! about)`,
  String.raw`(?<!(?:i|we|they) )(?:don'?t|do not|never)(?: ever)?(?: again)? ${EN}(?: (?:or|and|nor) \p{L}+)?(?: \p{L}+){0,2}? ${ME}(?: \p{L}+){0,3}? (?:ever|again|anymore|any more)`,
  String.raw`(?:never|not|nor)(?: ever)?(?: be)? (?:allowed|permitted|authori[sz]ed|entitled|welcome|free) to (?:\p{L}+ ){0,2}?${EN}|(?:forbidden|prohibited|banned|barred|no right|no permission|no business) (?:to|from|for)? ?(?:\p{L}+ ){0,2}?${EN_DONE}|(?:erase|delete|remove|destroy|purge|wipe)${GAP}(?:records?|data|details|info${L}|traces?|anything|everything)(?: you(?:'ve)?(?: \p{L}+){0,2})? (?:of|about|on|for) me|leave (?:me|us) be`,
  String.raw`(?:you|nobody|no ?one|anyone|your (?:\p{L}+ )?\p{L}+) (?:may|must|shall|should|are|is|can|ought|need)(?:n'?t|not| not| never)(?: \p{L}+){0,3}? (?:to )?(?:${EN}|${EN_DONE})(?:(?: \p{L}+){0,2}? ${ME}| again)`,
  String.raw`(?:nobody|no ?one|none of (?:you|your|them)|not (?:one|a single|any)|no (?:agent|salesperson|rep|representative|employee|colleague|staff|person)s?)${GAP}(?:may|must|shall|should|is to|are to|is allowed to|has permission to|ought to|to)${GAP}(?:be )?(?:${EN_DONE}|${EN})(?: \p{L}+){0,2}? ${ME}`,
  String.raw`(?:make sure|ensure|see to it|want|guarantee|demand|insist|request|ask|please|need|prefer)${GAP}(?:nobody|no ?one|none of (?:you|your)|never|not)${GAP}(?:${EN_DONE}|${EN})(?:(?: \p{L}+){0,2} ${ME})?(?: \p{L}+)? (?:ever again|again|anymore|any more)`,
  String.raw`(?:would|'d|appreciate${L}|grateful|rather|wish|glad|happy|better|hope|thank${L}|nice)${GAP}(?:you|u|they|everyone|your \p{L}+)(?: \p{L}+)? (?:(?:never|didn'?t|did not|don'?t|do not|not)(?: ever)?(?: again)? (?:${EN_DONE}|${EN})|(?:stop|stopped|quit|ceased) (?:${EN_DONE}))`,
  String.raw`(?:i|we)(?:'m| am| are|'re)? (?:\p{L}+ ){0,2}?(?:object(?:ing)?|forbid(?:ding)?|prohibit(?:ing)?|refus(?:e|ing)|oppos(?:e|ed)|den(?:y|ying)|revok(?:e|ing)|withdraw(?:ing)?|do not consent|don'?t consent|not consent(?:ing)?)(?: \p{L}+){0,6}? (?:process${L}|contact${L}|call${L}|e-?mail${L}|messag${L}|market${L}|personal data|my data|communicat${L}|consent|permission|used)`,
  'right (?:to|of) (?:erasure|object(?:ion)?|be forgotten|withdraw)',
  '(?:no more|enough|enough with the|done with(?: all)?(?: your| the)?)(?: of)?(?: your| these| the)? (?:please|thanks|thank you|thx|calls?|e-?mails?|texts?|messages?|contact)',
  `(?:stop|quit|cease) (?:txt|ph?on|cal|mail|msg|dm|wr[iy]t|contac)${L}(?: (?:me|us))?`,
  `(?:desist|abstain) from ${EN_DONE}|please,? never again$|ni se (?:les|os|te|le) ocurra (?:volver a )?${ES_TO}|dej(?:aran|arais|aras|ara|asen) de ${ES_TO}`,
  // Leave that was not given, in all five.
  String.raw`(?:don'?t|do not|no|not|never|without|n't)(?: \p{L}+){0,3}? (?:permission|consent|authori[sz]ation|leave) (?:to|for you to) (?:\p{L}+ ){0,2}?${EN}(?: \p{L}+){0,2}? ${ME}|no(?: \p{L}+){0,3}? (?:permiso|autorizacion|consentimiento|derecho) (?:a|de|para) (?:que me \p{L}+|${ES_TO})|nao(?: \p{L}+){0,3}? (?:permissao|autorizacao|consentimento|direito) (?:a|de|para) (?:me |nos )\p{L}+|(?:keine?|nicht die)(?: \p{L}+)? (?:erlaubnis|einwilligung|zustimmung|berechtigung|genehmigung|recht),? (?:\p{L}+ ){0,3}?(?:zu )?${DE_ASK}|(?:pas|aucune?)(?: \p{L}+){0,2} (?:autorisation|permission|droit|accord)${L} (?:de |pour )(?:m'|me |nous )\p{L}+|n[e'] ?(?:vous )?autoris${L} (?:pas|plus|personne|aucun${L})`,
  `(?:no|nao|nunca|jamas) ser (?:mas |mais )?(?:contac?tad|incomodad|perturbad|molestad|importunad|llamad)${L}|no (?:se |os )?(?:vuelv${L} a )?(?:pong|poner|comuniqu)${L}(?: mas| nunca| jamas)? (?:en contacto|con(?:migo| nosotros))`,
  // Spanish.
  String.raw`${ES_EVER}${GAP}${ES_AIM}|no${NEAR}${ES_AIM}(?: [\p{L}]+){0,4}? ${ES_AFTER}|no${NEAR}que${NEAR}${ES_AFTER}${NEAR}${ES_AIM}|(?:quiero|pido|exijo|ruego|solicito|deseo|prefiero|espero|que)${GAP}(?:nadie|nunca|jamas)${NEAR}${ES_AIM}`,
  String.raw`no (?:vuelv)(?:as|an|ais|a) a \p{L}+(?:arme|ernos|irme|arnos|erme|arse|erse)|no${NEAR}que (?:nadie )?me ${ES_ASK}(?= ?(?:$|,|-))(?<!llamada)`,
  `(?:no|nunca|jamas)${NEAR}(?:quiero|queremos|deseo|deseamos)${NEAR}(?:volver a )?(?:saber|oir|recibir|tener noticias)(?: (?:nada|mas|nunca)){0,2} (?:mas|nada|de (?:usted|vosotros|ti|su|vuestra))${L}`,
  String.raw`ejer(?:zo|cer|cito)${NEAR}derecho${L}|derecho (?:de|al|a la) (?:supresion|oposicion|cancelacion|olvido|borrado)|(?:retir|revoc|revoqu)${L}${NEAR}(?:consentimiento|autorizacion|permiso)|(?:prohibo|prohibimos|me opongo|nos oponemos)(?!\p{L})`,
  // Portuguese.
  String.raw`${PT_EVER}${GAP}${PT_AIM}|nao${NEAR}${PT_AIM}(?: [\p{L}]+){0,4}? ${PT_AFTER}|nao${NEAR}que${NEAR}ninguem${NEAR}${PT_AIM}`,
  String.raw`(?:nunca mais|jamais|nao)${NEAR}(?:quero|queremos|desejo)${NEAR}(?:ouvir|receber|saber|ter noticias)(?: \p{L}+){0,3}? (?:de (?:voce|voces|vcs|vc)|mais|d[ao]s? (?:vossa|sua)|vos)|(?:nunca mais|jamais) (?:quero|queremos|desejo) (?:ouvir|receber|saber|ser)`,
  String.raw`(?:oponho-me|me oponho|opomo-nos|proibo)(?!\p{L})|(?:retir|revog|cancel)${L}${NEAR}(?:consentimento|autorizacao)|direito (?:de|ao|a) (?:oposicao|apagamento|esquecimento|eliminacao)|exerc${L}${NEAR}direito`,
  // French.
  String.raw`(?:ne |n')?${FR_AIM}(?: \p{L}+){0,2}? ${FR_EVER}|${FR_EVER}${GAP}(?:${FR_AIM}|etre ${FR_STEM}${L})|que (?:plus )?(?:personne|aucun${L} \p{L}+) (?:\p{L}+ ){0,6}?ne ${FR_AIM}|(?:ne |n')?(?:plus jamais|jamais plus|plus du tout) ${FR_AIM}|${FR_AIM} (?:plus jamais|jamais plus|plus du tout)`,
  String.raw`(?:ne |n')?(?:veux|veut|voulons|souhait${L}|desir${L}|voudrais) (?:pas|plus|jamais|plus jamais)(?: \p{L}+){0,2}? (?:etre |\p{L}+ )?(?:${FR_STEM}${L}|entendre parler)|que vous (?:n'|ne )?(?:arretiez|cessiez)|(?:je )?(?:retir|revo[qc]|annul)${L}${NEAR}(?:consentement|autorisation|accord)|arret(?:ez|e|er|iez) (?:tout de suite |immediatement )?de (?:m'|me |nous )${FR_STEM}${L}|droit (?:d'|a l'|de )?(?:opposition|effacement|oubli|suppression|retrait)|(?:interdis|interdisons|defends) (?:\p{L}+ ){0,4}de (?:m'|me |nous )`,
  // German.
  `${DE_ASK} (?:sie |du |ihr )?(?:bitte )?${DE_ME}${GAP}(?:${DE_EVER})|${DE_EVER}${GAP}(?:${DE_ME} )?(?:bei mir )?(?:zu )?${DE_ASK}(?<!hat .{0,40})`,
  `${DE_WANT}${GAP}${DE_EVER}${GAP}(?:horen|lesen|kontaktiert|angerufen|angeschrieben|belastigt|gestort|behelligt)(?! habe)|${DE_WANT}${GAP}(?:von ${L}|durch ${L})${GAP}${DE_EVER}`,
  String.raw`(?:niemand|keiner)${GAP}(?:soll|sollte|darf|durfte)${GAP}(?:${DE_ME}|kontakt${L}|anruf${L}|schreib${L})|(?:soll|sollte|darf|will|mochte)(?: mich| uns)?(?: \p{L}+)? (?:niemand|keiner)${L}${GAP}${DE_ASK}`,
  String.raw`dass ${DE_ME} (?:\p{L}+ ){0,3}?(?:niemand|keiner|nie)${GAP}${DE_ASK}|verbiet${L}${GAP}(?:zu )?${DE_ASK}|(?:widersprech|widerspruch)${L}${GAP}(?:daten|werb|nutzung|verarbeitung|kontakt)${L}|(?:widerruf|zieh|nehm)${L}${GAP}(?:einwilligung|zustimmung|einverstandnis)|recht auf (?:loschung|widerspruch|vergessen${L})|(?:entfern|losch|streich|tilg|vernicht)${L}${GAP}mein${L} (?:\p{L}+ )?(?:nummer|daten|adresse|telefon${L}|e-?mail${L}|mailadresse|kontakt${L}|namen?|handynummer)|nehm(?:en|t)${GAP}kein${L} kontakt mehr`,
];

export const AIMED: readonly RegExp[] = PATTERNS.map(
  (source) => new RegExp(String.raw`(?<!\p{L})(?:${source})(?!\p{L})`, 'u'),
);
