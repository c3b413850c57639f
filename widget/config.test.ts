// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Attributes, chooseLanguage, DEFAULT_ACCENT, parseConfig } from './config.ts';
import { chooseLocale, resolveSettings } from './settings.ts';

/** Stands in for the browser's parser of colours and selectors, which happy-dom lacks; journeys use the real one. */
const supports = (_property: string, value: string) => /^(#[\da-f]{3,8}|[a-z]+|oklch\([^;]*\))$/i.test(value);

beforeEach(() => {
  vi.stubGlobal('CSS', { supports });
});

function parse(attributes: Attributes) {
  const warnings: string[] = [];
  return { config: parseConfig(attributes, 'https://nexus.test', (sentence) => warnings.push(sentence)), warnings };
}
const settle = (attributes: Attributes, pageLanguage = '', languages: readonly string[] = ['en-GB']) => {
  const { config } = parse({ siteKey: 'faro', ...attributes });
  const language = chooseLanguage([config.locale, pageLanguage, ...languages]);
  return resolveSettings(config, language, { url: 'https://shop.test/tea/', language: pageLanguage, languages });
};

describe('the tag', () => {
  it('needs a site key and nothing else', () => {
    const { config, warnings } = parse({ siteKey: 'faro' });
    expect(warnings).toEqual([]);
    expect(config).toEqual({
      siteKey: 'faro',
      endpoint: 'https://nexus.test',
      locale: '',
      dir: 'auto',
      theme: 'auto',
      accent: DEFAULT_ACCENT,
      position: 'right',
      container: '',
      launcher: 'shown',
      open: 'false',
      greeting: '',
      title: '',
      consent: 'notice',
      fingerprint: 'consent',
      privacyUrl: '',
      retentionDays: '90',
      prefetch: 'idle',
      events: 'plain',
    });
  });

  it('takes every attribute', () => {
    const attributes = {
      siteKey: 'faro',
      endpoint: 'https://api.test/nexus/',
      locale: 'pt-BR',
      dir: 'rtl',
      theme: 'dark',
      accent: 'oklch(0.6 0.1 200)',
      position: 'left',
      container: '#chat',
      launcher: '.help',
      open: 'true',
      greeting: 'Hi',
      title: 'Faro',
      consent: 'manual',
      fingerprint: 'off',
      privacyUrl: '/privacy',
      retentionDays: '30',
      prefetch: 'intent',
      events: 'full',
    };
    const { config, warnings } = parse(attributes);
    expect(warnings).toEqual([]);
    expect(config).toEqual(attributes);
  });

  it('reads an attribute without a value as yes, where yes is an answer', () => {
    expect(parse({ siteKey: 'faro', open: '' })).toMatchObject({ config: { open: '' }, warnings: [] });
    expect(parse({ siteKey: 'faro', theme: '' }).warnings).toHaveLength(1);
  });

  it('takes the options of a script, which are no strings', () => {
    const { config, warnings } = parse({ siteKey: 'faro', open: true, retentionDays: 7, title: undefined });
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({ open: 'true', retentionDays: '7', title: '' });
  });

  it.each([
    ['theme', 'pink', 'data-theme', 'auto, light, dark'],
    ['position', 'top', 'data-position', 'right, left'],
    ['dir', 'up', 'data-dir', 'auto, ltr, rtl'],
    ['accent', 'red; }', 'data-accent', 'a CSS colour'],
    ['open', 'yes', 'data-open', 'false, true'],
    ['locale', 'español', 'data-locale', 'es-MX'],
    ['endpoint', 'ftp://nexus.test', 'data-endpoint', 'http'],
    ['privacyUrl', 'javascript:alert(1)', 'data-privacy-url', 'http'],
    ['fingerprint', 'always', 'data-fingerprint', 'consent, off'],
    ['consent', 'never', 'data-consent', 'notice, manual'],
    ['container', '>>', 'data-container', 'a selector'],
    ['launcher', '!', 'data-launcher', 'shown, hidden, a selector'],
    ['endpoint', '', 'data-endpoint', 'http'],
    ['retentionDays', '0', 'data-retention-days', '1 to 9999'],
    ['prefetch', 'now', 'data-prefetch', 'idle, intent, off'],
    ['events', 'all', 'data-events', 'plain, full'],
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

describe('what the panel derives', () => {
  it('are absolute addresses and plain units', () => {
    expect(settle({ endpoint: 'https://api.test/nexus/', privacyUrl: '/privacy', retentionDays: 2 })).toMatchObject({
      endpoint: 'https://api.test/nexus',
      privacyUrl: 'https://shop.test/privacy',
      retentionMs: 172_800_000,
    });
    expect(settle({})).toMatchObject({ endpoint: 'https://nexus.test', privacyUrl: '' });
  });

  it.each([
    ['en', 'auto', 'ltr'],
    ['ar', 'auto', 'rtl'],
    ['ar', 'ltr', 'ltr'],
    ['en', 'rtl', 'rtl'],
  ])('is the direction of %s with data-dir %s', (locale, dir, expected) => {
    expect(settle({ locale, dir }).dir).toBe(expected);
  });

  it.each([
    ['the attribute before all', { locale: 'de' }, 'fr', ['es-MX'], 'de', 'de'],
    ['the attribute, with its region', { locale: 'pt-BR' }, 'pt', ['pt-PT'], 'pt-BR', 'pt'],
    ['the page before the visitor', {}, 'fr', ['es-MX'], 'fr', 'fr'],
    ['the visitor when the page has none', {}, '', ['es-MX', 'en'], 'es-MX', 'es'],
    ['the visitor’s region of the page’s language', {}, 'es', ['en', 'es-MX'], 'es-MX', 'es'],
    ['the next one it can speak', {}, 'ja', ['sv', 'pt-BR'], 'pt-BR', 'pt'],
    ['Arabic too', {}, 'ar-EG', ['en'], 'ar-EG', 'ar'],
    ['English where the browser’s own is no tag', {}, '', ['en-US@posix'], 'en', 'en'],
    ['English in the end', {}, 'ja', ['sv'], 'en', 'en'],
  ] as const)('is the language of %s', (_, attributes, pageLanguage, languages, locale, language) => {
    expect(settle(attributes, pageLanguage, languages)).toMatchObject({ locale, language });
  });

  it('never takes a longer language for a shorter one', () => {
    expect(chooseLanguage(['est', 'den', 'fr'])).toBe('fr');
    expect(chooseLocale('es', '', ['est-EE', 'es-AR'])).toBe('es-AR');
  });
});
