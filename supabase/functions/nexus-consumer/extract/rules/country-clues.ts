/** Words that point to a country without naming it: money, authorities, legal forms, dialect. Folded text. */
import type { CountryCode } from 'libphonenumber-js/max';

/** What points to a country. */
export interface Clue {
  /** Folded words, any of which is the clue. */
  readonly words: readonly string[];
  readonly pattern: RegExp | undefined;
  /** How much it says; a named city says 3. */
  readonly weight: number;
  readonly countries: readonly CountryCode[];
}

const codes = (countries: string): CountryCode[] => countries.split(' ') as CountryCode[];

/** Plain words are looked up, which is much faster than a pattern; the others share one pattern. */
function words(list: string, weight: number, countries: string): Clue {
  const all = list.split(/\|(?![^(]*\))/);
  const plain = all.filter((word) => /^[a-z]+$/.test(word));
  const rest = all.filter((word) => !plain.includes(word));
  const pattern = rest.length === 0 ? undefined : new RegExp(String.raw`(?<!\w)(?:${rest.join('|')})(?!\w)`);
  return { words: plain, pattern, weight, countries: codes(countries) };
}
const sign = (pattern: RegExp, weight: number, countries: string): Clue => {
  return { words: [], pattern, weight, countries: codes(countries) };
};

const EURO = 'ES FR DE AT PT BE IE NL IT LU';
const CFA = 'SN CI CM TG BJ ML BF';

const MONEY: readonly Clue[] = [
  sign(/£/, 2.5, 'GB'),
  sign(/€/, 1, EURO),
  sign(/₹/, 3, 'IN'),
  sign(/₦/, 3, 'NG'),
  sign(/r\$/, 3, 'BR'),
  sign(/(?<![\p{L}\p{N}])s\/\.?\s?\d/u, 3, 'PE'),
  sign(/(?<![\p{L}\p{N}])b\/\.?\s?\d/u, 3, 'PA'),
  sign(/(?<![\p{L}\p{N}])gs\.?\s?\d/u, 3, 'PY'),
  sign(/(?<![\p{L}\p{N}])rs\.?\s?\d/u, 2.5, 'IN'),
  sign(/(?<![\p{L}\p{N}])bs\.?\s?\d/u, 2, 'BO VE'),
  sign(/(?<![\p{L}\p{N}])r\s?\d{2,}/u, 1.5, 'ZA'),
  sign(/\d'\d{3}(?!\d)/u, 2, 'CH'),
  words('euros?', 1, EURO),
  words('quid|pounds?|sterling|gbp|tenner|fivers?', 2, 'GB'),
  words('chf|franken|fränkli|stutz|francs? suisses?|sfr', 3, 'CH'),
  words('naira|ngn', 3, 'NG'),
  words('rupees?|lakhs?|crores?|inr', 3, 'IN'),
  words('rands?|zar', 3, 'ZA'),
  words('cedis?|ghs', 3, 'GH'),
  words('kes|kshs?|shillings?', 3, 'KE'),
  words('sgd|s\\$', 3, 'SG'),
  words('aud', 3, 'AU'),
  words('nzd', 3, 'NZ'),
  words('cad', 3, 'CA'),
  words('usd|bucks', 0.5, 'US'),
  words('reais|real|brl|conto', 3, 'BR'),
  words('mxn|varos?', 3, 'MX'),
  words('ars', 3, 'AR'),
  words('clp|uf', 3, 'CL'),
  words('cop', 3, 'CO'),
  words('soles|pen', 3, 'PE'),
  words('guaranies|pyg', 3, 'PY'),
  words('quetzales|gtq', 3, 'GT'),
  words('lempiras|hnl', 3, 'HN'),
  words('colones|crc', 3, 'CR'),
  words('balboas', 3, 'PA'),
  words('bolivianos', 3, 'BO'),
  words('bolivares', 3, 'VE'),
  words('pesos', 0.8, 'MX AR CO CL UY DO'),
  words('f?cfa|xof|xaf', 2.5, CFA),
  words('dirhams?|mad', 2.5, 'MA'),
  words('dinars?', 2, 'TN DZ'),
  words('kwanzas?', 3, 'AO'),
  words('meticais|metical', 3, 'MZ'),
];

const OFFICE: readonly Clue[] = [
  words('autonom[oa]s?|hacienda|s\\.?l\\.?u?\\.?|comunidad autonoma|seguridad social|cif', 1.5, 'ES'),
  words('sat|rfc|cfdi|curp|s\\.?a\\.? de c\\.?v\\.?|infonavit', 3, 'MX'),
  words('afip|arca|cuit|cuil|monotributo|monotributista|mercado pago', 3, 'AR'),
  words('sii|fonasa|afp|rut|spa|comuna', 2, 'CL'),
  words('sri', 3, 'EC'),
  words('s\\.?a\\.?c\\.?|sunat|e\\.?i\\.?r\\.?l\\.?|jr\\.|dni peruano', 3, 'PE'),
  words('dian|nit|s\\.?a\\.?s\\.?', 1.5, 'CO'),
  words('cpf|cnpj|pix|boleto|ltda|cep|mei', 2, 'BR'),
  words('nif|lda|mb ?way|multibanco|recibos verdes', 2, 'PT'),
  words('siret|urssaf|kbis|sirene|eurl|sasu|auto-?entrepreneur', 2.5, 'FR'),
  words('ust-?id\\S*|finanzamt|e\\.k\\.|ug', 1.5, 'DE'),
  words('uid|e\\.u\\.|og', 1, 'AT'),
  words('ahv|kanton\\w*|iv-stelle', 2.5, 'CH'),
  words('hmrc|nhs|vat|plc|council|postcode|bupa|ofsted', 1.2, 'GB'),
  words(
    'gaa|hse|eircode|ncs|garda|revenue|county|co\\.? (?:galway|cork|kerry|mayo|donegal|clare|meath|kildare|wicklow)',
    1.5,
    'IE',
  ),
  words('pvt|gst(?:in)?|pan card|aadhaar|upi|paytm', 2.5, 'IN'),
  words('pty|abn|tafe|medicare|ute|arvo', 2, 'AU'),
  words('llc|ein|irs|zip code|hoa|medicaid|401k', 1.5, 'US'),
  words('hdb|mrt|void deck', 3, 'SG'),
  words('sprl|asbl|tva be|onss', 2.5, 'BE'),
  words('quebec|rbq|neq|tps|tvq', 2.5, 'CA'),
];

const DIALECT: readonly Clue[] = [
  words(
    'vosotr[oa]s|os|vuestr[oa]s?|teneis|podeis|sois|haceis|quereis|vale|movil|ordenador|furgoneta|presupuesteis|pisos?|coche|currar|curro|mogollon|majo|tio',
    1.5,
    'ES',
  ),
  words(
    'che|vos|tenes|podes|queres|sos|haces|decime|avisame|pasame|anda bien|laburo|guita|mango|mangos|palos|lucas|boludo|dale|aca|quilombo|bondi',
    1.5,
    'AR UY',
  ),
  words('celu|plata|departamento', 0.3, 'AR CL CO UY PE'),
  words('po|cachai|weon|huevon|fono|poleras?|pololo|al tiro|altiro|bacan', 2, 'CL'),
  words('parce|chevere|bacano|quiubo|don|doña|tinto', 0.6, 'CO'),
  words(
    'orale|wey|guey|ahorita|platicar|chido|padre|ustedes gustan|mande|refaccion\\w*|alberca|changarro|jalar|chamba|neta',
    1.5,
    'MX',
  ),
  words('chamba|pata|causa|jato|nomas|ya pues|chevere', 0.8, 'PE'),
  words('pura vida|mae|tico', 2, 'CR'),
  words("mba'?e\\w*|nanduti", 2, 'PY'),
  words(
    'telemovel|autocarro|casa de banho|orcamento para a|estou a \\w+r|estamos a \\w+r|gostava de|pequeno-almoco|fixe|giro|voces teem|se faz favor',
    2,
    'PT',
  ),
  words('celular|vc|vcs|kk+|legal|blz|a gente|pra|tô|zap|whats|grana|ne|ta bom|cara', 1, 'BR'),
  words('septante|nonante|gsm|septante-\\w+|nonante-\\w+', 1.5, 'BE CH'),
  words('diner|tantot|savoir (?:me|vous) (?:dire|appeler)|kot|a tantot', 0.7, 'BE'),
  words('huitante|natel|cornet|service!', 2, 'CH'),
  words('courriel|fin de semaine|char|magasiner|piastres?|cellulaire|bienvenue|pantoute|icitte', 2, 'CA'),
  words(
    'gruezi|grueziwohl|sali|salu|hoi|mir|uf wiederluege|ischs?|hend|heit|chan|cha|nod|nid|oppe|bruche|sueche\\w*|samschtig|zme?me|zame|merci vielmal|velo|natel|parkieren|offerte|zvieri|znuni|isch|dr|chunt|gits|wott|fur eus|eus|mitenand',
    0.9,
    'CH',
  ),
  words(
    'gruss gott|servus|heuer|bissl|bisserl|jause|spengler|tischler|janner|feber|passt scho|leiwand|baustell|konnts|habts|bin i|ned|ma|marille|erdapfel|sackerl|kassa|wirtshaus',
    1,
    'AT',
  ),
  words('servus|gruss gott|bissl|moin|handy|tach|mfg', 0.4, 'DE'),
  words('ye|grand so|grand|your man|yer|himself|lads?|craic|press|after doing|thick|giving out|crowd', 0.8, 'IE'),
  words(
    'cheers|mate|ta|lovely|fortnight|bloke|boiler|loft|semi|high street|flat|tradesman|solicitor|whilst|mum|nan|fiver|telly|skip|summat|lorry|reckon|hiya|skint',
    0.5,
    'GB',
  ),
  words('yeah nah|courier it|chur|sweet as|kia ora|bach|dairy|whanau|ute', 2, 'NZ'),
  words("g'?day|arvo|tradie|ute|servo|brekkie|heaps", 1.5, 'AU'),
  words('abeg|una|oga|una dey|dey|na|pls sir|o+h? sir|wahala|detty', 1.5, 'NG'),
  words('kindly|do the needful|sir ji|ji|bhk|prepone|revert', 0.8, 'IN'),
  words('lah|can or not|auntie|uncle', 1, 'SG'),
  words('bakkie|braai|lekker|howzit|geyser|loadshedding|load shedding', 2, 'ZA'),
  words("mom|apartment|sidewalk|gotten|y'all|yall|gonna|truck|downtown|mortgage|realtor|cell", 0.5, 'US CA'),
];

/** All clues by kind; of each kind more words say little more. */
export const CLUES: readonly (readonly Clue[])[] = [MONEY, OFFICE, DIALECT];
