/** The tag's `data-*` attributes. */

/** How the widget behaves on this page; every field has its default filled in. */
export interface Config {
  /** `data-site-key`; empty when the tag has none, which a server for one site accepts. */
  readonly siteKey: string;
  /** Origin (and path prefix) of the server, without a slash at the end. Default: where the script came from. */
  readonly endpoint: string;
  /** Folder of nexus.js, with a slash at the end: the panel's file lies beside it. */
  readonly base: string;
  /** BCP 47 tag that goes to the server, such as `es-MX`. */
  readonly locale: string;
  /** The locale file that the widget speaks. */
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark';
  /** `#rrggbb` */
  readonly accent: string;
  readonly position: 'left' | 'right';
  /** Open by itself once the page has loaded. */
  readonly open: boolean;
  /** The site's own first message; empty asks the server for one. */
  readonly greeting: string;
  /** The panel's heading; empty is the locale's default. */
  readonly title: string;
  /** `consent` asks the visitor, `off` never recognises a browser. */
  readonly fingerprint: 'consent' | 'off';
  /** Absolute http(s) address of the site's privacy policy; empty shows no link. */
  readonly privacyUrl: string;
}

export const LANGUAGES = ['en', 'es', 'pt', 'fr', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The neutral accent, for sites that name none. */
export const DEFAULT_ACCENT = '#1f5f5b';

/** What {@link parseConfig} reads besides the attributes. */
export interface Surroundings {
  /** Address of nexus.js. */
  readonly scriptUrl: string;
  /** Address of the page, against which relative addresses resolve. */
  readonly pageUrl: string;
  /** The page's own language (`<html lang>`), or empty. */
  readonly pageLanguage: string;
  /** The visitor's languages, most wanted first. */
  readonly languages: readonly string[];
  /** Told one sentence for each attribute that cannot be used. */
  readonly warn: (sentence: string) => void;
}

const isTag = (value: string): boolean => /^[a-z]{2,8}(-[a-z\d]{1,8})*$/i.test(value) && value.length <= 35;
const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';
const asLanguage = (tag: string): Language | undefined => LANGUAGES.find((language) => language === base(tag));

/**
 * @param attributes the script element's `dataset`
 * @returns a usable config, whatever the attributes hold
 */
export function parseConfig(attributes: DOMStringMap, around: Surroundings): Config {
  const kebab = (key: string) => `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const reject = (key: string, allowed: string) =>
    around.warn(`nexus: ${kebab(key)} is "${attributes[key]}", allowed is ${allowed}`);

  const oneOf = <T extends string>(key: string, allowed: readonly [T, ...T[]]): T => {
    const value = attributes[key];
    const found = allowed.find((option) => option === value);
    if (value !== undefined && found === undefined) reject(key, allowed.join(', '));
    return found ?? allowed[0];
  };
  const url = (key: string, fallback: string): string => {
    const value = attributes[key];
    if (value === undefined) return fallback;
    const parsed = URL.canParse(value, around.pageUrl) ? new URL(value, around.pageUrl) : undefined;
    if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return parsed.href;
    reject(key, 'an http or https address');
    return fallback;
  };

  const { siteKey = '', accent = DEFAULT_ACCENT, open, locale } = attributes;
  if (siteKey === '') around.warn('nexus: data-site-key is missing');

  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.test(accent);
  if (!hex) reject('accent', 'a colour such as #0f6b6b');
  if (open !== undefined && !/^(|true|false)$/.test(open)) reject('open', 'true, false');
  if (locale !== undefined && !isTag(locale)) reject('locale', `a language tag such as ${LANGUAGES.join(', ')}, es-MX`);

  return {
    siteKey,
    endpoint: url('endpoint', new URL(around.scriptUrl).origin).replace(/\/+$/, ''),
    base: new URL('.', around.scriptUrl).href,
    ...chooseLocale(locale, around),
    theme: oneOf('theme', ['auto', 'light', 'dark']),
    accent: hex ? longHex(accent) : DEFAULT_ACCENT,
    position: oneOf('position', ['right', 'left']),
    open: open === '' || open === 'true',
    greeting: attributes.greeting ?? '',
    title: attributes.title ?? '',
    fingerprint: oneOf('fingerprint', ['consent', 'off']),
    privacyUrl: url('privacyUrl', ''),
  };
}

/** The attribute wins, then the page's language, then the visitor's; the visitor's own region refines the tag (es -> es-MX). */
function chooseLocale(attribute: string | undefined, around: Surroundings): Pick<Config, 'locale' | 'language'> {
  const own = around.languages.filter(isTag);
  const tag =
    [attribute ?? '', around.pageLanguage, ...own].find((wanted) => isTag(wanted) && asLanguage(wanted)) ?? 'en';
  const language = asLanguage(tag) ?? 'en';
  const regional = tag === language && tag !== attribute && own.find((wanted) => base(wanted) === language);
  return { locale: regional || tag, language };
}

const longHex = (hex: string): string => (hex.length === 4 ? hex.replace(/[\da-f]/gi, '$&$&') : hex).toLowerCase();
