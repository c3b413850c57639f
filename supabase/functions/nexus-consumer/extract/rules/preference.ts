/** How and when the visitor wants to be reached, and whether at all. */
import type { CHANNELS, Finding } from '../../../_shared/contract/prospect.ts';
import { finding, isTaken, type Span, type Turn, wordsOf } from './reading.ts';

type Channel = (typeof CHANNELS)[number];

const CHANNEL_WORDS: readonly [RegExp, Channel][] = [
  [/\b(?:whats?\s?app|wasap|guasap|wsp|wpp|zap|whats)\b/, 'whatsapp'],
  [/\btelegram\b/, 'telegram'],
  [/\b(?:sms|text(?: message)?s?|mensaje de texto|texto)\b/, 'sms'],
  [
    /\b(?:video\s?-?(?:call|llamada|chamada|conferen\w+|anruf|appel)s?|videollamada|zoom|google meet|meet|teams|skype|visio\w*)\b/,
    'videocall',
  ],
  [/\b(?:e-?mails?|mail|correo(?: electronico)?|courriel)\b/, 'email'],
  [
    /\b(?:phone|telefono|telefon\w*|telephone|tel|telefone|llam(?:ar|ada|en|ame|arme|eme|adme|e)\w*|call(?:s|ing)?|ring|ligacao|lig(?:ar|uem|ue|a)|appel\w*|anruf\w*|ruf\w*|telefonisch|marqu\w+|celular|movil|handy)\b/,
    'phone',
  ],
  [
    /\b(?:in person|en persona|presencial(?:mente)?|pessoalmente|en personne|personlich|vor ort|face to face|en la oficina|in your office|cara a cara)\b/,
    'in_person',
  ],
  [/\b(?:(?:por|by|via|no|per|in|dans le|im|este|this|aqui por el) (?:este |this |o |ce )?chat)\b/, 'chat'],
];

const PREFERS =
  /\b(?:prefier\w+|prefer\w*|prefir\w+|preferi\w*|mejor|better|best|melhor|mieux|lieber|besser|am liebsten|bevorzug\w*|easiest|mas facil|solo|only|just|apenas|so por|uniquement|seulement|nur|si puede ser|ideally|plutot|de preferencia|rather|works best|facilmente|a traves de)\b/;
const REACH =
  /\b(?:me (?:pued[eo]n?|puedes|podeis|podria\w*) (?:llamar|escribir|contactar|marcar|enviar|mandar)|contact\w*|contat\w*|kontakt\w*|reach|get in touch|llam(?:en|ame|enme|eme|adme|arme|arnos|ennos|enos)|escrib(?:an|eme|anme|idme|irme|ame|ir)|mand(?:en|ame|enme|eme|arme|a|adme)|envi(?:en|ame|enme|eme|arme|adme|a)|marqu(?:en|ame|enme|eme)|call (?:me|us|my)|text (?:me|us|my)|e-?mail (?:me|us)|write (?:me|to me|us)|message (?:me|us)|whats?app me|ring me|phone me|give me a (?:call|ring)|drop me|send (?:me|it|us|the)|me (?:lig\w+|cham\w+|mand\w+|escrev\w+|envi\w+)|lig(?:ue|uem)(?:-me| para mim| pra mim)|fal(?:e|ar) comigo|entr(?:e|ar|em) em contato|(?:appelez|contactez|ecrivez|joindre|rappelez)[- ]?(?:moi|nous)?|me (?:joindre|contacter|rappeler|ecrire)|rufen sie|ruf mich|erreich\w+|erreichbar|schreib\w* (?:sie |mir|ihr)|melden sie|anrufen|mailen)\b/;
const DONT =
  /\b(?:no|not|don'?t|do not|nao|ne|nicht|keine?|never|nunca|nada de|pas|instead of|en vez de|rather than|en lugar de|sin|hate|odio|than)\b[^,;.]{0,22}$/;

/** Where a channel word names another thing: the address itself, a bill, the assistant's side. */
const NOT_CHANNEL = /\b(?:my|mi|meu|mon|mein\w*|su|your|tu|the|el|work|is|es) (?:\w+ )?$/;

const TIME_OF_DAY = `(?:mananas?|tardes?|noches?|mediodia|medio dia|mornings?|afternoons?|evenings?|nights?|noon|lunch(?:time)?|manhas?|noites?|meio-dia|almoco|matin(?:ee)?s?|apres-midi|soir(?:ee)?s?|midi|vormittags?|nachmittags?|abends?|mittags?|morgens|fruh|business hours|office hours|work hours|horario (?:laboral|de oficina|comercial)|almuerzo|comida)`;
const DAYS = `(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|fin(?:es)? de semana|entre semana|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|weekdays?|weekends?|segundas?(?:-feiras?)?|tercas?(?:-feiras?)?|quartas?(?:-feiras?)?|quintas?(?:-feiras?)?|sextas?(?:-feiras?)?|lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|manana|tomorrow|amanha|demain|morgen|hoy|today|hoje|heute)`;
const CLOCK = String.raw`(?:(?:las? |as |a |los )?\d{1,2}(?:[:.h]\d{2})?\s?(?:h(?:oras|s|rs|eures?)?|am|pm|a\.m\.?|p\.m\.?|uhr|o'clock|de la (?:manana|tarde|noche)|da (?:manha|tarde|noite)|du (?:matin|soir))?)`;
const TIMES = new RegExp(
  String.raw`(?<![\p{L}\p{N}+])(?:(?:solo |only |just |any(?: ?time)? |cualquier |preferiblemente |preferably |pref\. )?(?:` +
    String.raw`(?:entre|between|de|from|das|von|zwischen|desde)\s(?:las? |as |the )?${CLOCK}\s?(?:a|y|and|to|e|as|bis|und|-|et|hasta|until)\s?(?:las? |as )?${CLOCK}` +
    String.raw`|(?:despues de|after|a partir de|antes de|before|depois d[ae]s?|apres|nach|ab|vor|avant|from|until|hasta|sobre|around|gegen|vers|a|at|as|um|am)\s(?:las? |as |the )?(?:${CLOCK}|${TIME_OF_DAY}|work|lunch|school|del trabajo|comer|almorzar|trabalho|almoco|feierabend)` +
    String.raw`|(?:por|en|in|during|on|de|a|pela|na|no|durante|le|la|l'|am|im|en el|en horario|dans|al|a la|los|las|os|as|every|each|todos los|du|early|late|nas|aos|las|the|next|este|this|proximo)\s?(?:la |las |los |el |the |de |l'|da |late |early )?(?:${TIME_OF_DAY}|${DAYS})(?:\s(?:por |en |a |de |in |morning|afternoon|evening|manana|tarde|noche|manha|matin|soir|apres-midi|vormittag|nachmittag|abend|pela )?(?:la |las |the |o |os |le |y |and |e |et |und |a )?(?:${TIME_OF_DAY}|${DAYS})?)?` +
    String.raw`|${TIME_OF_DAY}|${DAYS}(?:\s(?:morning|afternoon|evening|por la (?:manana|tarde|noche)|de manha|a (?:tarde|noite)|matin|soir|vormittag|nachmittag|abend))?)` +
    String.raw`(?:\s(?:despues de|after|a partir de|antes de|before|depois d[ae]s?|apres|nach|ab|vor|avant|entre|between|de|from|das|a|at|as|um|until)\s(?:las? |as )?${CLOCK}(?:\s?(?:a|y|and|to|e|as|bis|und|-|et)\s?(?:las? |as )?${CLOCK})?)?)(?![\p{L}\p{N}])`,
  'gu',
);

function channelsIn(turn: Turn, sentence: Span): { channel: Channel; span: Span; isDenied: boolean }[] {
  const text = turn.text.low.slice(sentence.start, sentence.end);
  return CHANNEL_WORDS.flatMap(([pattern, channel]) => {
    const match = pattern.exec(text);
    if (!match) return [];
    const span = { start: sentence.start + match.index, end: sentence.start + match.index + match[0].length };
    return [{ channel, span, isDenied: DONT.test(text.slice(0, match.index)) }];
  }).sort((a, b) => a.span.start - b.span.start);
}

/** The channel that a span of words names. */
export function channelOf(turn: Turn, span: Span): Channel | undefined {
  const text = turn.text.low.slice(span.start, span.end);
  return CHANNEL_WORDS.find(([words]) => words.test(text))?.[1];
}

/** The time phrase of a sentence; of several the one in the clause that says what is preferred. */
function readTimes(turn: Turn, sentence: Span): Span | undefined {
  const text = turn.text.low.slice(sentence.start, sentence.end);
  const spans: { span: Span; isPreferred: boolean }[] = [];
  for (const match of text.matchAll(TIMES)) {
    const phrase = match[0].trimEnd();
    const span = { start: sentence.start + match.index, end: sentence.start + match.index + phrase.length };
    const clause = text.slice(0, match.index).split(/[,;]/).at(-1) ?? '';
    const isGreeting = /\b(?:buen\w+|good|bom|boa|bon|guten)\s?$/.test(clause);
    // "Not in the morning" says when not.
    if (isTaken(turn, span) || isGreeting || /^(?:a|as|at|um|de) \d+$/.test(phrase) || DONT.test(clause)) continue;
    spans.push({ span, isPreferred: PREFERS.test(clause) || REACH.test(clause) });
  }
  return (spans.findLast((s) => s.isPreferred) ?? spans[0])?.span;
}

/** Channel and time preferences of one turn, each a finding of its own unless they stand together. */
export function readPreferences(turn: Turn): Finding[] {
  const found: Finding[] = [];
  const isAsked = turn.asked.has('channel');
  for (const sentence of turn.sentences) {
    const text = turn.text.low.slice(sentence.start, sentence.end);
    const isReach = REACH.test(text);
    const isPreferred = PREFERS.test(text);
    const isBare = text.split(/\s+/).length <= 5;
    if (!isReach && !isPreferred && !isAsked && !turn.asked.has('time') && !(turn.asked.has('contact') && isBare))
      continue;
    const channels = channelsIn(turn, sentence);
    const wanted = channels.filter((c) => !c.isDenied);
    const isStated =
      isReach || isAsked || (isPreferred && channels.length > 0) || (turn.asked.has('contact') && isBare);
    const named =
      wanted.find((c) => c.channel !== 'phone' && !NOT_CHANNEL.test(text.slice(0, c.span.start - sentence.start))) ??
      wanted.find((c) => c.channel === 'phone' || isPreferred || isAsked);
    const chosen = isStated && named && !isDeclined(text, named.channel) ? named : undefined;
    const implied = isAsked && channels.length === 0 ? impliedChannel(turn, sentence) : undefined;
    if (implied) found.push(implied);
    const isTimed = chosen || implied || turn.asked.has('time') || isReach || (isPreferred && turn.asked.has('phone'));
    const time = isTimed ? readTimes(turn, sentence) : undefined;
    if (chosen) found.push(finding(turn, 'contact_preference', { channel: chosen.channel }, chosen.span, 0.8));
    if (time) found.push(finding(turn, 'contact_preference', { time: wordsOf(turn, time) }, time, 0.75));
  }
  return found;
}

/** Asked how to be reached, the visitor gives a number or an address and nothing else: that is the channel. */
function impliedChannel(turn: Turn, sentence: Span): Finding | undefined {
  const given = turn.taken.filter((span) => span.start >= sentence.start && span.end <= sentence.end);
  const [only] = given;
  if (only === undefined || given.length > 1) return undefined;
  const text = turn.text.low.slice(only.start, only.end);
  const channel =
    /\d{2}.*\d{2}/.test(text) && !/[\p{L}@]/u.test(text) ? 'phone' : text.includes('@') ? 'email' : undefined;
  return channel && finding(turn, 'contact_preference', { channel }, only, 0.6);
}

/** "Can I call you?" and "do you have WhatsApp?" ask for the other side's channel. */
function isDeclined(text: string, channel: Channel): boolean {
  return (
    /\b(?:can i|could i|puedo|posso|puis-je|kann ich|should i|i'll|i will|te llamo|les llamo|os llamo|ya llame|i called|called|llame|i emailed|escribi|mande|envie un|sent you|wrote|do you have|tienen|teneis|tienes|vocês tem|what(?:'s| is) your|cual es (?:su|tu|el))\b/.test(
      text,
    ) && channel !== 'in_person'
  );
}

const OPT_OUT: readonly RegExp[] = [
  // "stop calling me", "dejen de mandarme mensajes", "parem de me ligar", "arretez de m'appeler", "hort auf, mich anzurufen"
  /\b(?:stop|quit|cease|dej(?:a|e|en|ad|ame|enme)(?: ya)? de|par(?:a|e|em|en|ad) de|pare com|arret(?:e|ez)(?: de| d')|cess(?:e|ez) de|hor(?:t|en sie) (?:bitte )?auf|deixem? de|basta de)\b[^.!?\n]{0,40}\b(?:call\w*|contact\w*|e-?mail\w*|text\w*|messag\w*|writ\w*|send\w*|spam\w*|bother\w*|harass\w*|llam\w*|escrib\w*|mand\w*|envi\w*|molest\w*|contat\w*|lig\w*|escrev\w*|incomod\w*|appel\w*|ecri\w*|envoy\w*|derang\w*|relanc\w*|anruf\w*|anzurufen|schreib\w*|kontakt\w*|schick\w*|mail\w*|belastig\w*|marketing|newsletter\w*|publicidad|pub)\b/,
  // "do not contact me", "no me llamen mas", "nao me liguem", "ne m'appelez plus", "rufen Sie mich nicht mehr an"
  /\b(?:do not|don'?t|dont|never|please no|not to)\b(?: you| ever| want you to| want to be| wish to be| need to be)?(?: ever)? (?:be )?(?:contact\w*|call(?:ed)?|e-?mail(?:ed)?|text(?:ed)?|messag\w*|writ\w*|send|spam|bother|reach out|disturb)\b/,
  /\bno (?:me|nos|quiero que me|queremos que nos|deseo que me)(?: vuelv\w+ a| sigan| sigas| siga)?\s?(?:contact\w+|llam\w+|escrib\w+|mand\w+|envi\w+|molest\w+|marqu\w+|spame\w+|bombarde\w+|hable\w*|busqu\w+)\b|\bno (?:quiero|queremos|deseo|deseamos) (?:que me|que nos|recibir|mas|ser contactad\w+|saber mas|seguir recibiendo)\b|\bno (?:vuelv\w+ a|llam\w+ mas|escrib\w+ mas|mand\w+ mas|contact\w+ mas)\b|\bno mas (?:llamadas|correos|mensajes|mails|emails|publicidad|spam)\b/,
  /\bnao (?:me|nos|quero que me|quero mais|quero receber|desejo receber|desejo ser|quero ser|mandem|liguem|enviem|entrem)\s?(?:mais )?(?:lig\w*|contat\w*|contact\w*|mand\w*|envi\w*|escrev\w*|incomod\w*|perturb\w*|receb\w*|mensagens|emails?|em contato|cham\w*|procur\w*|contatad\w+|mais|nada)\b|\b(?:mensagens|emails|ligacoes) nao\b/,
  /\b(?:ne|n')\s?(?:me |m'|nous |plus |souhaite plus |veux plus |voulons plus |souhaitons plus )[^.!?\n]{0,30}\b(?:contact\w*|appel\w*|ecri\w*|envoy\w*|derang\w*|relanc\w*|rappel\w*|recevoir|etre contact\w*|sollicit\w*)\b|\bplus (?:de|d') ?(?:mails?|e-?mails?|appels|messages|pub\w*|newsletters?|demarchage)\b|\b(?:ecrivez|appelez|contactez|envoyez)[^.!?\n]{0,20}\bplus\b/,
  /\b(?:ruf\w*|anruf\w*|kontaktier\w*|schreib\w*|schick\w*|send\w*|meld\w*|mail\w*|belastig\w*)\b[^.!?\n]{0,35}\b(?:nicht mehr|nie wieder|nie mehr|bitte nicht|keine \w+(?: \w+)? mehr|nichts mehr)\b|\bkeine? (?:weiteren? )?(?:anrufe?|werbung|e-?mails?|mails?|nachrichten|kontaktaufnahme|newsletter)\b(?: mehr| bitte)?|\bnicht (?:mehr )?(?:kontaktiert|angerufen|angeschrieben)\b|\bbitte nicht (?:mehr )?(?:kontaktieren|anrufen|anschreiben)\b/,
  // lists and data
  /\bunsubscribe\b|\bopt(?:ing)?[- ]?(?:me )?out\b|\b(?:take|remove|get|strike|delete|cut) (?:me|us|my (?:name|e-?mail|number|address|info\w*|data|details|contact))[^.!?\n]{0,25}\b(?:off|out|from|list\w*|database|system|please)\b|\b(?:lose|delete|forget|erase) my (?:number|e-?mail|data|details|info\w*|contact)\b|\bleave (?:me|us) alone\b|\bno (?:more )?(?:calls?|e-?mails?|messages|contact|spam|marketing)(?: please| from you|$|[.,!])/,
  /\b(?:darme|dame|denme|dadme|deme|quiero|quisiera|solicito|pido|tramit\w+|me doy) (?:la |de |darme de )?baja\b|\bde baja (?:de|del|en) (?:la |el |su |sus |vuestra |esta |los )?(?:lista|newsletter|boletin|correos?|suscripcion|base|mailing)\b|\bbaja (?:de|del) (?:la lista|newsletter|boletin|mailing)\b|\b(?:borr\w+|elimin\w+|quit\w+|sac(?:ar|en|a|ame|enme|adme)\w*|suprim\w+)\b[^.!?\n]{0,22}\b(?:mis datos|mi (?:numero|correo|email|mail|telefono|contacto|informacion)|de (?:la|su|sus|esta|vuestra) (?:lista|base)s?)|\b(?:dejenme|dejadme|dejame|dejen) (?:en paz|tranquil\w+)\b|\b(?:borr|elimin|quit|sac|suprim)\w*(?:me|nos)\b|\b(?:quitenme|saquenme|sacame|quitame|borrenme|borrame|eliminenme|desuscrib\w+|desinscrib\w+)\b/,
  /\b(?:descadastr\w+|desinscrev\w+|cancel\w+ (?:a |minha )?(?:inscricao|assinatura da newsletter))|\b(?:sair d[ao]s? (?:sua |minha )?(?:lista|newsletter|mailing|grupo)|me (?:tir\w+|remov\w+|retir\w+|exclu\w+)|tir\w+-me|remov\w+-me|remov\w+ (?:o )?meu|apag\w+ (?:os )?meus? dados|exclu\w+ (?:os )?meus? dados)\b|\bme deix\w+ em paz\b/,
  /\b(?:desabonn\w+|desinscri\w+|desinscrire|retirez[- ]moi|supprimez (?:mes|mon|moi)|effacez (?:mes|mon)|enlevez[- ]moi|laissez[- ]moi tranquille|ote[rz]?[- ]moi)\b/,
  /\b(?:abmelden|abbestell\w+|austragen|newsletter kundig\w+|losch\w+ (?:sie )?(?:bitte )?(?:meine?n?|alle meine) (?:daten|nummer|e-?mail|adresse|kontakt\w*)|meine daten (?:bitte )?(?:zu )?losch\w+|lassen sie mich in ruhe|lass mich in ruhe|(?:aus|von) (?:ihrer|eurer|der|dem) (?:liste|verteiler|mailingliste|newsletter))\b/,
];
const WHOLE_OPT_OUT = /^\W*(?:stop|unsubscribe|baja|cancelar suscripcion|abmelden|sair|arret)\W*$/;

/** A restriction of time, channel or content is a preference; so is a plain "call me later". */
const ONLY_PREFERENCE =
  /\b(?:in the (?:morning|afternoon|evening)s?|before|after|until|hasta|antes de|despues de|por la (?:manana|tarde|noche)|por las (?:mananas|tardes|noches)|on (?:weekends?|mondays?|sundays?|saturdays?)|(?:los|el) (?:fines? de semana|domingos?|sabados?|lunes)|at work|al trabajo|en el trabajo|during|durante|de manha|a noite|le matin|le soir|vormittags|abends|morgens|am wochenende|vor \d|nach \d|antes das|depois das|avant \d|apres \d|only (?:by )?e-?mail|e-?mail only|solo (?:por )?(?:correo|whatsapp|email|mail)|(?:better|prefer|rather|mejor|prefiero|melhor|prefiro|lieber|plutot)\b|write instead|instead|so (?:por )?(?:e-?mail|whatsapp)|nur per|uniquement par|until i|hasta que|por telefono|by phone|telefonisch|par telephone)\b|, (?:e-?mail|text|whatsapp|escrib\w+|mand\w+|write|schreib\w+|ecrivez)\b/;
const FORM_ASKED =
  /\b(?:how (?:do|can) i|como (?:puedo|me|hago)|comment|wie kann)\b|\b(?:gym|socios|clientes|customers|members|abonados|alumnos)\b/;
const WITHDRAWN =
  /\b(?:(?:you can|feel free to|it'?s (?:ok|fine) to|ok to) (?:contact|call|e-?mail|text|write)[^.!?\n]{0,20}(?:again|now|after all)|(?:ya |si )?(?:me )?pueden? (?:volver a )?(?:contactar\w*|llamar\w*|escribir\w*) (?:de nuevo|otra vez|si quieren)|podem (?:voltar a )?(?:me )?(?:contatar|ligar) de novo|vous pouvez (?:de nouveau|a nouveau) me (?:contacter|appeler)|sie durfen mich wieder (?:kontaktieren|anrufen)|changed my mind[^.!?\n]{0,40}\b(?:contact|call|e-?mail)|cambie de opinion[^.!?\n]{0,40}(?:llam|contact|escrib)\w*)/;

/** Opt-outs and their withdrawal. A missed opt-out is worse than a false one. */
export function readOptOuts(turn: Turn): Finding[] {
  const found: Finding[] = [];
  for (const sentence of turn.sentences) {
    const text = turn.text.low.slice(sentence.start, sentence.end);
    if (WITHDRAWN.test(text)) found.push(finding(turn, 'do_not_contact', false, sentence, 0.8));
    else if (OPT_OUT.some((pattern) => pattern.test(text)) && !ONLY_PREFERENCE.test(text) && !FORM_ASKED.test(text)) {
      found.push(finding(turn, 'do_not_contact', true, sentence, 0.9));
    }
  }
  if (found.length === 0 && WHOLE_OPT_OUT.test(turn.text.low)) {
    found.push(finding(turn, 'do_not_contact', true, { start: 0, end: turn.text.low.length }, 0.9));
  }
  return found;
}
