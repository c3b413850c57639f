/** What the visitor agreed to, in which wording, in which language, and when. */
import type { NexusConsent } from './api.ts';
import { readJson, type Store, writeJson } from './storage.ts';

/** Names the wording of the notice in the locale files; change it when their meaning changes. */
export const CONSENT_VERSION = '2026-11';

/** The visitor's two decisions; `at` is that of the latest. */
export interface Consent {
  /** `granted` by sending the first message, below a notice that says so, or by the page's consent tool. */
  readonly chat: 'pending' | 'granted' | 'denied';
  readonly fingerprint: 'denied' | 'granted';
  /** Wording and language, such as `2026-11.es`; `site` where the page's own tool asked. */
  readonly version: string;
  readonly at: string;
}

export interface ConsentKeeper {
  get(): Consent;
  /** May this browser be asked at all? Not with Global Privacy Control, nor where the site turned it off or asks itself. */
  readonly mayAsk: boolean;
  /** @param isStored false as long as nothing may be kept: the page's tool tells again on the next page */
  decide(decision: NexusConsent, isStored: boolean): void;
  /** Another tab's decision, already stored. */
  adopt(consent: Consent): void;
}

interface ConsentOptions {
  readonly store: Store;
  readonly now: () => Date;
  /** `navigator.globalPrivacyControl` */
  readonly privacyControl: boolean;
  readonly fingerprint: 'consent' | 'off';
  /** Who asks: the panel's notice, or the page. */
  readonly asker: 'notice' | 'manual';
  readonly language: string;
  readonly onChange: (consent: Consent) => void;
}

const isConsent = (value: unknown): value is Consent => {
  const { chat, fingerprint, version, at } = (value ?? {}) as Record<string, unknown>;
  return (
    /^(pending|granted|denied)$/.test(`${chat}`) &&
    /^(granted|denied)$/.test(`${fingerprint}`) &&
    typeof version === 'string' &&
    Date.parse(`${at}`) > 0
  );
};

/** Writes nothing before a decision is made. */
export function createConsent(options: ConsentOptions): ConsentKeeper {
  const { store } = options;
  const mayRecognise = options.fingerprint === 'consent' && !options.privacyControl;
  const version = options.asker === 'manual' ? 'site' : `${CONSENT_VERSION}.${options.language}`;
  const now = () => options.now().toISOString();
  // The page's own tool tells anew on each page; until it has, nothing is agreed to.
  const stored = options.asker === 'manual' ? undefined : readJson(store, 'consent');
  let current: Consent = isConsent(stored)
    ? stored
    : { chat: 'pending', fingerprint: 'denied', version: options.asker === 'manual' ? 'none' : version, at: now() };
  /** A refusal by the browser outranks a "yes" of earlier. */
  const get = (): Consent => (mayRecognise ? current : { ...current, fingerprint: 'denied' });

  return {
    get,
    mayAsk: mayRecognise && options.asker === 'notice',
    decide(decision, isStored) {
      const { chat = current.chat, fingerprint = current.fingerprint } = decision;
      if (chat === current.chat && fingerprint === current.fingerprint) return;
      current = { chat, fingerprint, version, at: now() };
      if (isStored) writeJson(store, 'consent', current);
      options.onChange(get());
    },
    adopt(consent) {
      if (isConsent(consent)) current = consent;
    },
  };
}
