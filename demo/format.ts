/** Values for reading: money, numbers, phones, places, in the page's language. */
import type { Prospect, ProspectField } from '../supabase/functions/_shared/contract/prospect.ts';
import type { Language } from './language.ts';
import { CHANNEL_WORDS, INTENT_WORDS, PERIOD_WORDS, VALUE_WORDS } from './words.ts';

/** Calling codes of one and two digits (ITU-T E.164); all others have three. */
const SHORT_CODES = /^(?:1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * An E.164 number in groups: `+34 600 111 222`.
 *
 * @returns the input when it is not E.164
 */
export function formatPhone(phone: string): string {
  const digits = /^\+(\d{6,15})$/.exec(phone)?.[1];
  if (digits === undefined) return phone;
  const code = SHORT_CODES.exec(digits)?.[0] ?? digits.slice(0, 3);
  const groups = digits.slice(code.length).match(/\d{1,3}/g) ?? [];
  // A single digit left over joins its neighbour: "5550 100" is never "555 010 0".
  const last = groups.at(-1) ?? '';
  const joined = last.length === 1 && groups.length > 1 ? [...groups.slice(0, -2), `${groups.at(-2)}${last}`] : groups;
  return ['+', code, ...joined.map((group) => ` ${group}`)].join('');
}

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

function formatBounds({ min, max }: Bounds, format: Intl.NumberFormat, language: Language): string {
  const words = VALUE_WORDS[language];
  if (min !== undefined && max !== undefined) return min === max ? format.format(min) : format.formatRange(min, max);
  if (max !== undefined) return `${words.upTo} ${format.format(max)}`;
  return min === undefined ? '' : `${words.from} ${format.format(min)}`;
}

function numberFormat(language: Language, currency?: string): Intl.NumberFormat {
  const plain: Intl.NumberFormatOptions = { maximumFractionDigits: 2, useGrouping: true };
  if (currency === undefined) return new Intl.NumberFormat(language, plain);
  return new Intl.NumberFormat(language, {
    ...plain,
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 0,
  });
}

/** `€500–€900 a month`, `up to €2,000`, `hasta 2000 €`. */
export function formatBudget(budget: NonNullable<Prospect['budget']>, language: Language): string {
  const amount = formatBounds(budget, numberFormat(language, budget.currency), language);
  const period = budget.period === undefined ? '' : PERIOD_WORDS[language][budget.period];
  return [amount, period].filter((part) => part !== '').join(' ');
}

function formatName(code: string, type: 'region' | 'language', language: Language): string {
  try {
    return new Intl.DisplayNames(language, { type }).of(code) ?? code;
  } catch {
    // Not a code that Intl knows: the code itself is still true.
    return code;
  }
}

/** One value of a field, or one item of a list, for people. */
export function formatValue(field: ProspectField, value: unknown, language: Language): string {
  const words = VALUE_WORDS[language];
  switch (field) {
    case 'phone':
      return formatPhone(String(value));
    case 'budget':
      return formatBudget(value as NonNullable<Prospect['budget']>, language);
    case 'team_size':
      return `${formatBounds(value as Bounds, numberFormat(language), language)} ${words.people}`;
    case 'country':
      return formatName(String(value), 'region', language);
    case 'language':
      return formatName(String(value), 'language', language);
    case 'do_not_contact':
      return value === true ? words.yes : words.no;
    case 'intent':
      return INTENT_WORDS[language][value as NonNullable<Prospect['intent']>] ?? String(value);
    case 'contact_preference': {
      const { channel, time } = value as NonNullable<Prospect['contact_preference']>;
      const how = channel === undefined ? undefined : CHANNEL_WORDS[language][channel];
      return [how, time].filter((part) => part !== undefined).join(', ');
    }
    default:
      return String(value);
  }
}

/** `43 ms`, `1.2 s`. */
export function formatDuration(ms: number, language: Language): string {
  const [value, unit] = ms < 1000 ? [ms, 'ms'] : [ms / 1000, 's'];
  const digits = value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${unit}`;
}

/** Hours, minutes and seconds of the visitor's clock. */
export const formatClock = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(
    at,
  );

/** Day and time, short. */
export const formatMoment = (iso: string, language: Language): string =>
  new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).format(
    new Date(iso),
  );

/** The first group of a UUID: enough to tell rows apart. */
export const shortId = (id: string): string => id.slice(0, 8);
