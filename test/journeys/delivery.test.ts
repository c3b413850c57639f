/** How a conversation reaches the server, as the network sees it. */
import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { page as html, replyOf } from '../fakes/widget-server.ts';
import { call, describeWidget, eventsOf, LISTEN, launcher, log, open, say, until } from '../support/widget.ts';

const journey = describeWidget();
const PRODUCER = '/api/nexus/producer';

/** Each delivery's body as it was sent, in order. */
const bodies = () =>
  journey.server.requests.filter(({ path, body }) => path === PRODUCER && body !== '').map(({ body }) => body);
const attempts = () => journey.server.requests.filter(({ path }) => path === PRODUCER).length;
/** Positions of every message that was accepted, also twice. */
const positions = (): number[] =>
  journey.server.deliveries.flatMap(({ firstPosition, messages }) => messages.map((_, i) => firstPosition + i));
const unsaved = async (page: Page) => ((await call(page, 'state')) as { unsaved: number }).unsaved;
const settled = (page: Page) => until('all saved', async () => (await unsaved(page)) === 0);
const storedTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => key.includes(':m:'))
      .map((key) => localStorage.getItem(key) ?? ''),
  );

describe('a message', () => {
  it('is stored before anything shows that it is being sent', async () => {
    const page = await journey.visit();
    await open(page);
    let release = () => {};
    journey.server.held = new Promise((resume) => {
      release = resume;
    });
    // Asked in the very mutation that first shows the message.
    await page.evaluate(() => {
      const root = document.querySelector('nexus-widget')?.shadowRoot as ShadowRoot;
      const seen: boolean[] = [];
      Object.assign(window, { stored: seen });
      new MutationObserver(() => {
        if (!root.textContent?.includes('Keep me')) return;
        seen.push(Object.values(localStorage).some((value) => `${value}`.includes('Keep me')));
      }).observe(root, { childList: true, subtree: true, characterData: true });
    });
    await say(page, 'Keep me');
    await log(page).getByText('Sending').waitFor();
    expect(await page.evaluate(() => (window as unknown as { stored: boolean[] }).stored)).not.toContain(false);
    expect((await storedTexts(page)).join()).toContain('"state":"pending"');
    expect(journey.server.deliveries).toEqual([]);
    release();
    await log(page).getByText('Saved').waitFor();
  });

  it.each([
    [408, undefined],
    [425, undefined],
    [429, '1'],
    [429, 'date'],
  ])('is tried again after %i with Retry-After %s', async (status, header) => {
    journey.server.pages.set('/', { html: html('data-site-key="test"', LISTEN) });
    const page = await journey.visit();
    await open(page);
    const after = header === 'date' ? new Date(Date.now() + 2000).toUTCString() : header;
    const exposed = { 'access-control-expose-headers': 'retry-after' };
    journey.server.failures.push({ status, headers: after === undefined ? {} : { 'retry-after': after, ...exposed } });
    const startedAt = Date.now();
    await say(page, 'Patience');
    await log(page).getByText('Saved').waitFor();
    if (after !== undefined) expect(Date.now() - startedAt).toBeGreaterThan(900);
    expect(attempts()).toBeGreaterThanOrEqual(2);
    expect(positions()).toContain(1);
    // Chromium itself repeats a request that 408 met on a connection kept alive, so the page need not hear of it.
    const told = (await eventsOf(page)).filter(([name]) => name === 'failed').map(([, detail]) => detail.status);
    if (status !== 408 || told.length > 0) expect(told).toEqual([status]);
  });

  it.each([400, 401, 403, 404, 409, 413, 422])('is not tried again after %i', async (status) => {
    const page = await journey.visit();
    await open(page);
    for (let i = 0; i < 20; i++) journey.server.failures.push({ status });
    await say(page, 'Refused');
    await log(page).getByText('Could not be sent').waitFor();
    await log(page).getByText('You said: Refused').waitFor();
    const refused = (body: string) => body.includes('"Refused"') && body.includes('"firstPosition":1');
    await until('its own verdict', () => bodies().some(refused));
    await page.waitForTimeout(1500);
    // Once on its own, after the body that held the greeting too.
    expect(bodies().filter((body) => refused(body) && JSON.parse(body).messages.length === 1)).toHaveLength(1);
    expect(journey.server.deliveries).toEqual([]);
  });
});

describe('a conversation', () => {
  it('of 60 kB goes in bodies of at most 48 KiB, cut between messages', async () => {
    const page = await journey.visit();
    await open(page);
    await journey.context.setOffline(true);
    const texts = Array.from({ length: 6 }, (_, i) => `${i} ${'€uro '.repeat(1500)}`.trim());
    for (const text of texts) {
      await say(page, text);
      await until('its place', async () =>
        (await storedTexts(page)).some((value) => value.includes(`"${text.slice(0, 6)}`)),
      );
    }
    await journey.context.setOffline(false);
    await until('all of them', () => texts.every((text) => bodies().some((body) => body.includes(text))));
    await settled(page);
    const sizes = bodies().map((body) => Buffer.byteLength(body));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(48 * 1024);
    expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(60_000);
    const said = journey.server.deliveries.flatMap(({ messages }) => messages).filter(({ role }) => role === 'user');
    expect(said.map(({ content }) => content)).toEqual(texts);
  });

  it('of thirty messages never sends again what was acknowledged', async () => {
    const page = await journey.visit();
    await open(page);
    for (let i = 0; i < 15; i++) {
      await say(page, `Message ${i}`);
      await log(page).getByText(`You said: Message ${i}`, { exact: true }).waitFor();
      await settled(page);
    }
    const sent = positions();
    expect(sent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 31 }, (_, i) => i));
    const bytes = bodies().reduce((sum, body) => sum + body.length, 0);
    const content = journey.server.deliveries.flatMap(({ messages }) => messages);
    const payload = content.reduce((sum, message) => sum + JSON.stringify(message).length, 0);
    // What is not the messages is the envelope, once for each of at most two deliveries a turn.
    expect(bytes - payload).toBeLessThan(31 * 600);
    expect(attempts()).toBeLessThanOrEqual(31);
  });

  it('sends no cookie and no preflight, whatever cookies the page has', async () => {
    await journey.context.addCookies([{ name: 'basket', value: '1', url: journey.server.origin }]);
    const page = await journey.visit();
    await open(page);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    const posts = journey.server.requests.filter(({ path }) => path.startsWith('/api/'));
    expect(posts.length).toBeGreaterThanOrEqual(3);
    for (const { method, contentType, cookie } of posts) {
      expect(method).toBe('POST');
      expect(contentType).toMatch(/^text\/plain/);
      expect(cookie).toBeUndefined();
    }
    // The page's own requests carry it.
    expect(journey.server.requests.find(({ path }) => path === '/')?.cookie).toBe('basket=1');
  });
});

describe('a page that goes away', () => {
  const hideAndLeave = async (how: (page: Page) => Promise<unknown>) => {
    const page = await journey.context.newPage();
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { beacons: seen });
      const own = navigator.sendBeacon.bind(navigator);
      navigator.sendBeacon = (url, data) => {
        seen.push(`${url}`);
        return own(url, data);
      };
    });
    await page.goto(journey.server.origin);
    await open(page);
    journey.server.failures.push({ status: 503, headers: { 'retry-after': '600' } });
    await say(page, 'Left behind');
    await log(page).getByText('Not sent yet').waitFor();
    expect(positions()).toEqual([]);
    await how(page);
    await until('the message', () => positions().includes(1));
    return page;
  };

  it('hands over what is left when it is hidden', async () => {
    const page = await hideAndLeave((hidden) =>
      hidden.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }),
    );
    expect(await page.evaluate(() => (window as unknown as { beacons: string[] }).beacons)).toEqual([
      journey.server.origin + PRODUCER,
    ]);
    expect(journey.server.deliveries.at(-1)?.ended).not.toBe(true);
  });

  it('hands over what is left when it is left', async () => {
    await hideAndLeave((left) => left.goto('about:blank'));
  });

  it('is never kept from the back/forward cache by a listener', async () => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    const cdp = await journey.context.newCDPSession(page);
    const { result } = await cdp.send('Runtime.evaluate', { expression: 'window' });
    const { listeners } = await cdp.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    const types = listeners.map(({ type }) => type);
    expect(types).toContain('pagehide');
    expect(types).not.toContain('unload');
    expect(types).not.toContain('beforeunload');
  });
});

describe('storage', () => {
  it('that is full delivers all the same, and the visitor is told', async () => {
    const page = await journey.visit();
    await page.evaluate(() => {
      let block = 'x'.repeat(1024 * 1024);
      for (let i = 0; block.length > 0; i++) {
        try {
          localStorage.setItem(`fill${i}`, block);
        } catch {
          block = block.slice(0, Math.floor(block.length / 2));
        }
      }
    });
    await open(page);
    await say(page, 'No room');
    await log(page).getByText('Saved').waitFor();
    await page.getByText('This browser keeps the conversation only').waitFor();
    await log(page).getByText('You said: No room').waitFor();
    await settled(page);
    expect(positions()).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(journey.complaints).toEqual([]);
  });

  it.each([
    ['no JSON', '{"half'],
    ['null', 'null'],
    ['a number', '1e999'],
    ['a list', '[[],{}]'],
    ['an object', '{"position":{},"chat":7,"quickReplies":5,"state":"odd"}'],
    ['nothing', ''],
    ['half a message', '{"position":1,"role":"user","content":"x","sentAt":"odd","state":"saved","quickReplies":"x"}'],
    ['half a consent', '{"chat":"granted","fingerprint":"granted","version":"x","at":"odd"}'],
  ])('with %s under every key does no harm', async (_, garbage) => {
    const first = await journey.visit();
    await open(first);
    await say(first, 'Hello');
    await log(first).getByText('Saved').waitFor();
    await settled(first);
    await first.evaluate((value) => {
      for (const area of [localStorage, sessionStorage]) for (const key of Object.keys(area)) area.setItem(key, value);
      for (const key of ['m:x', 'm:-1', 'm:1.5', 'next', 'wake', 'browser'])
        localStorage.setItem(`nexus:test:${key}`, value);
    }, garbage);
    await first.reload();
    await launcher(first).waitFor();
    await open(first);
    const before = journey.server.deliveries.length;
    await say(first, 'Still here');
    await log(first).getByText('You said: Still here').waitFor();
    await until('a delivery', () => journey.server.deliveries.length > before);
    await settled(first);
    const last = journey.server.deliveries.at(-1);
    expect(last?.sessionId).toMatch(/^[\w-]{43}$/);
    expect(journey.complaints).toEqual([]);
  });
});

describe('a reply', () => {
  /** Requests that the network panel shows as failed or cancelled. */
  const watch = async (page: Page) => {
    const failed: string[] = [];
    const finished: string[] = [];
    const addresses = new Map<string, string>();
    const cdp: CDPSession = await journey.context.newCDPSession(page);
    await cdp.send('Network.enable');
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => addresses.set(requestId, request.url));
    cdp.on('Network.loadingFinished', ({ requestId }) => finished.push(addresses.get(requestId) ?? ''));
    cdp.on('Network.loadingFailed', ({ requestId, errorText }) =>
      failed.push(`${addresses.get(requestId)} ${errorText}`),
    );
    return { failed, finished };
  };

  it('that is finished is no cancelled request', async () => {
    const page = await journey.visit();
    const { failed, finished } = await watch(page);
    // The pause after the last event, in which a reader that leaves at once would cancel.
    journey.server.paceMs = 60;
    journey.server.replies.push(replyOf('Hello. What are you looking for?'));
    await open(page);
    await say(page, 'One');
    await log(page).getByText('You said: One').waitFor();
    await until('the end of both', () => finished.filter((url) => url.endsWith('/chat')).length === 2);
    expect(failed).toEqual([]);
  });

  it('comes once for one message, though two tabs are open', async () => {
    const one = await journey.visit();
    await open(one);
    const other = await journey.visit();
    await launcher(other).click();
    await log(other).getByText('What are you looking for?').waitFor();
    await say(one, 'Only once');
    for (const tab of [one, other]) await log(tab).getByText('You said: Only once').waitFor();
    await settled(one);
    // A focus and a network that comes back are when a tab might ask unbidden.
    await other.bringToFront();
    await journey.context.setOffline(true);
    await journey.context.setOffline(false);
    await other.waitForTimeout(1000);
    expect(journey.server.chats.filter(({ messages }) => messages.length > 0)).toHaveLength(1);
    for (const tab of [one, other]) expect(await log(tab).getByText('You said: Only once').count()).toBe(1);
    expect(new Set(positions()).size).toBe(3);
  });
});
