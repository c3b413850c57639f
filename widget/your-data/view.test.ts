// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OwnData } from '../../supabase/functions/_shared/contract/own-data.ts';
import type { Evidence } from '../../supabase/functions/_shared/contract/prospect.ts';
import { toJson } from '../natives.ts';
import type { Entry } from '../transcript.ts';
import { en } from './locales/en.ts';
import { showYourData, type YourDataViewParts } from './view.ts';

vi.hoisted(() => vi.stubGlobal('__LANGUAGE__', 'en'));

const from = (quote: string): Evidence => ({
  position: 0,
  start: 0,
  end: quote.length,
  quote,
  confidence: 1,
  extractor: 'rules',
  at: '2026-11-24T09:00:00Z',
});

const EMPTY: OwnData = { sessionId: 's', conversation: null, messages: [], prospect: {}, deadLetters: 0, inFlight: 0 };
const FULL: OwnData = {
  ...EMPTY,
  conversation: {
    fingerprint: 'fp-1',
    site: 'faro',
    page: { title: 'Offices', url: 'https://faro.example/offices', utm: { source: 'news' } },
    locale: 'en-GB',
    consent: { chat: 'granted', fingerprint: 'denied', version: '1', at: '2026-11-24T12:00:00Z' },
    context: { plan: 'free', member: true, trial: false },
    account: { id: 'c-1', traits: { since: 2024 } },
    createdAt: '2026-11-23T12:00:00Z',
    updatedAt: '2026-11-24T12:00:00Z',
  },
  messages: [{ position: 0, role: 'user', content: 'Hello', sentAt: null }],
  prospect: {
    interests: { value: ['beans', 'a machine'], evidence: [from('your beans'), from('some machine')] },
    contact_preference: {
      value: { channel: 'phone', time: 'after four' },
      evidence: [from('call'), from('after four')],
    },
    name: { value: '<b>Lena</b>', evidence: from('I am <b>Lena</b>') },
  },
};

const entry = (state: Entry['state'], content = 'Hello'): Entry => ({
  position: 0,
  role: 'user',
  content,
  sentAt: '2026-11-24T09:00:00Z',
  state,
});

/** Does what old libraries do; returns the remedy. */
function damageJson(): () => void {
  const prototypes: object[] = [Array.prototype, Object.prototype];
  for (const prototype of prototypes)
    Object.defineProperty(prototype, 'toJSON', { value: () => 'damaged', configurable: true, enumerable: true });
  return () => {
    for (const prototype of prototypes) Reflect.deleteProperty(prototype, 'toJSON');
  };
}

type Answer = () => Promise<Response> | Response;

let close = () => {};
beforeEach(() => document.body.replaceChildren());
afterEach(() => {
  close();
  close = () => {};
  vi.restoreAllMocks();
});

/** A view whose requests get these answers, one after the other. */
async function open(answers: readonly Answer[], over: Partial<YourDataViewParts> = {}) {
  const host = document.createElement('div');
  document.body.append(host);
  const root = host.attachShadow({ mode: 'open' });
  const container = document.createElement('div');
  root.append(container);
  const queue = [...answers];
  const paths: string[] = [];
  const calls: string[] = [];
  const leave = showYourData(container, {
    endpoint: 'https://nexus.example',
    siteKey: 'faro',
    locale: 'en-GB',
    privacyUrl: '',
    toJson,
    fetch: async (address) => {
      paths.push(new URL(`${address}`).pathname);
      const answer = queue.shift();
      if (answer === undefined) throw new TypeError('no connection');
      return answer();
    },
    secret: () => 'a'.repeat(43),
    entries: () => [entry('saved')],
    root,
    onBack: () => calls.push('back'),
    onErased: () => void calls.push('erased'),
    onServerErased: () => {},
    ...over,
  });
  close = leave;
  const settle = () => new Promise<void>((done) => setImmediate(done));
  await settle();
  const button = (label: string) =>
    [...container.querySelectorAll('button')].find(({ textContent }) => textContent === label);
  return {
    root,
    container,
    paths,
    calls,
    leave,
    settle,
    button,
    async press(label: string) {
      button(label)?.click();
      await settle();
    },
    status: () => container.querySelector('[role="status"]')?.textContent,
    /** Terms with their values and quotes. */
    list: () =>
      [...container.querySelectorAll('dt')].map((term) => {
        const values: string[] = [];
        for (let next = term.nextElementSibling; next?.tagName === 'DD'; next = next.nextElementSibling)
          values.push([...next.querySelectorAll('bdi')].map((one) => one.textContent).join(' < '));
        return [term.textContent, ...values];
      }),
  };
}

const data =
  (answer: OwnData): Answer =>
  () =>
    Response.json(answer);
const erased: Answer = () => Response.json({ messages: 1, deadLetters: 0, inFlight: 0 });
const broken: Answer = () => new Response('', { status: 503 });

describe('the view of one’s own data', () => {
  it('says that it loads, and takes the focus to its heading', async () => {
    const view = await open([() => new Promise(() => {})]);
    expect(view.status()).toBe(en.loading);
    expect(view.root.activeElement?.textContent).toBe(en.title);
  });

  it('shows each value under its name with the words it came from, and never as markup', async () => {
    const view = await open([data(FULL)]);
    expect(view.list().slice(0, 3)).toEqual([
      [en.fields.name, '<b>Lena</b> < I am <b>Lena</b>'],
      [en.fields.interests, 'beans < your beans', 'a machine < some machine'],
      [en.fields.contact_preference, 'phone, after four < call < after four'],
    ]);
    expect(view.container.querySelector('q')?.textContent).toBe('I am <b>Lena</b>');
    expect(view.container.querySelector('b')).toBeNull();
    expect(view.status()).toBe(en.loaded);
  });

  it('shows no words that are the value itself', async () => {
    const prospect: OwnData['prospect'] = {
      interests: { value: ['beans', 'a machine'], evidence: [from(' Beans '), from('some machine')] },
      contact_preference: { value: { channel: 'phone' }, evidence: [from('Phone'), from('call me'), from('call me ')] },
      city: { value: 'Porto', evidence: from('porto') },
    };
    const view = await open([data({ ...FULL, prospect })]);
    expect(view.list().slice(0, 3)).toEqual([
      [en.fields.city, 'Porto'],
      [en.fields.interests, 'beans', 'a machine < some machine'],
      [en.fields.contact_preference, 'phone < call me'],
    ]);
  });

  it('leaves values and quotes their own writing direction', async () => {
    const view = await open([data(FULL)]);
    const texts = [...view.container.querySelectorAll('dd bdi')];
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) expect(text.getAttribute('dir'), `${text.textContent}`).toBe('auto');
  });

  it('shows what else is kept', async () => {
    const view = await open([data({ ...FULL, deadLetters: 2 })]);
    expect(view.list().slice(3)).toEqual([
      [en.messages, '1'],
      [en.since, '23 November 2026'],
      [en.setAside, '2'],
      [en.page, 'Offices', 'https://faro.example/offices', 'source: news'],
      [en.consent, `${en.consentChat}: yes`, `${en.consentBrowser}: no`, 'Chosen on 24 November 2026'],
      [en.browserId, 'fp-1'],
      [en.locale, 'British English'],
      [en.context, 'plan: free', 'member: yes', 'trial: no'],
      [en.account, 'c-1', 'since: 2024'],
    ]);
  });

  it('says so when nothing was understood yet', async () => {
    const view = await open([data({ ...FULL, prospect: {} })]);
    expect(view.container.textContent).toContain(en.nothingUnderstood);
  });

  it('offers to look again while messages are still being read', async () => {
    const view = await open([data({ ...EMPTY, inFlight: 1 }), data(FULL)]);
    expect(view.container.textContent).toContain(en.inFlight);
    await view.press(en.refresh);
    expect(view.paths).toEqual(['/api/nexus/data', '/api/nexus/data']);
    expect(view.button(en.refresh)).toBeUndefined();
    expect(view.list().length).toBeGreaterThan(3);
  });

  it('shows what only this device has', async () => {
    const entries = () => [entry('saved', 'Arrived'), entry('pending', 'Waiting'), entry('failed', 'Failed')];
    const view = await open([data(FULL)], { entries });
    expect([...view.container.querySelectorAll('li')].map(({ textContent }) => textContent)).toEqual([
      'Waiting',
      'Failed',
    ]);
  });

  it('says that nothing is kept of a visitor who has said nothing, without a request', async () => {
    const view = await open([], { secret: () => null, entries: () => [] });
    expect(view.container.textContent).toContain(en.nothing);
    expect(view.paths).toEqual([]);
    expect(view.button(en.erase)).toBeUndefined();
  });

  it('counts a greeting alone as nothing kept', async () => {
    const greeting: Entry = { ...entry('pending', 'What are you looking for?'), role: 'assistant' };
    const view = await open([data(EMPTY)], { entries: () => [greeting] });
    expect(view.container.textContent).toContain(en.nothing);
    expect(view.container.textContent).not.toContain(greeting.content);
    expect(view.button(en.download)).toBeUndefined();
    expect(view.button(en.erase)).toBeUndefined();
  });

  it.each([
    ['offline', () => Promise.reject(new TypeError('no connection'))],
    ['refused', () => new Response('', { status: 403 })],
    ['unavailable', broken],
    // An answer that is no such data.
    ['unavailable', () => Response.json({})],
  ] as const)('says what happened when it is %s, and tries again', async (kind, answer) => {
    const view = await open([answer, data(FULL)]);
    expect(view.status()).toBe(en.notLoaded[kind]);
    await view.press(en.retry);
    expect(view.status()).toBe(en.loaded);
  });

  it('gives all of it as a file whose address is released', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const blobs: Blob[] = [];
    const links: HTMLAnchorElement[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
    const revoke = vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {});
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      links.push(this);
    });
    const view = await open([data(FULL)]);
    await view.press(en.download);
    expect(links[0]?.download).toMatch(/^nexus-data-\d{4}-\d\d-\d\d\.json$/);
    expect(JSON.parse((await blobs[0]?.text()) ?? '')).toMatchObject({
      server: FULL,
      browser: { messages: [entry('saved')] },
    });
    expect(revoke).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(revoke).toHaveBeenCalledExactlyOnceWith('blob:1');
    vi.useRealTimers();
  });

  it('gives it whole where the page’s scripts have damaged JSON', async () => {
    const blobs: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${blobs.push(blob as Blob)}`);
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    const view = await open([data(FULL)]);
    const restore = damageJson();
    view.button(en.download)?.click();
    restore();
    expect(JSON.parse((await blobs[0]?.text()) ?? '')).toMatchObject({
      server: FULL,
      browser: { messages: [entry('saved')] },
    });
  });

  it('goes back to the chat, and leaves nothing behind', async () => {
    const view = await open([data(FULL)]);
    expect(view.root.adoptedStyleSheets).toHaveLength(1);
    await view.press(en.back);
    view.leave();
    await view.settle();
    expect(view.calls).toEqual(['back']);
    expect(view.container.childNodes).toHaveLength(0);
    expect(view.root.adoptedStyleSheets).toEqual([]);
  });

  it('draws nothing after it was left', async () => {
    let answer = (_: Response) => {};
    const view = await open([() => new Promise((resolve) => (answer = resolve))]);
    view.leave();
    answer(Response.json(FULL));
    await view.settle();
    expect(view.container.childNodes).toHaveLength(0);
  });
});

describe('erasing', () => {
  it('asks once more, saying what goes, and keeps everything on "keep"', async () => {
    const view = await open([data(FULL)]);
    await view.press(en.erase);
    const group = view.container.querySelector('[role="group"]');
    expect(view.root.getElementById(group?.getAttribute('aria-labelledby') ?? '')?.textContent).toBe(en.confirm);
    expect(view.root.activeElement).toBe(view.button(en.keep));
    await view.press(en.keep);
    expect(view.container.querySelector('[role="group"]')).toBeNull();
    expect(view.root.activeElement).toBe(view.button(en.erase));
    expect(view.paths).toEqual(['/api/nexus/data']);
    expect(view.calls).toEqual([]);
  });

  it('says that it is done before this browser forgets', async () => {
    let answer = (_: Response) => {};
    const told: string[] = [];
    const view = await open([data(FULL), () => new Promise((resolve) => (answer = resolve))], {
      onServerErased: () => void told.push('server'),
    });
    await view.press(en.erase);
    await view.press(en.eraseAll);
    expect(view.status()).toBe(en.erasing);
    expect(told).toEqual([]);
    answer(await erased());
    await view.settle();
    expect(view.paths).toEqual(['/api/nexus/data', '/api/nexus/erase']);
    expect(view.status()).toBe(en.erased);
    expect(view.list()).toEqual([]);
    expect(told).toEqual(['server']);
    expect(view.calls).toEqual([]);
    expect(view.root.activeElement).toBe(view.button(en.newChat));
    await view.press(en.newChat);
    view.leave();
    await view.settle();
    expect(view.calls).toEqual(['erased']);
  });

  it.each(['pagehide', 'visibilitychange'])('forgets once when the visitor leaves with %s instead', async (type) => {
    const view = await open([data(FULL), erased]);
    dispatchEvent(new Event(type));
    expect(view.calls).toEqual([]);
    await view.press(en.erase);
    await view.press(en.eraseAll);
    dispatchEvent(new Event(type));
    expect(view.calls).toEqual(['erased']);
    view.leave();
    await view.settle();
    expect(view.calls).toEqual(['erased']);
  });

  it('forgets once the view is gone, not while it is being taken away', async () => {
    const view = await open([data(FULL), erased]);
    await view.press(en.erase);
    await view.press(en.eraseAll);
    view.leave();
    expect(view.calls).toEqual([]);
    await view.settle();
    expect(view.calls).toEqual(['erased']);
  });

  it('forgets also when the view was left before the answer came', async () => {
    let answer = (_: Response) => {};
    const view = await open([data(FULL), () => new Promise((resolve) => (answer = resolve))]);
    await view.press(en.erase);
    await view.press(en.eraseAll);
    view.leave();
    await view.settle();
    expect(view.calls).toEqual([]);
    answer(await erased());
    await view.settle();
    expect(view.calls).toEqual(['erased']);
  });

  it('says so at once, before anything that still waits could be delivered anew', async () => {
    let isTold = false;
    const view = await open([data(FULL), erased], {
      entries: () => [entry('pending')],
      onServerErased: () => {
        isTold = true;
      },
    });
    await view.press(en.erase);
    await view.press(en.eraseAll);
    expect(isTold).toBe(true);
    expect(view.status()).toBe(en.erased);
    expect(view.calls).toEqual([]);
  });

  it('that fails says what was kept, forgets nothing, and can be tried again', async () => {
    const view = await open([data(FULL), broken, erased]);
    await view.press(en.erase);
    await view.press(en.eraseAll);
    expect(view.status()).toBe(en.notErased.unavailable);
    expect(view.list().length).toBeGreaterThan(3);
    expect(view.root.activeElement).toBe(view.button(en.retry));
    dispatchEvent(new Event('pagehide'));
    expect(view.calls).toEqual([]);
    await view.press(en.retry);
    expect(view.status()).toBe(en.erased);
  });
});
