import { describe, expect, it } from 'vitest';
import { DEFAULT_ACCENT, parseConfig, type Surroundings } from './config.ts';

function parse(attributes: DOMStringMap, around: Partial<Surroundings> = {}) {
  const warnings: string[] = [];
  const config = parseConfig(attributes, {
    scriptUrl: 'https://nexus.test/v1/nexus.js',
    pageUrl: 'https://shop.test/tea/',
    pageLanguage: '',
    languages: ['en-GB', 'en'],
    warn: (sentence) => warnings.push(sentence),
    ...around,
  });
  return { config, warnings };
}

describe('the tag', () => {
  it('needs a site key and nothing else', () => {
    const { config, warnings } = parse({ siteKey: 'faro' });
    expect(warnings).toEqual([]);
    expect(config).toEqual({
      siteKey: 'faro',
      endpoint: 'https://nexus.test',
      base: 'https://nexus.test/v1/',
      locale: 'en-GB',
      language: 'en',
      theme: 'auto',
      accent: DEFAULT_ACCENT,
      position: 'right',
      open: false,
      greeting: '',
      title: '',
      fingerprint: 'consent',
      privacyUrl: '',
    });
  });

  it('takes every attribute', () => {
    const { config, warnings } = parse({
      siteKey: 'faro',
      endpoint: 'https://api.test/nexus/',
      locale: 'pt-BR',
      theme: 'dark',
      accent: '#0F6',
      position: 'left',
      open: '',
      greeting: 'Hi',
      title: 'Faro',
      fingerprint: 'off',
      privacyUrl: '/privacy',
    });
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      endpoint: 'https://api.test/nexus',
      locale: 'pt-BR',
      language: 'pt',
      theme: 'dark',
      accent: '#00ff66',
      position: 'left',
      open: true,
      greeting: 'Hi',
      title: 'Faro',
      fingerprint: 'off',
      privacyUrl: 'https://shop.test/privacy',
    });
  });

  it.each([
    ['theme', 'pink', 'data-theme', 'auto, light, dark'],
    ['position', 'top', 'data-position', 'right, left'],
    ['accent', 'red', 'data-accent', '#0f6b6b'],
    ['open', 'yes', 'data-open', 'true, false'],
    ['locale', 'español', 'data-locale', 'es-MX'],
    ['endpoint', 'ftp://nexus.test', 'data-endpoint', 'http'],
    ['privacyUrl', 'javascript:alert(1)', 'data-privacy-url', 'http'],
    ['fingerprint', 'always', 'data-fingerprint', 'consent, off'],
  ])('names a wrong %s, what it holds and what is allowed, and goes on', (key, value, attribute, allowed) => {
    const { config, warnings } = parse({ siteKey: 'faro', [key]: value });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(attribute);
    expect(warnings[0]).toContain(`"${value}"`);
    expect(warnings[0]).toContain(allowed);
    expect(config).toEqual(parse({ siteKey: 'faro' }).config);
  });

  it('says that the site key is missing', () => {
    const { config, warnings } = parse({});
    expect(config.siteKey).toBe('');
    expect(warnings[0]).toContain('data-site-key');
  });
});

describe('the language', () => {
  it.each([
    ['the attribute before all', { locale: 'de' }, 'fr', ['es-MX'], 'de', 'de'],
    ['the page before the visitor', {}, 'fr', ['es-MX'], 'fr', 'fr'],
    ['the visitor when the page has none', {}, '', ['es-MX', 'en'], 'es-MX', 'es'],
    ['the visitor’s region of the page’s language', {}, 'es', ['en', 'es-MX'], 'es-MX', 'es'],
    ['the next one it can speak', {}, 'ja', ['sv', 'pt-BR'], 'pt-BR', 'pt'],
    ['English in the end', {}, 'ja', ['sv'], 'en', 'en'],
  ] as const)('is that of %s', (_, attributes, pageLanguage, languages, locale, language) => {
    const { config } = parse({ siteKey: 'faro', ...attributes }, { pageLanguage, languages });
    expect(config).toMatchObject({ locale, language });
  });
});
