/** The tag's `data-*` attributes. */

/** How the widget behaves on this page, as checked by {@link parseConfig}; every field has its default filled in. */
export interface Config {
  /** `data-site-key`; empty when the tag has none, which a server for one site accepts. */
  readonly siteKey: string;
  /** Origin (and path prefix) of the server. Default: where the script came from. */
  readonly endpoint: string;
  /** BCP 47 tag that the site asks for, such as `es-MX`; empty follows page and visitor. */
  readonly locale: string;
  /** Writing direction; `auto` is the language's own. */
  readonly dir: 'auto' | 'ltr' | 'rtl';
  readonly theme: 'auto' | 'light' | 'dark';
  /** Any CSS colour; what is written on it or with it is derived in the style sheets. */
  readonly accent: string;
  /** The corner, whatever the writing direction. */
  readonly position: 'right' | 'left';
  /** The element that the chat fills, as a selector; empty: the page's corner. */
  readonly container: string;
  /** `shown`, `hidden`, or a selector of the site's own buttons that open the chat. */
  readonly launcher: string;
  /** Open by itself once the page has loaded; an attribute without a value means yes, as it does in HTML. */
  readonly open: 'false' | 'true' | '';
  /** The site's own first message; empty asks the server for one. */
  readonly greeting: string;
  /** The panel's heading; empty is the locale's default. */
  readonly title: string;
  /** `notice` tells and asks the visitor in the panel; `manual` waits for the page to call `consent`. */
  readonly consent: 'notice' | 'manual';
  /** `consent` asks the visitor, `off` never recognises a browser. */
  readonly fingerprint: 'consent' | 'off';
  /** http(s) address of the site's privacy policy; empty shows no link. */
  readonly privacyUrl: string;
  /** Days without a message after which this browser forgets the conversation. */
  readonly retentionDays: string;
  /** When the panel's file is downloaded: once the page is idle, when the pointer nears the launcher, or at the click. */
  readonly prefetch: 'idle' | 'intent' | 'off';
  /** `full` lets `message` events carry what was said. */
  readonly events: 'plain' | 'full';
}

export const LANGUAGES = ['en', 'es', 'pt', 'fr', 'de', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The neutral accent, for sites that name none. */
export const DEFAULT_ACCENT = '#1f5f5b';

/** Attributes by their camelCase name: a tag's `dataset`, or what `init` and `createWidget` were given. */
export type Attributes = Readonly<Record<string, unknown>>;

/** An anchor resolves an address as the page would, and never throws. */
const isWebAddress = (href: string) =>
  href !== '' && /^http/.test(Object.assign(document.createElement('a'), { href }).protocol);
const isSelector = (selector: string) => {
  try {
    return !document.createElement('a').matches(selector);
  } catch {
    return false; // The parser of selectors says no by throwing.
  }
};

type Rule = readonly [key: string, allowed?: string, isAllowed?: (value: string) => boolean, fallback?: string];

/**
 * For each attribute what is allowed, in words. Where nothing tells how to check it, these are all the values; the first
 * is the default, unless another is named.
 */
const rules = (endpoint: string): readonly Rule[] => [
  ['siteKey'],
  ['greeting'],
  ['title'],
  ['dir', 'auto, ltr, rtl'],
  ['theme', 'auto, light, dark'],
  ['position', 'right, left'],
  ['open', 'false, true'],
  ['consent', 'notice, manual'],
  ['fingerprint', 'consent, off'],
  ['prefetch', 'idle, intent, off'],
  ['events', 'plain, full'],
  ['launcher', 'shown, hidden, a selector', isSelector],
  ['container', 'a selector', isSelector, ''],
  ['endpoint', 'http(s)', isWebAddress, endpoint],
  ['privacyUrl', 'http(s)', isWebAddress, ''],
  ['locale', 'such as es-MX', (tag) => /^[a-z]{2,8}(-[a-z\d]{1,8}){0,3}$/i.test(tag), ''],
  ['accent', 'a CSS colour', (colour) => CSS.supports('color', colour), DEFAULT_ACCENT],
  ['retentionDays', '1 to 9999', (days) => /^[1-9]\d{0,3}$/.test(days), '90'],
];

/**
 * @param endpoint the server for those who name none
 * @param warn told one sentence for each attribute that cannot be used
 * @returns a usable config, whatever the attributes hold
 */
export function parseConfig(attributes: Attributes, endpoint: string, warn: (sentence: string) => void): Config {
  const config: Record<string, string | undefined> = {};
  for (const [key, allowed = '', isAllowed, fallback] of rules(endpoint)) {
    const options = allowed.split(', ');
    const standard = fallback ?? options[0];
    const value = `${attributes[key] ?? standard}`;
    const isGood =
      value === standard || (isAllowed ? isAllowed(value) : allowed === '' || options.includes(value || 'true'));
    config[key] = isGood ? value : standard;
    const name = key.replace(/[A-Z]/, '-$&').toLowerCase();
    if (!isGood) warn(`data-${name} is "${value}", allowed is ${allowed}`);
  }
  if (!config.siteKey) warn('data-site-key is missing');
  return config as unknown as Config;
}

/** @returns the locale file that the widget speaks: the attribute wins, then the page's language, then the visitor's */
export const chooseLanguage = (wanted: readonly string[]): Language =>
  wanted
    .map((tag) => LANGUAGES.find((language) => RegExp(`^${language}\\b`, 'i').test(tag)))
    .find((language) => language) ?? 'en';
