/** One visit, measured as a slow phone on a slow network sees it. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { Variant } from './site.ts';

/** CPU slow-down, and Lighthouse's slow 4G as observed: 562 ms a request, 1.44 Mbps down, 675 kbps up. */
export const CONDITIONS = { cpu: 4, latencyMs: 562, downBytes: 1_440_000 / 8, upBytes: 675_000 / 8 };

/** How long a page is watched after its load event, milliseconds; the prefetch and everything idle fall into it. */
const WATCH_MS = 4000;

/** Milliseconds, bytes and counts of one visit. */
export interface Visit {
  readonly lcp: number;
  /** Sum of what long tasks take beyond 50 ms. */
  readonly tbt: number;
  readonly longestTask: number;
  readonly cls: number;
  /** When the launcher, or the floor's button, has been painted; null without one. */
  readonly launcher: number | null;
  /** Bytes of the widget's files before any act, as transferred. */
  readonly bytes: number;
  readonly requests: readonly string[];
  /** Keys in local and session storage, and cookies, before any act. */
  readonly stored: number;
  readonly opened: { readonly usable: number; readonly inp: number; readonly longestTask: number } | null;
}

/** Runs in the page before anything else. */
function observe(): void {
  const seen = { lcp: 0, cls: 0, tasks: [] as number[], launcher: null as number | null, events: [] as number[] };
  Object.assign(window, { seen });
  const watch = (type: string, each: (entry: PerformanceEntry & { value: number; interactionId: number }) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) each(entry as never);
    }).observe({
      type,
      buffered: true,
      durationThreshold: 16,
    } as PerformanceObserverInit);
  watch('largest-contentful-paint', (entry) => {
    seen.lcp = entry.startTime;
  });
  watch('layout-shift', (entry) => {
    seen.cls += entry.value;
  });
  watch('longtask', (entry) => seen.tasks.push(entry.duration));
  watch('event', (entry) => {
    if (entry.interactionId > 0) seen.events.push(entry.duration);
  });
  const look = () => {
    const button =
      document.querySelector('#floor') ??
      document.querySelector('nexus-widget')?.shadowRoot?.querySelector('.launcher');
    if (button && button.getBoundingClientRect().width > 0) requestAnimationFrame((now) => (seen.launcher = now));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
interface Seen {
  readonly lcp: number;
  readonly cls: number;
  readonly tasks: readonly number[];
  readonly launcher: number | null;
  readonly events: readonly number[];
}
const readSeen = (page: Page) => page.evaluate(() => (window as unknown as { seen: Seen }).seen);
const longest = (tasks: readonly number[]) => Math.max(0, ...tasks);

/** From the click's own time stamp to the second frame in which the field has the focus. */
const timeOpening = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const root = document.querySelector('nexus-widget')?.shadowRoot;
        let clickedAt = 0;
        root?.addEventListener('click', (event) => (clickedAt = event.timeStamp), { capture: true, once: true });
        const look = () => {
          if (root?.activeElement?.tagName !== 'TEXTAREA') requestAnimationFrame(look);
          else requestAnimationFrame(() => requestAnimationFrame((now) => resolve(now - clickedAt)));
        };
        requestAnimationFrame(look);
      }),
  );

async function slowDown(cdp: CDPSession): Promise<void> {
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: CONDITIONS.latencyMs,
    downloadThroughput: CONDITIONS.downBytes,
    uploadThroughput: CONDITIONS.upBytes,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: CONDITIONS.cpu });
}

/** @param opens whether the visitor clicks the launcher once the page is quiet */
export async function visit(browser: Browser, origin: string, variant: Variant, opens: boolean): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const urls = new Map<string, string>();
    let bytes = 0;
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (/nexus|floor/.test(urls.get(requestId) ?? '')) bytes += encodedDataLength;
    });
    await slowDown(cdp);
    await page.addInitScript(observe);
    await page.goto(`${origin}/${variant}`, { waitUntil: 'load', timeout: 60_000 });
    await page.waitForTimeout(WATCH_MS);
    const before = await readSeen(page);
    const stored = await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length);
    const requests = [...new Set(urls.values())]
      .filter((url) => /nexus|floor/.test(url))
      .map((url) => url.slice(origin.length));
    const bytesBefore = bytes;

    let opened: Visit['opened'] = null;
    if (opens) {
      const usable = timeOpening(page);
      await page.locator('nexus-widget .launcher').click();
      const usableAfter = await usable;
      await page.waitForTimeout(600);
      const after = await readSeen(page);
      opened = {
        usable: usableAfter,
        inp: longest(after.events),
        longestTask: longest(after.tasks.slice(before.tasks.length)),
      };
    }
    return {
      lcp: before.lcp,
      tbt: before.tasks.reduce((sum, ms) => sum + Math.max(0, ms - 50), 0),
      longestTask: longest(before.tasks),
      cls: before.cls,
      launcher: before.launcher,
      bytes: bytesBefore,
      requests,
      stored,
      opened,
    };
  } finally {
    await context.close();
  }
}
