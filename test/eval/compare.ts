/**
 * Compares a prospect with its label, field by field, by the rules that the labels were written for. It folds text by
 * itself: were it to share the extractor's code, one mistake there would hide another.
 */
import { isListField, type ProspectField } from '../../supabase/functions/_shared/contract/prospect.ts';

/** Right, wrong and missing values. */
export interface Counts {
  tp: number;
  fp: number;
  fn: number;
  /** Fields claimed where the label has none; each is also at least one `fp`. */
  hallucinated: number;
}

export const noCounts = (): Counts => ({ tp: 0, fp: 0, fn: 0, hallucinated: 0 });

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const TITLES = list(
  `dr dra doctor doctora mr mrs ms miss sr sra srta senor senora don dona ing lic prof professor profesor profesora
herr frau monsieur madame mme m sir arq phd md`,
);
const LEGAL_FORMS = list(
  `sa s a sl l slu srl sas sac cv de c v inc ltd llc ltda gmbh corp co company plc ag bv sarl spa eirl me eireli
the el la los las o os`,
);
const SMALL_WORDS = list(
  `a al and ao aos as at com con d da das de del den der des die do dos du e ein eine el em en et for from fur i in la
las le les lo los m me mi mis mit my na nas no nos o of on or os ou our para pelo pela per por pour que se su sus the to
um uma un una und une unos unas us we with y ya zu zum`,
);
/** Other words for a channel. */
const CHANNELS: Readonly<Record<string, string>> = {
  ...{ call: 'phone', telephone: 'phone', telefono: 'phone', telefone: 'phone', llamada: 'phone' },
  ...{ mail: 'email', correo: 'email', 'e-mail': 'email', wa: 'whatsapp', wpp: 'whatsapp', text: 'sms' },
  ...{ video: 'videocall', video_call: 'videocall', zoom: 'videocall', meet: 'videocall', teams: 'videocall' },
};

const fold = (value: unknown): string =>
  String(value ?? '')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
const words = (value: unknown): string[] => fold(value).match(/[\p{L}\p{N}]+/gu) ?? [];
const digits = (value: unknown): string => String(value ?? '').replace(/\D/g, '');
const address = (value: unknown): string =>
  fold(value)
    .trim()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#.\s]+$/, '');

/** Without the noise, unless nothing else is there. */
function without(noise: ReadonlySet<string>, value: unknown): string[] {
  const all = words(value);
  const rest = all.filter((word) => !noise.has(word));
  return rest.length > 0 ? rest : all;
}

/** Words that matter, cut to five letters, so that endings do not count. */
const bag = (value: unknown): Set<string> => new Set(without(SMALL_WORDS, value).map((word) => word.slice(0, 5)));
const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  Array.from(a).filter((word) => b.has(word)).length;
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  a.size + b.size === 0 ? 0 : (2 * shared(a, b)) / (a.size + b.size);

/** Nothing was said: also an empty list, and `false`. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return typeof value === 'object' && Object.values(value).every(isNothing);
}

function isPhrase(gold: unknown, value: unknown): boolean {
  const [a, b] = [bag(gold), bag(value)];
  return overlap(a, b) >= 0.5 || (a.size > 0 && shared(a, b) === a.size && b.size <= a.size + 4);
}

/** Most of the label's words, and these not buried in a long sentence. */
function isItem(gold: unknown, value: unknown): boolean {
  const b = bag(value);
  return String(gold)
    .split('|')
    .some((wording) => {
      const a = bag(wording);
      return a.size > 0 && b.size > 0 && shared(a, b) / a.size >= 0.6 && shared(a, b) / b.size >= 0.25;
    });
}

function isPhone(gold: unknown, value: unknown): boolean {
  const [a, b] = [digits(gold), digits(value)];
  // Without a plus the label's country is unknown, and the national digits suffice.
  return a === b || (!String(gold).startsWith('+') && a.length >= 7 && b.endsWith(a.replace(/^0+/, '')));
}

type Parts = Readonly<Record<string, unknown>>;

const partsOf = (value: unknown): Parts => (typeof value === 'object' && value !== null ? (value as Parts) : {});
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const isNear = (value: number | undefined, gold: number): boolean =>
  value !== undefined && Math.abs(value - gold) <= 0.011 * Math.max(1, Math.abs(gold));

function isRange(gold: Parts, value: Parts): boolean {
  const [from, to] = [numberOf(gold.min), numberOf(gold.max)];
  const [min, max] = [numberOf(value.min), numberOf(value.max)];
  // One bound is enough for an exact amount.
  if (from !== undefined && from === to) return isNear(min ?? max, from) && isNear(max ?? min, from);
  const isBound = (bound: number | undefined, claimed: number | undefined): boolean =>
    bound === undefined ? claimed === undefined || claimed === 0 : isNear(claimed, bound);
  return isBound(from, min) && isBound(to, max);
}

function isBudget(gold: Parts, value: Parts): boolean {
  const isSame = (key: string): boolean => isNothing(gold[key]) || fold(gold[key]) === fold(value[key]);
  return isRange(gold, value) && isSame('currency') && isSame('period');
}

function isRight(field: ProspectField, gold: unknown, value: unknown): boolean {
  switch (field) {
    case 'name': {
      const sorted = (name: unknown): string => without(TITLES, name).sort().join(' ');
      return sorted(gold) === sorted(value);
    }
    case 'email':
      return fold(gold).trim() === fold(value).trim();
    case 'phone':
      return isPhone(gold, value);
    case 'company': {
      const core = (name: unknown): Set<string> => new Set(without(LEGAL_FORMS, name));
      return overlap(core(gold), core(value)) >= 0.79;
    }
    case 'role':
    case 'timeline':
      return isPhrase(gold, value);
    case 'website':
      return address(gold) === address(value);
    case 'city':
      return words(gold).join(' ') === words(value).join(' ');
    case 'language':
      return fold(gold).split(/[-_]/)[0] === fold(value).split(/[-_]/)[0];
    case 'budget':
      return isBudget(partsOf(gold), partsOf(value));
    case 'team_size':
      return isRange(partsOf(gold), partsOf(value));
    default:
      return fold(gold) === fold(value);
  }
}

/** A label may say that any of several values is right. */
const alternatives = (gold: unknown): readonly unknown[] => {
  const { anyOf } = partsOf(gold);
  return Array.isArray(anyOf) ? anyOf : [gold];
};

function comparePreference(gold: Parts, value: Parts): Counts {
  const counts = noCounts();
  const isSame = {
    channel: (a: unknown, b: unknown) => channel(a) === channel(b),
    time: isPhrase,
  };
  for (const part of ['channel', 'time'] as const) {
    const [a, b] = [gold[part], value[part]];
    if (!isNothing(a) && !isNothing(b) && alternatives(a).some((one) => isSame[part](one, b))) counts.tp += 1;
    else {
      if (!isNothing(a)) counts.fn += 1;
      if (!isNothing(b)) counts.fp += 1;
    }
  }
  if (isNothing(gold) && !isNothing(value)) counts.hallucinated = 1;
  return counts;
}

const channel = (value: unknown): string => {
  const folded = fold(value).trim();
  return CHANNELS[folded] ?? folded;
};

/** Each item of the label takes the first item left that says the same. */
function compareLists(gold: readonly unknown[], value: readonly unknown[]): Counts {
  const rest = [...value];
  for (const item of gold) {
    const at = rest.findIndex((candidate) => isItem(item, candidate));
    if (at >= 0) rest.splice(at, 1);
  }
  const tp = value.length - rest.length;
  return { tp, fp: rest.length, fn: gold.length - tp, hallucinated: gold.length === 0 && value.length > 0 ? 1 : 0 };
}

const itemsOf = (value: unknown): readonly unknown[] =>
  isNothing(value) ? [] : (Array.isArray(value) ? value : [value]).filter((item) => !isNothing(item));

/**
 * Right, wrong and missing values of one field of one conversation.
 *
 * @param gold the label: a value, `{anyOf}` where several are right, in lists items with `|` between wordings
 * @param value what was extracted; nothing and `false` are the same
 */
export function compareField(field: ProspectField, gold: unknown, value: unknown): Counts {
  if (isListField(field)) return compareLists(isNothing(gold) ? [] : (gold as readonly unknown[]), itemsOf(value));
  if (field === 'contact_preference') {
    const all = alternatives(gold).map((one) => comparePreference(partsOf(one), partsOf(value)));
    return all.toSorted((a, b) => b.tp - a.tp || a.fp + a.fn - b.fp - b.fn)[0] ?? noCounts();
  }
  const [isGold, isValue] = [!isNothing(gold), !isNothing(value)];
  if (isGold && isValue && alternatives(gold).some((one) => isRight(field, one, value))) {
    return { ...noCounts(), tp: 1 };
  }
  return { tp: 0, fp: isValue ? 1 : 0, fn: isGold ? 1 : 0, hallucinated: isValue && !isGold ? 1 : 0 };
}
