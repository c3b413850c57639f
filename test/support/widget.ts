/** What journeys of the widget share: a browser, a fake server, and the ways a visitor touches the page. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type FakeServer, startFakeServer } from '../fakes/widget-server.ts';
import { openBrowser } from './browser.ts';

/** The global setup has built it. */
export const WIDGET_FILES = fileURLToPath(new URL('../../dist/widget', import.meta.url));

export interface WidgetJourney {
  readonly server: FakeServer;
  readonly context: BrowserContext;
  /** Errors that any page did not catch. */
  readonly complaints: string[];
  /** What any page said on its console as a warning or an error. */
  readonly warnings: string[];
  /** Replaces the browser's context, such as by one with another language or size. */
  openContext(options?: BrowserContextOptions): Promise<void>;
  /** Opens a page and waits for the launcher to be there, shown or not. */
  visit(path?: string): Promise<Page>;
}

/** Registers the hooks of a test file; the object is filled anew before each test. */
export function describeWidget(): WidgetJourney {
  let browser: Browser;
  const journey = { complaints: [] as string[], warnings: [] as string[] } as {
    -readonly [Key in keyof WidgetJourney]: WidgetJourney[Key];
  };
  journey.openContext = async (options = {}) => {
    await journey.context?.close();
    journey.context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
    journey.context.on('weberror', (error) => journey.complaints.push(String(error.error())));
    journey.context.on('console', (message) => {
      if (/warning|error/.test(message.type())) journey.warnings.push(message.text());
    });
  };
  journey.visit = async (path = '/') => {
    const page = await journey.context.newPage();
    await page.goto(journey.server.origin + path);
    await launcher(page).waitFor({ state: 'attached' });
    return page;
  };
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    journey.server = await startFakeServer(WIDGET_FILES);
    journey.complaints = [];
    journey.warnings = [];
    await journey.openContext();
  });
  afterEach(async () => {
    await journey.context.close();
    await journey.server.close();
  });
  return journey;
}

export const launcher = (page: Page): Locator => page.locator('nexus-widget .launcher');
export const field = (page: Page): Locator => page.getByRole('textbox');
export const log = (page: Page): Locator => page.getByRole('log');
export const dialog = (page: Page): Locator => page.getByRole('dialog');

/** Opens the panel and waits for the greeting. */
export async function open(page: Page): Promise<void> {
  await launcher(page).click();
  await log(page).getByText('What are you looking for?').waitFor();
}

export async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** Waits until `probe` is true, for what has no event to wait for. */
export async function until(what: string, probe: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await probe())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

/** Calls a method of `window.nexus` and gives what it resolved to. */
export const call = (page: Page, method: string, ...args: readonly unknown[]): Promise<unknown> =>
  page.evaluate(
    ([name, given]) => {
      const api = window.nexus as unknown as Record<string, (...rest: readonly unknown[]) => Promise<unknown>>;
      return api[name as string]?.(...(given as readonly unknown[]));
    },
    [method, args] as const,
  );

/** Collects the widget's events from the page's beginning; read them with {@link eventsOf}. */
export const LISTEN = `<script>window.seen = [];
  for (const name of ['ready','open','close','message','saved','failed','unread','consent','identify','session','online','error','destroy'])
    addEventListener('nexus:' + name, (event) => seen.push([name, event.detail]));</script>`;

export const eventsOf = (page: Page): Promise<[string, Record<string, unknown>][]> =>
  page.evaluate(() => (window as unknown as { seen: [string, Record<string, unknown>][] }).seen);
