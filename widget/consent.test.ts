// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { consentSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { CONSENT_VERSION, type Consent, createConsent } from './consent.ts';
import { createStore } from './storage.ts';

function openConsent(
  options: { privacyControl?: boolean; fingerprint?: 'consent' | 'off'; asker?: 'notice' | 'manual' } = {},
) {
  const changes: Consent[] = [];
  const keeper = createConsent({
    store: createStore(() => localStorage, 'nexus:test:'),
    now: () => new Date('2026-11-24T09:00:00Z'),
    privacyControl: false,
    fingerprint: 'consent',
    asker: 'notice',
    language: 'es',
    onChange: (consent) => changes.push(consent),
    ...options,
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

  it('to the chat does not include the fingerprint, and says in which wording and language it was given', () => {
    const { keeper, changes } = openConsent();
    keeper.decide({ chat: 'granted' }, true);
    keeper.decide({ chat: 'granted' }, true);
    expect(changes).toEqual([
      { chat: 'granted', fingerprint: 'denied', version: `${CONSENT_VERSION}.es`, at: '2026-11-24T09:00:00.000Z' },
    ]);
    expect(consentSchema.safeParse(keeper.get()).success).toBe(true);
  });

  it('is remembered and can be withdrawn', () => {
    openConsent().keeper.decide({ fingerprint: 'granted' }, true);
    const { keeper } = openConsent();
    expect(keeper.get().fingerprint).toBe('granted');
    keeper.decide({ fingerprint: 'denied' }, true);
    expect(openConsent().keeper.get().fingerprint).toBe('denied');
  });

  it.each([{ privacyControl: true }, { fingerprint: 'off' as const }])(
    'is neither asked for nor honoured with %o',
    (options) => {
      openConsent().keeper.decide({ fingerprint: 'granted' }, true);
      const { keeper } = openConsent(options);
      expect(keeper.mayAsk).toBe(false);
      expect(keeper.get().fingerprint).toBe('denied');
      keeper.decide({ fingerprint: 'granted' }, true);
      expect(keeper.get().fingerprint).toBe('denied');
    },
  );

  it('is left to the page where the page asks, which tells it anew on each page', () => {
    const { keeper } = openConsent({ asker: 'manual' });
    expect(keeper.mayAsk).toBe(false);
    keeper.decide({ chat: 'granted', fingerprint: 'granted' }, false);
    expect(keeper.get()).toMatchObject({ chat: 'granted', fingerprint: 'granted', version: 'site' });
    expect(localStorage).toHaveLength(0);
    keeper.decide({ chat: 'denied' }, true);
    expect(keeper.get()).toMatchObject({ chat: 'denied', fingerprint: 'granted' });
    expect(openConsent({ asker: 'manual' }).keeper.get()).toMatchObject({ chat: 'pending', fingerprint: 'denied' });
  });

  it('of another tab counts here too', () => {
    const { keeper } = openConsent();
    keeper.adopt({ chat: 'granted', fingerprint: 'granted', version: 'x', at: '2026-11-24T10:00:00.000Z' });
    expect(keeper.get()).toMatchObject({ chat: 'granted', fingerprint: 'granted' });
  });
});
