/** Cities and countries, from a gazetteer and from the names that `Intl` knows. */
import { cityMapping } from 'city-timezones';
import { foldText } from '../fold.ts';
import { TOWNS } from './towns.ts';

export interface City {
  readonly country: string;
  readonly population: number;
}

const fold = (name: string): string =>
  // Most names that are asked for are words of a folded text already.
  /^[a-z0-9]+(?: [a-z0-9]+)*$/.test(name)
    ? name
    : foldText(name)
        .low.replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();

/** What the gazetteer, which is in English, does not call by the name people use there or in another language. */
const OTHER_NAMES =
  'munchen DE|koln DE|nurnberg DE|hannover DE|braunschweig DE|wien AT|zurich CH|genf CH|geneve CH|basel CH|berna CH|bruxelles BE|bruselas BE|brussel BE|londres GB|paris FR|nueva york US|nova york US|nova iorque US|new york US|nyc US|la US|sf US|san francisco US|los angeles US|filadelfia US|roma IT|milano IT|milan IT|napoli IT|torino IT|firenze IT|florencia IT|venezia IT|lisboa PT|lisbonne PT|oporto PT|sevilla ES|zaragoza ES|la coruna ES|a coruna ES|san sebastian ES|donostia ES|vitoria ES|pamplona ES|mostoles ES|getafe ES|alcala de henares ES|leganes ES|badalona ES|terrassa ES|sabadell ES|elche ES|reus ES|girona ES|gerona ES|lleida ES|jerez ES|marbella ES|gijon ES|palma ES|palma de mallorca ES|mallorca ES|ibiza ES|tenerife ES|las palmas ES|cusco PE|cuzco PE|cdmx MX|ciudad de mexico MX|mexico city MX|queretaro MX|monterrey MX|cancun MX|playa del carmen MX|san luis potosi MX|toluca MX|caba AR|buenos aires AR|cordoba AR|rosario AR|mar del plata AR|santiago de chile CL|santiago CL|vina del mar CL|bogota CO|sao paulo BR|rio de janeiro BR|rio BR|brasilia BR|belo horizonte BR|bh BR|sampa BR|floripa BR|florianopolis BR|niteroi BR|campinas BR|santo andre BR|guarulhos BR|joinville BR|blumenau BR|ribeirao preto BR|kopenhagen DK|varsovia PL|praga CZ|moscu RU|pekin CN|estambul TR|atenas GR|tokio JP|den haag NL|montreal CA|quebec CA|dusseldorf DE|frankfurt DE|frankfurt am main DE|saint-etienne FR|marseille FR|lyon FR|strassburg FR|strasbourg FR|aix-en-provence FR|marsella FR|burdeos FR|luxembourg LU|luxemburg LU';

const CITIES: ReadonlyMap<string, City> = (() => {
  const cities = new Map<string, City>();
  for (const { city, city_ascii: ascii, iso2, pop } of cityMapping) {
    for (const name of new Set([fold(city), fold(ascii)])) {
      if (name.length >= 3 && (cities.get(name)?.population ?? -1) < pop)
        cities.set(name, { country: iso2, population: pop });
    }
  }
  for (const entry of OTHER_NAMES.split('|')) {
    const name = fold(entry.slice(0, -3));
    cities.set(name, { country: entry.slice(-2), population: Math.max(cities.get(name)?.population ?? 0, 500_000) });
  }
  return cities;
})();

/** Places of a town's list entry: "ES2MX4" is a town of 4000 in Spain and one of 16000 in Mexico. */
const townsOf = (places: string): City[] =>
  Array.from(places.matchAll(/([A-Z]{2})([0-9a-z])/g), ([, country = '', size = '0']) => {
    return { country, population: 1_000 * 2 ** Number.parseInt(size, 36) };
  });

/** Small towns of a folded name, found by halving: building a table of them would cost every cold start 90 ms. */
function townsNamed(key: string): City[] {
  const list = TOWNS[key.charAt(0)] ?? '';
  let [low, high] = [0, list.length];
  while (low < high) {
    const start = list.lastIndexOf(',', ((low + high) >> 1) - 1) + 1;
    const comma = list.indexOf(',', start);
    const end = comma === -1 ? list.length : comma;
    const colon = list.indexOf(':', start);
    const name = list.slice(start, colon);
    if (name === key) return townsOf(list.slice(colon + 1, end));
    // Entries are sorted with their colon, which is greater than a space.
    if (`${name}:` < `${key}:`) low = end + 1;
    else high = start;
  }
  return [];
}

const ALIASES =
  'usa US|us US|u s US|u s a US|estados unidos US|eeuu US|ee uu US|eua US|united states of america US|the states US|america US|uk GB|u k GB|england GB|inglaterra GB|angleterre GB|scotland GB|escocia GB|wales GB|great britain GB|gran bretana GB|holland NL|holanda NL|emirates AE|uae AE|korea KR|south korea KR|corea KR|coreia KR|corea del sur KR|czech republic CZ|republica checa CZ|republica dominicana DO|rd DO|turkey TR|turquia TR|rusia RU';

const COUNTRIES: ReadonlyMap<string, string> = (() => {
  const countries = new Map<string, string>();
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  for (const language of ['en', 'es', 'pt', 'fr', 'de']) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
      const name = names.of(code);
      // EU, UN and the like are regions without people of their own; ZZ is "unknown".
      if (name !== undefined && !['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB'].includes(code))
        countries.set(fold(name), code);
    }
  }
  for (const entry of ALIASES.split('|')) countries.set(fold(entry.slice(0, -3)), entry.slice(-2));
  return countries;
})();

/** Every place of that name, small towns too, one for each country that has it; the best known first. */
export function placesNamed(name: string): readonly City[] {
  const key = fold(name);
  const known = CITIES.get(key);
  const towns = townsNamed(key).filter(({ country }) => country !== known?.country);
  return [...(known ? [known] : []), ...towns.sort((a, b) => b.population - a.population)];
}

/** The best known city of that name, whatever its case and accents. */
export const cityNamed = (name: string): City | undefined => CITIES.get(fold(name)) ?? placesNamed(name)[0];

/** ISO 3166-1 alpha-2 code of a country named in any of the five languages. */
export const countryNamed = (name: string): string | undefined => COUNTRIES.get(fold(name));

/** True for a word that the gazetteer knows as a place of some size. */
export const isPlace = (name: string): boolean =>
  (cityNamed(name)?.population ?? 0) > 20_000 || countryNamed(name) !== undefined;
