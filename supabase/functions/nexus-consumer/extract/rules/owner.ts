/** Whose fact is it? Bosses, relatives and colleagues have names, phones and addresses too. */
import { type Span, sentenceAt, type Turn } from './reading.ts';

/** People who are not the visitor, by their relation to them. */
const RELATION = String.raw`(?:jef[ea]s?|boss|chefe|chefin|patron(?:ne)?|marido|mujer|esposa|esposo|senora|husband|wife|spouse|fiancee?|mari|femme|mann|frau|hij[oa]s?|son|daughter|kids?|filh[oa]s?|fils|fille|sohn|tochter|madre|padre|mama|papa|mother|father|mom|mum|dad|mae|pai|mere|pere|mutter|vater|herman[oa]s?|brother|sister|irmao?|frere|soeur|bruder|schwester|amig[oa]s?|friends?|amie?s?|freund(?:in)?|companer[oa]s?|colleagues?|coworkers?|co-workers?|colegas?|collegues?|kolleg(?:e|in|en)|soci[oa]s?|business partner|associee?|clientes?|clients?|customers?|kund(?:e|in|en)|contador[a]?|accountant|comptable|buchhalter(?:in)?|steuerberater(?:in)?|abogad[oa]|lawyer|attorney|avocate?|anwalt|advogad[oa]|asistente|assistant[e]?|assistente|secretari[oa]|secretary|secretaire|sekretarin|vecin[oa]|neighbou?r|vizinh[oa]|voisine?|nachbar(?:in)?|proveedor|supplier|fornecedor|fournisseur|lieferant|medic[oa]|cunad[oa]|prim[oa]|ti[oa]|uncle|aunt|cousin|abuel[oa]|grandm\w+|grandf\w+|suegr[oa]|novi[oa]|namorad[oa]|boyfriend|girlfriend|landlord|casero|roommate|manager|supervisor|chef|ex|gerente|competitor|competencia|recommended|previous|anterior|former)`;
const POSSESSIVE = String.raw`(?:mi|mis|my|meus?|minhas?|mon|ma|mes|mein\w*|his|her|their|dele|dela|nuestr[oa]s?|our|noss[oa]s?|notre|unser\w*)`;
const ARTICLE = String.raw`(?:un|una|a|um|uma|une?|ein\w*)`;
/** "I'm a manager" is about the visitor; "a friend" is not. */
const NO_JOB =
  '(?!manager|supervisor|chef|gerente|asistente|assistant|assistente|secretar|accountant|contador|lawyer|attorney|abogad|advogad|avocat|anwalt|medic|comptable|buchhalter|steuerberater|jef|boss|proveedor|supplier|fornecedor|fournisseur|lieferant|anterior|previous|former|recommended|ex|mari|mann|frau|femme|client|kund)';
const OTHERS = new RegExp(
  String.raw`(?<!\b(?:i'm|i am|soy|yo soy|sou|je suis|ich bin) )\b(?:${POSSESSIVE}\s+(?:\w+\s)?|${ARTICLE}\s+(?:\w+\s)?${NO_JOB})${RELATION}\b`,
  'g',
);
const OWN =
  /\b(?:yo|soy|me llamo|mi (?:correo|e-?mail|mail|telefono|numero|celular|movil|nombre|direccion|whatsapp|web)|mio|i'm|i am|my (?:e-?mail|mail|phone|number|cell|mobile|name|address|direct|work|personal|website)|mine|i|eu|sou|meu (?:email|e-mail|telefone|numero|nome|celular|whatsapp)|je|mon (?:e-?mail|mail|numero|telephone|nom|adresse|portable)|ich|mein\w* (?:e-?mail|mail|telefon\w*|nummer|handy\w*|name|adresse))\b/g;
const OTHERS_AFTER =
  /^[\s,)]*(?:is|es|e|est|ist|son)\s+(?:his|hers?|their|the one of|el de (?:mi|el|ella)|la de mi|de (?:mi|el|ella)|o d[aeo] |celui de|celle de|sein|ihr[e ])|^[\s,(]*(?:de mi |of my |do meu |da minha |de mon |de ma |von mein)/;
const OTHERS_BEFORE =
  /\b(?:his|her|their|dele|dela|sein|leur|son|sa)\s+(?:work |cell |direct )?(?:e-?mail|mail|correo|number|phone|telefono|nummer|adresse|telephone|numero)\b[^.]{0,15}$|\b(?:e-?mail|correo|telefono|numero|number|phone|telefone|adresse|mail) (?:de|of|do|da|von|d') ?(?:mi|my|el|ella|him|her|meu|minha|mon|ma|mein\w*|la|su)\b[^.]{0,25}$/;
const YOURS =
  /\b(?:your|tu|vuestr[oa]|su|seu|sua|votre|ihr[e]?|dein[e]?) (?:e-?mail|mail|correo|number|phone|telefono|numero|page|web|website|site|pagina|ad|anuncio)\b[^.]{0,20}$/;

const lastIndex = (pattern: RegExp, text: string): number => {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
};

/** True when the sentence around a span gives it to somebody other than the visitor. */
export function isOthers(turn: Turn, span: Span): boolean {
  const sentence = sentenceAt(turn, span.start);
  const before = turn.text.low.slice(sentence.start, span.start);
  const after = turn.text.low.slice(span.end, span.end + 60).split('\n')[0] ?? '';
  if (OTHERS_AFTER.test(after) || OTHERS_BEFORE.test(before) || YOURS.test(before)) return true;
  const others = lastIndex(OTHERS, before);
  return others !== -1 && lastIndex(OWN, before) < others;
}

const DENIAL =
  /\b(?:no|not|n't|nao|pas|nicht|kein\w*|ni|sin|without|sem|sans|ohne|never|nunca|jamas|don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|ne)\b/;
const DENIAL_PT = /\b(?:nao|nem|sem|nunca|jamais)\b/;

/** True when the words before an offset, in its clause, deny it. */
export function isNegated(turn: Turn, offset: number): boolean {
  const sentence = sentenceAt(turn, offset);
  const clause =
    turn.text.low
      .slice(Math.max(sentence.start, offset - 40), offset)
      .split(/[,;:]/)
      .at(-1) ?? '';
  return (turn.lang === 'pt' ? DENIAL_PT : DENIAL).test(clause);
}
