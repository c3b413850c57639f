/** The visitor's organisation. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { isNegated, isOthers } from './owner.ts';
import { isPlace } from './places.ts';
import { finding, isTaken, type Span, sentenceAt, type Turn, wordsOf } from './reading.ts';
import { isRoleWord } from './roles.ts';
import { FIRM_WORD, firmAt, isCapitalised, piecesOf, wordsIn } from './words.ts';

/** Words after which the visitor's organisation stands; lower case will do where it is called by name. */
const NAMED =
  /\b(?:(?:mi|nuestra|la) (?:empresa|compania|firma|agencia|tienda|startup) (?:es|se llama)|empresa\s*:|compania\s*:|(?:my|our|the) (?:company|business|firm|startup|organi[sz]ation|agency|shop|store|brand)(?:'s name)? (?:is(?: called| named)?|name is)|company(?: name)?\s*:|organization\s*:|(?:called|named|llamad[oa]|chamad[oa]|qui s'appelle|appele+|namens)|(?:minha|nossa|a) (?:empresa|loja|companhia) (?:e|se chama|chama-se)|(?:mon|ma|notre) (?:entreprise|societe|boite|startup) (?:est|s'appelle)|societe\s*:|entreprise\s*:|(?:meine|unsere) (?:firma|agentur) (?:ist|heisst)|(?:mein|unser) (?:unternehmen|betrieb) (?:ist|heisst)|firma\s*:)\s+(?:la |el |the |a |o )?["']?/g;

const EMPLOYED =
  /\b(?:trabajo (?:en|para|con)|trabajamos (?:en|para|con)|(?:escribo|llamo|contacto|hablo) (?:de|desde|de parte de|en nombre de|por parte de)|represento a|de parte de|en nombre de|soy de|somos(?: de)?|de la (?:empresa|firma|compania|agencia|tienda|fundacion|consultora|constructora)|del (?:despacho|estudio|grupo|bufete|equipo de)|(?:i|we) work (?:at|for|with)|i'?m (?:with|from|at)|we'?re (?:with|from|at)|i am (?:with|from|at)|we are(?: from)?|(?:calling|writing|reaching out) from|on behalf of|here at|over at|i represent|i (?:run|own|manage|founded|started)|we run|trabalho (?:na|no|em|para(?: a| o)?)|(?:falo|escrevo) d[ao]|em nome d[ao]|represento (?:a|o)|somos (?:a|o|da|do)|sou d[ao]|da empresa|je travaille (?:chez|pour|a)|nous sommes|de la (?:societe|part de)|de l'entreprise|du (?:groupe|cabinet)|au nom de|je represente|ich (?:arbeite|bin) (?:bei|fur|von)(?: der| dem)?|(?:wir sind|ich komme|ich schreibe) (?:von|aus)?(?: der)?|von der firma|(?:von|fur|bei) der|im namen (?:von|der)|ich vertrete|bei)\s+(?:la |el |the |a |o |l'|der |die |empresa |firma )?["']?/g;

/** "We run a small bakery, Crumb & Co": the name in apposition to what it is. */
const OWNED =
  /\b(?:(?:i|we) (?:run|own|have|manage|operate|started|founded)|(?:tengo|tenemos|dirijo|gestiono|llevo|tenho|temos)|(?:j'ai|nous avons|je dirige|je tiens)|(?:ich|wir) (?:habe|haben|fuhre\w*|betreibe\w*))\s+(?:an?|una?|uma?|une?|eine?n?)\s[^,;.:\n]{2,40}(?:,|:|\s-)\s+|\b(?:my|our|mi|nuestr[oa]|meu|minha|noss[oa]|mon|ma|notre|mein\w*|unser\w*)\s(?:\p{L}+\s){0,3}(?:business|company|shop|store|agency|firm|studio|restaurant|negocio|empresa|tienda|agencia|taller|restaurante|loja|negocio|entreprise|boutique|agence|cabinet|firma|laden|betrieb|unternehmen|agentur)(?:,|:|\s-)\s+/gu;

/** Between a name or a role and the organisation. */
const LINK =
  /^\s*,?\s*(?:(?:y (?:le |te |les )?(?:escribo|llamo|trabajo)|and i work|e trabalho|et je travaille|und arbeite)\s+)?(?:en|de la empresa|de|del|de la|at|of|with|from|for|in|da|do|na|no|em|bei|bei der|beim|von|vom|von der|der|fur|chez|de la societe|du|d'|@)\s+(?:la |el |the |a |o |l'|der |die |empresa |firma |societe )?["']?/;

/** Where a legal form or a line break ends the firm's name. */
const LEGAL =
  /(?<![\p{L}\p{N}])(?:s\.?\s?a\.?(?:\s?de\s?c\.?\s?v\.?)?|s\.?\s?l\.?(?:\s?u\.?)?|s\.?\s?r\.?\s?l\.?|s\.?a\.?s\.?|gmbh(?: & co\.? kg)?|ag|kg|ug|inc\.?|llc|ltd\.?|limited|ltda\.?|lda\.?|corp\.?|plc|sarl|sasu|spa|b\.?v\.?|ab|oy|as|aps)(?![\p{L}\p{N}])/gu;

function firmFrom(turn: Turn, start: number, loose: boolean): Span | undefined {
  const words = wordsIn(turn, { start, end: Math.min(turn.text.low.length, start + 90) });
  const first = words[0];
  if (first === undefined || /[^\s"'(]/.test(turn.text.low.slice(start, first.start))) return undefined;
  const span = firmAt(words, turn.text.plain, loose);
  if (span === undefined || isTaken(turn, span)) return undefined;
  return cutTail(turn, span);
}

/** "Verdier & Fils a Lyon", "Acme in Denver": the place at the end is no part of the firm. */
function cutTail(turn: Turn, span: Span): Span | undefined {
  const words = wordsIn(turn, span);
  const text = wordsOf(turn, span);
  if (isPlace(text) || words.every((word) => isRoleWord(word.low))) return undefined;
  for (let i = 1; i < words.length; i++) {
    const [joiner, next] = [words[i], words[i + 1]];
    if (joiner && next && /^(?:de|del|in|en|da|do|of)$/.test(joiner.low)) {
      const rest = turn.text.low.slice(next.start, span.end);
      const last = words[i - 1];
      if (isPlace(rest) && last && i >= 2) return { start: span.start, end: last.end };
    }
  }
  return span;
}

const emit = (turn: Turn, span: Span, confidence: number): Finding =>
  finding(turn, 'company', wordsOf(turn, span), span, confidence);

/** Firms by their legal form: "Papelera del Duero, S.A." is one wherever it stands. */
function byLegalForm(turn: Turn): Span[] {
  const found: Span[] = [];
  for (const match of turn.text.low.matchAll(LEGAL)) {
    const raw = turn.text.plain.slice(match.index, match.index + match[0].length);
    if (!/^\p{Lu}/u.test(raw) && !/gmbh/.test(match[0])) continue;
    const line = Math.max(sentenceAt(turn, match.index).start, turn.text.low.lastIndexOf('\n', match.index) + 1);
    const words = wordsIn(turn, { start: line, end: match.index });
    let first: number | undefined;
    for (let i = words.length - 1; i >= 0; i--) {
      const word = words[i];
      if (!word) break;
      const gap = turn.text.low.slice(word.end, words[i + 1]?.start ?? match.index);
      if (!/^\s?,?\s?$/.test(gap) || (gap.includes(',') && i < words.length - 1)) break;
      if (!isCapitalised(word) && !/^(?:&|y|and|e|et|und|de|del|of|la|da|do|the)$/.test(word.low)) break;
      if (isCapitalised(word)) first = word.start;
    }
    const last = words.at(-1);
    if (first !== undefined && last) found.push({ start: first, end: last.end });
  }
  return found;
}

/**
 * The visitor's organisation.
 *
 * @param anchors names and roles of the visitor in this turn; an organisation may follow them
 */
export function readCompanies(turn: Turn, anchors: readonly Span[]): Finding[] {
  const found: Finding[] = [];
  const { low } = turn.text;
  const add = (span: Span | undefined, confidence: number) => {
    if (span && !isOthers(turn, span) && !isPast(turn, span.start)) found.push(emit(turn, span, confidence));
  };
  for (const match of low.matchAll(NAMED)) add(firmFrom(turn, match.index + match[0].length, true), 0.85);
  for (const match of low.matchAll(EMPLOYED)) {
    if (isNegated(turn, match.index)) continue;
    const span = firmFrom(turn, match.index + match[0].length, false);
    // "somos Ana y Luis", "we are Interested": without a firm's word, two capitals at least.
    const needsShape = /^(?:somos|we are|nous sommes|wir sind|i'?m from|soy de|in|bei|i (?:run|own|manage))/.test(
      match[0],
    );
    if (span && needsShape && !looksLikeFirm(turn, span)) continue;
    add(span, 0.8);
  }
  for (const anchor of anchors) {
    const gap = LINK.exec(low.slice(anchor.end, anchor.end + 60));
    if (gap) add(firmFrom(turn, anchor.end + gap[0].length, false), 0.8);
  }
  for (const match of low.matchAll(OWNED)) {
    const span = firmFrom(turn, match.index + match[0].length, false);
    if (span && looksLikeFirm(turn, span)) add(span, 0.7);
  }
  for (const span of byLegalForm(turn)) if (found.length === 0) add(span, 0.75);
  if (turn.asked.has('company') && found.length === 0) add(answered(turn, anchors), 0.75);
  return found;
}

function looksLikeFirm(turn: Turn, span: Span): boolean {
  const words = wordsIn(turn, span);
  return (
    words.some((word) => FIRM_WORD.test(word.low)) ||
    (words.length >= 2 && words.length <= 5) ||
    /\p{Lu}.*\p{Lu}/u.test(wordsOf(turn, span))
  );
}

function isPast(turn: Turn, offset: number): boolean {
  const sentence = sentenceAt(turn, offset);
  const before = low40(turn, sentence.start, offset);
  return /\b(?:trabajaba|trabaje|antes|used to|worked|former\w*|previous\w*|ex-?|trabalhava|trabalhei|travaillais|ancien\w*|arbeitete|fruher|antigua|competidor\w*|competitor\w*|like|como|such as|wie|comme|para (?:un )?cliente)\b[^.;]{0,25}$/.test(
    before,
  );
}

const low40 = (turn: Turn, start: number, end: number): string => turn.text.low.slice(Math.max(start, end - 60), end);

const NONE =
  /^(?:\d|cerca de|about|unos|unas|uns|umas|around|rund|etwa|environ|no|none|nothing|ningun\w*|nenhum\w*|aucun\w*|kein\w*|soy|i'?m|i am|sou|je suis|ich bin|es para mi|para mi|personal|particular|autonom\w*|self|freelance\w*|individual|privat\w*|just me|for myself|myself|por mi cuenta|si|yes|sim|oui|ja)\b/;

function answered(turn: Turn, anchors: readonly Span[]): Span | undefined {
  for (const piece of piecesOf(turn)) {
    const text = low40(turn, piece.start, piece.end);
    if (isTaken(turn, piece) || NONE.test(turn.text.low.slice(piece.start, piece.end))) continue;
    if (anchors.some((a) => a.start < piece.end && piece.start < a.end)) continue;
    const lead =
      /^(?:(?:la empresa|mi empresa|empresa|from|de|da|do|bei|von|chez|the company|it'?s|es|at|at the|se llama|a|o|la|el)\s+)+/.exec(
        text,
      )?.[0].length ?? 0;
    const words = wordsIn(turn, { start: piece.start + lead, end: piece.end });
    if (words.length === 0 || words.length > 7) continue;
    const span = firmFrom(turn, piece.start + lead, words.length <= 4);
    if (span && !isPlace(wordsOf(turn, span))) return span;
  }
  return undefined;
}
