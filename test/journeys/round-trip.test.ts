/** The whole product in a real browser: the demo page, the widget, the queue, the consumer, the row. Nothing is faked. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { eventually, type Nexus, startNexus, temporaryDir } from '../support/nexus.ts';

describe('the round trip', () => {
  let browser: Browser;
  let nexus: Nexus;
  let removeDir: () => Promise<void>;
  beforeAll(async () => {
    const dir = await temporaryDir();
    removeDir = dir.remove;
    [browser, nexus] = await Promise.all([openBrowser(), startNexus(dir.path)]);
  });
  afterAll(async () => {
    await browser?.close();
    expect(await nexus?.stop()).toBe(0);
    await removeDir?.();
  });

  const visitor = (): Promise<BrowserContext> =>
    browser.newContext({ locale: 'es-ES', viewport: { width: 1440, height: 900 } });
  const composer = (page: Page) => page.getByRole('textbox', { name: 'Escribe un mensaje' });
  const openChat = async (page: Page): Promise<void> => {
    await page.goto(`${nexus.url}/`);
    await page.locator('[data-chat]').first().click();
    await composer(page).waitFor();
  };
  /** Sends a message and waits until it is in the log. */
  const say = async (page: Page, text: string): Promise<void> => {
    const log = page.getByRole('log');
    await composer(page).fill(text);
    await composer(page).press('Enter');
    await log.getByText(text, { exact: true }).waitFor();
  };
  const sessionOf = (page: Page): Promise<string | undefined> =>
    page.evaluate(async () => {
      const api = window.nexus;
      return api === undefined || Array.isArray(api) ? undefined : (await api.state()).sessionId;
    });
  const rowOf = async (sessionId: string): Promise<Record<string, unknown> | undefined> => {
    const service = await nexus.service();
    const { data } = await service
      .from('conversations')
      .select('prospect_id')
      .eq('session_id', sessionId)
      .maybeSingle();
    if (data?.prospect_id == null) return undefined;
    const row = await service.from('prospect_tracking').select('*').eq('id', data.prospect_id).single();
    return row.data ?? undefined;
  };

  it('turns a chat in Spanish into a row, shown within 3 s of the last message, and survives a reload', async () => {
    const context = await visitor();
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });

    await openChat(page);
    await page
      .getByRole('log')
      .getByText(/asistente automático/i)
      .first()
      .waitFor();
    await say(page, 'Hola, me llamo Lucía Ferrer y busco una máquina de espresso para la oficina');
    await say(page, 'mi correo es lucia.ferrer@example.com');
    const panel = page.locator('#pipeline');
    await say(page, 'y mi teléfono es el 612 34 56 78');
    const sentAt = performance.now();
    const chips = { name: 'Lucía Ferrer', email: 'lucia.ferrer@example.com', phone: '612 345 678' };
    for (const [field, value] of Object.entries(chips)) {
      await panel.locator(`button[data-field="${field}"]`, { hasText: value }).waitFor({ timeout: 3_000 });
    }
    expect(performance.now() - sentAt).toBeLessThan(3_000);

    const sessionId = await sessionOf(page);
    expect(sessionId).toMatch(/^[\w-]{20,128}$/);
    expect(await rowOf(sessionId ?? '')).toMatchObject({
      prospect_data: { name: 'Lucía Ferrer', email: 'lucia.ferrer@example.com', phone: '+34612345678', language: 'es' },
      evidence: { name: { quote: 'Lucía Ferrer', start: 15, end: 27 }, phone: { quote: '612 34 56 78' } },
    });

    await page.reload();
    await page.locator('[data-chat]').first().click();
    const log = page.getByRole('log');
    await log.getByText('mi correo es lucia.ferrer@example.com', { exact: true }).waitFor();
    await log.getByText('y mi teléfono es el 612 34 56 78', { exact: true }).waitFor();
    expect(await sessionOf(page)).toBe(sessionId);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('delivers what was typed offline in a closed tab, once a new tab is online', async () => {
    const context = await visitor();
    const page = await context.newPage();
    await openChat(page);
    await say(page, 'Hola, soy Tomás Rey');
    const sessionId = (await sessionOf(page)) ?? '';
    await eventually('the first message is stored', 5_000, () => rowOf(sessionId));
    await context.setOffline(true);
    await say(page, 'mi correo es tomas.rey@example.com');
    await page.close();

    await context.setOffline(false);
    const next = await context.newPage();
    await next.goto(`${nexus.url}/`);
    const row = await eventually('the message typed offline is in the row', 10_000, async () => {
      const found = await rowOf(sessionId);
      return JSON.stringify(found).includes('tomas.rey@example.com') ? found : undefined;
    });
    expect(row).toMatchObject({ prospect_data: { name: 'Tomás Rey', email: 'tomas.rey@example.com' } });
    await context.close();
  });
});
