/** Words, signs and countries of currencies. */

/** Currencies that share a word or sign; each country's own. */
export type Shared =
  | 'PESO'
  | 'DOLLAR'
  | 'DOLLARS'
  | 'FRANC'
  | 'DINAR'
  | 'DIRHAM'
  | 'CFA'
  | 'KRONE'
  | 'SLANG'
  | 'POUND'
  | 'COLON'
  | 'BS';

/** What each country means by a shared word. */
export const BY_COUNTRY: Readonly<Record<Shared, Readonly<Record<string, string>>>> = {
  PESO: { MX: 'MXN', AR: 'ARS', CO: 'COP', CL: 'CLP', UY: 'UYU', DO: 'DOP', CU: 'CUP', PH: 'PHP' },
  // The sign stands for pesos too; the word "dollars" never does.
  DOLLAR: { MX: 'MXN', AR: 'ARS', CO: 'COP', CL: 'CLP', UY: 'UYU', DO: 'DOP', BR: 'BRL' },
  DOLLARS: {
    US: 'USD',
    CA: 'CAD',
    AU: 'AUD',
    NZ: 'NZD',
    SG: 'SGD',
    HK: 'HKD',
    FJ: 'FJD',
    NA: 'NAD',
    JM: 'JMD',
    BB: 'BBD',
    TT: 'TTD',
  },
  FRANC: {
    CH: 'CHF',
    LI: 'CHF',
    FR: 'EUR',
    BE: 'EUR',
    CM: 'XAF',
    GA: 'XAF',
    CG: 'XAF',
    TD: 'XAF',
    SN: 'XOF',
    CI: 'XOF',
    ML: 'XOF',
    BF: 'XOF',
    TG: 'XOF',
    BJ: 'XOF',
    NE: 'XOF',
    GN: 'GNF',
    DJ: 'DJF',
    MG: 'MGA',
    RW: 'RWF',
    CD: 'CDF',
    BI: 'BIF',
    KM: 'KMF',
  },
  CFA: { CM: 'XAF', GA: 'XAF', CG: 'XAF', TD: 'XAF', CF: 'XAF', GQ: 'XAF' },
  DINAR: { TN: 'TND', DZ: 'DZD', RS: 'RSD', KW: 'KWD', JO: 'JOD', IQ: 'IQD', LY: 'LYD', BH: 'BHD' },
  DIRHAM: { MA: 'MAD', AE: 'AED' },
  KRONE: { SE: 'SEK', NO: 'NOK', DK: 'DKK', IS: 'ISK', CZ: 'CZK' },
  // Words for thousands and millions of the local money, and for money at large.
  SLANG: { AR: 'ARS', CL: 'CLP', CO: 'COP', UY: 'UYU', ES: 'EUR', PT: 'EUR', BR: 'BRL', MX: 'MXN' },
  POUND: { EG: 'EGP', LB: 'LBP' },
  COLON: { SV: 'USD' },
  BS: { VE: 'VES' },
};
/** What a shared word means where the country is unknown. */
export const DEFAULTS: Readonly<Partial<Record<Shared, string>>> = {
  CFA: 'XOF',
  DINAR: 'TND',
  DIRHAM: 'MAD',
  KRONE: 'SEK',
  POUND: 'GBP',
  COLON: 'CRC',
  BS: 'BOB',
  DOLLARS: 'USD',
};

const EURO = 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MC MT NL PT SI SK'.split(' ');
/** The money of each country, ISO 4217. */
export const HOME: Readonly<Record<string, string>> = {
  ...Object.fromEntries(EURO.map((country) => [country, 'EUR'])),
  ...BY_COUNTRY.PESO,
  ...BY_COUNTRY.DOLLARS,
  ...BY_COUNTRY.FRANC,
  ...BY_COUNTRY.DINAR,
  ...BY_COUNTRY.DIRHAM,
  ...BY_COUNTRY.KRONE,
  ...{
    FR: 'EUR',
    BE: 'EUR',
    BR: 'BRL',
    GB: 'GBP',
    IN: 'INR',
    ZA: 'ZAR',
    PE: 'PEN',
    CR: 'CRC',
    BO: 'BOB',
    PY: 'PYG',
    GT: 'GTQ',
    HN: 'HNL',
  },
  ...{
    NI: 'NIO',
    PA: 'USD',
    EC: 'USD',
    SV: 'USD',
    PR: 'USD',
    VE: 'VES',
    AO: 'AOA',
    MZ: 'MZN',
    CV: 'CVE',
    NG: 'NGN',
    GH: 'GHS',
  },
  ...{
    KE: 'KES',
    PL: 'PLN',
    JP: 'JPY',
    VN: 'VND',
    HU: 'HUF',
    RO: 'RON',
    BG: 'BGN',
    TR: 'TRY',
    IL: 'ILS',
    MY: 'MYR',
    TH: 'THB',
  },
};

/** Signs, words and codes; the first that matches counts, so the special ones come first. */
export const NAMED: readonly [string, string | Shared][] = [
  [String.raw`r\$|reais|real|reales|realitos|pila|contos?`, 'BRL'],
  [
    String.raw`ca\$|can\$|cdn\$?|c\$|dollars? canadiens?|canadian(?: dollars?)?|dolares canadienses|piasses?|piastres?|\$\s?(?:ca|cad|can|canadiens)|cad`,
    'CAD',
  ],
  [String.raw`au?\$|(?:aussie|australian) dollars?|aud`, 'AUD'],
  [String.raw`nz\$|(?:new zealand|kiwi) dollars?|nzd|nz`, 'NZD'],
  [String.raw`s\$|singapore dollars?|sgd|sing dollars?`, 'SGD'],
  [String.raw`hk\$|hkd`, 'HKD'],
  [String.raw`fj\$|fjd|fijian dollars?`, 'FJD'],
  [String.raw`n\$|nad|namibian dollars?`, 'NAD'],
  [String.raw`mx\$|\$\s?mx|mxn|pesos? mexicanos?|varos?|baros|mdp`, 'MXN'],
  [String.raw`ar\$|ars|pesos? argentinos?`, 'ARS'],
  ['cop|pesos? colombianos?', 'COP'],
  ['clp|pesos? chilenos?', 'CLP'],
  ['uyu|pesos? uruguayos?', 'UYU'],
  [String.raw`rd\$|pesos? dominicanos?`, 'DOP'],
  [
    String.raw`us\$|u\$s|u\$d|usd|dolares|dolar|dolarucos|verdes|dlls?|dls|dlrs?|\$\s?us|us dollars?|american dollars?|amerikanische dollar|mdd`,
    'USD',
  ],
  ['fcfa|f cfa|francs? cfa|cfa', 'CFA'],
  ['xof', 'XOF'],
  ['gnf|francs? guineens?', 'GNF'],
  [String.raw`fdj|francs? djib\w+`, 'DJF'],
  [
    String.raw`chf|sfr|schweizer franken|franke|franken|frankli|fraenkli|stutz|francs? suisses?|swiss francs?|frs?\.`,
    'CHF',
  ],
  ['£|gbp|pounds? sterling|sterling|quid|pounds?|fiver|tenner|libras(?: esterlinas)?', 'POUND'],
  [
    'k?€|euros?|eur|keur|teur|eurs|euritos?|eurillos?|eurillos|euracos?|euronen|eurinhos?|balles|mause|ocken|kroten|tacken|paus|pavos',
    'EUR',
  ],
  [String.raw`soles|sol|s\/\.?|pen`, 'PEN'],
  [String.raw`quetzales|q(?=\s?$)|gtq`, 'GTQ'],
  [String.raw`lempiras|lps?\.?|hnl`, 'HNL'],
  ['cordobas|nio', 'NIO'],
  ['colones|₡|crc', 'COLON'],
  [String.raw`guaranies|gs\.?|₲|pyg`, 'PYG'],
  ['bolivianos|bob', 'BOB'],
  [String.raw`bs\.?`, 'BS'],
  ['bolivares|ves', 'VES'],
  [String.raw`balboas|b\/\.|pab`, 'PAB'],
  ['kwanzas?|kz|aoa|akz', 'AOA'],
  ['meticais|metical|mt|mzn|meticas', 'MZN'],
  [String.raw`naira|₦|ngn|n(?=\s?$)`, 'NGN'],
  ['cedis?|ghs', 'GHS'],
  ['ksh|kes|shillings', 'KES'],
  [String.raw`rands?|zar|r(?=\s?$)`, 'ZAR'],
  [String.raw`rupees?|rs\.?|₹|inr|lakhs?|crores?`, 'INR'],
  ['dong|vnd|₫', 'VND'],
  [String.raw`zloty\w*|zl|pln`, 'PLN'],
  ['ariary|mga', 'MGA'],
  ['dinars?|dt|tnd', 'DINAR'],
  ['dirhams?|dhs?|mad', 'DIRHAM'],
  ['aed', 'AED'],
  ['kronor|kroner|krona|kronen|kr', 'KRONE'],
  ['yen|jpy', 'JPY'],
  ['yuan|rmb|cny|kuai', 'CNY'],
  ['ringgit|rm|myr', 'MYR'],
  ['baht|thb', 'THB'],
  ['shekels?|nis|₪', 'ILS'],
  ['forint|huf', 'HUF'],
  ['lei|ron', 'RON'],
  ['turkish lira|tl|₺', 'TRY'],
  ['bucks?|dollars?', 'DOLLARS'],
  ['francs?|frs?', 'FRANC'],
  ['pesos?|pesitos', 'PESO'],
  ['lucas?|lukas?|palos?|mangos?|melones', 'SLANG'],
  [String.raw`[\p{L}]?\$`, 'DOLLAR'],
];
