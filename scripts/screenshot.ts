/** `npm run screenshot`: starts a fresh NEXUS, chats on its demo page as a visitor would, and writes docs/demo.png. */
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../test/support/browser.ts';
import { startNexus, temporaryDir } from '../test/support/nexus.ts';

const SAID = [
  'Hola, soy Lucía Ferrer. Somos 40 en Valencia y queremos una máquina de espresso antes de enero',
  'mi correo es lucia@lumbre.example y el teléfono 612 34 56 78',
];

const dir = await temporaryDir();
const nexus = await startNexus(dir.path);
const browser = await openBrowser();
try {
  const page = await browser.newPage({
    locale: 'es-ES',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  await page.goto(nexus.url);
  await page.locator('[data-chat]').first().click();
  const log = page.getByRole('log');
  // The greeting first: an answer that is still being written would be cut short by the next message.
  await page.waitForTimeout(4_000);
  for (const text of SAID) {
    await page.getByRole('textbox', { name: 'Escribe un mensaje' }).fill(text);
    await page.keyboard.press('Enter');
    await log.getByText(text, { exact: true }).waitFor();
    // The assistant's whole answer, so that the picture shows a finished exchange.
    await page.waitForTimeout(4_000);
  }
  await page.screenshot({ path: fileURLToPath(new URL('../docs/demo.png', import.meta.url)) });
} finally {
  await browser.close();
  await nexus.stop();
  await dir.remove();
}
