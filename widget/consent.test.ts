// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { consentSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { CONSENT_VERSION, type Consent, createConsent } from './consent.ts';
import { createStore } from './storage.ts';

function openConsent(options: { privacyControl?: boolean; fingerprint?: 'consent' | 'off' } = {}) {
  const changes: Consent[] = [];
  const keeper = createConsent({
    store: createStore(() => localStorage, 'nexus:test:'),
    now: () => new Date('2026-11-24T09:00:00Z'),
    privacyControl: options.privacyControl ?? false,
    fingerprint: options.fingerprint ?? 'consent',
    onChange: (consent) => changes.push(consent),
  });
  return { keeper, changes };
}

describe('consent', () => {
  beforeEach(() => localStorage.clear());

  it('is given for nothing, and nothing is stored, before the visitor decides', () => {
    const { keeper } = openConsent();
    expect(keeper.get()).toMatchObject({ chat: 'pending', fingerprint: 'denied' });
    expect(localStorage).toHaveLength(0);
  });

  it('to the chat does not include the fingerprint', () => {
    const { keeper, changes } = openConsent();
    keeper.grantChat();
    expect(keeper.toContract()).toEqual({
      chat: 'granted',
      fingerprint: 'denied',
      version: CONSENT_VERSION,
      at: '2026-11-24T09:00:00.000Z',
    });
    expect(changes).toHaveLength(1);
  });

  it('is remembered and can be withdrawn', () => {
    openConsent().keeper.setFingerprint('granted');
    const { keeper } = openConsent();
    expect(keeper.get().fingerprint).toBe('granted');
    keeper.setFingerprint('denied');
    expect(openConsent().keeper.get().fingerprint).toBe('denied');
  });

  it.each([{ privacyControl: true }, { fingerprint: 'off' as const }])(
    'is neither asked for nor honoured with %o',
    (options) => {
      openConsent().keeper.setFingerprint('granted');
      const { keeper } = openConsent(options);
      expect(keeper.mayAsk).toBe(false);
      expect(keeper.get().fingerprint).toBe('denied');
      keeper.setFingerprint('granted');
      expect(keeper.toContract().fingerprint).toBe('denied');
    },
  );

  it('travels as the contract wants it', () => {
    const { keeper } = openConsent();
    expect(consentSchema.safeParse(keeper.toContract()).success).toBe(true);
    keeper.setFingerprint('granted');
    keeper.grantChat();
    expect(consentSchema.safeParse(keeper.toContract()).success).toBe(true);
  });

  it('of another tab counts here too', () => {
    const { keeper } = openConsent();
    keeper.adopt({ chat: 'granted', fingerprint: 'granted', version: 'x', at: '2026-11-24T10:00:00.000Z' });
    expect(keeper.get()).toMatchObject({ chat: 'granted', fingerprint: 'granted' });
  });
});
