/**
 * `npm run screenshot:widget`: starts a fresh NEXUS and pictures the widget on a site's page in each of its looks, into
 * docs/widget/ (or the folder that is given).
 */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../test/support/browser.ts';
import { startNexus, temporaryDir } from '../test/support/nexus.ts';

const folder = resolve(process.argv[2] ?? 'docs/widget');
/** Machines without an Arabic font would picture empty boxes. */
const arabicFont = createRequire(import.meta.url).resolve(
  '@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2',
);

/** A newspaper, which has its own looks, and none of them the widget's. */
const paper = (attributes: string, lang: string) => `<!doctype html><html lang="${lang}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>The Harbour Gazette</title>
<style>
  :root { color-scheme: light dark }
  @font-face { font-family: Arabic; src: url(/arabic.woff2) }
  :lang(ar) nexus-widget { --nexus-font: Arabic, system-ui, sans-serif }
  body { margin: 0 auto; max-width: 860px; padding: 28px 32px 80px; font: 18px/1.55 Georgia, serif;
    color: light-dark(#1c1a17, #d8d4cb); background: light-dark(#fdfcf9, #121314) }
  header { display: flex; justify-content: space-between; align-items: baseline; padding-bottom: 10px;
    border-bottom: 3px double currentColor; font-size: 14px }
  b { font-size: 30px; letter-spacing: -0.02em } h1 { font-size: 42px; line-height: 1.1; max-width: 16em }
  main { columns: 2; column-gap: 40px } p { margin: 0 0 1em } @media (max-width: 700px) { main { columns: 1 } }
</style>
<header><b>The Harbour Gazette</b><span>Tuesday, 24 November</span></header>
<h1>The fish market gets its roof back after eleven winters</h1>
<main>${'<p>When the storm of 2015 took the iron roof, the sellers moved under canvas and stayed. This morning the last beam was set, and for the first time in years nobody wore boots. The council paid half, the sellers the rest, one crate at a time.</p>'.repeat(6)}</main>
<script async src="/nexus.js" data-site-key="demo" data-privacy-url="/privacy" ${attributes}></script></html>`;

interface Shot {
  readonly name: string;
  readonly attributes?: string;
  /** Of the page; default `en`. */
  readonly lang?: string;
  readonly context?: BrowserContextOptions;
  /** Brings the widget into the state that is pictured. */
  readonly act: (page: Page) => Promise<void>;
}

const DESKTOP = { width: 1200, height: 780 };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 760 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};
const composer = (page: Page) => page.locator('nexus-widget textarea');
const isStill = (page: Page) =>
  page.waitForFunction(
    () => document.querySelector('nexus-widget')?.shadowRoot?.querySelector('.stop, .dots') === null,
  );

async function open(page: Page): Promise<void> {
  await page.locator('nexus-widget .launcher').click();
  await page.getByRole('log').locator('.bubble').first().waitFor();
  await isStill(page);
}
async function say(page: Page, text: string): Promise<void> {
  const before = await page.getByRole('log').locator('.assistant').count();
  await composer(page).fill(text);
  await composer(page).press('Enter');
  await page.getByRole('log').locator('.assistant').nth(before).waitFor();
  await isStill(page);
}
const talk = async (page: Page): Promise<void> => {
  await open(page);
  await say(page, 'Hi, I’m Ana Ruiz from Lumbre. We’re 40 people in Valencia and our coffee is terrible');
  await say(page, 'ana.ruiz@lumbre.example, and about 600 € a month');
};

const SHOTS: readonly Shot[] = [
  { name: 'launcher', act: async () => {} },
  { name: 'consent', act: open },
  { name: 'light', attributes: 'data-accent="#7a2e1d" data-title="Write to the editors"', act: talk },
  { name: 'dark', context: { colorScheme: 'dark' }, act: talk },
  { name: 'phone', context: PHONE, act: talk },
  {
    name: 'rtl',
    lang: 'ar',
    attributes: 'data-greeting="مرحبًا، معك المساعد الآلي. كيف يمكنني مساعدتك؟" data-position="left"',
    async act(page) {
      await open(page);
      await composer(page).fill('مرحبًا، أنا سلمى وأبحث عن آلة قهوة لمكتبنا في فالنسيا');
    },
  },
  {
    name: 'your-data',
    async act(page) {
      await talk(page);
      // The row is stored a moment after the words.
      await page.waitForTimeout(2500);
      await page.getByRole('button', { name: 'Your data', exact: true }).click();
      await page.getByText('ana.ruiz@lumbre.example').first().waitFor();
    },
  },
  {
    name: 'offline',
    async act(page) {
      await open(page);
      await page.context().setOffline(true);
      await composer(page).fill('Do you also deliver to Porto?');
      await composer(page).press('Enter');
      await page.getByText('Not sent yet').waitFor();
    },
  },
  {
    name: 'teaser',
    async act(page) {
      await page.evaluate(() =>
        (window.nexus as { show(text: string): void }).show('Looking for last week’s issue? Ask here.'),
      );
      await page.locator('nexus-widget .teaser').waitFor();
    },
  },
];

async function picture(browser: Browser, url: string, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...shot.context,
  });
  const page = await context.newPage();
  // The page is the site's; only the widget comes from the server.
  await page.route(`${url}/gazette`, (route) =>
    route.fulfill({ contentType: 'text/html', body: paper(shot.attributes ?? '', shot.lang ?? 'en') }),
  );
  await page.route(`${url}/arabic.woff2`, (route) => route.fulfill({ path: arabicFont }));
  await page.goto(`${url}/gazette`);
  await page.locator('nexus-widget .launcher').waitFor();
  await shot.act(page);
  await page.evaluate(() => document.fonts.ready);
  // Half a fade is no picture.
  await page.evaluate(() => {
    const moving = document.querySelector('nexus-widget')?.shadowRoot?.getAnimations() ?? [];
    return Promise.allSettled(moving.map((one) => one.finished));
  });
  await page.screenshot({ path: `${folder}/${shot.name}.png` });
  await context.close();
}

const wanted = process.argv.slice(3);
const dir = await temporaryDir();
const nexus = await startNexus(dir.path);
const browser = await openBrowser();
try {
  await mkdir(folder, { recursive: true });
  for (const shot of SHOTS)
    if (wanted.length === 0 || wanted.includes(shot.name)) await picture(browser, nexus.url, shot);
} finally {
  await browser.close();
  await nexus.stop();
  await dir.remove();
}
