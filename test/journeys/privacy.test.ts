/** What must never come back, go along, or be taken over: erasures, withdrawn consent, the next person, odd pages. */
import { describe, expect, it } from 'vitest';
import { page as html, replyOf } from '../fakes/widget-server.ts';
import { call, describeWidget, dialog, field, launcher, log, open, say, until } from '../support/widget.ts';

const journey = describeWidget();
const stored = (page: import('playwright-core').Page) =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
const settled = (page: import('playwright-core').Page) =>
  until('all saved', async () => ((await call(page, 'state')) as { unsaved: number }).unsaved === 0);

describe('an erased conversation', () => {
  it.each(['erase', 'reset'])('does not come back by the reply that was running at %s', async (method) => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'My name is Zebra');
    await log(page).getByText('You said: My name is Zebra').waitFor();
    await settled(page);
    journey.server.paceMs = 60;
    journey.server.replies.push(replyOf('Zebra '.repeat(60).trim()));
    await say(page, 'Say it again');
    await dialog(page).getByText('Zebra Zebra').first().waitFor();
    await until('the question', () =>
      journey.server.deliveries.some(({ messages }) => messages.some(({ content }) => content === 'Say it again')),
    );
    await call(page, method);
    journey.server.paceMs = 5;
    expect(await stored(page)).not.toContain('Zebra');
    await say(page, 'A new beginning');
    await until('its delivery', () => JSON.stringify(journey.server.deliveries).includes('A new beginning'));
    const last = journey.server.deliveries.filter(({ messages }) =>
      JSON.stringify(messages).includes('A new beginning'),
    );
    expect(JSON.stringify(last)).not.toContain('Zebra');
    expect(journey.complaints).toEqual([]);
  });

  it('does not come back by leaving while the server erases', async () => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'Forget this');
    await log(page).getByText('You said: Forget this').waitFor();
    await settled(page);
    let answer: (() => void) | undefined;
    await page.route('**/api/nexus/erase', async (route) => {
      await new Promise<void>((resume) => {
        answer = resume;
      });
      await route.continue().catch(() => {});
    });
    await page.evaluate(() => void (window.nexus as { erase(): Promise<unknown> }).erase());
    await until('the request', () => answer !== undefined);
    const before = journey.server.requests.length;
    await page.goto('about:blank');
    answer?.();
    // A beacon would have left with the page, before this page's own request.
    await journey.visit('/next');
    await until('the next page', () => journey.server.requests.some(({ path }) => path === '/next'));
    const after = journey.server.requests.slice(before);
    expect(after.filter(({ path }) => path.endsWith('/producer'))).toEqual([]);
  });

  it('is erased also when the page has emptied the storage meanwhile', async () => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'Forget this');
    await log(page).getByText('You said: Forget this').waitFor();
    await settled(page);
    await page.evaluate(() => localStorage.clear());
    await call(page, 'erase');
    expect(journey.server.deliveries).toEqual([]);
  });
});

describe('a decision', () => {
  it('withdrawn through the page takes the browser’s id back at once', async () => {
    const page = await journey.visit();
    await open(page);
    await page.getByRole('checkbox').check();
    await until('the id', () => page.evaluate(() => localStorage.getItem('nexus:test:browser') !== null));
    await call(page, 'consent', { fingerprint: 'denied' });
    expect(await page.evaluate(() => localStorage.getItem('nexus:test:browser'))).toBeNull();
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    expect(journey.server.deliveries.at(-1)?.fingerprint).toMatch(/^v_/);
  });

  it('of the browser’s outranks what was allowed before', async () => {
    const page = await journey.visit();
    await open(page);
    await page.getByRole('checkbox').check();
    await until('the id', () => page.evaluate(() => localStorage.getItem('nexus:test:browser') !== null));
    await page.close();
    await journey.context.addInitScript(() =>
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    );
    const later = await journey.visit();
    await launcher(later).click();
    await say(later, 'Hello');
    await log(later).getByText('Saved').waitFor();
    expect(journey.server.deliveries.at(-1)?.fingerprint).toMatch(/^v_/);
  });
});

describe('the next person', () => {
  it('does not inherit the account of the one before', async () => {
    const stub = `<script>window.nexus = window.nexus || [];
      nexus.push(['identify', 'alice']); nexus.push(['context', { plan: 'gold' }])</script>`;
    journey.server.pages.set('/', { html: html('data-site-key="test"', stub) });
    const page = await journey.visit();
    await open(page);
    await say(page, 'I am Alice');
    await log(page).getByText('You said: I am Alice').waitFor();
    await settled(page);
    expect(journey.server.deliveries[0]?.account).toEqual({ id: 'alice' });
    await call(page, 'reset');
    await say(page, 'I am Bob');
    await until('his words', () => JSON.stringify(journey.server.deliveries).includes('I am Bob'));
    const his = journey.server.deliveries.filter(({ messages }) => JSON.stringify(messages).includes('I am Bob'));
    expect(his.map(({ account, context }) => [account, context])).toEqual(his.map(() => [undefined, undefined]));
  });
});

describe('what a page does wrong', () => {
  it.each([
    ['identify', ['']],
    ['identify', [undefined]],
    ['identify', [`${'a'.repeat(127)}😀`]],
    ['context', [{ constructor: 'Bau GmbH' }]],
    ['context', [Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, '界'.repeat(500)]))]],
    ['consent', [null]],
    ['consent', [{ chat: true, fingerprint: 'yes' }]],
  ])('with %s(%j) does not hold up the visitor’s words', async (method, args) => {
    const page = await journey.visit();
    await call(page, method, ...args);
    await open(page);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    expect(journey.complaints).toEqual([]);
  });

  it('cannot make an image of a visitor’s the widget’s script', async () => {
    const trap = '<img name="currentScript" src="http://127.0.0.1:9/x.png" data-site-key="evil" alt="">';
    journey.server.pages.set('/', {
      html: `<!doctype html><html lang="en"><title>A shop</title><body>${trap}<script src="/nexus.js" data-site-key="test"></script>`,
    });
    const page = await journey.visit();
    await open(page);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    expect(journey.server.deliveries[0]?.site).toBe('test');
  });
});

describe('a file that could not be fetched', () => {
  it.each(['nexus-line', 'nexus-your-data'])('is asked for again: %s', async (name) => {
    let isBroken = true;
    await journey.context.route(`**/${name}-*.js*`, (route) => (isBroken ? route.abort() : route.continue()));
    const page = await journey.visit();
    await launcher(page).click();
    if (name === 'nexus-line') {
      await say(page, 'Hello');
      await log(page).getByText('Not sent yet').waitFor();
      isBroken = false;
      await log(page).getByRole('button', { name: 'Try again' }).click();
      await log(page).getByText('Saved').waitFor();
    } else {
      await log(page).getByText('What are you looking for?').waitFor();
      const data = page.getByRole('button', { name: 'Your data', exact: true });
      await data.click();
      await page.getByText('This could not be loaded').waitFor();
      isBroken = false;
      await data.click();
      await data.click();
      await page.getByRole('heading', { name: 'Your data' }).waitFor();
    }
  });

  it('and a greeting that did not come can be asked for again', async () => {
    journey.server.replies.push([{ type: 'error', detail: 'down', retryable: true }]);
    const page = await journey.visit();
    await launcher(page).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await log(page).getByText('What are you looking for?').waitFor();
  });
});

describe('a visitor who is early', () => {
  it('opens the chat before the page has come to rest', async () => {
    const page = await journey.context.newPage();
    // A page that never rests.
    await page.addInitScript(() => {
      window.requestIdleCallback = () => 0;
    });
    await page.goto(journey.server.origin);
    await open(page);
  });
});

describe('calls that cross', () => {
  it('end as the last one says, and a gone widget says that it is gone', async () => {
    const page = await journey.visit();
    const seen = await page.evaluate(async () => {
      const api = window.nexus as import('../../widget/api.ts').NexusGlobal;
      await Promise.all([api.open(), api.close()]);
      const closed = (await api.state()).open;
      await api.hide();
      await api.close();
      const hidden = document.querySelector<HTMLElement>('nexus-widget')?.hidden;
      await api.open();
      const shown = !document.querySelector<HTMLElement>('nexus-widget')?.hidden;
      await api.destroy();
      const gone = await api.erase().then(
        () => 'erased',
        (cause: Error) => cause.message,
      );
      return { closed, hidden, shown, gone, state: (await api.state()).open };
    });
    expect(seen).toEqual({ closed: false, hidden: true, shown: true, gone: 'call init first', state: false });
    expect(journey.complaints).toEqual([]);
  });

  it('two messages in one moment get one reply', async () => {
    const page = await journey.visit();
    await open(page);
    await field(page).focus();
    await page.evaluate(() => {
      const api = window.nexus as import('../../widget/api.ts').NexusGlobal;
      void api.send('first');
      void api.send('second');
    });
    await log(page).getByText('You said: second').waitFor();
    await settled(page);
    expect(await log(page).getByText('You said:').count()).toBe(1);
  });

  it('Esc does not close a chat that has no launcher', async () => {
    const box = '<div id="here" style="width:420px;height:500px"></div>';
    journey.server.pages.set('/', { html: html('data-site-key="test" data-container="#here"', box) });
    const page = await journey.visit();
    await field(page).focus();
    await page.keyboard.press('Escape');
    await call(page, 'close');
    expect(await dialog(page).count()).toBe(1);
  });
});
