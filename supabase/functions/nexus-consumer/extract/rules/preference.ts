/** How and when the visitor wants to be reached. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { CHANNEL_WORDS, type Channel } from './channels.ts';
import { finding, isTaken, type Span, type Turn, wordsOf } from './reading.ts';

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

/** What is no part of a time: "please", "if possible", "would be great". */
const FILLER_AFTER =
  /[\s,.;:!?)(-]*(?<!\p{L})(?:please|pls|plz|thanks|thank you|if (?:possible|you can)|por favor|porfa|porfi|pf|pfv|gracias|si (?:puede ser|es posible|se puede)|se (?:possivel|puder|der)|obrigad[oa]|s'il (?:vous|te) plait|svp|stp|merci|si possible|bitte|danke|wenn (?:moglich|es geht)|(?:would be|is|are|ist|ware|seria|es|e|est) (?:great|best|good|fine|ok(?:ay)?|perfect|ideal|gut|am besten|besser|lo mejor|mejor|melhor|genial|perfecto|perfeito|bien|mieux)|works?(?: best| for me)?|ok(?:ay)?)[\s.!?)]*$/u;

/** The time that a span of words says, as said, without the courtesies and marks around it. */
export function timeOf(turn: Turn, span: Span): Span {
  const text = turn.text.low.slice(span.start, span.end);
  let [start, end] = [0, text.length];
  for (let rounds = 0; rounds < 3; rounds++) {
    const rest = text.slice(start, end);
    const lead = /^[\s,.;:!?()"'-]+/.exec(rest)?.[0].length ?? 0;
    const trail = (FILLER_AFTER.exec(rest) ?? /[\s,.;:!?("'-]+$/.exec(rest))?.[0].length ?? 0;
    if (lead + trail === 0 || lead + trail >= rest.length) break;
    [start, end] = [start + lead, end - trail];
  }
  return { start: span.start + start, end: span.start + end };
}
