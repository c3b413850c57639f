/** What a visitor may see, take away and erase: first against a fake server, then through the whole of NEXUS. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startNexus, temporaryDir } from '../support/nexus.ts';
import { call, describeWidget, dialog, field, launcher, log, open, say, until } from '../support/widget.ts';

const journey = describeWidget();
const openData = async (page: import('playwright-core').Page) => {
  await page.getByRole('button', { name: 'Your data', exact: true }).click();
  await page.getByRole('heading', { name: 'Your data' }).waitFor();
};

describe('a visitor', () => {
  it('sees that nothing is kept before they have said anything', async () => {
    const page = await journey.visit();
    await open(page);
    await openData(page);
    await dialog(page).getByText('Nothing', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Back to chat' }).click();
    await field(page).waitFor();
  });

  it('is told what went wrong, and tries again', async () => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    journey.server.ownFailures.push({ status: 503 });
    await openData(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: /^Download/ }).waitFor();
    journey.server.ownFailures.push({ status: 503 });
    await page.getByRole('button', { name: /^Erase/ }).click();
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await page.evaluate(() => localStorage.getItem('nexus:test:secret'))).not.toBeNull();
  });

  it('erases it in every tab, and the next conversation is another', async () => {
    const page = await journey.visit();
    const other = await journey.visit();
    await open(page);
    await say(page, 'Forget this');
    await log(page).getByText('You said: Forget this').waitFor();
    await launcher(other).click();
    await log(other).getByText('Forget this', { exact: true }).waitFor();
    await until('all saved', async () => ((await call(page, 'state')) as { unsaved: number }).unsaved === 0);
    const first = journey.server.deliveries[0]?.sessionId;
    await openData(page);
    await page.getByRole('button', { name: /^Erase/ }).click();
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('button', { name: /new chat/ }).click();
    expect(journey.server.deliveries).toEqual([]);
    for (const tab of [page, other]) {
      await dialog(tab).waitFor();
      await until('an empty log', async () => (await log(tab).getByText('Forget this', { exact: true }).count()) === 0);
    }
    await say(other, 'A new beginning');
    await until('its delivery', () => journey.server.deliveries.length > 0);
    expect(journey.server.deliveries[0]?.sessionId).not.toBe(first);
  });

  it('is served through the page’s api too', async () => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    const exported = (await call(page, 'export')) as {
      server: { messages: unknown[] };
      browser: { messages: unknown[] };
    };
    expect(exported.server.messages.length).toBeGreaterThan(0);
    expect(exported.browser.messages.length).toBeGreaterThanOrEqual(exported.server.messages.length);
    journey.server.ownFailures.push({ status: 503 });
    await expect(call(page, 'erase')).rejects.toThrow();
    expect(await call(page, 'erase')).toMatchObject({ deadLetters: 0 });
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });
});

describe('through the whole of NEXUS', () => {
  it('the visitor sees what was understood, downloads it, and erases row, transcript and queue', async () => {
    const dir = await temporaryDir();
    const nexus = await startNexus(dir.path);
    try {
      const page = await journey.context.newPage();
      await page.goto(nexus.url);
      await launcher(page).click();
      await log(page).locator('.bubble').first().waitFor();
      await say(page, 'Hi, I am Ana Ruiz, ana.ruiz@lumbre.example');
      await log(page).getByText('Saved').waitFor();
      const service = await nexus.service();
      const rows = async (table: string) => (await service.from(table).select('*')).data?.length ?? -1;
      await until('the row', async () => (await rows('prospect_tracking')) === 1);
      await until('all saved', async () => ((await call(page, 'state')) as { unsaved: number }).unsaved === 0);

      await openData(page);
      await dialog(page).locator('dd', { hasText: 'ana.ruiz@lumbre.example' }).first().waitFor();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: /^Download/ }).click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/^nexus-data-\d{4}-\d\d-\d\d\.json$/);
      const data = JSON.parse(await readFile(await file.path(), 'utf8')) as {
        server: { prospect: { email: { value: string } } };
      };
      expect(data.server.prospect.email.value).toBe('ana.ruiz@lumbre.example');

      await page.getByRole('button', { name: /^Erase/ }).click();
      await page.getByRole('button', { name: 'Erase everything' }).click();
      await page.getByRole('button', { name: /new chat/ }).waitFor();
      for (const table of ['prospect_tracking', 'conversations', 'messages', 'dead_letters'])
        expect(await rows(table), table).toBe(0);
      expect(journey.complaints).toEqual([]);
    } finally {
      await nexus.stop();
      await dir.remove();
    }
  });
});
