/** One visit under the conditions of a slow phone on a slow network, measured. */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { observe, type Seen } from './observers.ts';
import type { PageKind, Site } from './site.ts';

/** The figures of docs and tests refer to these. */
export const CPU_SLOWDOWN = 4;
export const LATENCY_MS = 562;
export const KBITS_PER_SECOND = 1440;

/** After `load`, the same for each page, so that the same stretch of time is compared. */
const SETTLE_MS = 2500;

/** An open panel animates and asks for its greeting. */
const OPENED_MS = 2000;

/** How long a finger stays down in a tap. */
const PRESS_MS = 60;

/** Anything that takes longer is broken, not slow. */
const TIMEOUT_MS = 30_000;

/** What a visit costs until the page has settled. */
export interface Loading {
  readonly lcpMs: number;
  readonly cls: number;
  readonly tbtMs: number;
  /** 0 when no task took over 50 ms. */
  readonly longestTaskMs: number;
  readonly launcherMs: number;
  /** CPU time of the main thread, slowed down; hardly moved by what else the machine does. */
  readonly mainThreadMs: number;
  /** Of the chat's own files, after brotli. */
  readonly bytes: number;
  /** The chat's own files. */
  readonly requests: readonly string[];
  /** Addresses outside the site, which should be none. */
  readonly foreign: readonly string[];
  /** Names of all that is stored: keys, cookies, databases, caches. */
  readonly stored: readonly string[];
}

/** What a click on the launcher costs. */
export interface Opening {
  readonly usableMs: number;
  readonly interactionMs: number;
  readonly longestTaskMs: number;
  readonly cls: number;
}

export interface Visit {
  readonly loading: Loading;
  readonly opening?: Opening;
}

export interface VisitOptions {
  readonly kind: PageKind;
  /** Click the launcher at the end. */
  readonly opens: boolean;
  /** Save-Data: the widget downloads nothing ahead of the click. */
  readonly savesData: boolean;
}

const TBT_THRESHOLD_MS = 50;
const tbt = (tasks: readonly number[]): number =>
  tasks.reduce((sum, ms) => sum + Math.max(0, ms - TBT_THRESHOLD_MS), 0);

const read = (page: Page): Promise<Seen> => page.evaluate(() => (window as unknown as { bench: Seen }).bench);

async function slowDown(session: CDPSession, savesData: boolean): Promise<void> {
  const bytesPerSecond = (KBITS_PER_SECOND * 1000) / 8;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await session.send('Emulation.setDataSaverOverride', { dataSaverEnabled: savesData });
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
}

async function mainThreadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

/** Only names: what a value is does not matter where none may be. */
async function storedNames(page: Page, context: BrowserContext): Promise<string[]> {
  const inPage = await page.evaluate(async () => [
    ...Object.keys(localStorage).map((key) => `localStorage ${key}`),
    ...Object.keys(sessionStorage).map((key) => `sessionStorage ${key}`),
    ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
    ...(await caches.keys()).map((key) => `cache ${key}`),
  ]);
  return [...inPage, ...(await context.cookies()).map(({ name }) => `cookie ${name}`)];
}

async function open(page: Page, session: CDPSession, before: Seen): Promise<Opening> {
  const box = await page.locator('nexus-widget .launcher').boundingBox();
  if (box === null) throw new Error('the launcher is not visible');
  // Not by Playwright's click, whose checks would run in the page at the moment that is measured.
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await new Promise((resume) => setTimeout(resume, PRESS_MS));
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.waitForTimeout(OPENED_MS);
  const seen = await read(page);
  if (seen.usableMs === 0) throw new Error(`the panel did not open within ${OPENED_MS} ms`);
  return {
    usableMs: seen.usableMs - seen.clickMs,
    interactionMs: seen.interactionMs,
    longestTaskMs: Math.max(0, ...seen.longTasksMs.slice(before.longTasksMs.length)),
    cls: seen.cls - before.cls,
  };
}

/** Each visit is a first one: nothing is cached or stored. */
export async function visit(browser: Browser, site: Site, options: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 412, height: 823 },
    isMobile: true,
    hasTouch: true,
  });
  try {
    context.setDefaultTimeout(TIMEOUT_MS);
    await context.addInitScript(observe);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await slowDown(session, options.savesData);
    const foreign: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(site.origin) && !url.startsWith('data:')) foreign.push(url);
    });
    site.forget();
    await page.goto(`${site.origin}/${options.kind}`);
    // A plain wait: asking the page meanwhile would cost what is measured.
    await page.waitForTimeout(SETTLE_MS);

    const busyMs = await mainThreadMs(session);
    const seen = await read(page);
    if (options.kind !== 'page' && seen.launcherMs === 0) throw new Error(`no launcher within ${SETTLE_MS} ms of load`);
    const own = site.served.filter(({ path }) => /^\/(nexus.*|floor)\.js$|^\/api\//.test(path));
    const loading: Loading = {
      lcpMs: seen.lcpMs,
      cls: seen.cls,
      tbtMs: tbt(seen.longTasksMs),
      longestTaskMs: Math.max(0, ...seen.longTasksMs),
      launcherMs: seen.launcherMs,
      mainThreadMs: busyMs,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      requests: own.map(({ path }) => path),
      foreign,
      stored: await storedNames(page, context),
    };
    return options.opens ? { loading, opening: await open(page, session, seen) } : { loading };
  } finally {
    await context.close();
  }
}
