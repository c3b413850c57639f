import { describe, expect, it } from 'vitest';
import { createFormatter } from './format.ts';
import { ar } from './locales/ar.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';

const { value, day, language, number } = createFormatter('en-GB', en);

describe('a value', () => {
  it('is shown as it was said where there is nothing to put into words', () => {
    expect(value({ field: 'name', value: 'Lena Ortiz' })).toBe('Lena Ortiz');
    expect(value({ field: 'interests', value: 'beans' })).toBe('beans');
  });

  it('names countries and languages', () => {
    expect(value({ field: 'country', value: 'ES' })).toBe('Spain');
    expect(createFormatter('es', es).value({ field: 'country', value: 'DE' })).toBe('Alemania');
    expect(value({ field: 'language', value: 'pt-BR' })).toBe('Brazilian Portuguese');
  });

  it('is shown raw where a tag only looks like one', () => {
    expect(value({ field: 'language', value: 'es-1a' })).toBe('es-1a');
    expect(language('es-1a')).toBe('es-1a');
  });

  it.each([
    [{ min: 1200, max: 1200, currency: 'EUR', period: 'month' }, '€1,200 per month'],
    [{ max: 1500.5, currency: 'EUR' }, 'up to €1,500.5'],
    [{ min: 300, currency: 'USD', period: 'once' }, 'from US$300 in total'],
    [{ max: 90000, currency: 'JPY' }, 'up to JP¥90,000'],
    [{ max: 500 }, 'up to 500'],
    [{ currency: 'EUR' }, 'EUR'],
    [{ period: 'year' }, 'per year'],
    [{}, ''],
  ] as const)('of a budget %o reads "%s"', (budget, text) => {
    expect(value({ field: 'budget', value: budget })).toBe(text);
  });

  it('of a budget with two bounds is a range in the visitor’s way of writing', () => {
    const budget = { min: 800, max: 1200, currency: 'EUR', period: 'month' } as const;
    expect(value({ field: 'budget', value: budget })).toMatch(/^€800\s?–\s?€1,200 per month$/);
    expect(createFormatter('de', de).value({ field: 'budget', value: budget })).toMatch(
      /^800\s?–\s?1\.200\s€ pro Monat$/,
    );
    // Bounds in the wrong order make Intl throw in some browsers.
    expect(value({ field: 'team_size', value: { min: 9, max: 3 } })).toBe('3');
  });

  it('of a team is a number or a range', () => {
    expect(value({ field: 'team_size', value: { min: 40, max: 40 } })).toBe('40');
    expect(value({ field: 'team_size', value: { min: 10, max: 15 } })).toBe('10–15');
    expect(value({ field: 'team_size', value: { min: 5 } })).toBe('from 5');
  });

  it('says in plain words how to reach the visitor, and whether at all', () => {
    expect(value({ field: 'contact_preference', value: { channel: 'phone', time: 'after four' } })).toBe(
      'phone, after four',
    );
    expect(value({ field: 'contact_preference', value: { time: 'after four' } })).toBe('after four');
    expect(value({ field: 'do_not_contact', value: true })).toBe(en.contact.true);
    expect(value({ field: 'do_not_contact', value: false })).toBe(en.contact.false);
    expect(createFormatter('ar', ar).value({ field: 'intent', value: 'high' })).toBe(ar.intents.high);
  });
});

describe('days and numbers', () => {
  it('are written as the visitor writes them', () => {
    expect(day('2026-11-24T12:00:00Z')).toBe('24 November 2026');
    expect(createFormatter('es', es).day('2026-11-24T12:00:00Z')).toBe('24 de noviembre de 2026');
    expect(number(1234)).toBe('1,234');
  });
});
