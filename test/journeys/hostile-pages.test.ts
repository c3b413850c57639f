/** Pages that forbid, break or restyle what the widget needs: on each of them a whole round must go well. */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeServer, startFakeServer } from '../fakes/widget-server.ts';
import { call, describeWidget, dialog, launcher, log, open, say, until, WIDGET_FILES } from '../support/widget.ts';

const journey = describeWidget();

interface Layout {
  readonly doctype?: string;
  /** Before the tag, as a page's own scripts are. */
  readonly head?: string;
  readonly tag?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
const TAG = '<script async src="/nexus.js" data-site-key="test"></script>';

function serve({ doctype = '<!doctype html>', head = '', tag = TAG, body = '', headers = {} }: Layout): void {
  const html =
    `${doctype}<html lang="en"><head><meta charset="utf-8"><title>A shop</title>${head}${tag}</head>` +
    `<body><h1>A shop</h1>${body}</body></html>`;
  journey.server.pages.set('/', { html, headers });
}
beforeEach(async () => {
  await journey.context.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      console.error(`violation of ${violatedDirective}: ${blockedURI} ${sourceFile}`),
    ),
  );
});

/** Launcher, panel, greeting, a message that is saved and answered. */
async function round(page: Page, text = 'We are 40 people'): Promise<void> {
  await open(page);
  await say(page, text);
  await log(page).getByText(`You said: ${text}`).waitFor();
  await log(page).getByText('Saved').waitFor();
  const said = journey.server.deliveries.flatMap(({ messages }) => messages).filter(({ role }) => role === 'user');
  expect(said.map(({ content }) => content)).toContain(text);
}
/** Nothing was reported, written on the console as a warning or an error, or thrown. */
const expectSilence = () =>
  expect({
    reports: journey.server.reports,
    complaints: journey.complaints,
    warnings: journey.warnings,
  }).toEqual({ reports: [], complaints: [], warnings: [] });

describe('a policy', () => {
  const policy = (directives: readonly string[]) => ({
    'content-security-policy': [...directives, 'report-uri /reports'].join('; '),
  });

  it('with a nonce and strict-dynamic is kept', async () => {
    serve({
      tag: TAG.replace('async', 'async nonce="r4nd0m"'),
      headers: policy([
        "script-src 'nonce-r4nd0m' 'strict-dynamic'",
        `connect-src ${journey.server.origin}`,
        "object-src 'none'",
        "base-uri 'none'",
      ]),
    });
    const page = await journey.visit();
    await page.waitForLoadState('networkidle');
    await round(page);
    expectSilence();
  });

  it('with Trusted Types is kept also by recognising the browser, and the id is that of any page', async () => {
    const recognise = async () => {
      const page = await journey.visit();
      await round(page);
      await page.getByRole('button', { name: 'Your data', exact: true }).click();
      await page.getByRole('checkbox', { name: 'Recognise this browser next time' }).check();
      const read = () => page.evaluate(() => localStorage.getItem('nexus:test:browser'));
      await until('the id', async () => (await read()) !== null);
      return read();
    };
    serve({});
    const plain = await recognise();
    await journey.openContext();
    serve({
      headers: policy([
        "default-src 'none'",
        `script-src ${journey.server.origin}`,
        `connect-src ${journey.server.origin}`,
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]),
    });
    await journey.context.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective)),
    );
    const strict = await recognise();
    expect(plain).toMatch(/^\w+$/);
    expect(strict).toBe(plain);
    expectSilence();
  });
});

describe('an isolated page with the widget of another origin', () => {
  let shop: FakeServer;
  beforeEach(async () => {
    shop = await startFakeServer(WIDGET_FILES);
  });
  afterEach(() => shop.close());

  it.each(['require-corp', 'credentialless'])('as COEP %s makes it', async (embedder) => {
    const html = `<!doctype html><html lang="en"><head><title>A shop</title>
      <script async src="${journey.server.origin}/nexus.js" data-site-key="test"></script></head><body></body></html>`;
    shop.pages.set('/', {
      html,
      headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': embedder },
    });
    const page = await journey.context.newPage();
    await page.goto(shop.origin);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await round(page);
    expect(shop.requests.filter(({ path }) => /nexus/.test(path))).toEqual([]);
    expectSilence();
  });
});

describe('a page that has changed the browser', () => {
  /** Approximates what old libraries and careless scripts have done to pages. */
  const DAMAGES: Record<string, string> = {
    'a wrapped fetch': `const own = fetch; window.calls = 0; window.fetch = (...a) => { window.calls++; return own(...a); };`,
    'a fetch that gives nothing': `const own = fetch; window.fetch = (...a) => { own('/pixel'); };`,
    'a fetch that throws': `window.fetch = () => { throw new Error('patched'); };`,
    'a fetch that is not a function': `window.fetch = undefined;`,
    'arrays with a toJSON': `Array.prototype.toJSON = function () { return '[' + this.join(', ') + ']'; };`,
    'objects with a toJSON': `Object.prototype.toJSON = function () { return String(this); };`,
    'enumerable extras': `for (const proto of [Array.prototype, Object.prototype, String.prototype, Function.prototype, Element.prototype])
      Object.assign(proto, { each() {}, extra: 'text', getKeys() { return []; } });`,
    'old polyfills': `
      Array.from = function (list) {
        if (!list) return [];
        const out = [];
        for (let i = 0; i < (list.length || 0); i++) out.push(list[i]);
        return out;
      };
      Array.prototype.find = function (test, bind) { for (let i = 0; i < this.length; i++) if (test.call(bind, this[i], i)) return this[i]; };
      Array.prototype.filter = function (test, bind) { const out = []; for (let i = 0; i < this.length; i++) if (test.call(bind, this[i], i)) out.push(this[i]); return out; };
      Array.prototype.map = function (make, bind) { const out = []; for (let i = 0; i < this.length; i++) out.push(make.call(bind, this[i], i)); return out; };
      Array.prototype.includes = function (item) { return this.indexOf(item) !== -1; };
      Array.prototype.entries = function () { return this.slice(); };
      Array.prototype.reverse = function (inline) { const out = this.slice(); out.sort(() => -1); for (let i = 0, j = this.length - 1; i < this.length; i++, j--) out[i] = this[j]; if (inline !== false) for (let i = 0; i < out.length; i++) this[i] = out[i]; return inline === false ? out : this; };
      Array.prototype.flat = function () { return [].concat.apply([], this); };
      Array.prototype.flatMap = function (make) { return [].concat.apply([], this.map(make)); };
      Object.keys = function (value) { const out = []; for (const key in value) if (value.hasOwnProperty(key)) out.push(key); return out; };
      Function.prototype.bind = function (self, ...args) { const fn = this; return function (...rest) { return fn.apply(self, args.concat(rest)); }; };
      String.prototype.startsWith = function (start) { return this.lastIndexOf(start, 0) === 0; };
      Element.prototype.remove = function () { this.parentNode.removeChild(this); return this; };`,
    'a Promise of its own': `const Native = Promise;
      const Own = function (work) { const one = new Native(work); this.then = (a, b) => Own.resolve(one.then(a, b)); this.catch = (b) => Own.resolve(one.then(undefined, b)); };
      Own.resolve = (value) => new Own((done) => done(value));
      Own.reject = (cause) => new Own((_, fail) => fail(cause));
      Own.all = (list) => Own.resolve(Native.all(list));
      window.Promise = Own;`,
    'a Promise that is a subclass': `window.Promise = class extends Promise { then(a, b) { return super.then(a, b); } };`,
    'no console.warn': `delete console.warn; console.warn = undefined;`,
    'no requestIdleCallback, crypto.randomUUID or structuredClone': `requestIdleCallback = undefined; crypto.randomUUID = undefined; structuredClone = undefined;`,
  };

  it.each(Object.entries(DAMAGES))('by %s, before and after a reload', async (_, damage) => {
    serve({ head: `<script>{${damage}}</script>` });
    const page = await journey.visit();
    await open(page);
    await page.reload();
    await page.getByRole('button', { name: 'Prices' }).waitFor();
    await say(page, 'We are 40 people');
    await log(page).getByText('You said: We are 40 people').waitFor();
    await until('a delivery', () => journey.server.deliveries.length > 0);
    await page.reload();
    await log(page).getByText('You said: We are 40 people').waitFor();
    await say(page, 'And 2 dogs');
    await log(page).getByText('You said: And 2 dogs').waitFor();
    await until('all five', () => {
      const positions = journey.server.deliveries.flatMap(({ firstPosition, messages }) =>
        messages.map((_message, i) => firstPosition + i),
      );
      return new Set(positions).size === 5;
    });
    expect(await page.locator('iframe').count()).toBe(0);
    expectSilence();
  });

  it('asks the page’s own fetch first, so that a consent tool may forbid requests', async () => {
    serve({ head: `<script>fetch = () => Promise.reject(new TypeError('not allowed'))</script>` });
    const page = await journey.visit();
    await launcher(page).click();
    await say(page, 'Hello');
    await log(page).getByText('Not sent yet').waitFor();
    expect(journey.server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    expect(journey.complaints).toEqual([]);
  });
});

describe('a page that uses our names', () => {
  it('for an element with id nexus gets the api all the same', async () => {
    serve({ body: '<div id="nexus">Mine</div>' });
    const page = await journey.visit();
    await round(page);
    expect(await call(page, 'state')).toMatchObject({ open: true });
    expect(await page.locator('#nexus').textContent()).toBe('Mine');
    expectSilence();
  });

  it('for a variable keeps it, and is told in one sentence', async () => {
    serve({ head: '<script>window.nexus = { mine: 1 }</script>' });
    const page = await journey.visit();
    await round(page);
    expect(await page.evaluate(() => window.nexus)).toEqual({ mine: 1 });
    expect(journey.warnings).toEqual(['nexus: window.nexus is taken']);
    expect(journey.complaints).toEqual([]);
  });
});

describe('the looks', () => {
  /** Computed sizes of what a visitor sees first. */
  const measure = (page: Page) =>
    page.locator('nexus-widget').evaluate((host) =>
      ['.launcher', '.panel', '.panel svg', '.panel button', 'h2', 'textarea', '.message'].map((selector) => {
        const node = host.shadowRoot?.querySelector(selector);
        if (!node) throw new Error(`no ${selector}`);
        const style = getComputedStyle(node);
        const names = ['display', 'width', 'height', 'fontSize', 'lineHeight', 'color', 'letterSpacing'];
        // The launcher looks the same in either direction, and follows the page's.
        if (!node.closest('.launcher')) names.push('direction');
        return [selector, ...names.map((name) => style[name as 'width'])].join(' ');
      }),
    );
  const shape = async (layout: Layout) => {
    serve(layout);
    const page = await journey.visit();
    await open(page);
    await log(page).locator('.message').first().waitFor();
    await page.waitForTimeout(300);
    const found = { sizes: await measure(page), box: await launcher(page).boundingBox() };
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    await page.close();
    await journey.openContext();
    return found;
  };

  it.each<[string, Layout]>([
    ['a base elsewhere', { head: '<base href="https://elsewhere.example/">', tag: TAG }],
    ['no doctype', { doctype: '' }],
    ['huge text from right to left', { head: '<style>html{font-size:40px;direction:rtl}</style>' }],
    ['a transformed body', { head: '<style>body{transform:scale(.5);filter:blur(1px)}</style>' }],
    [
      'rules for every button',
      {
        head: '<style>div,button,textarea,svg,h2{display:none!important;font-size:3px!important;width:1px!important}</style>',
      },
    ],
    [
      'inherited text rules',
      {
        head: '<style>html,body,*{letter-spacing:9px!important;line-height:4!important;color:red!important;text-transform:uppercase}</style>',
      },
    ],
  ])('are those of a plain page with %s', async (_, layout) => {
    const plain = await shape({});
    const tag = `<script async src="${journey.server.origin}/nexus.js" data-site-key="test"></script>`;
    expect(await shape({ ...layout, tag })).toEqual(plain);
    expectSilence();
  });

  it('grow with a zoomed page and stay within the window', async () => {
    serve({ head: '<style>html{zoom:1.5}</style>' });
    const page = await journey.visit();
    await round(page);
    const box = await dialog(page).boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
    expectSilence();
  });
});

describe('the tag', () => {
  const SRC = 'src="/nexus.js" data-site-key="test"';
  it.each([
    ['as a module', `<script type="module" ${SRC}></script>`],
    ['with defer', `<script defer ${SRC}></script>`],
    ['without either', `<script ${SRC}></script>`],
    [
      'injected once the page has loaded',
      `<script>addEventListener('load', () => setTimeout(() => {
        const tag = document.createElement('script');
        tag.src = '/nexus.js';
        tag.dataset.siteKey = 'test';
        document.head.append(tag);
      }))</script>`,
    ],
  ])('works %s', async (_, tag) => {
    serve({ tag });
    const page = await journey.visit();
    await round(page);
    expect(journey.server.deliveries[0]?.site).toBe('test');
    expectSilence();
  });

  it('counts once: of two with different keys the first wins', async () => {
    serve({ tag: `<script ${SRC}></script><script src="/nexus.js" data-site-key="other"></script>` });
    const page = await journey.visit();
    await round(page);
    expect(await page.locator('nexus-widget').count()).toBe(1);
    expect(journey.server.deliveries.map(({ site }) => site)).not.toContain('other');
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('other')))).toEqual([]);
    expectSilence();
  });

  it('works in a sandboxed frame, whose storage throws, and says so', async () => {
    serve({});
    journey.server.pages.set('/outer', {
      html: '<!doctype html><title>Outer</title><iframe sandbox="allow-scripts" src="/" width="800" height="700"></iframe>',
    });
    const page = await journey.context.newPage();
    await page.goto(`${journey.server.origin}/outer`);
    const frame = page.frameLocator('iframe');
    await frame.locator('nexus-widget .launcher').click();
    await frame.getByRole('log').getByText('What are you looking for?').waitFor();
    await frame.getByRole('textbox').fill('In a box');
    await frame.getByRole('textbox').press('Enter');
    await frame.getByRole('log').getByText('You said: In a box').waitFor();
    await frame.getByRole('log').getByText('Saved').waitFor();
    await frame.getByText('This browser keeps the conversation only').waitFor();
    expectSilence();
  });
});
