/** "Up to", "at least" and ranges around amounts, in the words left, between and right of them. */

import type { Lang } from '../number-words.ts';

/** A lower and an upper bound; an exact or rough amount has both the same. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** An amount and where it stands. */
export interface Amount {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  /** 1 without a scale word, else 100, 1000, 1000000. */
  readonly scale: number;
  readonly digits: boolean;
}

/** What may stand between a bound and its number: articles, "about", currencies, a budget word. */
const FILLER = String.raw`(?:\s*(?:de|des|d'|du|do|dos|da|das|del|los|las|les|la|le|el|the|a|an|o|os|um|uma|uns|umas|un|une|unos|unas|of|about|around|like|say|maybe|environ|etwa|rund|ca\.?|so|circa|cerca de|euros?|eur|usd|us|chf|gbp|cad|aud|mxn|cop|rs\.?|gs\.?|fcfa|kz|mt|bs\.?|s\/\.?|r\$|[\p{L}]{0,2}\$|[$€£:()*>=-]|is|es|e|est|ist|son|sont|sao|sind|are|am|at|com|con|a unos|a uns|gegen|tipo|mis|mes|meine[nr]?|my))*\s*$`;

const OVER =
  "(?:mas(?: alla)? d[eo]s?|mas que|more(?: than)?|higher than|over|above|beyond|past|plus(?: haut| cher) que|plus de|plus d'|au[- ]dela d[eu]s?|au[- ]dessus d[eu]s?|superieur a|superior a|mehr (?:als|wie)|teurer als|uber|oberhalb(?: von)?|mais (?:alto |caro )?(?:d[eo]s?|do que|que)|acima d[eo]s?|por encima de|arriba de|encima de)";
const UNDER = String.raw`(?:hasta(?: un)?|up to|until|till|at (?:the )?most|as (?:high|much|far) as|sub|[<≤]|no more than|under|below|beneath|less than|cheaper than|within|menos d[eo]s?|menor(?:es)? (?:de|a|que)|(?:por )?debajo d[eo]s?|abaixo d[eo]s?|inferior(?:es)? a|ate|(?:jusqu'?a|a) (?:concurrence|hauteur) de|jusqu'?a(?:ux?)?|jusque|south of|nicht teurer als|(?:tout )?au plus|moins (?:de |d'|cher que )|en[- ]dessous d[eu]s?|inferieure? a|sous|bis(?: zu)?|hochstens|allerhochstens|unter(?:halb(?: von)?)?|weniger als|billiger als|plafonne\w*(?: a)?|capped(?: at)?|gedeckelt(?: auf)?|deckel\p{L}*|stretch(?:ing|ed)?(?: it)? to|max out at|top out at|tops out at|estir\w+(?: hasta)? a|(?:lleg|cheg)\w+ a(?:os)?|mont(?:er|e|ons) a|grimper a|rentr\w+ dans|fit (?:in|into|within)|cab\w+ e[nm]|quep\w+ en)`;
/** Nouns and adverbs of a bound, from which words may part the number: "the most I can do is 60". */
const UPPERMOST = String.raw`(?:(?:aller)*max(?:i(?:mo|ma|mum|mal\w*)?)?|tope|techo|limite?s?|limit(?:ed|iert)?|ceiling|cap|plafond|teto|\p{L}*(?:ober|schmerz|hochst|preis)grenze|kostendach|the most|(?:como|a lo) (?:mucho|sumo|mas)|lo mas|o mais|le plus|deckel|hochst\p{L}*|top end|upper end|keep it to|keep to)`;
const LOWERMOST = String.raw`(?:min(?:im[oa]|imum|imal)?|mindest\p{L}*)`;
const AT_LEAST =
  '(?:desde|from|[>≥]|at least|no less than|not less than|al menos|por lo menos|como poco|a partir d[eo]s?|starting at|upwards of|north of|pelo menos|au moins|pas moins de|mindestens|wenigstens|zumindest|ab|nicht unter|nicht weniger als|nao menos de|no menos de)';
/** To go beyond a sum: with a denial before it, an upper bound. */
const EXCEED = String.raw`(?:pass?[aeo]\p{L}*|sup[ei]r\p{L}*|exced\p{L}*|rebas\p{L}*|sobrepas\p{L}*|ultrapass\p{L}*|depass\p{L}*|exceed\p{L}*|surpass\p{L}*|excede\p{L}*|go(?:ing)? (?:over|above|beyond|past|higher)|stretch\p{L}*|sub(?:o|imos|ir\p{L}*)|baj\p{L}+|mont(?:er|e|ons)|uberschreit\p{L}*|ubersteig\p{L}*|ir(?:me|nos)?|vay\p{L}+|sal(?:ir|ga)\p{L}*)`;
const DENIED =
  /(?<!\p{L})(?:no|not|dont|cant|wont|cannot|\p{L}+n't|never|nao|nem|ni|pas|sans|ne|n'|nicht|ned|net|nit|nich|nid|keine?[nrms]?|sin|without|sem|ohne|nie|nothing|nada|rien|nichts|nix|keinesfalls|kaum|ningun\p{L}*|nunca|jamais|jamas)(?!\p{L})/u;

const OVER_BEFORE = new RegExp(String.raw`(?<!\p{L})${OVER}${FILLER}`, 'u');
const EXCEED_BEFORE = new RegExp(String.raw`(?<!\p{L})${EXCEED}(?: \p{L}+){0,2}${FILLER}`, 'u');
const UNDER_BEFORE = new RegExp(
  String.raw`(?:(?<!\p{L})${UNDER}${FILLER}|(?<!\p{L})${UPPERMOST}(?!\p{L})(?:\.|'s)?(?: [\p{L}']+){0,5}${FILLER})`,
  'u',
);
const LEAST_BEFORE = new RegExp(
  String.raw`(?:(?<!\p{L})(?:${AT_LEAST}|${OVER})${FILLER}|(?<!\p{L})${LOWERMOST}(?!\p{L})\.?(?: [\p{L}']+){0,3}${FILLER})`,
  'u',
);
const LESS_BEFORE = new RegExp(
  String.raw`(?<!\p{L})(?:less than|under|below|menos (?:de|do que|que)|moins (?:de|que)|weniger (?:als|wie)|unter)${FILLER}`,
  'u',
);

const UNDER_AFTER =
  /^[^.;!?\n]{0,28}?(?<!\p{L})(?:(?:aller)*max(?:i(?:mo|mum|mal)?)?|(?:aller)+hochstens|(?:p'|pa'? ?)abajo|como (?:mucho|maximo|tope)|a lo (?:sumo|mas)|at (?:the )?(?:most|max|outside)|tops|no maximo|ao maximo|hochstens|au (?:grand )?(?:maximum|plus)|tout au plus|a tout casser|grand max|(?<!mas )o menos|or (?:less|under|below)|(?<!mais )ou menos|(?<!plus )ou moins|oder weniger|limite?|tope|techo|cap|ceiling|plafond|teto|\p{L}*(?:ober|schmerz|hochst)grenze|para abajo|pra baixo|is (?:the most|as high|all)|(?:ne )?pas depasser|nicht (?:uber|drub)\p{L}+|not to (?:exceed|go over)|sin pasar\p{L}*|sem passar|ist (?:schluss|feierabend|ende)|die grenze|(?:hochste|ausserste)\p{L}*|at the very most|geht nichts?|no (?:paso|pasamos|subo|subimos)|nao (?:passo|passamos|subo))(?!\p{L})/u;
const LEAST_AFTER =
  /^[^,.;!?\n]{0,16}?(?<!\p{L})(?:(?:como|de|no|au) minim(?:o|um)|minimum|min|minimo|como poco|or more|and (?:up|above)|upwards|(?<!menos )o mas|(?<!menos )ou mais|(?<!moins )ou plus|et plus|y mas|e mais|oder mehr|aufwarts|mindestens|at least|al menos|por lo menos|pelo menos|au moins|(?:para|pra) (?:arriba|cima))(?!\p{L})|^\+(?!\d)/u;
/** What ends all haggling; said in one breath with the sum it is a bound. */
const FINAL =
  /(?<!\p{L})(?:ende der diskussion|mehr (?:geht |ist |darf \p{L}+ )?(?:nicht|nichts|nix)|(?:no|nothing|nada|rien de|nicht|nichts|not a \p{L}+|ni un\p{L}*(?: \p{L}+)?|pas un sou de|pas|nem mais|keinen? \p{L}+) (?:more|mas|plus|mehr|um \p{L}+)|pas davantage)(?!\p{L})/u;
/** "Mehr als 1500 will ich nicht ausgeben", "más de 20 no puedo", "au-dessus de 900 faut une signature". */
const DENIED_AFTER =
  /^[^.;!?\n]{0,40}?(?<!\p{L})(?:no|not|nao|nicht|nich|ned|net|nit|nid|nix|pas|wont|won't|can't|cannot|don't|peinlich|zu (?:viel|teuer)|demasiado|too (?:much|steep)|trop|demais|signature|unterschrift|firma|imposible|impossible|hurts|duele|doi|mort|coince|non|is out|no[- ]go)(?!\p{L})/u;
const ASKS_MAX =
  /(?<!\p{L})(?:maxim\p{L}*|max|tope|techo|limite?|limit|ceiling|cap|plafond|teto|\p{L}*(?:preis|ober|schmerz|hochst)grenze|kostendach|hochstens|hasta (?:cuanto|donde)|ate (?:quanto|onde)|jusqu'(?:a combien|ou)|bis (?:zu )?(?:welche\p{L}*|wie ?viel)|up to how much|the most|how (?:high|far)|bis wohin|como mucho|no more than|(?:nicht )?uberschreiten|(?:ne )?(?:pas )?depasser|no (?:pasar|superar|exceder)|nao (?:passar|ultrapassar)|deckel\p{L}*)(?!\p{L})/u;
const ASKS_MIN = /(?<!\p{L})(?:minim\p{L}*|at least|mindest\p{L}*|al menos|au moins|pelo menos)(?!\p{L})/u;

/** Words that take back what was said before them. */
export const CORRECTS =
  /(?<!\p{L})(?:perdon|digo|miento|mejor dicho|corrijo|rectifico|wait|sorry|actually|i mean|i meant|make (?:it|that)|scrap that|correction|no no|desculpa|minto|alias|quer dizer|pardon|enfin|non|finalement|plutot|je me trompe|nein|moment|quatsch|korrektur|vielmehr|doch eher|mejor|melhor|rather|exactly|exactement|exactamente|genau|quoi|pera|espera|subir|nope|oops|ups)(?!\p{L})|[,.] ?(?:no|nao|ne),? |^ ?(?:no|nao|nein|non),? ?$/u;

/** Between the two ends of a range: "y", "-", "bis", with a currency or period between. */
export const RANGE_GAP =
  /^[\s.]{0,2}(?:[$€£]|k|euros?|eur|usd|chf|dolar\w*|dollars?|pesos|reais|francs?|franken?|mil|an|people|personas|leute|,-|\.-|-)?[\s.]?(?:-|\/|~|a|to|y|and|e|et|und|u|bis|ate|hasta|o|or|ou|oder|up to|jusqu'a|bis max\.?|,? ?hochstens|till|until)\s?(?:a |de |los |the |les |max\.? |hochstens |uns |unos |about |maybe )?[\p{L}]{0,3}\.?\s?[$€£]?\s?$/u;

/** `a` in the units of `b`: "6 y 8 mil", "three to four hundred", "6 à 8000". */
export function sharedScale(a: Amount, b: Amount): number {
  if (a.scale > 1 || a.value >= 1000) return a.value;
  for (const scale of [1e6, 1000, 100]) {
    const isSaid =
      b.scale >= scale ||
      (b.value >= scale && b.value % (scale / 10) === 0 && (scale > 100 || !b.digits || a.value < 10));
    const value = a.value * scale;
    if (isSaid && value < b.value && value * 40 >= b.value) return value;
  }
  return a.value;
}

/** `b` in the units of `a` where it says less and means more: "12k, could go to 15". */
export function stretched(a: Amount, b: Amount): number {
  if (b.scale > 1 || b.value >= a.value) return b.value;
  for (const scale of [1000, 1e6])
    if (b.value * scale > a.value && b.value * scale <= a.value * 4) return b.value * scale;
  return b.value;
}

/**
 * What the words around an amount make of it.
 *
 * @param before the words left of it, in its clause
 * @param after the words right of it, to the end of its clause
 * @param own the words of `after` that belong to the statement of the sum itself
 * @param question what was asked of money
 */
export function boundsOf(
  value: number,
  before: string,
  after: string,
  own: string,
  question: string,
  lang: Lang | undefined,
): Bounds {
  // "No" is "in the" in Portuguese.
  const isDenied = DENIED.test(lang === 'pt' ? before.replace(/(?<!\p{L})no(?!\p{L})/gu, '') : before);
  if (isDenied && LESS_BEFORE.test(before)) return { min: value };
  if (isDenied && (OVER_BEFORE.test(before) || EXCEED_BEFORE.test(before))) return { max: value };
  if (OVER_BEFORE.test(before)) return DENIED_AFTER.test(after) ? { max: value } : { min: value };
  if (UNDER_BEFORE.test(before) || UNDER_AFTER.test(after) || FINAL.test(own)) return { max: value };
  if (LEAST_BEFORE.test(before) || LEAST_AFTER.test(after)) return { min: value };
  if (question !== '' && ASKS_MAX.test(question)) return { max: value };
  if (question !== '' && ASKS_MIN.test(question)) return { min: value };
  return { min: value, max: value };
}
