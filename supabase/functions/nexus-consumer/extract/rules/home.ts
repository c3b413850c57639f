/** Which country a conversation is in, as far as money goes: for "pesos", "$" and sums without a currency. */
import { cityNamed, countryNamed } from './places.ts';
import type { Reading } from './reading.ts';

const PREFIXES: readonly [RegExp, string][] = [
  [/\+\s?52\b/, 'MX'],
  [/\+\s?54\b/, 'AR'],
  [/\+\s?56\b/, 'CL'],
  [/\+\s?57\b/, 'CO'],
  [/\+\s?51\b/, 'PE'],
  [/\+\s?55\b/, 'BR'],
  [/\+\s?351\b/, 'PT'],
  [/\+\s?34\b/, 'ES'],
  [/\+\s?44\b/, 'GB'],
  [/\+\s?61\b/, 'AU'],
  [/\+\s?64\b/, 'NZ'],
  [/\+\s?41\b/, 'CH'],
  [/\+\s?43\b/, 'AT'],
  [/\+\s?49\b/, 'DE'],
  [/\+\s?33\b/, 'FR'],
  [/\+\s?32\b/, 'BE'],
  [/\+\s?237\b/, 'CM'],
  [/\+\s?22[1-9]\b/, 'SN'],
  [/\+\s?27\b/, 'ZA'],
  [/\+\s?91\b/, 'IN'],
  [/\+\s?258\b/, 'MZ'],
  [/\+\s?244\b/, 'AO'],
];
/** Canadian area codes. @see https://www.cnac.ca/ */
const CANADIAN =
  /(?<!\d)\(?(?:204|226|236|249|250|289|306|343|365|403|416|418|431|437|438|450|506|514|519|579|581|587|604|613|639|647|705|709|778|780|782|807|819|825|867|873|902|905)\)?[-. ]\d{3}[-. ]\d{4}(?!\d)/;
/** Numbers without prefix whose shape is one country's, among those of a language. */
const SHAPES: readonly [string, RegExp, string][] = [
  ['es', /(?<!\d)3[0-5]\d[ -]?\d{3}[ -]?\d{4}(?!\d)/, 'CO'],
  ['es', /(?<!\d)(?:55|33|81|56)[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)[2-9]\d{2}[ -]\d{3}[ -]\d{4}(?!\d)/, 'MX'],
  ['es', /(?<!\d)[67]\d{2}[ -]?(?:\d{3}[ -]?\d{3}|\d{2}[ -]\d{2}[ -]\d{2})(?![ -]?\d)/, 'ES'],
  ['es', /(?<!\d)9[ -]?\d{4}[ -]?\d{4}(?!\d)/, 'CL'],
  ['pt', /\(?\d{2}\)?[ -]?9[ -]?\d{4}[- ]?\d{4}(?!\d)/, 'BR'],
  ['pt', /(?<!\d)9[1236]\d[ -]?\d{3}[ -]?\d{3}(?!\d)/, 'PT'],
  ['fr', /(?<!\d)0[67](?:[ .]?\d{2}){4}(?!\d)/, 'FR'],
  ['fr', /(?<!\d)07[6-9][ .]\d{3}[ .]\d{2}[ .]\d{2}(?!\d)/, 'CH'],
  ['de', /(?<!\d)07[6-9][ .]\d{3}[ .]\d{2}[ .]\d{2}(?!\d)/, 'CH'],
  ['en', /(?<!\d)07\d{3}[ ]?\d{3}[ ]?\d{3}(?!\d)/, 'GB'],
  ['en', /(?<!\d)04\d{2}[ ]?\d{3}[ ]?\d{3}(?!\d)/, 'AU'],
  ['en', /(?<!\d)\(?[2-9]\d{2}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)/, 'US'],
  // Apostrophes group the thousands in Switzerland alone.
  ['fr', /\d'\d{3}(?!\d)/, 'CH'],
  ['de', /\d'\d{3}(?!\d)/, 'CH'],
];
/** National domains, in addresses of the visitor. */
const DOMAIN =
  /[a-z\d]\.(?:com?\.|org\.|net\.)?(mx|ar|cl|pe|uy|ec|bo|py|cr|gt|do|br|pt|ao|mz|es|fr|be|ch|de|at|ca|uk|au|nz|za|in|ma|tn|sn|ci|cm)(?![\p{L}\d-]|\.[\p{L}\d])/u;
/** What people of one country say and their neighbours in the language do not. */
const DIALECTS: readonly [string, RegExp, string][] = [
  [
    'pt',
    /(?<!\p{L})(?:vc|vcs|voce|voces|ltda|pra|pro|pros|oi|opa|cpf|cnpj|pix|boleto|cara|gente|grana|bacana|massa|ta|tava|zap|seu|dona|chorando|parcela|celular|reais|a gente|bom dia,? seu|moleton|ne|nois|uai|bah|tche)(?!\p{L})/u,
    'BR',
  ],
  [
    'pt',
    /(?<!\p{L})(?:telemovel|nif|lda|contribuinte|gostava|morada|vosso|vossa|teu|tua|fixe|paus|equipa|iva|sff|autocarro|loica|portatil|registo|facto|contacto|pretendo|pretendido|euros)(?!\p{L})|€/u,
    'PT',
  ],
  [
    'es',
    /(?<!\p{L})(?:varos?|baros|de c\.?v|guey|wey|orale|chido|rfc|cdmx|mdp|ahorita|checar|celular por favor|lana|mxn)(?!\p{L})/u,
    'MX',
  ],
  [
    'es',
    /(?<!\p{L})(?:tenes|queres|podes|sos|che|cuit|mangos|laburo|afip|monotributo|boludo|decime|pasame|contame)(?!\p{L})/u,
    'AR',
  ],
  ['es', /(?<!\p{L})(?:cachai|po|rut|pucha|altiro|fome|pega|weon|pal)(?!\p{L})/u, 'CL'],
  [
    'es',
    /(?<!\p{L})(?:teneis|quereis|podeis|sois|vosotros|vuestr[oa]s?|os|habeis|decidme|pavos|majo|vale)(?!\p{L})/u,
    'ES',
  ],
  [
    'de',
    /(?<!\p{L})(?:gruezi|franke[n]?|stutz|isch|oppe|merci|velo|znuni|vilicht|monet|offerte|kostendach|gopf|hoi|sali|natel)(?!\p{L})/u,
    'CH',
  ],
  ['fr', /(?<!\p{L})(?:natel|chf|canton|nonante|septante)(?!\p{L})/u, 'CH'],
  [
    'fr',
    /(?<!\p{L})(?:piasses?|courriel|cellulaire|texte[zr]|textez-moi|quebec|char|pantoute|chum|blonde|tantot|fin de semaine|cegep|tps|tvq|magasiner)(?!\p{L})/u,
    'CA',
  ],
  ['en', /(?<!\p{L})(?:quid|tenner|fiver|bloody|vat|cheers|lads?|postcode|hiya|ta|innit|whilst|gbp)(?!\p{L})|£/u, 'GB'],
  ['en', /(?<!\p{L})(?:arvo|reckons?|g'day|ute|abn|gst|aussie|acquittal|servo|tradie|mob)(?!\p{L})/u, 'AU'],
  ['en', /(?<!\p{L})(?:bakkies?|braai|rands?|lekker|howzit)(?!\p{L})/u, 'ZA'],
  ['en', /(?<!\p{L})(?:lakhs?|crores?|rupees?|kindly|gstin)(?!\p{L})/u, 'IN'],
];

/** Where each language is at home; a place elsewhere is likelier a name or a journey. */
const AT_HOME: Readonly<Record<string, string>> = {
  es: 'ES MX AR CO CL PE UY EC BO PY CR PA GT HN SV NI DO CU VE PR',
  pt: 'BR PT AO MZ CV',
  fr: 'FR BE CH CA LU CM SN CI ML BF TG BJ GA CG CD GN DJ MG TN MA DZ NE TD',
  de: 'DE AT CH LI LU',
  en: 'US GB IE CA AU NZ ZA IN SG NG GH KE HK FJ NA JM PH',
};

/** The country of the places that the visitor names by capitals, where they agree with the language. */
function placesNamed(reading: Reading): string | undefined {
  const countries = (AT_HOME[reading.lang ?? ''] ?? '').split(' ');
  const votes = new Map<string, number>();
  for (const { text } of reading.turns) {
    for (const match of text.plain.matchAll(/\p{Lu}\p{L}+(?: (?:de |del |do |da )?\p{Lu}\p{L}+)?/gu)) {
      for (const name of new Set([match[0], ...match[0].split(' ')])) {
        const city = cityNamed(name);
        const country = countryNamed(name) ?? ((city?.population ?? 0) > 100_000 ? city?.country : undefined);
        if (country && countries.includes(country)) votes.set(country, (votes.get(country) ?? 0) + 1);
      }
    }
  }
  return [...votes].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/**
 * The country, ISO 3166-1 alpha-2; undefined when nothing points to one.
 *
 * @param place where the visitor's places point to
 */
export function homeOf(reading: Reading, place: string | undefined): string | undefined {
  if (place !== undefined) return place;
  const known = homes.get(reading);
  if (known !== undefined) return known.country;
  const country = weighHome(reading);
  homes.set(reading, { country });
  return country;
}

/** Asked for each sum, and the same for all of a conversation. */
const homes = new WeakMap<Reading, { readonly country: string | undefined }>();

function weighHome(reading: Reading): string | undefined {
  const said = reading.turns.map((turn) => turn.text.low).join('\n');
  const domain = DOMAIN.exec(said)?.[1]?.toUpperCase();
  if (domain !== undefined) return domain === 'UK' ? 'GB' : domain;
  const prefix = PREFIXES.find(([pattern]) => pattern.test(said));
  if (prefix) return prefix[1];
  if (CANADIAN.test(said)) return 'CA';
  const shape = SHAPES.find(([lang, pattern]) => lang === reading.lang && pattern.test(said));
  if (shape) return shape[2];
  const all = `${said}\n${reading.assistant}`;
  const counts = DIALECTS.filter(([lang]) => lang === reading.lang).map(([, pattern, country]) => ({
    country,
    count: new Set(all.match(new RegExp(pattern.source, 'gu')) ?? []).size,
  }));
  const best = counts.toSorted((a, b) => b.count - a.count)[0];
  return best && best.count > 0 ? best.country : placesNamed(reading);
}
