/** Values of a prospect as their visitor would write them. */
import type { FindingValue, Prospect } from '../../supabase/functions/_shared/contract/prospect.ts';
import type { YourDataWords } from './words.ts';

type Field = {
  readonly [F in keyof Prospect]-?: { readonly field: F; readonly value: FindingValue<F> };
}[keyof Prospect];
type Range = NonNullable<Prospect['team_size']>;

export interface Formatter {
  /** One value; of a list field, one of its items. */
  value(fact: Field): string;
  /** A day, such as "24 November 2026". */
  day(iso: string): string;
  number(value: number): string;
  /** A language by its BCP 47 tag. */
  language(tag: string): string;
}

/** @param locale BCP 47 tag */
export function createFormatter(locale: string, words: YourDataWords): Formatter {
  /** A tag that only looks like one makes Intl throw: what was stored is shown as it is. */
  const name = (type: 'region' | 'language', code: string): string => {
    try {
      return new Intl.DisplayNames(locale, { type }).of(code) ?? code;
    } catch {
      return code;
    }
  };

  const range = ({ min, max }: Range, options: Intl.NumberFormatOptions = {}): string => {
    const numbers = new Intl.NumberFormat(locale, options);
    if (min === undefined) return max === undefined ? '' : `${words.upTo} ${numbers.format(max)}`;
    if (max === undefined) return `${words.from} ${numbers.format(min)}`;
    // Intl puts a sign for "about" before a range of one number.
    return min < max ? numbers.formatRange(min, max) : numbers.format(max);
  };

  return {
    value(fact) {
      const { field, value } = fact;
      switch (field) {
        case 'country':
          return name('region', value);
        case 'language':
          return name('language', value);
        case 'team_size':
          return range(value);
        case 'budget': {
          const { currency, period } = value;
          const amount = range(value, currency ? { style: 'currency', currency, minimumFractionDigits: 0 } : {});
          return [amount || currency, period && words.periods[period]].filter(Boolean).join(' ');
        }
        case 'contact_preference':
          return [value.channel && words.channels[value.channel], value.time].filter(Boolean).join(', ');
        case 'do_not_contact':
          return words.contact[`${value}`];
        case 'intent':
          return words.intents[value];
        default:
          return value;
      }
    },
    day: (iso) => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(iso)),
    number: (value) => new Intl.NumberFormat(locale).format(value),
    language: (tag) => name('language', tag),
  };
}
