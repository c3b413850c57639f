import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFetch, toJson } from './natives.ts';

describe('JSON', () => {
  const damaged = [Array.prototype, Object.prototype] as unknown as Record<string, unknown>[];
  afterEach(() => {
    for (const prototype of damaged) delete prototype.toJSON;
  });
  const value = {
    text: 'a "quote" \u2028 \ud83d\ude00',
    none: null,
    left: undefined,
    list: [1, -0.5, true, null, [], {}, { deep: ['x'] }],
    'a "key"': 0,
  };

  it('is the browser’s for plain values', () => {
    expect(toJson(value)).toBe(JSON.stringify(value));
    expect(toJson([])).toBe('[]');
    expect(toJson('text')).toBe('"text"');
  });

  it('is whole where a library gave arrays and objects a toJSON', () => {
    const whole = JSON.stringify(value);
    for (const prototype of damaged)
      Object.defineProperty(prototype, 'toJSON', { value: () => 'damaged', configurable: true, enumerable: true });
    const [theirs, ours] = [JSON.stringify(value), toJson(value)];
    // The test's own tools need it whole.
    for (const prototype of damaged) delete prototype.toJSON;
    expect(theirs).toBe('"damaged"');
    expect(ours).toBe(whole);
  });
});

describe('fetch', () => {
  const fine = async () => new Response('fine');
  const text = async (answer: Promise<Response>) => (await answer).text();

  it('is the page’s own as long as it works', async () => {
    const pristine = vi.fn();
    expect(await text(createFetch(fine, pristine)('/'))).toBe('fine');
    expect(pristine).not.toHaveBeenCalled();
  });

  it('takes a rejection for an answer', async () => {
    const pristine = vi.fn();
    const own = () => Promise.reject(new TypeError('no consent'));
    await expect(createFetch(own, pristine)('/')).rejects.toThrow('no consent');
    expect(pristine).not.toHaveBeenCalled();
  });

  it.each([
    ['gives nothing', () => undefined],
    ['resolves to nothing', async () => undefined],
    ['resolves to the text', async () => 'text'],
    [
      'throws',
      () => {
        throw new Error('patched');
      },
    ],
  ])('is a pristine one where the page’s %s', async (_, broken) => {
    const own = vi.fn(broken);
    const pristine = vi.fn(() => fine);
    const fetch = createFetch(own as unknown as typeof globalThis.fetch, pristine);
    expect(await text(fetch('/'))).toBe('fine');
    expect(await text(fetch('/'))).toBe('fine');
    // What is known to be broken is not tried again.
    expect(own).toHaveBeenCalledTimes(1);
    expect(pristine).toHaveBeenCalledTimes(1);
  });
});
