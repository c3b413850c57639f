import { describe, expect, it } from 'vitest';
import { formatBudget, formatDuration, formatPhone, formatValue, shortId } from './format.ts';

/** Intl writes narrow and no-break spaces that differ between versions of its data. */
const plain = (text: string) => text.replace(/\s/gu, ' ');

describe('formatPhone', () => {
  it.each([
    ['+34600111222', '+34 600 111 222'],
    ['+351912341000', '+351 912 341 000'],
    ['+15550100123', '+1 555 010 0123'],
    ['+4915112345678', '+49 151 123 456 78'],
    ['+593992223344', '+593 992 223 344'],
    ['+521555123456', '+52 155 512 3456'],
  ])('groups %s', (phone, shown) => {
    expect(formatPhone(phone)).toBe(shown);
  });

  it('leaves what is not E.164', () => {
    expect(formatPhone('600 111 222')).toBe('600 111 222');
  });
});

describe('formatBudget', () => {
  it.each([
    [{ min: 500, max: 500, currency: 'EUR' }, '€500', '500 €'],
    [{ min: 500, max: 1500, currency: 'EUR', period: 'month' }, '€500 – €1,500 a month', '500-1.500 € al mes'],
    [{ max: 20_000, currency: 'USD' }, 'up to $20,000', 'hasta 20.000 $'],
    [{ min: 1000 }, 'from 1,000', 'desde 1.000'],
    [{ min: 99.5, max: 99.5, currency: 'EUR', period: 'once' }, '€99.5 once', '99,5 € una vez'],
  ] as const)('%j reads well in both languages', (budget, en, es) => {
    expect(plain(formatBudget(budget, 'en'))).toBe(en);
    expect(plain(formatBudget(budget, 'es'))).toBe(es);
  });
});

describe('formatValue', () => {
  it('names countries and languages', () => {
    expect(formatValue('country', 'PT', 'en')).toBe('Portugal');
    expect(formatValue('country', 'DE', 'es')).toBe('Alemania');
    expect(formatValue('language', 'es-MX', 'en')).toBe('Mexican Spanish');
  });

  it('keeps a code that nobody knows', () => {
    expect(formatValue('language', 'x', 'en')).toBe('x');
  });

  it('says how many people, exactly or about', () => {
    expect(plain(formatValue('team_size', { min: 40, max: 40 }, 'es'))).toBe('40 personas');
    expect(plain(formatValue('team_size', { min: 30, max: 50 }, 'en'))).toBe('30–50 people');
  });

  it('says how and when to reach somebody, or only one of them', () => {
    expect(formatValue('contact_preference', { channel: 'phone', time: 'after 5' }, 'en')).toBe('phone, after 5');
    expect(formatValue('contact_preference', { time: 'por la tarde' }, 'es')).toBe('por la tarde');
  });

  it('says yes, no and how much', () => {
    expect(formatValue('do_not_contact', true, 'es')).toBe('Sí');
    expect(formatValue('do_not_contact', false, 'en')).toBe('No');
    expect(formatValue('intent', 'medium', 'es')).toBe('Media');
  });

  it('leaves words as they are', () => {
    expect(formatValue('interests', 'Muelle', 'en')).toBe('Muelle');
  });
});

describe('figures', () => {
  it('are short', () => {
    expect(formatDuration(43.4, 'en')).toBe('43 ms');
    expect(formatDuration(3.24, 'es')).toBe('3,2 ms');
    expect(formatDuration(1240, 'en')).toBe('1.2 s');
    expect(shortId('3f2a91c0-5d7e-4c1b-9f3e-7a1f0c2b4d6e')).toBe('3f2a91c0');
  });
});
