import { describe, expect, it } from 'vitest';
import { parseOwnDataRequest } from '../../supabase/functions/_shared/contract/own-data.ts';
import { toJson } from '../natives.ts';
import { eraseOwnData, exportOwnData, OwnDataError, type YourDataParts } from './own-data.ts';

const SECRET = 'a'.repeat(43);
const entries = [
  { position: 0, role: 'user', content: 'Hello', sentAt: '2026-11-24T09:00:00Z', state: 'pending' },
] as const;

function openParts(answer: () => Promise<Response> | Response, over: Partial<YourDataParts> = {}) {
  const requests: { address: string; init: RequestInit }[] = [];
  const parts: YourDataParts = {
    endpoint: 'https://nexus.example/base',
    siteKey: 'faro',
    locale: 'en',
    privacyUrl: '',
    toJson,
    fetch: async (address, init = {}) => {
      requests.push({ address: `${address}`, init });
      return answer();
    },
    secret: () => SECRET,
    entries: () => entries,
    ...over,
  };
  return { parts, requests };
}

describe('a request for one’s own data', () => {
  it('is a plain text that the contract accepts, without cookies and with an end', async () => {
    const { parts, requests } = openParts(() => Response.json({ messages: [] }));
    await exportOwnData(parts);
    const [{ address, init } = { address: '', init: {} }] = requests;
    expect(address).toBe('https://nexus.example/base/api/nexus/data');
    expect(init).toMatchObject({ method: 'POST', credentials: 'omit', headers: { 'content-type': 'text/plain' } });
    expect(init.signal).toBeInstanceOf(AbortSignal);
    expect(parseOwnDataRequest(JSON.parse(`${init.body}`))).toEqual({ secret: SECRET, site: 'faro' });
  });

  it('names no site where the tag names none', async () => {
    const { parts, requests } = openParts(() => Response.json({}), { siteKey: '' });
    await eraseOwnData(parts);
    expect(requests[0]?.address).toBe('https://nexus.example/base/api/nexus/erase');
    expect(parseOwnDataRequest(JSON.parse(`${requests[0]?.init.body}`))).toEqual({ secret: SECRET });
  });

  it('is whole where the page’s scripts have damaged JSON and fetch', async () => {
    const { parts, requests } = openParts(() => Response.json({ messages: [] }));
    const prototypes: object[] = [Array.prototype, Object.prototype];
    for (const prototype of prototypes)
      Object.defineProperty(prototype, 'toJSON', { value: () => 'damaged', configurable: true });
    const asked = exportOwnData(parts);
    for (const prototype of prototypes) Reflect.deleteProperty(prototype, 'toJSON');
    await asked;
    expect(parseOwnDataRequest(JSON.parse(`${requests[0]?.init.body}`))).toEqual({ secret: SECRET, site: 'faro' });
  });

  it('is not made while nothing has left the browser', async () => {
    const { parts, requests } = openParts(() => Response.json({}), { secret: () => null });
    expect(await exportOwnData(parts)).toMatchObject({ server: null, browser: { messages: entries } });
    expect(await eraseOwnData(parts)).toEqual({ messages: 0, deadLetters: 0, inFlight: 0 });
    expect(requests).toEqual([]);
  });

  it('brings the answer and what the browser holds, as one object for a file', async () => {
    const { parts } = openParts(() => Response.json({ inFlight: 2 }));
    const data = await exportOwnData(parts);
    expect(data).toMatchObject({ server: { inFlight: 2 }, browser: { messages: entries } });
    expect(new Date(data.exportedAt).toISOString()).toBe(data.exportedAt);
  });

  it('tells how much was erased', async () => {
    const erased = { messages: 4, deadLetters: 1, inFlight: 0 };
    expect(await eraseOwnData(openParts(() => Response.json(erased)).parts)).toEqual(erased);
  });

  const timeout = () => Promise.reject(new DOMException('slow', 'TimeoutError'));
  it.each([
    ['offline', 'no connection', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['unavailable', 'no answer in time', timeout],
    ['unavailable', 'a 503', () => new Response('', { status: 503 })],
    ['unavailable', 'a 500', () => new Response('', { status: 500 })],
    ['unavailable', 'a 429', () => new Response('', { status: 429 })],
    ['unavailable', 'an answer that breaks off', () => new Response('{"messages":')],
    ['refused', 'a 400', () => new Response('', { status: 400 })],
    ['refused', 'a 403', () => new Response('', { status: 403 })],
  ] as const)('fails as %s with %s, and never shows the secret', async (kind, _name, answer) => {
    for (const act of [exportOwnData, eraseOwnData]) {
      const failure: unknown = await act(openParts(answer).parts).catch((cause) => cause);
      expect(failure).toBeInstanceOf(OwnDataError);
      expect(failure).toMatchObject({ name: 'OwnDataError', kind });
      expect(`${failure}`).toContain('https://nexus.example/base/api/nexus/');
      expect(`${failure}`).not.toContain(SECRET);
    }
  });
});
