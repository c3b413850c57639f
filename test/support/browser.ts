/** One way to a real browser for every journey: the one named, the system's, or the one that npm brought. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const SYSTEM = '/usr/bin/chromium';

async function executablePath(): Promise<string> {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') return named;
  if (existsSync(SYSTEM)) return SYSTEM;
  // The package unpacks its own NSS libraries only where it believes to be in a bare cloud function.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x';
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs24.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

/** Must be closed. The package's own arguments are not used: they switch the web's security off. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await executablePath(), args: ['--no-sandbox', '--headless=shell'] });
}
