/** What the panel derives from the tag's attributes and the browser, once it is needed. */
import type { Config, Language } from './config.ts';

/** {@link Config} with everything resolved. */
export interface Settings extends Omit<Config, 'dir' | 'retentionDays' | 'endpoint'> {
  readonly language: Language;
  /** BCP 47 tag that goes to the server, such as `es-MX`. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly retentionMs: number;
}

/** Browsers in a POSIX environment say `en-US@posix`, and pages say anything; `Intl` throws at what is no tag. */
const isTag = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};

/**
 * The page's language is refined by the visitor's own region: `es` becomes `es-MX`. A tag with a region stays.
 *
 * @param wanted the languages in the order in which they count
 */
export function chooseLocale(language: Language, attribute: string, wanted: readonly string[]): string {
  const fits = wanted.filter((tag) => tag.toLowerCase().split('-')[0] === language && isTag(tag));
  return attribute && fits[0] === attribute ? attribute : (fits.find((tag) => tag.length > 2) ?? language);
}

/** @param page its address, and its language or an empty text */
export function resolveSettings(
  config: Config,
  language: Language,
  page: { readonly url: string; readonly language: string; readonly languages: readonly string[] },
): Settings {
  const resolve = (address: string) => address && new URL(address, page.url).href;
  return {
    ...config,
    language,
    locale: chooseLocale(language, config.locale, [config.locale, page.language, ...page.languages]),
    dir: config.dir === 'auto' ? (language === 'ar' ? 'rtl' : 'ltr') : config.dir,
    endpoint: resolve(config.endpoint).replace(/\/+$/, ''),
    privacyUrl: resolve(config.privacyUrl),
    retentionMs: +config.retentionDays * 86_400_000,
  };
}
