/** Words around digits that tell a phone number from other numbers, and the visitor's from other people's. */
import type { Reading, Span, Turn } from './reading.ts';

/** Words of calling and of phones. */
const CALLED =
  /\b(?:tel\w*|tlf|phone|fono|cel\w*|movil|mobile|cell|whatsapp|whats(?=\W{0,3}\d|:)|wasap|wsp|wa|wpp|zap|handy|natel|gsm|portable|numero|number|nummer|fone|llam\w+|call\w*|text|ring|ruckruf\w*|rufnummer|telefon\w*|marqu\w+|lig\w+|rappel\w*|appel\w*|anruf\w*|ruf\w*|zuruck\w*|reach|erreich\w*|joindre|contact\w*|apunt\w+|anot\w+|sms|landline|festnetz|fixe?|fijo|direct|durchwahl|ext)\b/;

/** True when a text speaks of phones or calling. */
export const isCalledPhone = (low: string): boolean => CALLED.test(low);

/** Numbers that have a name of their own. */
const NAMED =
  /(?<![\p{L}\p{N}])(?:pedido|orden|order|encomenda|commande|\w*bestell\w*|auftrag\w*|factura|invoice|fatura|facture|rechnung\w*|tarjeta|card|cartao|carte|karte|cuenta|account|conta|compte|konto\w*|iban|nif|dni|cif|cuit|cuil|rfc|curp|cpf|cnpj|rut|ruc|siret|siren|ust[\w.-]*|steuer\w*|vat|tax id|tva|ssn|gst(?:in)?|abn|passport|pasaporte|passeport|ticket|caso|case|reference|referencia|ref|tracking|guia|seguimiento|rastreio|suivi|\w*sendung\w*|paket\w*|paquete|parcel|colis|expediente|cedula|codigo|code|cep|poliza|policy|police|serie|serial|isbn|sku|modelo|model|cliente|customer|kunden(?:nummer|nr|konto|karte)|client|member\w*|socio|mitglied\w*|booking|buchung\w*|reserva(?:tion|cion)?|confirmation|clabe|cvv|pin|contrato|contract|contrat|vertrag\w*|registro|boleto|matricula|patient\w*|historia|version|lote|lot|chassis|protocol\w*|protokoll\w*|transac\w+|transaktion\w*|identifiant|instalacao|instalacion|matricule|gepack\w*|recommande|talon|id|fax)(?![\p{L}\p{N}])/gu;
const PHONE_NAME =
  /(?<![\p{L}\p{N}])(?:tel\w*|ruckruf\w*|rufnummer|tlf|phone|fono|cel\w*|movil|mobile|cell|whatsapp|wasap|zap|handy\w*|natel|gsm|portable|fone|(?:mi|my|meu|mon|meine) (?:numero|number|nummer)|llam\w+|call|text|ring|ruf\w*|lig\w+|rappel\w*|appelez)(?![\p{L}\p{N}])/gu;

const MONEY =
  '[$€£₹₦]|(?:eur|usd|euros?|dolar\\w*|pesos|reais|soles|dollars?|bucks|quid|pounds|mxn|cop|ars|clp|brl|chf|gbp|f?cfa|francs?|francos|franken|dinars?|dirhams?|guaranies|naira|rands?|rupees|km|kg|m2|m3|%|uhr|uds|unidades|units|pcs)(?![\\p{L}\\p{N}])';
const MONEY_AFTER = new RegExp(`^ ?(?:${MONEY})`, 'u');
const MONEY_BEFORE =
  /(?:[$€£₹₦#]|(?<![\p{L}\p{N}])(?:r\$|rs\.?|gs\.?|s\/\.?|b\/\.?|bs\.?|us\$|usd|eur|cop|chf|mxn|ngn|inr|gbp|n[º°o.]{1,2}|nr\.?|num\.?))\s?$/u;

/** Shapes of dates, sums, and of the tax and identity numbers of some countries. */
const SHAPES: readonly RegExp[] = [
  /^\d{4}[/. -]\d{1,2}[/. -]\d{1,2}$/,
  /^\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}(?!\d)/,
  /^[1-9]\d{0,2}(?:[ .]\d{3})*[ .]000$/,
  /^[1-9]\d{0,2}(?:\.\d{3})+\s?-\s?\d{1,3}(?:\.\d{3})+$/, // a range of sums
  /^\d{3}\.\d{3}\.\d{3}-\d{2}$/, // CPF
  /^\d{2}\.\d{3}\.\d{3}\/?\d{4}/, // CNPJ
  /^\d{1,2}\.\d{3}\.\d{3}-\d$/, // RUT
  /^\d{2}-\d{7}$/, // EIN
  /^\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}$/, // Belgian national number
  /^\d{7,9}-\d$/, // a number with its check digit
  /^\d{3}-\d{2}-\d{4}$/, // SSN
  /^\d{4}(?:[ -]\d{4}){3}/, // card
  /^(?:[01]\d|2[0-4])[0-5]0\s?-\s?(?:[01]\d|2[0-4])[0-5]0$/, // hours
];

const lastIn = (pattern: RegExp, text: string): number => {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
};

/** True when shape or neighbours say that a number is none to call. */
export function isOtherNumber(low: string, { start, end }: Span): boolean {
  const raw = low.slice(start, end);
  if (SHAPES.some((shape) => shape.test(raw))) return true;
  const line = low.slice(low.lastIndexOf('\n', start - 1) + 1, start);
  const before = line.slice(-45).split(/[,;]/).at(-1) ?? '';
  if (/[\p{L}\p{N}][-_]$/u.test(before) || MONEY_AFTER.test(low.slice(end, end + 14))) return true;
  const named = lastIn(NAMED, before);
  const called = lastIn(PHONE_NAME, before);
  return (named > called && before.length - named < 40) || (called === -1 && MONEY_BEFORE.test(before));
}

/** "Order number", "número de póliza": a number, and no phone. */
const NUMBER_OF =
  /\b(?:numeros?|numbers?|nummern?|n[ºo°])\s+(?:(?:de|do|da|du|d'|of|del|la|tu|su|votre|your|the|der|ihrer) ?)+\p{L}+|\p{L}+ (?:numbers?|nummern?|no)\b/gu;
const ANY_NUMBER = /\b(?:numeros?|numbers?|nummern?|contact\w*|reach|joindre|erreich\w*)\b/;

/** True when the question is for some other number than a phone. */
function isForOther(question: string): boolean {
  if (lastIn(NAMED, question) === -1 || lastIn(PHONE_NAME, question) !== -1) return false;
  const rest = question.replace(NUMBER_OF, (phrase) => (lastIn(NAMED, phrase) === -1 ? phrase : ' '));
  return !ANY_NUMBER.test(rest);
}

/** The assistant wants some other number, and no phone. */
export const isAskedOtherNumber = (turn: Turn, reading: Reading): boolean =>
  isForOther(turn.question.length < 12 ? reading.assistant : turn.question);

const PERSON =
  'boss|mum|mom|dad|mother|father|husband|wife|son|daughter|brother|sister|partner|colleague|friend|landlord|neighbou?r|granddaughter|grandson|jef[ea]|marido|mujer|hij[oa]|madre|padre|herman[oa]|chefe|filh[oa]|mae|pai|patron|mari|femme|fils|fille|chef|mann|frau|sohn|tochter|mutter|vater';
/** "Mi yerno atiende en el ...": whoever answers there, it is not the visitor. */
const RELATIVE =
  'boss|mum|mom|dad|husband|wife|son|daughter|brother|sister|partner|colleague|landlord|jef[ea]|marido|mujer|esposa?|hij[oa]|yerno|nuera|genro|nora|gendre|belle-fille|schwieger\\w+|\\w+-in-law|chefe|patrao|filh[oa]|patron|mari|femme|chef';
const OTHERS_BEFORE = new RegExp(
  [
    String.raw`\b(?:mi|my|meu|minha|mon|ma|mein\w*|dem|del|do|to|ao|au) (?:${RELATIVE}) [^.;:,\d]{0,25}$`,
    String.raw`\b(?:com|con|with|avec|mit) (?:ele|ela|el|ella|him|her|lui|elle|ihm|ihr)\b[^.;\n]{0,15}$`,
    String.raw`\b(?:${PERSON})(?:'s|s)?(?: (?:number|phone|mobile|cell|one))? (?:is|es|e|est|ist)\s+(?:el |the |le |o )?$`,
    String.raw`\b(?:you (?:called|rang|texted)|they called|me llam\w+ desde|called from|calls? from|llamada del?|me (?:llamo|llamaron|escribio) (?:el|un|del?)|ligaram d[eo]|(?:me )?ligou d\w+|appel (?:du|de)|anruf von|hatte? mich|hat mich|i (?:called|rang|tried)|liguei)\b[^.;\n]{0,40}$`,
    String.raw`\bsu (?:movil|telefono|numero|celular) (?:es )?(?:el )?$`,
    String.raw`\b(?:contact\w*|melden bei|escrib[ae] a[l ]|call|write to)[^.;\n]{0,12}\b(?:mr|mrs|ms|herrn?|frau|sr|sra|mme)\b[^,;\n]{0,25}$`,
    String.raw`\b(?:old|antigu[oa]|anterior|previous|viej[oa]|antig[oa]|ancien\w*|alte\w*|wrong|mal|equivocad\w+|former|used to be|no longer|ya no|war|era|was) (?:\S+ ){0,3}$`,
  ].join('|'),
);
const OTHERS_AFTER =
  /^[\s,)]*(?:angerufen|(?:e|es|is|est|ist) (?:de|do|da|of|von) (?:uma?|una?|an?|une?|einer?)\b|belongs to|gehort|hat (?:mich )?angerufen|is (?:his|hers?|my (?:boss|mum|mom|dad|wife|husband))|es el de mi|(?:but |aber |pero |mas |mais )?(?:don'?t (?:use|call|ring) (?:that|it|this|him|her)|no (?:lo|la) us\w+))\b/;

/** True when the words around give the number to somebody else, or to the visitor's past. */
export const isOthersPhone = (low: string, { start, end }: Span): boolean =>
  OTHERS_BEFORE.test(low.slice(Math.max(0, start - 70), start)) || OTHERS_AFTER.test(low.slice(end, end + 40));

const DENIED =
  /\b(?:(?:not|n't|dont|never|nunca|nicht|nao|pas|jamais)(?: \p{L}+){0,3}|no (?:es|era|us\w+|llam\w+|marqu\w+|al|a))(?: (?:the|el|al|a|on|o|le|unter|auf|die|to))? ?$/u;

/** True when the number is denied: "not 0770...", "no llames al ...". A bare "no" before a number corrects. */
export const isDenied = (low: string, start: number): boolean => DENIED.test(low.slice(Math.max(0, start - 40), start));

/** True when the assistant asked for somebody else's address or number. */
export const isTheirsAsked = (question: string): boolean =>
  /\b(?:e-?mail|mail|correo|telefone|telefono|numero|phone|number|contato)\s+(?:del[ae]|d'elle|de lui|de su (?:hij|mari|mujer|jef)\w+)\b|\b(?:his|her|their) (?:e-?mail|number|phone|mobile)\b/.test(
    question,
  );
