/** Every state of the widget under axe, in each theme and writing direction; and the widget by keyboard and by ear. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { page as html, replyOf } from '../fakes/widget-server.ts';
import { call, describeWidget, dialog, launcher, log, say, until } from '../support/widget.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const journey = describeWidget();

async function findings(page: Page): Promise<string[]> {
  // Half a fade has half a contrast.
  await page.evaluate(() => {
    const root = document.querySelector('nexus-widget')?.shadowRoot;
    return Promise.allSettled(root?.getAnimations().map((one) => one.finished) ?? []);
  });
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: audit } = window as unknown as {
      axe: { run(root: unknown, options: unknown): Promise<import('axe-core').AxeResults> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await audit.run(document, { runOnly: tags });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  });
}

const WORDS = {
  en: {
    failed: 'Could not be sent',
    saved: 'Saved',
    offline: 'You are offline.',
    data: 'Your data',
    erase: 'Erase',
    retry: 'Try again',
  },
  ar: {
    failed: 'تعذّر الإرسال',
    saved: 'حُفظت',
    offline: 'أنت غير متصل.',
    data: 'بياناتك',
    erase: 'محو بياناتك',
    retry: 'إعادة المحاولة',
  },
} as const;

describe.each([
  ['light', 'en', { width: 1280, height: 800 }],
  ['dark', 'en', { width: 1280, height: 800 }],
  ['light', 'ar', { width: 1280, height: 800 }],
  ['dark', 'ar', { width: 320, height: 568 }],
] as const)('in %s, %s, %o', (colorScheme, language, viewport) => {
  const words = WORDS[language];

  it('axe finds nothing in any state', async () => {
    await journey.openContext({ colorScheme, viewport, reducedMotion: 'reduce' });
    const { server } = journey;
    server.pages.set('/', {
      html: html(`data-site-key="test" data-locale="${language}" data-privacy-url="/privacy" data-accent="#f2b84b"`),
    });
    server.prospect.name = {
      value: 'Ana Ruiz',
      evidence: {
        position: 1,
        start: 0,
        end: 8,
        quote: 'Ana Ruiz',
        confidence: 0.9,
        extractor: 'rules',
        at: '2026-11-24T09:00:00.000Z',
      },
    };
    const page = await journey.visit();
    expect(await findings(page), 'launcher').toEqual([]);
    await call(page, 'show', 'Questions about delivery?');
    await page.getByText('Questions about delivery?').waitFor();
    expect(await findings(page), 'teaser').toEqual([]);
    await launcher(page).click();
    await log(page).getByText('Questions about delivery?').waitFor();
    expect(await findings(page), 'consent').toEqual([]);

    server.failures.push({ status: 422 }, { status: 422 }, { status: 422 });
    server.replies.push([{ type: 'error', detail: 'down', retryable: true }]);
    await say(page, 'Refused');
    await log(page).getByText(words.failed).first().waitFor();
    expect(await findings(page), 'errors').toEqual([]);
    server.failures.length = 0;

    // A blank piece of a reply shows nothing yet.
    server.paceMs = 150;
    server.replies.push([
      { type: 'delta', text: ' ' },
      ...replyOf('A [link](https://faro.test), `code`\n\n- one\n- two\n\n```\nblock\n```', ['Yes', 'No']),
    ]);
    await say(page, 'Ana Ruiz');
    await dialog(page).locator('.dots').waitFor();
    expect(await findings(page), 'typing').toEqual([]);
    await page.getByRole('button', { name: 'Yes' }).waitFor();
    expect(await findings(page), 'conversation').toEqual([]);

    await page.getByRole('button', { name: words.data, exact: true }).click();
    await dialog(page).getByText('Ana Ruiz').first().waitFor();
    expect(await findings(page), 'your data').toEqual([]);
    await page.getByRole('button', { name: words.erase }).click();
    await dialog(page).getByRole('group').waitFor();
    expect(await findings(page), 'erasing').toEqual([]);
    await page.getByRole('button', { name: words.data, exact: true }).click();
    await journey.context.setOffline(true);
    await page.getByText(words.offline).waitFor();
    expect(await findings(page), 'offline').toEqual([]);
    expect(journey.complaints).toEqual([]);
  });
});

describe('by keyboard', () => {
  const focused = (page: Page) =>
    page.evaluate(() => {
      const active = document.querySelector('nexus-widget')?.shadowRoot?.activeElement;
      return active?.getAttribute('aria-label') ?? (active?.textContent || active?.tagName) ?? '';
    });

  it('everything can be reached and done', async () => {
    const page = await journey.visit();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Chat');
    await page.keyboard.press('Enter');
    await log(page).getByText('What are you looking for?').waitFor();
    await until('the field', async () => (await focused(page)) === 'Write a message');
    // Back to the quick replies and use one.
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('A visit');
    await page.keyboard.press('Enter');
    await log(page).getByText('You said: A visit').waitFor();
    await until('the focus in the panel', async () => (await focused(page)) === 'Write a message');

    await page.getByRole('button', { name: 'Your data', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your data' }).waitFor();
    await until('the heading', async () => (await focused(page)) === 'Your data');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Chat');
  });

  it('goes round in a panel that covers the screen, and out of one that does not', async () => {
    await journey.openContext({ viewport: { width: 390, height: 760 } });
    const page = await journey.visit();
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await log(page).getByText('What are you looking for?').waitFor();
    const seen = new Set<string>();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      seen.add(await focused(page));
    }
    expect(seen).not.toContain('');
    expect(seen).toContain('Close chat');
  });
});

describe('by ear', () => {
  it('a reply is announced once, when it is complete', async () => {
    const page = await journey.visit();
    await launcher(page).click();
    await log(page).getByText('What are you looking for?').waitFor();
    await page.evaluate(() => {
      const node = document.querySelector('nexus-widget')?.shadowRoot?.querySelector('[role=log]');
      const added: string[] = [];
      Object.assign(window, { added });
      if (node)
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes)
            for (const one of addedNodes) if (one.textContent) added.push(one.textContent);
        }).observe(node, { childList: true, subtree: true, characterData: true });
    });
    journey.server.paceMs = 30;
    await say(page, 'one two three four five six seven eight');
    await log(page).getByText('You said: one two three').waitFor();
    const added = await page.evaluate(() => (window as unknown as { added: string[] }).added);
    expect(added.filter((text) => text.includes('You said'))).toHaveLength(1);
  });
});
