/** Capitalised spans, bare answers, and other shapes that names of people, firms and places have. */
import { getGender } from 'gender-detection-from-name';
import { isCommonWord } from './language.ts';
import type { Span, Turn } from './reading.ts';

/** A word of a folded text. */
export interface Word extends Span {
  readonly plain: string;
  readonly low: string;
}

const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}]|['.&-](?=[\p{L}\p{N}]))*|&|\+(?=\s)/gu;

/** The words of a span; "O'Neill", "Anne-Marie" and "S.A" are one word each. */
export function wordsIn(turn: Turn, span: Span): Word[] {
  const plain = turn.text.plain.slice(span.start, span.end);
  return Array.from(plain.matchAll(WORD), (match) => ({
    plain: match[0],
    low: match[0].toLowerCase(),
    start: span.start + match.index,
    end: span.start + match.index + match[0].length,
  }));
}

export const isCapitalised = (word: Word): boolean => /^\p{Lu}/u.test(word.plain);

/** Small words inside names of people: "de la", "van der", "dos". */
const PARTICLE = /^(?:de|del|la|las|los|da|do|dos|das|di|du|des|van|von|der|den|ter|zu|bin|al|el|y|e|le|mac|san|st)$/;

/** Chat words and openers that stand where a name could, and are none. */
const NOT_NAMES = new Set(
  'si no yes yep yeah nope ok okay vale claro sure perfecto perfect gracias thanks thank merci danke obrigado obrigada hola hello hi hey buenas buenos buen good dear estimado estimada bonjour hallo ola oi saludos regards please por favor pls busco quiero necesito looking want need interested interesado interesada tengo estoy soy sou suis bin am i yo eu je ich mi my me meu minha mon mein email mail correo phone telefono telefone telephone telefon tel movil celular cell mobile whatsapp number numero nombre name nome nom empresa company firma societe nada nothing none nadie nobody anonimo anonymous prefiero prefer prefiro rather why por que porque because para que what que quien who como how cuando when donde where lunes martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre january february march april june july august september october november december hoy manana ahora today tomorrow now later luego despues asap usted señor senor senora mr mrs ms sir madam maam dr dra todavia aun solo just only aqui here ya estamos estoy busy great cool nice bien muy very not sorry perdon disculpa actually espera wait also tambien maybe quizas talvez depends depende help ayuda ajuda aide hilfe info precio price preco prix customer client cliente user usuario member guest nobody new visitor jaja haha lol jeje bot robot human humano none correct right exactly exacto correcto genau stimmt oui ja nein non nao sim it this that there both ambos either neither everything todo cualquiera any anything whatever autonomo autonoma particular privado private urgente urgent'.split(
    ' ',
  ),
);

/** Words that make a capitalised span a firm or institution rather than a person. */
export const FIRM_WORD =
  /^(?:s\.?a\.?|s\.?l\.?u?\.?|s\.?r\.?l\.?|s\.?a\.?s\.?|c\.?v\.?|gmbh|ag|kg|ohg|ug|inc|llc|llp|ltd|limited|ltda|lda|corp|corporation|co|company|plc|sarl|sasu|eurl|spa|bv|ab|oy|as|aps|group|grupo|groupe|gruppe|holding\w*|solutions?|soluciones|solucoes|systems?|sistemas|studios?|estudio|consulting|consultor(?:es|ia)|consultoria|consultores|services?|servicios|servicos|servis|industr\w+|technolog\w+|tech|software|labs?|logistic\w*|logistica|transport\w*|construc\w+|construt\w+|inmobiliaria|imobiliaria|immobilien|clinica|clinic|clinique|klinik|hospital|hopital|restaurante?|restaurant|hotel|hostal|cafe|cafeteria|bar|pizzeria|panaderia|padaria|boulangerie|backerei|bakery|farmacia|pharmacy|pharmacie|apotheke|escuela|school|academy|academia|universidad|university|universidade|universite|universitat|college|colegio|instituto|institute?|fundacion|foundation|fundacao|fondation|stiftung|asociacion|association|verein|bank|banco|banque|muebles|tienda|store|shop|loja|boutique|market\w*|media|digital|design|agency|agencia|agence|agentur|partners?|associates|asociados|abogados|advogados|avocats|lawyers?|law|taller\w*|talleres|ferreteria|libreria|papelera|papeleria|motors?|autos?|energy|energia|solar|foods?|alimentos|bodegas?|viajes|travel|viagens|voyages|reisen|reiseburo|dental|veterinaria|gym|gimnasio|fitness|farms?|optics|insurance|seguros|assurances?|versicherung\w*|realty|properties|bau|werk\w*|tecelagem|textil\w*|confeccoes|distribuidora|comercial|importadora|exportadora|et fils|fils|sons|hermanos|irmaos|freres|bros|brothers|gebruder|y cia|cia|church|iglesia|ngo|ong)$/;

const TITLE = /^(?:dra?|sra?|srta|mrs?|ms|miss|ing|lic|prof|herr|frau|don|dona|arq|mme|eng)$/;

/** True for a given name that the name lists know; "happy" and "german" are in them too, and are left out here. */
export const isGivenName = (low: string): boolean =>
  getGender(low) !== 'unknown' &&
  !isCommonWord(low) &&
  !NOT_NAMES.has(low) &&
  !/^(?:pap[ai]|mam[ai]|baby|bebe|senor|happy|joven|feliz|done|german|able|amor|hope|will|angel|dos|french|sunny|early|in|on|free|real|star|best|king|rich|major|price|sales|cash|bill|home|may|abierto|client)$/.test(
    low,
  );

/** True for a word that may be part of a person's name. */
export function isNameWord(word: Word): boolean {
  return /^\p{L}[\p{L}'.-]*$/u.test(word.plain) && word.low.length < 20 && !NOT_NAMES.has(word.low);
}

/** Words whose full stop does not end a sentence; single letters are initials. */
const ABBREVIATION = /^(?:\p{L}|dra?|sta?|sto|jr|ma|fco|fdez|hnos|cia|bros|int|co|inc|ltd|corp)$/u;

/** "I'm John Smith. We are twelve": the next sentence also begins with a capital. */
const isSentenceEnd = (last: Word, gap: string): boolean =>
  gap.startsWith('.') && !ABBREVIATION.test(last.low.replace(/\./g, ''));

/**
 * A person's name at the head of the words: capitalised, particles between.
 *
 * @param loose also in lower case, up to the first word that is no name; for answers to "what's your name?"
 */
export function nameAt(words: readonly Word[], text: string, loose: boolean): Span | undefined {
  const taken: Word[] = [];
  const titles = words.findIndex((word) => !TITLE.test(word.low));
  for (const word of titles > 0 ? words.slice(titles) : words) {
    const last = taken.at(-1);
    // Only a space, or the full stop of an initial or title, may stand between two words of a name.
    const gap = last ? text.slice(last.end, word.end - word.plain.length) : '';
    if (last && (!/^\.?\s{1,2}$/.test(gap) || isSentenceEnd(last, gap))) break;
    const isParticle = last !== undefined && PARTICLE.test(word.low) && !isCapitalised(word);
    if (!isParticle) {
      if (!isNameWord(word)) break;
      if (!isCapitalised(word) && (!loose || (isCommonWord(word.low) && word.low.length > 1))) break;
      if (loose && !isCapitalised(word) && taken.some((w) => isCapitalised(w))) break;
      if (taken.length === 0 && isCapitalised(word) && isCommonWord(word.low) && !loose) break;
    }
    taken.push(word);
    if (taken.length === 6) break;
  }
  while (taken.length > 0 && PARTICLE.test(taken.at(-1)?.low ?? '')) taken.pop();
  const [first, last] = [taken[0], taken.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return taken.some((word) => word.low.replace(/\W/g, '').length > 1)
    ? { start: first.start, end: last.end }
    : undefined;
}

const FIRM_JOINER =
  /^(?:&|\+|y|and|e|et|und|de|del|of|the|la|las|los|el|da|do|dos|das|du|des|für|fur|for|van|von|der)$/;

/** A firm's name at the head of the words: capitalised words and their joiners, or one short run in lower case. */
export function firmAt(words: readonly Word[], text: string, loose: boolean): Span | undefined {
  const taken: Word[] = [];
  for (const word of words) {
    const last = taken.at(-1);
    const gap = last ? text.slice(last.end, word.start) : '';
    const isLegal = last !== undefined && FIRM_WORD.test(word.low) && word.low.replace(/\./g, '').length <= 4;
    const isNext = /^[.]?\s{1,2}$/.test(gap) || (isLegal && /^\s?,\s?$/.test(gap));
    if (last && (!isNext || isSentenceEnd(last, gap))) break;
    const fits =
      isCapitalised(word) ||
      isLegal ||
      (last && (FIRM_JOINER.test(word.low) || /^\d+$/.test(word.low))) ||
      /^\d+\p{L}/u.test(word.plain);
    // "Open Hands and we're ...": a contraction is as common as its stem.
    const isFunction = isCommonWord(word.low) || isCommonWord(word.low.replace(/'\p{L}+$/u, ''));
    if (!fits && !(loose && !isFunction)) break;
    if (
      taken.length === 0 &&
      (NOT_NAMES.has(word.low) ||
        (isCapitalised(word) && isCommonWord(word.low) && word.low.length < 3 && !isCapitalised(words[1] ?? word)))
    )
      break;
    taken.push(word);
    // A legal form ends the name, unless it goes on: "S.A. de C.V.".
    if (taken.length === 8 || (isLegal && /^\.?\s*[\p{Lu},]/u.test(text.slice(word.end, word.end + 4)))) break;
  }
  while (taken.length > 0 && FIRM_JOINER.test(taken.at(-1)?.low ?? '')) taken.pop();
  const [first, last] = [taken[0], taken.at(-1)];
  return first && last ? { start: first.start, end: last.end } : undefined;
}

/** What is left of a piece beside addresses and numbers: "Aitor Gaztelu 688 77 66 55" leaves the name. */
function withoutTaken(turn: Turn, piece: Span): Span[] {
  const inside = turn.taken.filter((t) => t.start < piece.end && piece.start < t.end).sort((a, b) => a.start - b.start);
  const rest: Span[] = [];
  let start = piece.start;
  for (const { start: from, end: to } of [...inside, { start: piece.end, end: piece.end }]) {
    const text = turn.text.low.slice(start, Math.max(start, from));
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== '') rest.push({ start: start + lead, end: start + text.trimEnd().length });
    start = Math.max(start, to);
  }
  return rest;
}

/** The pieces of an answer: cut at commas, lines, slashes, and "and my". */
export function piecesOf(turn: Turn): Span[] {
  const pieces: Span[] = [];
  const { low } = turn.text;
  let start = 0;
  const push = (end: number) => {
    const text = low.slice(start, end);
    const lead = text.length - text.trimStart().length;
    if (text.trim() !== '') pieces.push({ start: start + lead, end: start + text.trimEnd().length });
  };
  for (const match of low.matchAll(
    /[,;\n|/()!?:]+|\.+(?=\s|$)|\s-+\s|\s+(?:y|and|e|et|und)\s+(?=(?:mi|my|meu|minha|mon|ma|mein\w*|el|the|o|a|le|die|das|my|tel\w*|correo|email)\b|[\d+(])/g,
  )) {
    push(match.index);
    start = match.index + match[0].length;
  }
  push(low.length);
  return pieces.flatMap((piece) => withoutTaken(turn, piece));
}

/** A name written in lower case as names are written; any other stays as it is. */
export const titled = (name: string): string =>
  name === name.toLowerCase() ? name.replace(/(?<![\p{L}'])\p{L}/gu, (c) => c.toUpperCase()) : name;
