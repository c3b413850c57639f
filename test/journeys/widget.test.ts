import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { page as html, replyOf } from '../fakes/widget-server.ts';
import { describeWidget, dialog, field, launcher, log, open, say, until, WIDGET_FILES } from '../support/widget.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

const journey = describeWidget();
/** All that the page has stored. */
const stored = (page: Page) =>
  page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie]);
const delivered = (): string[] => {
  const byPosition = new Map<number, string>();
  for (const { firstPosition, messages } of journey.server.deliveries)
    messages.forEach((message, i) => {
      byPosition.set(firstPosition + i, `${message.role}: ${message.content}`);
    });
  return [...byPosition].sort(([a], [b]) => a - b).map(([, text]) => text);
};

describe('a conversation', () => {
  it('is opened, answered, delivered, and there again after a reload', async () => {
    const page = await journey.visit();
    await open(page);
    expect(journey.server.chats[0]).toMatchObject({ site: 'test', locale: 'en-GB', messages: [] });
    expect(journey.server.deliveries).toEqual([]);
    await say(page, 'We are 40 people in **Porto**');
    await log(page).getByText('You said: We are 40 people in Porto').waitFor();
    await log(page).getByText('Saved').waitFor();
    await until('all three messages', () => delivered().length === 3);
    expect(delivered()).toEqual([
      'assistant: Hello, I am the automated assistant of this shop. What are you looking for?',
      'user: We are 40 people in **Porto**',
      'assistant: You said: We are 40 people in **Porto**',
    ]);
    expect(journey.server.deliveries[0]).toMatchObject({
      site: 'test',
      consent: { chat: 'granted', fingerprint: 'denied' },
    });
    const sessionId = journey.server.deliveries[0]?.sessionId;

    await page.reload();
    await log(page).getByText('You said: We are 40 people in Porto').waitFor();
    await say(page, 'And you');
    await log(page).getByText('You said: And you').waitFor();
    await until('five messages', () => delivered().length === 5);
    expect(new Set(journey.server.deliveries.map((delivery) => delivery.sessionId))).toEqual(new Set([sessionId]));
    // Only what was not acknowledged goes out again.
    expect(journey.server.deliveries.at(-1)?.firstPosition).toBeGreaterThanOrEqual(3);
    expect(journey.complaints).toEqual([]);
  });

  it('offers quick replies that are gone once used', async () => {
    const page = await journey.visit();
    await open(page);
    await page.getByRole('button', { name: 'Prices' }).click();
    await log(page).getByText('You said: Prices').waitFor();
    expect(await page.getByRole('button', { name: 'Prices' }).count()).toBe(0);
  });

  it('keeps every message of a visitor who goes offline, and delivers when they are back', async () => {
    const page = await journey.visit();
    await open(page);
    await journey.context.setOffline(true);
    await say(page, 'Typed offline');
    await log(page).getByText('Not sent yet').waitFor();
    await page.getByText('You are offline.').waitFor();
    expect(delivered()).toEqual([]);
    await journey.context.setOffline(false);
    await log(page).getByText('Saved').waitFor();
    await log(page).getByText('You said: Typed offline').waitFor();
    expect(delivered()).toContain('user: Typed offline');
  });

  it('arrives from the next page when its own was closed offline', async () => {
    const page = await journey.visit();
    await open(page);
    await journey.context.setOffline(true);
    await say(page, 'Typed and closed');
    await log(page).getByText('Not sent yet').waitFor();
    await page.close();
    expect(delivered()).toEqual([]);
    await journey.context.setOffline(false);
    await journey.visit();
    await until('the message', () => delivered().includes('user: Typed and closed'));
  });

  it('is one in two tabs, and no message takes another’s place', async () => {
    const one = await journey.visit();
    await open(one);
    const other = await journey.visit();
    await launcher(other).click();
    await log(other).getByText('What are you looking for?').waitFor();
    journey.server.paceMs = 0;
    await Promise.all([say(one, 'from one'), say(other, 'from the other')]);
    await until('both', () => ['user: from one', 'user: from the other'].every((text) => delivered().includes(text)));
    for (const tab of [one, other])
      for (const text of ['from one', 'from the other']) await log(tab).getByText(text, { exact: true }).waitFor();
    const keys = await one.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(':m:')).length);
    await until('every stored message', () => delivered().length === keys);
    expect(new Set(journey.server.deliveries.map((delivery) => delivery.sessionId)).size).toBe(1);
  });

  it('says what could not be sent, and sends it when asked again', async () => {
    const page = await journey.visit();
    await open(page);
    // The first refusal is of the body, the next two of its messages.
    journey.server.failures.push({ status: 422 }, { status: 422 }, { status: 422 });
    await say(page, 'Refused');
    await log(page).getByText('Could not be sent').waitFor();
    await page.getByRole('button', { name: 'Copy' }).waitFor();
    journey.server.failures.length = 0;
    await log(page).getByRole('button', { name: 'Try again' }).click();
    await log(page).getByText('Saved').waitFor();
    expect(delivered()).toContain('user: Refused');
  });

  it('tries again by itself after a failure of the server', async () => {
    const page = await journey.visit();
    await open(page);
    journey.server.failures.push({ status: 503, headers: { 'retry-after': '1' } });
    await say(page, 'Patience');
    await log(page).getByText('Not sent yet').waitFor();
    await log(page).getByText('Saved').waitFor();
  });

  it('offers to ask again when no answer comes, and loses nothing', async () => {
    const page = await journey.visit();
    await open(page);
    journey.server.replies.push([{ type: 'error', detail: 'down', retryable: true }]);
    await say(page, 'Anyone there');
    await page.getByText('No answer came.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await log(page).getByText('You said: Anyone there').waitFor();
    expect(await page.getByText('No answer came.').count()).toBe(0);
  });

  it('lets the visitor stop a reply and keeps what was said of it', async () => {
    const page = await journey.visit();
    await open(page);
    journey.server.paceMs = 60;
    journey.server.replies.push(replyOf('word '.repeat(200).trim()));
    await say(page, 'Tell me everything');
    await dialog(page).getByText('word word word').waitFor();
    await page.getByRole('button', { name: 'Stop the reply' }).click();
    await log(page).getByText('word word word').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).count()).toBe(1);
  });

  it('tells the server that the visitor has left', async () => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'Bye');
    await log(page).getByText('Saved').waitFor();
    await until('the reply', () => delivered().length === 3);
    await page.close({ runBeforeUnload: false });
    await until('the end', () => journey.server.deliveries.some((delivery) => delivery.ended));
    const requests = journey.server.requests.filter((request) => request.path === '/api/nexus/producer');
    for (const request of requests) expect(request.contentType).toMatch(/^text\/plain/);
  });

  it('keeps a draft over a reload', async () => {
    const page = await journey.visit();
    await open(page);
    await field(page).fill('Half a thou');
    await page.reload();
    await until('the draft', async () => (await field(page).inputValue()) === 'Half a thou');
  });

  it('goes on without storage, and says so', async () => {
    const page = await journey.context.newPage();
    await page.addInitScript(() => {
      for (const area of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, area, {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
    });
    await page.goto(journey.server.origin);
    await open(page);
    await say(page, 'No storage here');
    await log(page).getByText('Saved').waitFor();
    await page.getByText('This browser keeps the conversation only').waitFor();
    expect(journey.complaints).toEqual([]);
  });
});

describe('before the visitor’s first act', () => {
  const assets = () =>
    journey.server.requests.filter((request) => request.path !== '/' && request.path !== '/favicon.ico');

  it('nothing is stored, and nothing is requested but the widget’s files', async () => {
    const page = await journey.visit();
    await until('the preload', () => assets().some((request) => request.path.includes('nexus-panel-en')));
    expect(assets().map((request) => request.path.replace(/-\w+\.js$/, '-*.js'))).toEqual([
      '/nexus.js',
      '/nexus-panel-en-*.js',
    ]);
    expect(await stored(page)).toEqual(['']);
  });

  it('this holds also for a panel that opens by itself', async () => {
    journey.server.pages.set('/open', { html: html('data-site-key="test" data-open') });
    const page = await journey.visit('/open');
    await dialog(page).waitFor();
    await page.waitForLoadState('networkidle');
    expect(journey.server.requests.filter((request) => request.method === 'POST')).toEqual([]);
    expect(await stored(page)).toEqual(['']);
    await field(page).click();
    await log(page).getByText('What are you looking for?').waitFor();
  });
});

describe('recognising the browser', () => {
  const chunk = () => journey.server.requests.some((request) => request.path.includes('nexus-recognise'));

  it('happens after its own consent, in a pause, and can be withdrawn', async () => {
    const page = await journey.visit();
    await open(page);
    const box = page.getByRole('checkbox', { name: 'Recognise this browser next time' });
    expect(await box.isChecked()).toBe(false);
    await box.check();
    await until('the chunk', chunk);
    await until('the id', () => page.evaluate(() => localStorage.getItem('nexus:test:browser') !== null));
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    const first = journey.server.deliveries.at(-1);
    expect(first?.consent).toMatchObject({ chat: 'granted', fingerprint: 'granted' });
    expect(first?.fingerprint).not.toMatch(/^v_/);
    await page.getByRole('button', { name: 'Your data', exact: true }).click();
    await box.uncheck();
    await page.getByRole('button', { name: 'Your data', exact: true }).click();
    await say(page, 'Forget it');
    await until('the change', () => journey.server.deliveries.at(-1)?.consent?.fingerprint === 'denied');
    expect(journey.server.deliveries.at(-1)?.fingerprint).toMatch(/^v_/);
  });

  it('is not even asked for where the browser objects', async () => {
    await journey.context.addInitScript(() =>
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    );
    const page = await journey.visit();
    await open(page);
    await page.getByText('You are talking to an automated assistant.').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    expect(journey.server.deliveries[0]?.consent?.fingerprint).toBe('denied');
    expect(chunk()).toBe(false);
  });
});

describe('the page around it', () => {
  it('may have the strictest policies, and nothing is reported', async () => {
    const policy = [
      "default-src 'none'",
      `script-src ${journey.server.origin}`,
      `connect-src ${journey.server.origin}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; ');
    journey.server.pages.set('/strict', { html: html(), headers: { 'content-security-policy': policy } });
    await journey.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
      );
    });
    const violations: string[] = [];
    journey.context.on('console', (message) => {
      if (message.type() === 'error') violations.push(message.text());
    });
    const page = await journey.visit('/strict');
    await page.waitForLoadState('networkidle');
    await open(page);
    await say(page, 'See [us](https://faro.test) and `code`');
    await log(page).getByText('Saved').waitFor();
    await log(page).getByRole('link', { name: 'us' }).waitFor();
    expect(violations.filter((text) => !text.includes('favicon'))).toEqual([]);
    expect(journey.complaints).toEqual([]);
  });

  it('cannot break its looks with its own rules', async () => {
    const rules =
      '<style>* { all: revert !important; } nexus-widget { display: none !important; }</style><h1>A shop</h1>';
    journey.server.pages.set('/rude', { html: html(undefined, rules) });
    const page = await journey.visit('/rude');
    const box = await launcher(page).boundingBox();
    expect(box).toMatchObject({ width: 56, height: 56, x: DESKTOP.width - 76 });
  });

  it('does not hear what is typed, and gets no global but nexus', async () => {
    const page = await journey.context.newPage();
    await page.addInitScript(() => {
      const keys: string[] = [];
      Object.assign(window, { heard: keys, before: Object.keys(window) });
      document.addEventListener('keydown', (event) => keys.push(event.key));
    });
    await page.goto(journey.server.origin);
    await open(page);
    await field(page).pressSequentially('abc');
    const added = await page.evaluate(() => {
      const { heard, before } = window as unknown as { heard: string[]; before: string[] };
      return { heard, globals: Object.keys(window).filter((key) => ![...before, 'heard', 'before'].includes(key)) };
    });
    expect(added).toEqual({ heard: [], globals: ['nexus'] });
  });

  it('drives it by script: a stub’s calls, events, and its end', async () => {
    const stub = `<script>window.nexus = window.nexus || []; window.seen = [];
      for (const name of ['ready','open','close','session','message','saved'])
        addEventListener('nexus:' + name, (event) => seen.push([name, event.detail]));
      nexus.push(['prefill', 'From the page']);</script>`;
    journey.server.pages.set('/api', {
      html: html(undefined, `${stub}<script src="/nexus.js" data-site-key="again"></script>`),
    });
    const page = await journey.visit('/api');
    await until('the draft', async () => (await field(page).inputValue()) === 'From the page');
    expect(await page.locator('nexus-widget').count()).toBe(1);
    await page.evaluate(() => (window.nexus as { send(text: string): Promise<void> }).send('Hello from a button'));
    await log(page).getByText('Saved').waitFor();
    const state = await page.evaluate(() => (window.nexus as { state(): unknown }).state());
    expect(state).toMatchObject({
      open: true,
      unread: 0,
      online: true,
      sessionId: expect.stringMatching(/^[\w-]{43}$/),
    });
    const seen = await page.evaluate(() => (window as unknown as { seen: [string, Record<string, unknown>][] }).seen);
    const names = seen.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['ready', 'open', 'session', 'message', 'saved']));
    expect(seen.find(([name]) => name === 'saved')?.[1]).toEqual({
      sessionId: expect.any(String),
      fingerprint: expect.any(String),
      firstPosition: expect.any(Number),
      count: expect.any(Number),
      messageId: expect.any(String),
      offset: expect.any(Number),
      partition: 0,
      durationMs: expect.any(Number),
    });
    expect(JSON.stringify(seen)).not.toContain('Hello from a button');
    await page.evaluate(() => (window.nexus as { destroy(): void }).destroy());
    expect(await page.locator('nexus-widget').count()).toBe(0);
    expect(await page.evaluate(() => 'nexus' in window)).toBe(false);
  });

  it('keeps its focus in order: in at the opening, back at Esc', async () => {
    const page = await journey.visit();
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await until('the focus in the field', () =>
      page.evaluate(() => document.querySelector('nexus-widget')?.shadowRoot?.activeElement?.tagName === 'TEXTAREA'),
    );
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    expect(
      await page.evaluate(() => document.querySelector('nexus-widget')?.shadowRoot?.activeElement?.className),
    ).toBe('launcher right');
  });

  it('counts what came while the panel was closed', async () => {
    const page = await journey.visit();
    await open(page);
    journey.server.paceMs = 40;
    await say(page, 'one two three four five six');
    await launcher(page).click();
    await launcher(page).getByText('1', { exact: true }).waitFor();
    expect(await launcher(page).getAttribute('aria-label')).toBe('Chat, unread messages: 1');
    await launcher(page).click();
    expect(await launcher(page).locator('b').textContent()).toBe('');
  });

  it('on a phone covers the screen, and Enter during a composition does not send', async () => {
    await journey.openContext({ viewport: PHONE, hasTouch: true, isMobile: true });
    const page = await journey.visit();
    await open(page);
    await until('the whole screen', async () => {
      const box = await dialog(page).boundingBox();
      return box?.x === 0 && box.y === 0 && box.width === PHONE.width && box.height === PHONE.height;
    });
    expect(await field(page).evaluate((element) => getComputedStyle(element).fontSize)).toBe('16px');
    await field(page).fill('にほん');
    await field(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
    expect(await field(page).inputValue()).toBe('にほん');
    await field(page).press('Shift+Enter');
    expect(await field(page).inputValue()).toBe('にほん\n');
  });
});

describe('the bytes', () => {
  const size = (name: string) => brotliCompressSync(readFileSync(join(WIDGET_FILES, name))).length;

  it('stay within their budgets: 3 kB on every page, 14 kB for an open panel', () => {
    expect(size('nexus.js')).toBeLessThanOrEqual(3000);
    const panels = readdirSync(WIDGET_FILES).filter((name) => name.startsWith('nexus-panel-'));
    expect(panels).toHaveLength(6);
    for (const panel of panels) expect(size(panel), panel).toBeLessThanOrEqual(14_000);
  });

  it('have names that no ad blocker takes offence at', () => {
    for (const name of readdirSync(WIDGET_FILES)) expect(name).not.toMatch(/finger|fp|track|collect|beacon|analytic/i);
  });
});
