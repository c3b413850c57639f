/** The demo page in a real browser, against a fake of its backend: every state, width and colour scheme. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildDemo } from '../../scripts/build-demo.ts';
import { type DemoBackend, MARKETER, openDemoBackend } from '../fakes/demo-backend.ts';
import { conversation, crowd, MESSAGES, PROSPECT, SESSION } from '../fakes/demo-rows.ts';
import { openBrowser } from '../support/browser.ts';

let dist: string;
let axe: string;
let browser: Browser;
let backend: DemoBackend;
let page: Page;
let problems: string[];

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'nexus-demo-'));
  await buildDemo(dist);
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  backend = await openDemoBackend(dist);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await backend?.close();
  await rm(dist, { recursive: true, force: true });
});
beforeEach(() => {
  backend.reset();
  problems = [];
});
afterEach(async () => {
  await page.context().close();
});

/** Every error of the page is a failed test, a violation of the strict CSP among them. */
async function visit(path = '/', options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  await page.goto(backend.url + path);
}

const send = (name: string, detail: unknown) =>
  page.evaluate(([event, data]) => window.dispatchEvent(new CustomEvent(event as string, { detail: data })), [
    name,
    detail,
  ] as const);
const station = (name: string) => page.locator(`.stations[data-reached="${name}"]`).waitFor({ state: 'attached' });

function stored(stage: Parameters<typeof conversation>[0]): void {
  backend.tables.conversations = [conversation(stage)];
  backend.tables.messages = stage === 'before' ? MESSAGES.slice(0, 2) : MESSAGES;
  backend.tables.prospect_tracking = stage === 'stored' ? [PROSPECT] : [];
}

async function say(): Promise<void> {
  await send('nexus:session', { sessionId: SESSION });
  await send('nexus:message', { position: 2, role: 'user' });
}
const save = () =>
  send('nexus:saved', {
    sessionId: SESSION,
    fingerprint: PROSPECT.fingerprint_id,
    firstPosition: 2,
    count: 1,
    messageId: 'm-1',
    offset: 1042,
    partition: 0,
    durationMs: 43.4,
  });

async function findings(): Promise<readonly string[]> {
  // A chip that is still fading in has less contrast than it will have.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  await page.evaluate(axe);
  const results = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return results.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(' | ')}`);
}

/** Nothing is wider than the window. */
const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('the pipeline panel', () => {
  it('says what to type, and puts it in the chat', async () => {
    await visit();
    await page.getByRole('button', { name: 'Put it in the chat' }).click();
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { nexusCalls: string[] }).nexusCalls))
      .toEqual(['open', expect.stringContaining('prefill Hi, I’m Ana Ruiz')]);
  });

  it('loads supabase-js and asks the database only once there is a conversation', async () => {
    await visit();
    await page.getByText('pgmq · rules').waitFor();
    const scripts = () => page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
    expect((await scripts()).filter((name) => /assets\/dist-/.test(name))).toEqual([]);
    expect(backend.requests.filter((request) => request.includes('/rest/'))).toEqual([]);
    stored('stored');
    await send('nexus:session', { sessionId: SESSION });
    await station('stored');
    expect((await scripts()).filter((name) => /assets\/dist-/.test(name))).toHaveLength(1);
  });

  it('shows a message travel from said to stored, with the real figures', async () => {
    await visit();
    stored('before');
    await say();
    await station('said');
    await save();
    await station('accepted');
    stored('read');
    await station('read');
    stored('stored');
    await station('stored');
    const text = (await page.locator('.stations').innerText()).replace(/\s+/g, ' ');
    for (const figure of ['message 3', '43 ms', 'partition 0', 'offset 1042', 'after 120 ms', 'lag 0', '3.2 ms']) {
      expect(text).toContain(figure);
    }
    expect(text).toContain('row 3f2a91c0');
    await page.locator('.stations[data-at="4"]').waitFor();
    await expect.poll(() => page.getByRole('status').first().innerText()).toContain('Stored.');
    expect(problems).toEqual([]);
  });

  it('marks a value’s words, and the words’ value', async () => {
    await visit();
    stored('stored');
    await send('nexus:session', { sessionId: SESSION });
    const chip = page.getByRole('button', { name: /^E-mail/ });
    await chip.hover();
    const lit = page.locator('.transcript mark[data-lit="true"]');
    await expect.poll(() => lit.allInnerTexts()).toEqual(['ana.ruiz@lumbre.es']);
    await page.mouse.move(0, 0);
    await expect.poll(() => lit.count()).toBe(0);
    await page.getByRole('link', { name: 'Lumbre: Company' }).hover();
    await expect
      .poll(() => page.locator('.chip[data-lit="true"] .chip-value').allInnerTexts())
      .toEqual(['Lumbre', 'Spanish']);
  });

  it('does the same by keyboard, and a pressed chip keeps its light', async () => {
    await visit();
    stored('stored');
    await send('nexus:session', { sessionId: SESSION });
    const chip = page.getByRole('button', { name: /^Budget/ });
    await chip.focus();
    const lit = page.locator('.transcript mark[data-lit="true"]');
    await expect.poll(() => lit.allInnerTexts()).toEqual(['Hasta 900 € al mes']);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Prospect' }).focus();
    await expect.poll(() => lit.allInnerTexts()).toEqual(['Hasta 900 € al mes']);
    await page.getByRole('link', { name: /^Ana Ruiz/ }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Ana Ruiz');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('chip');
  });

  it('shows the row as SQL and JSON, and copies it', async () => {
    await visit('/', { permissions: ['clipboard-read', 'clipboard-write'] });
    stored('stored');
    await send('nexus:session', { sessionId: SESSION });
    await page.getByRole('tab', { name: 'Prospect' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Copy: The select a marketer runs' }).click();
    await page.getByText('Copied').waitFor();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    expect(await copied()).toContain(`where id = '${PROSPECT.id}'`);
    expect(await page.locator('pre').last().innerText()).toContain("'fp-o''neil'");
    await page.getByRole('button', { name: 'JSON' }).click();
    expect(JSON.parse(await page.locator('pre').last().innerText())).toEqual(PROSPECT);
  });

  it('says when there was nothing to keep', async () => {
    await visit();
    stored('before');
    await say();
    await save();
    stored('nothing');
    await page.getByText('These words held nothing to keep yet').waitFor();
  });

  it('shows an error where it happened, with the remedy and the server’s own words', async () => {
    await visit();
    await say();
    await send('nexus:failed', { status: 503, detail: 'Kafka credentials not configured' });
    await page.locator('[data-mark="fault"]', { hasText: 'Accepted' }).waitFor();
    await page.getByText('Check that the broker runs').waitFor();
    await page.getByText('Kafka credentials not configured').waitFor();
    expect(await findings()).toEqual([]);
  });

  it('says that it cannot read the database, and recovers', async () => {
    await visit();
    backend.restStatus = 403;
    await say();
    await save();
    await page.getByText('HTTP 403: permission denied').waitFor();
    backend.restStatus = 200;
    stored('stored');
    await station('stored');
  });

  it('finds the conversation again after a reload', async () => {
    await visit();
    stored('stored');
    await page.evaluate((id) => sessionStorage.setItem('fake-session', id), SESSION);
    await page.reload();
    await station('stored');
    await page.getByRole('button', { name: /^Name/ }).waitFor();
  });

  it('renews its session before it ends', async () => {
    backend.sessionSeconds = 30;
    stored('stored');
    await visit();
    await send('nexus:session', { sessionId: SESSION });
    await station('stored');
    const asked = backend.requests.filter((request) => request === 'GET /api/nexus/console');
    expect(asked.length).toBeGreaterThanOrEqual(2);
  });

  it('shows the notice where no session is given, and still what the widget tells', async () => {
    backend.door = 'closed';
    await visit();
    await page.getByText('Open this page on the machine that runs the server.').waitFor();
    await say();
    await save();
    await station('accepted');
    expect(backend.requests.filter((request) => request.includes('/rest/'))).toEqual([]);
  });

  it('signs a marketer in, after saying why the first try failed', async () => {
    backend.door = 'sign-in';
    stored('stored');
    await visit();
    await send('nexus:session', { sessionId: SESSION });
    await page.getByLabel('E-mail').fill(MARKETER.email);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Invalid login credentials').waitFor();
    expect(await findings()).toEqual([]);
    await page.getByLabel('Password').fill(MARKETER.password);
    await page.keyboard.press('Enter');
    await station('stored');
    await page.reload();
    await send('nexus:session', { sessionId: SESSION });
    await station('stored');
  });

  it('says so when the server does not answer, and tries again when asked', async () => {
    backend.door = 'broken';
    await visit();
    await page.getByText('/api/nexus/console answered 500').waitFor();
    backend.door = 'session';
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'All prospects' }).waitFor();
  });
});

describe('the page', () => {
  it('tells the visitor how to write when the widget is not there', async () => {
    const without = await openDemoBackend(dist, 'absent');
    await visit();
    await page.clock.install();
    await page.goto(without.url);
    await page.getByRole('button', { name: 'Tell us about your office' }).click();
    await page.clock.runFor(5000);
    await page.getByText('The chat has not loaded').waitFor();
    await without.close();
  });

  it('follows the browser’s language, and the visitor’s choice over it', async () => {
    await visit('/', { locale: 'es-ES' });
    await page.getByRole('heading', { level: 1, name: 'Una barra de espresso' }).waitFor();
    await page.getByText('De una frase a una fila').waitFor();
    await page.getByRole('button', { name: 'EN, English' }).click();
    await page.getByText('From a sentence to a row').waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'An espresso bar' }).waitFor();
    expect(await page.title()).toBe('Faro: espresso bars for offices');
  });

  it('keeps the widget’s tag as a site would paste it', async () => {
    const html = await readFile(join(dist, 'index.html'), 'utf8');
    expect(html).toMatch(/<script async src="\/nexus\.js" data-site-key="demo"[^>]*><\/script>/);
  });

  it('moves nothing while it loads', async () => {
    await visit();
    await page.getByText('pgmq · rules').waitFor();
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            resolve(list.getEntries().reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0));
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(0), 500);
        }),
    );
    expect(shift).toBe(0);
  });

  it('opens the sheet on a phone by keyboard, closes it with Escape, and gives the focus back', async () => {
    await visit('/', { viewport: { width: 360, height: 740 } });
    stored('stored');
    await send('nexus:session', { sessionId: SESSION });
    const pill = page.getByRole('button', { name: 'Pipeline: Stored' });
    await pill.focus();
    await page.keyboard.press('Enter');
    await page.locator('.panel[data-shown="true"]').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('pipeline-panel');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toBe('pill');
  });

  it.each([360, 768, 1440])('leaves the chat’s corner free at %i px', async (width) => {
    await visit('/', { viewport: { width, height: 740 } });
    await page.locator('#fake-launcher').waitFor({ state: 'attached' });
    const isFree = () =>
      page.evaluate(() => {
        const covered = document.querySelector('.pill')?.getBoundingClientRect();
        const launcher = document.getElementById('fake-launcher')?.getBoundingClientRect();
        return launcher !== undefined && (covered === undefined || covered.right <= launcher.left);
      });
    expect(await isFree()).toBe(true);
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([360, 768, 1440])('the site and the panel are accessible and fit at %i px', async (width) => {
    await visit('/', { viewport: { width, height: 900 }, colorScheme, locale: 'es-ES' });
    await page.getByText('hola@faro.example').first().waitFor({ state: 'attached' });
    expect(await findings()).toEqual([]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    stored('stored');
    await send('nexus:session', { sessionId: SESSION });
    await station('stored');
    if (width < 1200) await page.locator('.pill').click();
    await page.getByRole('button', { name: /^Nombre/ }).hover();
    expect(await findings()).toEqual([]);
    await page.getByRole('tab', { name: 'Fila' }).click();
    expect(await findings()).toEqual([]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
  });

  it.each([360, 1440])('the marketer’s page is accessible and fits at %i px', async (width) => {
    stored('stored');
    backend.tables.prospect_tracking = [PROSPECT, ...crowd(8)];
    await visit('/prospects', { viewport: { width, height: 900 }, colorScheme });
    await page.getByRole('button', { name: 'Evidence for Ana Ruiz' }).click();
    await page.getByRole('link', { name: 'Lumbre: Company' }).waitFor();
    expect(await findings()).toEqual([]);
    expect(await overflow()).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
  });
});

describe('the marketer’s page', () => {
  it('shows the 50 newest prospects', async () => {
    backend.tables.prospect_tracking = crowd(60);
    await visit('/prospects');
    await page.getByText('50 prospects, newest first').waitFor();
    expect(await page.locator('tbody tr:not(.evidence)').count()).toBe(50);
  });

  it.each([
    ['ana.ruiz@', 1],
    ['RUI TEIX', 2],
    ['912 341 00', 7],
    ['a"),id.neq.(', 0],
  ])('finds %s', async (search, count) => {
    backend.tables.prospect_tracking = [PROSPECT, ...crowd(8)];
    await visit('/prospects');
    await page.getByText('9 prospects').waitFor();
    await page.getByRole('searchbox').fill(search);
    await expect.poll(() => page.locator('tbody tr:not(.evidence)').count()).toBe(count);
    if (count === 0) await page.getByText('Nobody matches').waitFor();
    expect(problems).toEqual([]);
  });

  it('says what to do when there is nobody yet', async () => {
    await visit('/prospects');
    await page.getByText('No prospects yet.').waitFor();
    expect(await findings()).toEqual([]);
  });

  it('says when the prospects cannot be read, and tries again when asked', async () => {
    backend.restStatus = 403;
    await visit('/prospects');
    await page.getByText('permission denied').waitFor();
    expect(await findings()).toEqual([]);
    backend.restStatus = 200;
    backend.tables.prospect_tracking = crowd(1);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('1 prospect, newest first').waitFor();
  });

  it('asks a marketer to sign in, and lets them out again', async () => {
    backend.door = 'sign-in';
    backend.tables.prospect_tracking = crowd(1);
    await visit('/prospects');
    await page.getByLabel('E-mail').fill(MARKETER.email);
    await page.getByLabel('Password').fill(MARKETER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('1 prospect, newest first').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
  });
});
