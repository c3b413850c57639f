/** Words that multiply the number before them, and nouns that are numbers themselves; folded. */

const words = (list: string, value: number): [string, number][] => list.split(' ').map((word) => [word, value]);

/** What may stand after a number: "12 grand", "3 lakh", "2 mdp". */
export const SCALES: ReadonlyMap<string, number> = new Map([
  ...words('k ks grand mil miles mille milles thousand thousands tausend tausender tsd teur keur riesen tsd', 1000),
  ...words('luca lucas luka lukas millar millares milhar milhares millier milliers', 1000),
  ...words('hundred hundreds hundert hunderter cientos centaines', 100),
  ...words('lakh lakhs lac lacs', 1e5),
  ...words(
    'million millions millionen millon millones milhao milhoes mio mln mdp mdd mm kk palo palos melon melones',
    1e6,
  ),
  ...words('crore crores', 1e7),
  ...words('billion billions milliarde milliarden milliard milliards bilhao bilhoes', 1e9),
]);

/** Nouns that count by themselves: "une vingtaine", "ein Dutzend", "a tenner". */
export const NUMBER_NOUNS: ReadonlyMap<string, number> = new Map([
  ...words('fiver', 5),
  ...words('tenner zehner decena dezena dizaine dezenas', 10),
  ...words('dozen dutzend docena duzia douzaine', 12),
  ...words('quinzaine quincena', 15),
  ...words('twenties zwanziger vingtaine veintena', 20),
  ...words('trentaine treintena', 30),
  ...words('quarantaine cuarentena', 40),
  ...words('funfziger fuffi cinquantaine cincuentena', 50),
  ...words('soixantaine', 60),
  ...words('hunderter centena centenar centaine', 100),
  ...words('grand tausender millier millar milhar luca luka', 1000),
  ...words('lakh lac', 1e5),
  ...words('palo melon', 1e6),
  ...words('crore', 1e7),
]);

/** Parts of a scale and pairs of it: "half a million", "medio palo", "eine Viertelmillion", "a couple of thousand". */
export const PARTS: readonly [RegExp, number][] = [
  [/^(?:half(?: an?| of an?)?|medi[oa]|mei[oa]|demi|halbe[nrs]?)$/, 0.5],
  [/^(?:quarter(?: of)? an?|cuarto de|quarto de|quart de|viertel)$/, 0.25],
  [/^(?:couple(?: of)?|par de|pair of)$/, 2],
  [/^(?:three[- ]quarters? of an?|tres cuartos de|dreiviertel)$/, 0.75],
];
