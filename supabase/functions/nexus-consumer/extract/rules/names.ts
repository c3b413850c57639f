/** The visitor's own name. */
import type { Finding } from '../../../_shared/contract/prospect.ts';
import { foldWords } from '../fold.ts';
import { lowerCaseName, nameIn } from './name-spans.ts';
import { isOthers } from './owner.ts';
import { isPlace } from './places.ts';
import { finding, isTaken, type Reading, type Span, sentenceAt, type Turn, wordsOf } from './reading.ts';
import { isRoleWord } from './roles.ts';
import { isCapitalised, isGivenName, piecesOf, titled, wordsIn } from './words.ts';

/** A name with how sure it is; `strong` was introduced as a name, `bare` answered a question. */
interface Candidate {
  readonly turn: Turn;
  readonly span: Span;
  readonly kind: 'corrected' | 'strong' | 'weak' | 'bare' | 'surname';
}

const TITLE = String.raw`(?:(?:el|la|o|a|der|die|the|le)\s+)?(?:(?:dr|dra|sr|sra|srta|mr|mrs|ms|miss|ing|lic|prof|herr|frau|doctora?|profesora?|don|dona|arq|monsieur|madame|mme|m)\b\.?\s+)*`;

/** Words after which only a name can stand; lower case will do. */
const STRONG = new RegExp(
  String.raw`\b(?:me llamo|(?:mi )?nombre(?: completo)?(?: es|\s*[:=])|my (?:full |first )?name(?:'s| is|\s*:)|(?:the )?name(?:'s| is|\s*[:=])|(?:o )?meu nome (?:completo )?e|nome(?: completo)?\s*[:=]|(?:eu )?me chamo|chamo-me|je m'appelle|mon nom (?:complet )?(?:est|c'est)|je me (?:nomme|prenomme)|(?:nom|prenom)\s*[:=]|(?:ich )?heisse|mein (?:voller )?name (?:ist|lautet|ware)|name\s*[:=]|puedes llamarme|pueden llamarme|me dicen|me puedes decir|pode me chamar de|you can call me|everyone calls me|preguntar por|pregunt(?:en|a|e) por|ask for|a nombre de|im namen von|under the name(?: of)?|man nennt mich|se escribe|it'?s spelled|it is spelled|spelled|se escreve|s'ecrit|schreibt sich)\s+(?:es |is |e |ist )?${TITLE}`,
  'g',
);

/** Words after which a capitalised name may stand, and much else. */
const WEAK = new RegExp(
  String.raw`\b(?:yo soy|soy|aqui (?:e|quem fala e)|aqui(?: con)?|(?:le|te|les|os) (?:escribe|habla|saluda)|habla|de parte de|i'?m|i am|this is|it'?s|it is|here is|eu sou|sou|aqui (?:e|quem fala e)|quem fala e|je suis|moi c'est|c'est|ici|ich bin|hier (?:ist|spricht|schreibt)|hier|call me)\s+${TITLE}`,
  'g',
);
const CLOSING =
  /\b(?:saludos(?: cordiales)?|un saludo|un cordial saludo|atentamente|att|atte|cordialmente|gracias|un abrazo|(?:best|kind|warm)(?: regards| wishes)?|regards|cheers|thanks|thank you|sincerely|yours|abracos|atenciosamente|obrigad[oa]|grato|cordialement|bien a vous|merci|salutations|(?:viele|liebe|beste|mit freundlichen|freundliche) gru(?:ss|sse|ssen)|gru(?:ss|sse)|danke|lg|mfg|vg)\s*[,.!\n-]\s*-?\s*/g;
const HERE = /^\s*(?:here|aqui|al habla|speaking|falando|au telephone|ici|am apparat)\b/;

/** "Actually it's Robert" overrides what the same message said before. */
const CORRECTS =
  /\b(?:actually|en realidad|mejor dicho|perdon|sorry|wait|i mean|quiero decir|digo|na verdade|quer dizer|desculp\w+|en fait|pardon|je veux dire|eigentlich|ich meine|entschuldigung)\b[^.!?]*$/;

const DENIED = /\b(?:no|not|nao|n't|pas|nicht|ne|never)\s+(?:me llamo|soy|is|e|am)?\s*$/;

function introduced(turn: Turn, pattern: RegExp, kind: 'strong' | 'weak'): Candidate[] {
  const found: Candidate[] = [];
  for (const match of turn.text.low.matchAll(pattern)) {
    const start = match.index + match[0].length;
    const before = turn.text.low.slice(sentenceAt(turn, match.index).start, match.index);
    if (DENIED.test(before)) continue;
    const span = nameIn(turn, start, kind === 'strong') ?? lowerCaseName(turn, start);
    if (span === undefined) continue;
    if (kind === 'weak' && !isPersonal(turn, span)) continue;
    if (kind === 'strong' && /^(?:ask|pregunt|a nombre|under|im namen)/.test(match[0]) && isOthers(turn, span))
      continue;
    found.push({ turn, span, kind: CORRECTS.test(before) ? 'corrected' : kind });
  }
  return found;
}

/** A capitalised word after "I'm" may be a place, a nationality or a brand; a name is none of them. */
function isPersonal(turn: Turn, span: Span): boolean {
  const words = wordsIn(turn, span);
  const text = wordsOf(turn, span);
  const isShouting = turn.text.plain === turn.text.plain.toUpperCase();
  if (words.length === 1 && isPlace(text) && turn.asked.has('city')) return false;
  const isNamed = !isShouting && words.some(isCapitalised);
  return (isNamed || isGivenName(words[0]?.low ?? '')) && !isRoleWord(words[0]?.low ?? '');
}

/** "I'm her assistant, Tom": the name in apposition to a role that the visitor claims. */
function appositive(turn: Turn): Candidate[] {
  const pattern = /\b(?:i'?m|i am|soy|sou|je suis|ich bin)\s+(?:\p{L}+\s+){1,3}?(\p{L}+),\s+(?=\p{L})/gu;
  return Array.from(turn.text.low.matchAll(pattern)).flatMap((match): Candidate[] => {
    const span = isRoleWord(match[1] ?? '') ? nameIn(turn, match.index + match[0].length, false) : undefined;
    const isEnd = span !== undefined && /^\s*(?:$|[.!?\n])/.test(turn.text.low.slice(span.end));
    return span && isEnd ? [{ turn, span, kind: 'weak' }] : [];
  });
}

function signedOff(turn: Turn): Candidate[] {
  const found: Candidate[] = [];
  for (const match of turn.text.low.matchAll(CLOSING)) {
    const span = nameIn(turn, match.index + match[0].length, false);
    const after = span ? turn.text.low.slice(span.end) : '';
    // A sign-off stands at the end of its line; "thanks, Peter" at the start of a turn greets the assistant.
    const isLast =
      span !== undefined && /^[\s.!,]*(?:$|\n)/.test(after) && (match.index > 15 || turn.text.low.includes('\n'));
    if (span && isLast) found.push({ turn, span, kind: 'weak' });
  }
  const hello =
    /^(?:(?:hi|hello|hey|hola|oi|ola|bonjour|hallo|good (?:morning|afternoon)|buen[oa]s(?: dias| tardes)?)[\s,!.]+)+/.exec(
      turn.text.low,
    )?.[0].length ?? 0;
  const head = nameIn(turn, hello, false);
  // "Bonjour, Marc Dubois, directeur commercial ..."
  const next = head ? wordsIn(turn, { start: head.end, end: Math.min(turn.text.low.length, head.end + 40) }) : [];
  const isTitled =
    head !== undefined &&
    hello > 0 &&
    /^,\s/.test(turn.text.low.slice(head.end)) &&
    next.slice(0, 3).some((word) => isRoleWord(word.low));
  if (head && isTitled) found.push({ turn, span: head, kind: 'weak' });
  if (head && HERE.test(turn.text.low.slice(head.end))) found.push({ turn, span: head, kind: 'weak' });
  return found;
}

/** "Marta Soler, marta@soler.es, 93 123 45 67": a card of contact data begins with the name. */
function listed(turn: Turn): Candidate[] {
  const [piece] = piecesOf(turn);
  const first = turn.taken.toSorted((a, b) => a.start - b.start)[0];
  if (piece === undefined || first === undefined || first.start < piece.end || first.start - piece.end > 12) return [];
  const span = nameIn(turn, piece.start, false);
  const isCard =
    span !== undefined &&
    span.end === piece.end &&
    (turn.asked.has('contact') || isGivenName(wordsIn(turn, span)[0]?.low ?? ''));
  return isCard && span ? [{ turn, span, kind: 'weak' }] : [];
}

const FILLER =
  /^(?:(?:si|yes|yeah|sure|claro|ok|okay|vale|hola|hi|hello|hey|oi|ola|bonjour|hallo|ja|oui|sim|of course|por supuesto|it'?s|its|es|e|de|c'est|sou|soy|i'?m|ich bin|je suis|eu sou|mi nombre|nombre|name|nome|nom|das ist|a|o|el|la|con|com|mit)[\s,:.!-]+)+/;

function answered(turn: Turn): Candidate[] {
  if (!turn.asked.has('name') && !turn.asked.has('surname')) return listed(turn);
  for (const piece of piecesOf(turn)) {
    if (isTaken(turn, piece)) continue;
    const text = turn.text.low.slice(piece.start, piece.end);
    const start = piece.start + (FILLER.exec(text)?.[0].length ?? 0);
    const span = nameIn(turn, start, true);
    if (span === undefined || span.end > piece.end) continue;
    const rest = turn.text.low.slice(span.end, piece.end).trim();
    // A sentence that merely begins with a name-like word is no answer.
    const words = rest.split(/\s+/).filter((w) => w !== '');
    const isCap = isCapitalised(wordsIn(turn, span)[0] ?? { plain: '', low: '', start: 0, end: 0 });
    if (
      words.length > (isCap ? 6 : 1) &&
      !/^(?:de|del|da|do|from|at|with|von|bei|chez|and|y|e|aqui|here|para servir)\b/.test(rest)
    )
      continue;
    if (!isCap && wordsIn(turn, span).length > 4) continue;
    if (/^(?:no|not|nao|pas|nicht)\b/.test(rest)) continue;
    return [{ turn, span, kind: turn.asked.has('surname') && !turn.asked.has('name') ? 'surname' : 'bare' }];
  }
  return [];
}

const RANK: Readonly<Record<Candidate['kind'], number>> = { corrected: 4, strong: 3, bare: 2, surname: 2, weak: 2 };
const CONFIDENCE: Readonly<Record<Candidate['kind'], number>> = {
  corrected: 0.9,
  strong: 0.95,
  bare: 0.85,
  surname: 0.85,
  weak: 0.8,
};

/** A later mention may complete a name ("Siobhan", then "Siobhan Keane"), wherever it stands. */
function extend(reading: Reading, first: string, current: number): Candidate | undefined {
  for (const turn of reading.turns) {
    for (const word of wordsIn(turn, { start: 0, end: turn.text.low.length })) {
      if (word.low !== first || !isCapitalised(word)) continue;
      const span = nameIn(turn, word.start, false);
      if (span && wordsIn(turn, span).length > current && !isOthers(turn, span)) return { turn, span, kind: 'weak' };
    }
  }
  return undefined;
}

/** The visitor's name, at its fullest, with the message that completed it. */
export function readNames(reading: Reading): Finding[] {
  let name = '';
  let chosen: Candidate | undefined;
  const found: Finding[] = [];
  const take = (candidate: Candidate, value: string) => {
    name = value;
    chosen = candidate;
    found.push(finding(candidate.turn, 'name', value, candidate.span, CONFIDENCE[candidate.kind]));
  };
  for (const turn of reading.turns) {
    const all = [
      ...introduced(turn, STRONG, 'strong'),
      ...introduced(turn, WEAK, 'weak'),
      ...answered(turn),
      ...appositive(turn),
      ...signedOff(turn),
    ];
    const best = all.toSorted(
      (a, b) => RANK[b.kind] - RANK[a.kind] || b.span.end - b.span.start - (a.span.end - a.span.start),
    )[0];
    if (best === undefined || (best.kind === 'weak' && isOthers(turn, best.span))) continue;
    const value = titled(wordsOf(turn, best.span));
    const words = foldWords(value);
    const known = foldWords(name);
    if (best.kind === 'surname' && name !== '') {
      if (!words.some((w) => known.includes(w))) take(best, `${name} ${value}`);
      else if (words.length > known.length) take(best, value);
    } else if (words.every((w) => known.includes(w))) continue;
    else if (best.kind === 'weak' && chosen && chosen.kind !== 'weak' && words[0] !== known[0]) continue;
    else take(best, value);
  }
  const known = foldWords(name);
  const longer = known[0] === undefined ? undefined : extend(reading, known[0], known.length);
  if (longer) found.push(finding(longer.turn, 'name', wordsOf(longer.turn, longer.span), longer.span, 0.8));
  return longer && chosen && longer.turn.position < chosen.turn.position ? found.slice(-1) : found;
}
