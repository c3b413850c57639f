import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './config.ts';
import { createCalendar, type Words } from './i18n.ts';
import { ar } from './locales/ar.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { pt } from './locales/pt.ts';

const locales: Record<(typeof LANGUAGES)[number], Words> = { en, es, pt, fr, de, ar };

describe.each(LANGUAGES)('the words in %s', (language) => {
  const words = locales[language];

  it('are all there, and none is blank', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
    for (const [key, word] of Object.entries(words)) expect(word.trim(), key).toBe(word);
    expect(Object.values(words)).not.toContain('');
  });

  it('never shout', () => {
    expect(Object.values(words).join(' ')).not.toMatch(/[!¡\p{Extended_Pictographic}]/u);
  });

  it('are translated', () => {
    if (language === 'en') return;
    const same = Object.entries(words).filter(([key, word]) => word === en[key as keyof Words]);
    // "Assistant" and "Conversation" are the same word in English and French.
    expect(same.map(([key]) => key).filter((key) => !['assistant', 'log'].includes(key))).toEqual([]);
  });
});

describe('the calendar', () => {
  const now = new Date(2026, 10, 24, 0, 30);

  it('speaks of today and yesterday by the visitor’s midnight', () => {
    const { day } = createCalendar('en');
    expect(day(new Date(2026, 10, 24, 0, 10).toISOString(), now)).toBe('Today');
    expect(day(new Date(2026, 10, 23, 23, 50).toISOString(), now)).toBe('Yesterday');
    expect(day(new Date(2026, 10, 20, 12).toISOString(), now)).toBe('Friday, November 20');
  });

  it('speaks the visitor’s language', () => {
    const { day, time } = createCalendar('es-ES');
    expect(day(now.toISOString(), now)).toBe('Hoy');
    expect(time(new Date(2026, 10, 24, 17, 5).toISOString())).toBe('17:05');
  });
});
