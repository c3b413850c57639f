/** What the visitor agreed to, in which wording, and when. */
import type { Consent as ContractConsent } from '../supabase/functions/_shared/contract/conversation.ts';
import { readJson, type Store } from './storage.ts';

/** Names the wording of the notice in the locale files; change it when their meaning changes. */
export const CONSENT_VERSION = '2026-11';

/** The visitor's two decisions; `at` is that of the latest. */
export interface Consent {
  /** `granted` by sending the first message, below a notice that says so. */
  readonly chat: 'pending' | 'granted';
  readonly fingerprint: 'denied' | 'granted';
  readonly version: string;
  readonly at: string;
}

export interface ConsentKeeper {
  get(): Consent;
  /** May this browser be asked at all? Not with Global Privacy Control, nor where the site turned it off. */
  readonly mayAsk: boolean;
  grantChat(): void;
  setFingerprint(decision: 'granted' | 'denied'): void;
  /** Another tab's decision, already stored. */
  adopt(consent: Consent): void;
  /** The decisions as a delivery carries them. */
  toContract(): ContractConsent;
}

interface ConsentOptions {
  readonly store: Store;
  readonly now: () => Date;
  /** `navigator.globalPrivacyControl` */
  readonly privacyControl: boolean;
  readonly fingerprint: 'consent' | 'off';
  readonly onChange: (consent: Consent) => void;
}

const isConsent = (value: unknown): value is Consent => {
  const { chat, fingerprint, version, at } = (value ?? {}) as Record<string, unknown>;
  return (
    (chat === 'pending' || chat === 'granted') &&
    (fingerprint === 'denied' || fingerprint === 'granted') &&
    typeof version === 'string' &&
    typeof at === 'string'
  );
};

/** Writes nothing before a decision is made. */
export function createConsent({ store, now, privacyControl, fingerprint, onChange }: ConsentOptions): ConsentKeeper {
  const mayAsk = fingerprint === 'consent' && !privacyControl;
  const stored = readJson(store, 'consent');
  let current: Consent = isConsent(stored)
    ? stored
    : { chat: 'pending', fingerprint: 'denied', version: CONSENT_VERSION, at: now().toISOString() };

  const decide = (part: Partial<Consent>) => {
    current = { ...current, ...part, version: CONSENT_VERSION, at: now().toISOString() };
    store.set('consent', JSON.stringify(current));
    onChange(current);
  };
  /** A refusal by the browser outranks a "yes" of earlier. */
  const get = (): Consent => (mayAsk ? current : { ...current, fingerprint: 'denied' });

  return {
    get,
    mayAsk,
    grantChat() {
      if (current.chat !== 'granted') decide({ chat: 'granted' });
    },
    setFingerprint(decision) {
      if (mayAsk && decision !== current.fingerprint) decide({ fingerprint: decision });
    },
    adopt(consent) {
      if (isConsent(consent)) current = consent;
    },
    toContract() {
      const { chat, ...rest } = get();
      return { chat: chat === 'granted' ? 'granted' : 'denied', ...rest };
    },
  };
}
