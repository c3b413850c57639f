import { decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { isLoopbackVisitor, issueMarketerSession, LOCAL_MARKETER_ID } from './session.ts';

const SECRET = 'a-secret-for-tests-only-that-is-long-enough';
const NOW = Date.parse('2026-11-24T09:30:00Z');

describe('issueMarketerSession', () => {
  it('signs a marketer’s session for one hour', async () => {
    const { accessToken, expiresAt } = await issueMarketerSession(SECRET, NOW);
    expect(expiresAt).toBe('2026-11-24T10:30:00.000Z');
    expect(decodeProtectedHeader(accessToken).alg).toBe('HS256');
    const key = new TextEncoder().encode(SECRET);
    const { payload } = await jwtVerify(accessToken, key, { currentDate: new Date(NOW) });
    expect(payload).toMatchObject({
      role: 'authenticated',
      aud: 'authenticated',
      sub: LOCAL_MARKETER_ID,
      app_metadata: { nexus_role: 'marketer' },
    });
    const later = new Date(NOW + 3_601_000);
    await expect(jwtVerify(accessToken, key, { currentDate: later })).rejects.toThrow('exp');
  });
});

describe('isLoopbackVisitor', () => {
  const visit = (headers: Record<string, string>, address: string | undefined = '127.0.0.1'): boolean =>
    isLoopbackVisitor(new Request('http://127.0.0.1:8787/', { headers }), address);

  it.each(['localhost', 'localhost:8787', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:8787', '[::1]', '[::1]:8787'])(
    'lets in a visitor of this machine who calls it %s',
    (host) => {
      expect(visit({ host })).toBe(true);
    },
  );
  it.each(['::1', '::ffff:127.0.0.1', '127.8.9.10', '::FFFF:127.0.0.1'])('knows %s for this machine', (address) => {
    expect(visit({ host: 'localhost' }, address)).toBe(true);
  });
  it.each(['10.0.0.1', '192.168.1.5', '::ffff:10.0.0.1', '2001:db8::1', '', '127.0.0.1.evil', '1270.0.0.1'])(
    'keeps out a visitor from %s',
    (address) => {
      expect(visit({ host: 'localhost' }, address)).toBe(false);
    },
  );
  it('keeps out a visitor of unknown address', () => {
    expect(isLoopbackVisitor(new Request('http://localhost/', { headers: { host: 'localhost' } }), undefined)).toBe(
      false,
    );
  });
  it.each(['evil.example', 'evil.example:8787', 'localhost.evil.example', '127.0.0.1.nip.io', '0.0.0.0:8787', ''])(
    'keeps out a page whose name was pointed here: %s',
    (host) => {
      expect(visit({ host })).toBe(false);
    },
  );
  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'])(
    'keeps out what a proxy on this machine forwards with %s',
    (name) => {
      expect(visit({ host: 'localhost', [name]: '127.0.0.1' })).toBe(false);
    },
  );
  it.each([
    ['same-origin', true],
    ['none', true],
    ['cross-site', false],
    ['same-site', false],
    ['', false],
  ])('judges Sec-Fetch-Site %s as %s', (site, expected) => {
    expect(visit({ host: 'localhost', 'sec-fetch-site': site })).toBe(expected);
  });
});
