/**
 * Scores prospects against labels, by the rules of comparison that the labels were written for: names word by word,
 * phones by digits, phrases by the words they share, sums within one percent.
 */
import {
  isListField,
  PROSPECT_FIELDS,
  type Prospect,
  type ProspectField,
} from '../../supabase/functions/_shared/contract/prospect.ts';
import { foldKey, foldWords } from '../../supabase/functions/nexus-consumer/extract/fold.ts';

/** A label: a value, or `{anyOf}` where several are right; list items may hold alternatives between `|`. */
export interface Labelled {
  readonly id: string;
  readonly lang: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly content: string }[];
  readonly gold: Readonly<Partial<Record<ProspectField, unknown>>>;
  /** Fields that count; a field in here that `gold` leaves out must be absent. */
  readonly scored: readonly ProspectField[];
}

/** Right, wrong and missing values. */
export interface Counts {
  tp: number;
  fp: number;
  fn: number;
}

export interface Score {
  readonly micro: Counts;
  readonly byField: ReadonlyMap<ProspectField, Counts>;
  readonly byLang: ReadonlyMap<string, Counts>;
}

const TITLES = new Set('dr dra mr mrs ms sr sra srta don dona ing lic prof herr frau mme m'.split(' '));
const LEGAL = new Set(
  'sa s a sl l slu srl sas cv de c v inc ltd llc ltda gmbh corp co plc ag bv sarl spa the el la los las o os as'.split(
    ' ',
  ),
);
const SMALL = new Set(
  'a al and ao as at com con d da das de del den der des die do dos du e ein eine el em en et for fur i in la las le les lo los mi my na no nos o of on or os our para per por pour que se su the to um uma un una und une us we with y zu'.split(
    ' ',
  ),
);

const without = (words: readonly string[], noise: ReadonlySet<string>): string[] => {
  const rest = words.filter((word) => !noise.has(word));
  return rest.length > 0 ? rest : [...words];
};
const bag = (text: unknown): Set<string> =>
  new Set(without(foldWords(String(text)), SMALL).map((word) => word.slice(0, 5)));
const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  Array.from(a).filter((word) => b.has(word)).length;
const f1 = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => (2 * shared(a, b)) / (a.size + b.size || 1);
const digits = (value: unknown): string => String(value).replace(/\D/g, '');
const host = (value: unknown): string =>
  String(value)
    .toLowerCase()
    .replace(/^https?:\/\/|^www\.|\/+$/g, '')
    .replace(/^www\./, '');

function isPhrase(gold: unknown, value: unknown): boolean {
  const [a, b] = [bag(gold), bag(value)];
  return f1(a, b) >= 0.5 || (shared(a, b) === a.size && b.size <= a.size + 4);
}

function isItem(gold: string, value: string): boolean {
  return gold.split('|').some((wording) => {
    const [a, b] = [bag(wording), bag(value)];
    return shared(a, b) / a.size >= 0.6 && shared(a, b) / b.size >= 0.25;
  });
}

type Range = { min?: number; max?: number; currency?: string; period?: string };

function isRange(gold: Range, value: Range): boolean {
  const near = (a: number | undefined, b: number | undefined): boolean =>
    a === b || (a !== undefined && b !== undefined && Math.abs(a - b) <= 0.01 * Math.max(1, b));
  const isExact = gold.min !== undefined && gold.min === gold.max;
  const bounds = isExact
    ? near(value.min ?? value.max, gold.min) && near(value.max ?? value.min, gold.max)
    : near(value.min, gold.min) && near(value.max, gold.max);
  const isSame = (key: 'currency' | 'period') => gold[key] === undefined || gold[key] === value[key];
  return bounds && isSame('currency') && isSame('period');
}

function isRight(field: ProspectField, gold: unknown, value: unknown): boolean {
  switch (field) {
    case 'name': {
      const sorted = (name: unknown) =>
        without(foldWords(String(name)), TITLES)
          .sort()
          .join(' ');
      return sorted(gold) === sorted(value);
    }
    case 'phone': {
      const [a, b] = [digits(gold), digits(value)];
      return a === b || (!String(gold).startsWith('+') && a.length >= 7 && b.endsWith(a.replace(/^0+/, '')));
    }
    case 'company': {
      const core = (name: unknown) => new Set(without(foldWords(String(name)), LEGAL));
      return f1(core(gold), core(value)) >= 0.79;
    }
    case 'role':
    case 'timeline':
      return isPhrase(gold, value);
    case 'website':
      return host(gold) === host(value);
    case 'language':
      return String(gold).slice(0, 2) === String(value).slice(0, 2);
    case 'budget':
    case 'team_size':
      return isRange(gold as Range, value as Range);
    default:
      return foldKey(String(gold)) === foldKey(String(value));
  }
}

const alternatives = (gold: unknown): unknown[] =>
  typeof gold === 'object' && gold !== null && 'anyOf' in gold && Array.isArray(gold.anyOf) ? gold.anyOf : [gold];

function comparePreference(gold: Prospect['contact_preference'], value: Prospect['contact_preference']): Counts {
  const counts: Counts = { tp: 0, fp: 0, fn: 0 };
  for (const part of ['channel', 'time'] as const) {
    const [a, b] = [gold?.[part], value?.[part]];
    const isSame = a !== undefined && b !== undefined && (part === 'channel' ? a === b : isPhrase(a, b));
    if (isSame) counts.tp += 1;
    else {
      counts.fp += b === undefined ? 0 : 1;
      counts.fn += a === undefined ? 0 : 1;
    }
  }
  return counts;
}

function compareLists(gold: readonly string[], value: readonly string[]): Counts {
  const rest = [...value];
  let tp = 0;
  for (const item of gold) {
    const at = rest.findIndex((candidate) => isItem(item, candidate));
    if (at === -1) continue;
    rest.splice(at, 1);
    tp += 1;
  }
  return { tp, fp: rest.length, fn: gold.length - tp };
}

/** Right, wrong and missing values of one field of one conversation; `false` and nothing are the same. */
export function compareField(field: ProspectField, gold: unknown, value: unknown): Counts {
  if (isListField(field)) return compareLists((gold ?? []) as string[], (value ?? []) as string[]);
  if (field === 'contact_preference') {
    const all = alternatives(gold).map((one) =>
      comparePreference(one as Prospect['contact_preference'], value as Prospect['contact_preference']),
    );
    return all.toSorted((a, b) => b.tp - a.tp || a.fp + a.fn - b.fp - b.fn)[0] ?? { tp: 0, fp: 0, fn: 0 };
  }
  const [isGold, isValue] = [gold !== undefined && gold !== false, value !== undefined && value !== false];
  if (isGold && isValue && alternatives(gold).some((one) => isRight(field, one, value))) return { tp: 1, fp: 0, fn: 0 };
  return { tp: 0, fp: isValue ? 1 : 0, fn: isGold ? 1 : 0 };
}

/** Precision, recall and F1; 1 where there was nothing to find and nothing was claimed. */
export function rates({ tp, fp, fn }: Counts): { precision: number; recall: number; f1: number } {
  const precision = tp + fp === 0 ? (fn === 0 ? 1 : 0) : tp / (tp + fp);
  const recall = tp + fn === 0 ? 1 : tp / (tp + fn);
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/**
 * Scores a set.
 *
 * @param prospects by conversation id; a missing one counts as empty
 * @returns sums over all values; language is nearly free and counts in its own row only
 */
export function score(labelled: readonly Labelled[], prospects: ReadonlyMap<string, Prospect>): Score {
  const micro: Counts = { tp: 0, fp: 0, fn: 0 };
  const byField = new Map<ProspectField, Counts>();
  const byLang = new Map<string, Counts>();
  const add = <K>(to: Map<K, Counts>, key: K, by: Counts) => {
    const sum = to.get(key) ?? { tp: 0, fp: 0, fn: 0 };
    to.set(key, { tp: sum.tp + by.tp, fp: sum.fp + by.fp, fn: sum.fn + by.fn });
  };
  for (const one of labelled) {
    const prospect = prospects.get(one.id) ?? {};
    for (const field of PROSPECT_FIELDS.filter((name) => one.scored.includes(name))) {
      const counts = compareField(field, one.gold[field], prospect[field]);
      add(byField, field, counts);
      if (field === 'language') continue;
      add(byLang, one.lang, counts);
      micro.tp += counts.tp;
      micro.fp += counts.fp;
      micro.fn += counts.fn;
    }
  }
  return { micro, byField, byLang };
}

/** Reads a file of labels, one JSON object a line. */
export const parseLabels = (text: string): Labelled[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Labelled);
