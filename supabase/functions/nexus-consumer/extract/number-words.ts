/** Number words of the five languages, folded (no accents, lower case). */

/** The languages that the rules read. */
export type Lang = 'es' | 'en' | 'pt' | 'fr' | 'de';

/** `list('a b', 1)` numbers words upwards from `first` in steps; `_` leaves a number out. */
function count(words: string, first: number, step = 1): Record<string, number> {
  const entries = words.split(' ').flatMap((word, i) => word.split('/').map((w) => [w, first + i * step] as const));
  return Object.fromEntries(entries.filter(([word]) => word !== '_'));
}

/** Each language's words with their values; hundreds and thousands combine as `findNumbers` says. */
export const NUMBER_WORDS: Readonly<Record<Lang, Readonly<Record<string, number>>>> = {
  es: {
    ...count('cero uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince', 0),
    ...count('dieciseis diecisiete dieciocho diecinueve veinte veintiuno/veintiun veintidos veintitres', 16),
    ...count('veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve', 24),
    ...count('treinta cuarenta cincuenta sesenta setenta ochenta noventa', 30, 10),
    ...count('cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas', 100, 100),
    ...count('quinientos/quinientas seiscientos/seiscientas setecientos ochocientos novecientos', 500, 100),
    ...{ mil: 1000, millon: 1e6, millones: 1e6 },
  },
  en: {
    ...count('zero/oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen', 0),
    ...count('fifteen sixteen seventeen eighteen nineteen twenty', 15),
    ...count('thirty forty fifty sixty seventy eighty ninety hundred', 30, 10),
    ...{ thousand: 1000, grand: 1000, million: 1e6, dozen: 12 },
  },
  pt: {
    ...count(
      'zero um/uma dois/duas tres quatro cinco seis/meia sete oito nove dez onze doze treze quatorze/catorze',
      0,
    ),
    ...count('quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove vinte', 15),
    ...count('trinta quarenta cinquenta sessenta setenta oitenta noventa cem/cento', 30, 10),
    ...count(
      'duzentos/duzentas trezentos/trezentas quatrocentos quinhentos seiscentos setecentos oitocentos',
      200,
      100,
    ),
    ...{ novecentos: 900, mil: 1000, milhao: 1e6, milhoes: 1e6 },
  },
  fr: {
    ...count('zero un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize', 0),
    ...count('vingt/vingts trente quarante cinquante soixante septante huitante/octante nonante cent/cents', 20, 10),
    ...{ mille: 1000, million: 1e6, millions: 1e6 },
  },
  de: {
    ...count('null eins zwei/zwo drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn', 0),
    ...count('funfzehn sechzehn siebzehn achtzehn neunzehn zwanzig', 15),
    ...count('dreissig vierzig funfzig sechzig siebzig achtzig neunzig hundert', 30, 10),
    ...{ zweit: 2, dritt: 3, viert: 4, funft: 5, sechst: 6 }, // "wir sind zu funft"
    ...{ tausend: 1000, million: 1e6, millionen: 1e6 },
  },
};

/** What may stand right after digits: "5k", "5 mil". */
export const SCALE_WORDS: Readonly<Record<string, number>> = {
  k: 1000,
  mil: 1000,
  thousand: 1000,
  tausend: 1000,
  mille: 1000,
  m: 1e6,
  mm: 1e6,
  mio: 1e6,
  millon: 1e6,
  millones: 1e6,
  million: 1e6,
  millions: 1e6,
  millionen: 1e6,
  milhao: 1e6,
  milhoes: 1e6,
};
