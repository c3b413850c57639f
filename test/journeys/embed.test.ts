/** The tag and its api as a site's developer uses them, in a real browser. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { page as html } from '../fakes/widget-server.ts';
import {
  call,
  describeWidget,
  dialog,
  eventsOf,
  field,
  LISTEN,
  launcher,
  log,
  open,
  say,
  until,
  WIDGET_FILES,
} from '../support/widget.ts';

const journey = describeWidget();
const serve = (attributes: string, body = '<h1>A shop</h1>', path = '/') =>
  journey.server.pages.set(path, { html: html(`data-site-key="test" ${attributes}`, LISTEN + body) });
const panelRequests = () => journey.server.requests.filter(({ path }) => path.includes('nexus-panel'));
const styleOf = (page: Page, selector: string, property: string) =>
  page
    .locator(`nexus-widget ${selector}`)
    .evaluate((node, name) => getComputedStyle(node).getPropertyValue(name), property);

describe('an attribute', () => {
  it('that is wrong gets one sentence on the console, and the chat works', async () => {
    serve('data-theme="pink" data-accent="no colour" data-container="&gt;&gt;"');
    const page = await journey.visit();
    expect(journey.warnings).toEqual([
      'nexus: data-theme is "pink", allowed is auto, light, dark',
      'nexus: data-container is ">>", allowed is a selector',
      'nexus: data-accent is "no colour", allowed is a CSS colour',
    ]);
    await open(page);
    expect(journey.complaints).toEqual([]);
  });

  it.each([
    ['right', 1280 - 76],
    ['left', 20],
  ])('data-position="%s" chooses the corner, in either writing direction', async (position, x) => {
    for (const dir of ['ltr', 'rtl']) {
      serve(`data-position="${position}" data-dir="${dir}"`);
      const page = await journey.visit();
      expect((await launcher(page).boundingBox())?.x).toBe(x);
      await open(page);
      const box = await dialog(page).boundingBox();
      expect(position === 'left' ? box?.x : 1280 - ((box?.x ?? 0) + (box?.width ?? 0))).toBe(20);
      expect(await styleOf(page, '.nexus', 'direction')).toBe(dir);
      await page.close();
    }
  });

  it('data-locale="ar" speaks Arabic from right to left', async () => {
    serve('data-locale="ar"');
    const page = await journey.visit();
    await open(page);
    await page.getByPlaceholder('اكتب رسالة').waitFor();
    const [send, area] = await Promise.all([
      page.getByRole('button', { name: 'إرسال' }).boundingBox(),
      field(page).boundingBox(),
    ]);
    expect(send?.x).toBeLessThan(area?.x ?? 0);
  });

  it('data-container puts the chat into an element of the page, also one that comes later', async () => {
    serve('data-container="#here"', '<div id="here" style="width:420px;height:500px;margin:40px"></div>');
    const page = await journey.visit();
    await dialog(page).waitFor();
    expect(await dialog(page).boundingBox()).toMatchObject({ x: 48, y: 40, width: 420, height: 500 });
    expect(await launcher(page).isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Close chat' }).count()).toBe(0);

    serve('data-container="#late"', '<main></main>', '/late');
    const late = await journey.context.newPage();
    await late.goto(`${journey.server.origin}/late`);
    await until('the sentence', () => journey.warnings.some((text) => text.includes('matches nothing yet')));
    await late.evaluate(() => {
      const route = document.createElement('div');
      route.id = 'late';
      route.style.cssText = 'width:400px;height:400px';
      document.querySelector('main')?.append(route);
    });
    await until('the panel in its place', async () => (await dialog(late).boundingBox())?.width === 400);
    await late.locator('#late').evaluate((route) => route.remove());
    expect(await dialog(late).count()).toBe(0);
  });

  it('data-launcher takes a button of the site’s own, or none', async () => {
    serve('data-launcher=".ask"', '<button class="ask"><span>Ask us</span></button>');
    const page = await journey.visit();
    await page.getByText('Ask us').click();
    await log(page).getByText('What are you looking for?').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('ask');

    serve('data-launcher="hidden"');
    const hidden = await journey.visit();
    expect(await launcher(hidden).isVisible()).toBe(false);
    await call(hidden, 'open');
    await dialog(hidden).waitFor();
  });

  it('data-events="full" lets messages tell what was said; without it none does', async () => {
    for (const [attributes, content] of [
      ['data-events="full"', 'My secret'],
      ['', undefined],
    ] as const) {
      serve(attributes);
      const page = await journey.visit();
      await open(page);
      await say(page, 'My secret');
      await log(page).getByText('Saved').waitFor();
      const said = (await eventsOf(page)).filter(([name, { role }]) => name === 'message' && role === 'user');
      expect(said.map(([, detail]) => detail.content)).toEqual([content]);
      if (content === undefined) expect(JSON.stringify(await eventsOf(page))).not.toContain('My secret');
      await call(page, 'reset');
      await page.close();
    }
  });

  it('data-prefetch="intent" waits for the pointer, and "off" for the click', async () => {
    serve('data-prefetch="intent"');
    const page = await journey.visit();
    await page.waitForLoadState('networkidle');
    expect(panelRequests()).toEqual([]);
    await launcher(page).hover();
    await until('the panel’s file', () => panelRequests().length === 1);
    await page.close();

    serve('data-prefetch="off"');
    const off = await journey.visit();
    await launcher(off).hover();
    await off.waitForLoadState('networkidle');
    expect(panelRequests()).toHaveLength(1);
    await open(off);
  });

  it('Save-Data outranks the prefetch', async () => {
    await journey.context.addInitScript(() =>
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } }),
    );
    const page = await journey.visit();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => new Promise((resume) => requestIdleCallback(resume)));
    expect(panelRequests()).toEqual([]);
    await open(page);
  });

  it('data-retention-days lets the browser forget, but never what is not delivered', async () => {
    serve('data-retention-days="2"');
    const page = await journey.visit();
    await open(page);
    await say(page, 'Remember me');
    await log(page).getByText('Saved').waitFor();
    const due = await page.evaluate(() => Number(localStorage.getItem('nexus:test:wake')) - Date.now());
    expect(due / 86_400_000).toBeCloseTo(2, 2);
    await page.close();

    const later = await journey.context.newPage();
    await later.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 3 * 86_400_000;
    });
    await later.goto(journey.server.origin);
    // Nobody clicks: the tag alone sees that it is time.
    await until('an empty storage', () => later.evaluate(() => Object.keys(localStorage).length === 0));
  });
});

describe('consent that the page asks for', () => {
  it('keeps the chat away until it is given, and takes it away when it is withdrawn', async () => {
    serve('data-consent="manual"');
    const page = await journey.visit();
    expect(await launcher(page).isVisible()).toBe(false);
    await call(page, 'open');
    expect(await dialog(page).count()).toBe(0);
    expect(journey.warnings).toContain('nexus: open waits for consent');

    await call(page, 'consent', { chat: 'granted', fingerprint: 'denied' });
    await launcher(page).waitFor();
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    await open(page);
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    expect(journey.server.deliveries[0]?.consent).toMatchObject({
      chat: 'granted',
      fingerprint: 'denied',
      version: 'site',
    });
    const decided = (await eventsOf(page)).filter(([name]) => name === 'consent');
    expect(decided.at(-1)?.[1]).toEqual({ chat: 'granted', fingerprint: 'denied' });

    await call(page, 'consent', { chat: 'denied' });
    await dialog(page).waitFor({ state: 'detached' });
    expect(await launcher(page).isVisible()).toBe(false);
  });
});

describe('the api', () => {
  it('is complete, and each of its methods returns a promise', async () => {
    serve('');
    const page = await journey.visit();
    const kinds = await page.evaluate(() => {
      const api = window.nexus as unknown as Record<string, (...rest: unknown[]) => unknown>;
      const names =
        'open close toggle show hide prefill context identify consent on once off state export erase reset destroy init';
      return names.split(' ').map((name) => {
        const args = /^on/.test(name)
          ? ['open', () => {}]
          : name === 'identify'
            ? ['u1']
            : name === 'prefill'
              ? ['x']
              : [];
        const answer = api[name]?.(...args);
        if (answer instanceof Promise) answer.catch(() => {});
        return answer instanceof Promise ? '' : name;
      });
    });
    expect(kinds.filter(Boolean)).toEqual([]);
    expect(journey.complaints).toEqual([]);
  });

  it('hears events by on, once and off', async () => {
    serve('');
    const page = await journey.visit();
    const heard = await page.evaluate(async () => {
      const api = window.nexus as import('../../widget/api.ts').NexusGlobal;
      const calls: string[] = [];
      const always = () => calls.push('on');
      const stop = await api.on('close', () => calls.push('returned'));
      await api.on('close', always);
      await api.once('close', () => calls.push('once'));
      for (let i = 0; i < 4; i++) {
        await api.open();
        await api.close();
        if (i === 1) stop();
        if (i === 2) await api.off('close', always);
      }
      return calls;
    });
    expect(heard).toEqual(['returned', 'on', 'once', 'returned', 'on', 'on']);
  });

  it('carries what the site says with the next delivery, and drops what cannot be carried', async () => {
    serve('');
    const page = await journey.visit();
    await call(page, 'context', { plan: 'free', 'not a name': 1 });
    await call(page, 'identify', 'customer-7', { seats: 3 });
    await open(page);
    await call(page, 'context', { basket: 2 });
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    expect(journey.server.deliveries[0]).toMatchObject({
      context: { plan: 'free', basket: 2 },
      account: { id: 'customer-7', traits: { seats: 3 } },
    });
    expect(journey.warnings.join()).toContain('"not a name" is left out');
    expect(await eventsOf(page)).toContainEqual(['identify', { id: 'customer-7' }]);
  });

  it('shows and hides, and says something of its own accord until the visitor minds', async () => {
    serve('');
    const page = await journey.visit();
    await call(page, 'hide');
    expect(await launcher(page).isVisible()).toBe(false);
    await call(page, 'show', 'Questions about delivery? Ask us.');
    expect(await launcher(page).isVisible()).toBe(true);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('Questions about delivery?').waitFor({ state: 'detached' });
    await call(page, 'show', 'Still there?');
    expect(await page.getByText('Still there?').count()).toBe(0);

    const other = await journey.visit();
    await call(other, 'show', 'Looking for a gift?');
    await other.getByRole('button', { name: 'Looking for a gift?' }).click();
    // What the site said is what the visitor answers.
    await log(other).getByText('Looking for a gift?').waitFor();
    expect(journey.server.chats).toEqual([]);
  });

  it('begins a new conversation for the next person, and forgets the last', async () => {
    serve('');
    const page = await journey.visit();
    await open(page);
    await say(page, 'I am the first');
    await log(page).getByText('You said: I am the first').waitFor();
    await until('the delivery', () => journey.server.deliveries.some(({ messages }) => messages.length > 0));
    const first = journey.server.deliveries[0]?.sessionId;
    await until('all saved', async () => ((await call(page, 'state')) as { unsaved: number }).unsaved === 0);
    await call(page, 'reset');
    expect(await log(page).getByText('I am the first').count()).toBe(0);
    await say(page, 'I am the second');
    await until('the second', () => journey.server.deliveries.some(({ sessionId }) => sessionId !== first));
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(stored).not.toContain('I am the first');
  });

  it('does not forget what the server has not got', async () => {
    serve('');
    const page = await journey.visit();
    await open(page);
    await journey.context.setOffline(true);
    await say(page, 'Not delivered');
    await log(page).getByText('Not sent yet').waitFor();
    await expect(call(page, 'reset')).rejects.toThrow('reset again when online');
    await log(page).getByText('Not delivered').waitFor();
    expect((await eventsOf(page)).filter(([name]) => name === 'error')).toHaveLength(1);
  });

  it('leaves nothing behind, and can be started again', async () => {
    serve('');
    const page = await journey.context.newPage();
    await page.goto(journey.server.origin);
    await launcher(page).waitFor();
    const cdp = await journey.context.newCDPSession(page);
    const listeners = async () => {
      const counts: Record<string, number> = {};
      for (const expression of ['window', 'document', 'document.documentElement']) {
        const { result } = await cdp.send('Runtime.evaluate', { expression });
        const found = await cdp.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
        counts[expression] = found.listeners.filter(({ type }) => !type.startsWith('nexus:')).length;
      }
      return counts;
    };
    await page.evaluate(() => {
      const live = new Set<number>();
      const { setTimeout: set, clearTimeout: clear } = window;
      Object.assign(window, {
        live,
        kept: window.nexus,
        setTimeout: (work: () => void, ms?: number, ...rest: unknown[]) => {
          const timer = set(
            () => {
              live.delete(timer);
              work();
            },
            ms,
            ...rest,
          );
          live.add(timer);
          return timer;
        },
        clearTimeout: (timer: number) => {
          live.delete(timer);
          clear(timer);
        },
      });
    });
    await open(page);
    await say(page, 'Bye');
    await log(page).getByText('Saved').waitFor();
    await call(page, 'destroy');
    expect(await listeners()).toEqual({ window: 0, document: 0, 'document.documentElement': 0 });
    expect(
      await page.evaluate(() => ({
        hosts: document.querySelectorAll('nexus-widget, link[rel=modulepreload]').length,
        global: 'nexus' in window,
        timers: (window as unknown as { live: Set<number> }).live.size,
      })),
    ).toEqual({ hosts: 0, global: false, timers: 0 });
    expect((await eventsOf(page)).at(-1)).toEqual(['destroy', {}]);

    await page.evaluate(() => (window as unknown as { kept: { init(): Promise<void> } }).kept.init());
    // It was open when it was destroyed.
    await log(page).getByText('Bye', { exact: true }).waitFor();
    expect(await page.evaluate(() => 'nexus' in window)).toBe(true);
  });

  it('starts anew with other options', async () => {
    serve('data-locale="en"');
    const page = await journey.visit();
    await open(page);
    await call(page, 'init', { locale: 'fr', position: 'left', open: true });
    await page.getByPlaceholder('Écrivez un message').waitFor();
    expect(await page.locator('nexus-widget').count()).toBe(1);
    await log(page).getByText('What are you looking for?').waitFor();
  });
});

describe('the page may', () => {
  it('replace its body, or all of its content, under an open panel with half a sentence', async () => {
    serve('');
    const page = await journey.visit();
    await open(page);
    await field(page).fill('Half a');
    await page.evaluate(() => {
      document.body.replaceWith(document.createElement('body'));
      history.pushState({}, '', '/next');
    });
    expect(await field(page).inputValue()).toBe('Half a');
    await page.evaluate(() =>
      document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body')),
    );
    await dialog(page).waitFor();
    await page.evaluate(() => {
      const fresh = document.createElement('html');
      fresh.append(document.createElement('head'), document.createElement('body'));
      document.documentElement.replaceWith(fresh);
    });
    await dialog(page).waitFor();
    await say(page, 'Whole');
    await log(page).getByText('Saved').waitFor();
    expect(journey.server.deliveries.at(-1)?.page?.url).toBe(`${journey.server.origin}/next`);
  });

  it('theme it by custom properties and parts', async () => {
    serve(
      '',
      '<style>nexus-widget { --nexus-accent: #ffe100; --nexus-radius: 2px } nexus-widget::part(launcher) { bottom: 90px }</style>',
    );
    const page = await journey.visit();
    await launcher(page).waitFor();
    // The accent, in the space in which its contrast is reckoned.
    expect(await styleOf(page, '.launcher', 'background-color')).toMatch(
      /^color\(xyz-d65 0\.681\d+ 0\.751\d+ 0\.109\d+\)$/,
    );
    expect((await launcher(page).boundingBox())?.y).toBe(800 - 90 - 56);
    await open(page);
    expect(await styleOf(page, '.panel', 'border-radius')).toBe('2px');
  });

  it('bundle it instead: createWidget, without a global', async () => {
    const npm = join(WIDGET_FILES, '../npm');
    serve('', '', '/unused');
    journey.server.pages.set('/bundled', {
      html: `<!doctype html><html lang="en"><title>A shop</title><body><script type="module">
        import { createWidget } from '/index.js';
        window.widget = createWidget({ siteKey: 'test', accent: 'rebeccapurple' });</script>`,
    });
    journey.server.folders.unshift(npm);
    const page = await journey.visit('/bundled');
    await open(page);
    await say(page, 'From a bundle');
    await log(page).getByText('Saved').waitFor();
    expect(await page.evaluate(() => 'nexus' in window)).toBe(false);
    expect(journey.complaints).toEqual([]);
  });

  it('pin it by its hash', async () => {
    const name = readdirSync(WIDGET_FILES).find((file) => /^nexus\.[\da-f]{12}\.js$/.test(file)) ?? '';
    const digest = createHash('sha384')
      .update(readFileSync(join(WIDGET_FILES, name)))
      .digest('base64');
    journey.server.pages.set('/pinned', {
      html: `<!doctype html><html lang="en"><title>A shop</title><script async src="/${name}" integrity="sha384-${digest}"
        crossorigin="anonymous" data-site-key="test"></script>`,
    });
    const page = await journey.visit('/pinned');
    await open(page);
    expect(journey.warnings).toEqual([]);
  });
});

describe('any accent', () => {
  it('leaves text at 4.5:1, on it and in it, light and dark', async () => {
    const colours = [
      '#000',
      '#fff',
      '#777',
      '#767676',
      '#f00',
      '#0f0',
      '#00f',
      '#ff0',
      '#0ff',
      '#f0f',
      '#f2b84b',
      '#1f5f5b',
      'hotpink',
      'oklch(0.65 0.2 30)',
      'hsl(140 60% 45%)',
    ];
    for (const theme of ['light', 'dark']) {
      serve(`data-theme="${theme}" data-privacy-url="/p"`);
      const page = await journey.visit();
      await open(page);
      const worst = await page.evaluate((all) => {
        const host = document.querySelector('nexus-widget') as HTMLElement;
        const root = host.shadowRoot;
        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        const light = (colour: string) => {
          if (canvas === null) throw new Error('no canvas');
          canvas.fillStyle = '#000';
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          const [r = 0, g = 0, b = 0] = canvas.getImageData(0, 0, 1, 1).data;
          const [x = 0, y = 0, z = 0] = [r, g, b].map((c) =>
            c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * x + 0.7152 * y + 0.0722 * z;
        };
        const contrast = (one: string, other: string) => {
          const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a);
          return (high + 0.05) / (low + 0.05);
        };
        const pick = (selector: string, property: 'color' | 'backgroundColor') => {
          const node = root?.querySelector(selector);
          if (!node) throw new Error(`no ${selector}`);
          return getComputedStyle(node)[property];
        };
        return all.flatMap((colour) => {
          host.style.setProperty('--nexus-accent', colour);
          const pairs = {
            launcher: contrast(pick('.launcher', 'color'), pick('.launcher', 'backgroundColor')),
            quick: contrast(pick('.quick button', 'color'), pick('.panel', 'backgroundColor')),
            link: contrast(pick('.notice a', 'color'), pick('.panel', 'backgroundColor')),
          };
          return Object.entries(pairs)
            .filter(([, ratio]) => ratio < 4.5)
            .map(([where, ratio]) => `${colour} ${where} ${ratio}`);
        });
      }, colours);
      expect(worst).toEqual([]);
      await page.close();
      await journey.openContext();
    }
  });
});
