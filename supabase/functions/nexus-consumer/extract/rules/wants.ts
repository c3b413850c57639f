/** What the visitor asks for, and what hurts: short phrases in their own words. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { foldWords } from '../fold.ts';
import { isCommonWord } from './language.ts';
import { isNegated, isOthers } from './owner.ts';
import { isPlace } from './places.ts';
import { finding, type Reading, type Span, sentenceAt, type Turn, wordsOf } from './reading.ts';
import { timePhrases } from './times.ts';
import { wordsIn } from './words.ts';

/** Words after which the thing wanted stands. */
const WANTS =
  /(?:(?<=(?:^|[.!?,;\n]|\band|\bbut)\s*)(?:need|want|wanna|require)(?: to)?|\bwhat (?:does|do|would|will)(?=[^.?!\n]{2,40}\bcost)|\b(?:(?:yo |nosotros )?(?:quiero|queremos|quisiera|quisieramos|querria|queria|necesito|necesitamos|necesitaria(?:mos)?|me gustaria|nos gustaria|deseo|busco|buscamos|buscando|me interesa(?:n|ria)?|nos interesa(?:n|ria)?|interesad[oa]s? en|interes (?:en|por)|me urge|nos urge|ocupo|necesita|estoy (?:viendo|pensando en|mirando|evaluando)|evaluamos|comparamos|evaluando)|(?:el )?(?:precios?|presios?|costos?|costes?|tarifas?|valor) (?:de |del |d |para |por )|cuanto (?:cuesta|vale|sale|cuestan|valen|salen|cobran por|cobrais por|es)|informacion (?:sobre|de|acerca de|del)|info (?:sobre|de|del)|saber (?:mas )?(?:sobre|de|del)|pregunt(?:ar|o|ara|aba) (?:por|sobre)|consult(?:ar|a|o) (?:por|sobre)|cotiz(?:ar|acion|arme)(?: de| para| por)?|presupuesto (?:de|para) (?=un|la|el|una|re|in|\p{L}+[aei]r\b)|kiero|(?:i|we)(?:'d|'m| would| am| are|'re)? ?(?:really |also |just )?(?:want|need|like|love|wish|interested in|after|shopping for)(?: to)?|looking (?:for|to|into|at)|(?:evaluat|compar|consider|explor)ing|(?:he|she|it|they|boss|company|team) (?:needs?|wants?)(?: to)?|searching for|in the market for|interested in|(?:price|cost|pricing|quote|rates?|estimate|information|info|details|help) (?:of|for|on|about|with)|how much (?:is|are|does|for|would|do you charge for|to)|ask(?:ing|ed)? about|do you (?:guys )?(?:have|offer|sell|do|provide|make|support|rent)|can you (?:help (?:me |us )?(?:with|to)?|do|build|make)|cotar|orcar|quero|queremos|queria|gostaria|gostariamos|preciso|precisamos|(?:ele|ela) precisa|estou avaliando|avaliando|procuro|procuramos|procurando|estou atras de|(?:tenho |temos )?interess(?:e|ad[oa]s?) (?:em|n[oa]s?)|(?:preco|valor) (?:de|d[oa]s?) |quanto (?:custa|e|sai|custam|fica)|informac(?:oes|ao) (?:sobre|d[eoa])|orcamento (?:de|para) (?=um|o|a|uma|re|in)|voces? (?:tem|vendem|fazem|oferecem|trabalham com)|vcs (?:tem|vendem|fazem)|je (?:voudrais|veux|souhaite|souhaiterais|cherche|recherche|desire)|nous (?:voulons|voudrions|souhaitons|cherchons|recherchons|aimerions)|j'aimerais|j'ai besoin|(?:nous )?avons besoin|on cherche|on (?:veut|voudrait)|interesse[e]?s? par|(?:prix|tarifs?|cout) (?:de|du|d'|des|pour)|combien (?:coute(?:nt)?|pour)|devis pour|(?:renseignements?|informations?|infos?) sur|proposez-vous|avez-vous|vous (?:avez|proposez|faites|vendez)|(?:ich |wir )?(?:suche[n]?|brauche[n]?|benotige[n]?|mochte[n]?|hatten? gern\w*|wollen|will|wunsche[n]?)|(?:ich )?interessier\w+ (?:mich |uns )?fur|interess(?:e|iert) an|(?:was|wie ?viel) koste[tn]?|preise? fur|angebot fur|(?:information\w*|infos?|auskunft) (?:uber|zu)|bieten sie|haben sie|verkaufen sie|tenes|tienen|teneis|tienes|venden|vendeis|ofrecen|ofreceis|manejan|hacen|haceis))(?![\p{L}'])/gu;

/** Steps on the way from the verb to the thing: verbs of getting, articles, courtesy. */
const LEAD =
  /^\s*(?:(?:contratar|comprar|adquirir|conseguir|reservar|pedir|encargar|cotizar|obtener|recibir|tener|saber|conocer|ver|probar|agendar|solicitar|consultar|preguntar|pedirles?|hacer|hablar|alguien que|a alguien que|que me (?:hagan?|den|pasen|coticen|ayuden)|ayuda (?:con|para)|ayuda|informacion (?:sobre|de|del)|info (?:de|sobre)|mas|el precio de|precios? (?:de|para)|presio d|la cotizacion de|una cotizacion (?:de|para|por)|un presupuesto (?:de|para)|to|be|have|get|buy|purchase|order|book|hire|find|see|try|know|learn|schedule|reserve|rent|request|use|start|help (?:with|to)?|some help (?:with)?|someone (?:to|who can)|more about|about|how much|an? (?:quote|estimate) (?:for|on)|(?:the )?(?:price|cost)s? (?:of|for|on)|info(?:rmation)? (?:on|about)|de|comprar|contratar|fazer|saber|ter|receber|agendar|ajuda (?:com|para)|alguem (?:que|para)|informacoes (?:sobre|de)|o preco d[eoa]|um orcamento (?:de|para)|uma cotacao (?:de|para)|acheter|commander|avoir|obtenir|connaitre|prendre|trouver|reserver|recevoir|savoir|d'aide pour|un devis pour|le prix d[eu'] ?|des (?:informations|renseignements) sur|quelqu'un (?:pour|qui)|de l'aide pour|gern\w*|mich (?:uber|fur)|mehr (?:uber|zu)|wissen|hilfe (?:bei|mit)|jemanden(?:,)? (?:der|fur|die)|ein angebot (?:fur|uber|zu)|einen kostenvoranschlag fur)\s+)*(?:(?:un|una|unos|unas|el|la|los|las|algun|alguna|algo de|vuestr[oa]s?|su|sus|tu|tus|este|esta|the|an?|some|any|your|this|that|um|uma|uns|umas|o|a|os|as|alguma?|seu|sua|d'une?|d'|du|de la|des|une?|le|la|les|l'|votre|vos|ein\w{0,2}|der|die|das|den|dem|ihr\w{0,2}|eur\w{0,2})\s+)*/;

/** Where the phrase ends: punctuation, a clause, a reason, a price, a time, a place. */
const STOP =
  /[.,;:!?\n()"|]|\s-\s|\b(?:que|quien|porque|xq|pq|pues|para (?:que|el (?:lunes|martes|jueves|viernes|mes|proximo)|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|mi|mis|nuestr[oa]s?|hoy|manana|antes|finales|una empresa|un negocio|unos?|\d)|antes|pero|si (?:es|se|hay)|cuando|donde|como|y (?:que|me|mi|no|si|quiero|saber|tambien|necesito|tengo|somos|nos|estoy|cuanto)|desde|hasta|con urgencia|urgente\w*|por favor|porfa\w*|pls|gracias|ahora|ya|en (?:mi|la zona|nuestr[oa])|por (?:mes|favor)|because|that|which|who|but|if|so|when|where|since|as soon|asap|please|thanks|by (?:the|next|end)|before|after|and (?:i|we|my|our|want|need|how|it|also)|for (?:my|our|a (?:small|company|team)|\d|about|around|under|the (?:whole|entire))|from you|cost\b|in (?:my|our|about)|with (?:a budget|my)|right now|today|tomorrow|currently|at the moment|too|as well|mas|se (?:for|der)|quando|onde|e (?:que|quero|preciso|meu|minha|nao|tambem|queria|somos|tenho)|obrigad[oa]|para (?:a minha|o meu|minha|meu|nossa|nosso|ate)|qui|mais|car|parce|quand|et (?:je|nous|que|mon|ma|aussi)|pour (?:mon|ma|mes|notre|nos|le|la|une entreprise|\d)|avant|merci|s'il|svp|weil|aber|dass|wenn|und (?:ich|wir|mochte|brauche|zwar|mein|habe)|fur (?:mein\w*|unser\w*|\d|das|den)|bis|vor|bitte|danke|kaufen|bestellen|buchen|beauftragen|haben|wissen|zu|gracias|hola|entre|between|up to|de (?:unos|hasta)|around|alrededor)\b|[$€£]|\b\d{4,}\b|\b\d+(?:[.,]\d+)?\s?(?:euros?|eur|dolares|dollars|usd|pesos|reais|k|mil|al mes|per month)\b/;

/** Objects that are no product: people, talk, answers, help itself, oneself. */
const NO_TOPIC =
  /^(?:hablar|talk|speak|saber|know|preguntar|ask|hacer (?:una pregunta|una consulta)|ayuda|help|aide|hilfe|ajuda|informacion|informacoes|informations?|info|infos|mas informacion|more (?:info\w*|details)|que|algo|something|anything|nothing|nada|it|that|this|one|esto|eso|isso|ca|das|cita|appointment|llamada|call|precios?|prices?|pricing|cost|preco|preise?|prix|tarifs?|presupuesto|quote|cotizacion|orcamento|devis|angebot|to (?:talk|speak|know|ask|be|cancel|return|complain|thank|check|see|make sure|confirm)|falar|perguntar|parler|demander|sprechen|fragen|pregunta|question|consulta|duda|duvida|frage|idea|tiempo|time|you|me|us|him|her|them|usted|ustedes|voces|vous|sie|to|be|go|like|how|what|where|ver|mirar|look|browse|browsing|gracias|comparar|compare|cambiar mi|cancelar|cancel|devolver|return|refund|reembolso|answer|reply|respuesta|someone|alguien|alguem|humano|human|agent|agente|person|persona|contactar\w*|contact|recibir|receive|llamar\w*|dejar|probar|try|sus datos|su (?:correo|telefono)|your (?:name|number|e-?mail)|tus?|mucho|hacerlo|ir|dar\w*|decir\w*|poner|quitar|eliminar|pagar|pay|gastar|spend|invertir|invest|money|dinero|budget|horarios?|direccion|address|opening|hours|sorry|sure|ok|okay|fine|good|nice|much|very|really|not|no)\b/;

const HEAD_NOUN = /^[\p{L}\p{N}][\p{L}\p{N}'&+./-]*$/u;

/** Cuts the phrase after a trigger: from its first word of content to where it ends. */
function phraseAt(turn: Turn, from: number, limit: number): Span | undefined {
  const { low } = turn.text;
  const lead = LEAD.exec(low.slice(from, limit))?.[0].length ?? 0;
  const start = from + lead;
  let end = Math.min(limit, start + (STOP.exec(low.slice(start, limit))?.index ?? limit - start));
  for (const taken of turn.taken) if (taken.start >= start && taken.start < end) end = taken.start;
  for (const time of timePhrases(turn, { start: 0, end: limit }))
    if (time.start > start && time.start < end) end = time.start;
  let words = wordsIn(turn, { start, end });
  const place = words.findIndex(
    (w, i) =>
      i > 0 &&
      /^(?:en|in|em|a|aus|au|near|cerca|around)$/.test(w.low) &&
      isPlace(low.slice(words[i + 1]?.start ?? end, words[i + 2]?.end ?? end)),
  );
  const single = words.findIndex(
    (w, i) =>
      i > 0 &&
      /^(?:en|in|em|a|aus|au|near)$/.test(w.low) &&
      words[i + 1] !== undefined &&
      isPlace(words[i + 1]?.low ?? ''),
  );
  const cut = [place, single].filter((i) => i > 0).sort((a, b) => a - b)[0];
  words = words.slice(0, Math.min(cut ?? 8, 8));
  while (
    words.length > 0 &&
    isCommonWord(words.at(-1)?.low ?? '') &&
    !/^(?:online|web|movil|app|call|center|house|home|office|up|work|works|trabajo|empresa|system)$/.test(
      words.at(-1)?.low ?? '',
    )
  )
    words = words.slice(0, -1);
  const [first, last] = [words[0], words.at(-1)];
  return first && last ? { start: first.start, end: last.end } : undefined;
}

const isTopic = (text: string): boolean =>
  !NO_TOPIC.test(text) &&
  foldWords(text).some((w) => w.length > 2 && !isCommonWord(w) && HEAD_NOUN.test(w) && !/^\d+$/.test(w));

const THANKS_ONLY =
  /^(?:no|si|yes|ok|okay|vale|nada|nothing|gracias|thanks|hola|hi|hello|hey|buen\w+|good|bom|boa|ola|oi|bonjour|hallo|guten|nope|sim|nao|ja|nein|oui|non)\b[^\p{L}]*(?:gracias|thanks|thank you|obrigad[oa]|merci|danke|tardes|dias|noches|morning|afternoon|evening|dia|tarde|noite|tag|morgen|abend)?\W*$/u;

/** Who somebody is answers no "what do you need?". */
const INTRODUCTION =
  /^[^\p{L}]*(?:(?:hi|hello|hey|hola|ola|oi|bonjour|hallo)[\s,!.]+)*(?:(?:my|mi|meu|minha|mon|ma|mein\w*)\s+(?:full |first )?(?:name|nombre|nome|nom|e-?mail|mail|correo|phone|number|telefono|numero|telefone|telefon\w*|nummer|company|empresa|firma)|i'?m|i am|this is|me llamo|soy|sou|je m'appelle|je suis|ich heisse|ich bin)(?!\p{L})/u;

/** Products and services that the visitor asks about. */
export function readInterests(reading: Reading): Finding[] {
  const found: { turn: Turn; span: Span; confidence: number }[] = [];
  const add = (turn: Turn, span: Span | undefined, confidence: number) => {
    if (span === undefined || !isTopic(turn.text.low.slice(span.start, span.end))) return;
    const own = new Set(
      foldWords(wordsOf(turn, span))
        .filter((w) => !isCommonWord(w))
        .map((w) => w.slice(0, 5)),
    );
    const isKnown = found.some((f) =>
      foldWords(wordsOf(f.turn, f.span)).some((w) => own.has(w.slice(0, 5)) && !isCommonWord(w)),
    );
    if (!isKnown && found.length < 5) found.push({ turn, span, confidence });
  };
  for (const turn of reading.turns) {
    const before = found.length;
    let reach = -1;
    for (const match of turn.text.low.matchAll(WANTS)) {
      if (match.index < reach) continue;
      const sentence = sentenceAt(turn, match.index);
      if (isNegated(turn, match.index)) continue;
      const span = phraseAt(turn, match.index + match[0].length, sentence.end);
      if (span) reach = span.end;
      add(turn, span, 0.7);
    }
    if (turn.asked.has('need') && found.length === before) {
      const sentence = turn.sentences.find((s) => {
        const text = turn.text.low.slice(s.start, s.end);
        const isContact = turn.taken.some((t) => t.start < s.end && s.start < t.end);
        return !isContact && !THANKS_ONLY.test(text) && !INTRODUCTION.test(text);
      });
      if (sentence) add(turn, phraseAt(turn, sentence.start, sentence.end), 0.6);
    }
    for (const match of turn.text.low.matchAll(
      /\b(?:dolares|euros|pesos|reais|dollars|usd|eur|mensuales|al mes|per month|por mes|€)\s+(?:para|for|pour|fur)\s+/g,
    )) {
      add(turn, phraseAt(turn, match.index + match[0].length, sentenceAt(turn, match.index).end), 0.6);
    }
  }
  return found.map(({ turn, span, confidence }) => finding(turn, 'interests', wordsOf(turn, span), span, confidence));
}

/** Words of trouble: failing, slow, by hand, losing, missing, costing too much. */
const PAIN =
  /\b(?:manual(?:ly|mente|es)?|a mano|by hand|de hand|a la main|von hand|en papel|con papel|(?:all|everything|still|do|done|keep|kept|track\w*|write)\b[^,.]{0,20} on paper|no papel|auf papier|papier|excel|spreadsheets?|planillas?|planilhas?|hojas de calculo|tabellen|problem\w*|issues?|trouble|keeps? getting|(?:get|gets|got|getting) lost|trava\w*|struggl\w+|hard to|difficult\w*|dificil\w*|dificult\w*|difficile|schwierig\w*|schwer|lent[oa]s?|slow\w*|tarda\w*|demor\w+|langsam|lente?|takes (?:too|so|forever|ages|hours|days|weeks|a lot|long)|toma (?:mucho|demasiado)|perd(?:emos|iendo|o|er|endo|ons)|losing|lose|we lost|verlier\w+|wast\w+|desperdici\w+|error\w*|mistakes?|fehler\w*|erreurs?|erro[s]?|fall(?:a|an|ando|os)|falh\w+|fails?|failing|crash\w*|se (?:cae|caen|cuelga|rompe|pierde\w*|traba|bloquea|nos)|se (?:me|nos) (?:cae|va|van|pierde|dan|escap|acumul)\w*|broken|breaks?|down|stopped working|doesn'?t work|not working|no (?:funciona|sirve|anda|arranca|enciende|prende|tenemos|damos abasto|llegamos|nos da|da abasto)|nao (?:funciona|temos|conseguimos|liga|damos conta)|ne (?:fonctionne|marche)|n'(?:avons pas|arrive)|funktioniert nicht|kaputt|fora do ar|en panne|avaria\w*|averia\w*|descompu\w+|fall through|offline|nao damos abasto|sempre (?:atrasad\w+|cai)|leak\w*|goteras?|gotea|fuga\w*|infiltra\w+|humedad|fuite\w*|undicht|desorden\w*|desorganizad\w*|messy|chaos|caos|chaotisch|descuadres?|duplicad\w+|duplicate\w*|retras\w+|delays?|atras[oa]s?|retards?|verspat\w+|quejas?|complain\w*|reclamac\w+|plaintes|beschwerden|(?:too|demasiad[oa]|muito|trop|zu) (?:expensive|car[oa]s?|cher|teuer|much time|slow|tiempo|tempo|complicated|complicad[oa])|a perder|can'?t (?:keep|find|manage|track|scale|get|handle|see|reach)|cannot|no (?:puedo|podemos|logramos|consigo|conseguimos|encontramos|encuentro)|unable to|don'?t have (?:time|a way|any way|visibility)|no tiempo|sin (?:tiempo|control)|falta de|lack of|falta (?:de|control)|manque de|mangel\w*|(?:faltan|nos falta)|desactualizad\w+|outdated|antiguad\w*|obsolet\w*|veraltet\w*|churn\w*|no-shows?|missed|missing|overwhelmed|agobiad\w+|saturad\w+|colaps\w+|ueberlast\w+|uberlast\w*|dan de baja|cancel(?:an|lations)|robos?|theft|hack\w*|virus|bottleneck\w*|cuello de botella|low (?:sales|traffic|conversion)|pocas ventas|poucas vendas|bajas ventas|no (?:vendemos|llegan))\b/;
const CLAUSE_CUT =
  /[,;:()\n]|\s-\s|\b(?:pero|but|mas|mais|aber|because|porque|so|and (?=we|i|it|my|our|the)|y (?=no|nos|me|se|los|las|el|siempre|tenemos)|e (?=nao|a|o|perdemos)|et (?=nous|je|on)|und (?=wir|ich|das))\b/;

/** Pain points: the clause that names the trouble, at most twelve words. */
export function readNeeds(turn: Turn): Finding[] {
  const found: Finding[] = [];
  for (const sentence of turn.sentences) {
    const isQuestion = turn.text.low.slice(sentence.end).trimStart().startsWith('?');
    let start = sentence.start;
    const text = turn.text.low.slice(sentence.start, sentence.end);
    const clauses: Span[] = [];
    for (const cut of text.matchAll(new RegExp(CLAUSE_CUT, 'g'))) {
      clauses.push({ start, end: sentence.start + cut.index });
      start = sentence.start + cut.index + cut[0].length;
    }
    clauses.push({ start, end: sentence.end });
    for (const clause of clauses) {
      const words = wordsIn(turn, clause);
      const low = turn.text.low.slice(clause.start, clause.end);
      if (
        words.length < 2 ||
        isQuestion ||
        !PAIN.test(low) ||
        /\b(?:no (?:tengo|hay|es) (?:ningun )?problema|no problem|sin problema|sem problema|kein problem|pas de (?:probleme|souci)|presupuesto|budget|no tenemos prisa|any issues)\b/.test(
          low,
        )
      )
        continue;
      if (isOthers(turn, { start: clause.end - 1, end: clause.end })) continue;
      const lead = words.findIndex(
        (w) =>
          !/^(?:y|and|e|et|und|que|pero|but|es|it'?s|hay|there|porque|because|lo|so|the|hoy|today|actualmente|currently|tenemos|we|have|nuestr[oa]|our|my|mi)$/.test(
            w.low,
          ),
      );
      const kept = words.slice(Math.max(0, lead), Math.max(0, lead) + 12);
      const [first, last] = [kept[0], kept.at(-1)];
      if (!first || !last || found.length >= 3) continue;
      const span = { start: first.start, end: last.end };
      found.push(finding(turn, 'needs', wordsOf(turn, span), span, 0.6));
    }
  }
  return found;
}
