import { describe, expect, it } from 'vitest';
import { CHANNELS, PERIODS, PROSPECT_FIELDS } from '../../supabase/functions/_shared/contract/prospect.ts';
import { LANGUAGES } from '../config.ts';
import { ar } from './locales/ar.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { pt } from './locales/pt.ts';
import type { YourDataWords } from './words.ts';

const locales: Record<(typeof LANGUAGES)[number], YourDataWords> = { en, es, pt, fr, de, ar };

/** Each word under its path, such as `fields.name`. */
const flat = (words: object, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, word]) =>
    typeof word === 'string' ? [[path + key, word] as [string, string]] : flat(word, `${path}${key}.`),
  );

/** The same in English and in another language. */
const SAME = /^channels\.(whatsapp|telegram)$|^es no$/;

describe.each(LANGUAGES)('the words about one’s data in %s', (language) => {
  const words = flat(locales[language]);

  it('are all there, in the same order, and none is blank', () => {
    expect(words.map(([path]) => path)).toEqual(flat(en).map(([path]) => path));
    for (const [path, word] of words) {
      expect(word, path).not.toBe('');
      expect(word.trim(), path).toBe(word);
    }
  });

  it('name every field, channel and period of the contract', () => {
    const { fields, channels, periods } = locales[language];
    expect(Object.keys(fields).sort()).toEqual([...PROSPECT_FIELDS].sort());
    expect(Object.keys(channels).sort()).toEqual([...CHANNELS].sort());
    expect(Object.keys(periods).sort()).toEqual([...PERIODS].sort());
  });

  it('never shout', () => {
    expect(words.map(([, word]) => word).join(' ')).not.toMatch(/[!¡\p{Extended_Pictographic}]/u);
  });

  it('are translated', () => {
    if (language === 'en') return;
    const english = new Map(flat(en));
    const same = words.filter(([path, word]) => english.get(path) === word).map(([path]) => path);
    expect(same.filter((path) => !SAME.test(path) && !SAME.test(`${language} ${path}`))).toEqual([]);
  });
});
