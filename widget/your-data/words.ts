/** The words of the language that this chunk is built for; the others are dropped from its build. */
import type { CHANNELS, PERIODS, Prospect, ProspectField } from '../../supabase/functions/_shared/contract/prospect.ts';
import type { Language } from '../config.ts';
import { ar } from './locales/ar.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { pt } from './locales/pt.ts';
import type { OwnDataTrouble } from './own-data.ts';

type ByKey<Key extends string> = Readonly<Record<Key, string>>;

/** Every text that the view of the visitor's own data shows. */
export interface YourDataWords {
  readonly title: string;
  readonly back: string;
  readonly intro: string;
  readonly loading: string;
  /** For screen readers only. */
  readonly loaded: string;
  /** Nothing is stored, neither here nor on the server. */
  readonly nothing: string;
  readonly understood: string;
  readonly nothingUnderstood: string;
  /** In the order in which they are shown. */
  readonly fields: ByKey<ProspectField>;
  /** Before an amount. */
  readonly from: string;
  readonly upTo: string;
  /** After an amount. */
  readonly periods: ByKey<(typeof PERIODS)[number]>;
  readonly channels: ByKey<(typeof CHANNELS)[number]>;
  readonly intents: ByKey<NonNullable<Prospect['intent']>>;
  /** Values of `do_not_contact`. */
  readonly contact: ByKey<'true' | 'false'>;
  readonly alsoKept: string;
  readonly messages: string;
  readonly since: string;
  readonly setAside: string;
  readonly page: string;
  readonly consent: string;
  readonly consentChat: string;
  readonly consentBrowser: string;
  /** Before a date. */
  readonly consentAt: string;
  readonly yes: string;
  readonly no: string;
  readonly browserId: string;
  readonly locale: string;
  readonly context: string;
  readonly account: string;
  readonly inFlight: string;
  readonly refresh: string;
  readonly onDevice: string;
  readonly download: string;
  readonly erase: string;
  readonly confirm: string;
  readonly eraseAll: string;
  readonly keep: string;
  readonly erasing: string;
  readonly erased: string;
  readonly newChat: string;
  readonly notLoaded: ByKey<OwnDataTrouble>;
  readonly notErased: ByKey<OwnDataTrouble>;
  readonly retry: string;
}

const all: Readonly<Record<Language, YourDataWords>> = { en, es, pt, fr, de, ar };

export const words: YourDataWords = all[__LANGUAGE__];
