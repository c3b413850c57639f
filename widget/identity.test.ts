// @vitest-environment happy-dom
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { conversationSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { fromBase64Url, openIdentity, toBase64Url } from './identity.ts';
import { hasIdentity } from './known.ts';
import { sha256 } from './sha256.ts';
import { createStore } from './storage.ts';

const store = () => createStore(() => localStorage, 'nexus:test:');
const open = () =>
  openIdentity({
    store: store(),
    random: (bytes) => crypto.getRandomValues(bytes),
    sha256: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  });

describe('the identity', () => {
  beforeEach(() => localStorage.clear());

  it('is the hash of a secret that the server never sees', async () => {
    expect(hasIdentity(store())).toBe(false);
    const { sessionId } = await open();
    const secret = fromBase64Url(localStorage.getItem('nexus:test:secret') ?? '');
    expect(secret).toHaveLength(32);
    expect(sessionId).toBe(createHash('sha256').update(secret).digest('base64url'));
    expect(sessionId).toHaveLength(43);
  });

  it('is the same on the next page', async () => {
    const first = await open();
    const next = await open();
    expect(hasIdentity(store())).toBe(true);
    expect([next.sessionId, next.fingerprint(true)]).toEqual([first.sessionId, first.fingerprint(true)]);
  });

  it('stands under a random id until the browser is recognised', async () => {
    const identity = await open();
    const random = identity.fingerprint(true);
    expect(random).toMatch(/^v_[\w-]{22}$/);
    identity.setBrowserId('browser-id');
    expect([identity.fingerprint(true), identity.isRecognised()]).toEqual(['browser-id', true]);
    expect((await open()).fingerprint(true)).toBe('browser-id');
  });

  it('gets a new random id when the visitor withdraws', async () => {
    const identity = await open();
    const random = identity.fingerprint(true);
    identity.setBrowserId('browser-id');
    identity.setBrowserId(undefined);
    expect(identity.isRecognised()).toBe(false);
    expect(identity.fingerprint(true)).toMatch(/^v_/);
    expect(identity.fingerprint(true)).not.toBe(random);
  });

  it('fits the contract', async () => {
    const { sessionId, fingerprint } = await open();
    expect(conversationSchema.shape.sessionId.safeParse(sessionId).success).toBe(true);
    expect(conversationSchema.shape.fingerprint.safeParse(fingerprint(true)).success).toBe(true);
  });
});

describe('base64url', () => {
  it('brings bytes there and back', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(toBase64Url(bytes)).toMatch(/^[\w-]+$/);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
  });
});

describe('SHA-256 for plain http', () => {
  it('gives the digest of the standard, for every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      expect(toBase64Url(sha256(bytes)), `${length} bytes`).toBe(
        createHash('sha256').update(bytes).digest('base64url'),
      );
    }
  });
});
