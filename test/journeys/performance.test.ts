/**
 * What a visitor would feel on a slow phone: a processor four times slower, a thousand messages. A machine that is busy
 * with other things makes tasks long that are not, so each phase may be tried three times; what is long by itself is long
 * in each of them.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { replyOf } from '../fakes/widget-server.ts';
import { describeWidget, field, log, open, say, until } from '../support/widget.ts';

const journey = describeWidget();
const ATTEMPTS = 3;

/** Puts a conversation of `count` messages into the browser, as earlier visits would have left it. */
const remember = (page: Page, count: number) =>
  page.evaluate((total) => {
    for (let position = 3; position < total; position++) {
      const entry = {
        position,
        role: position % 2 === 0 ? 'assistant' : 'user',
        content: `Message ${position} with **some** words, a [link](https://faro.test) and \`code\``,
        sentAt: new Date().toISOString(),
        state: 'saved',
      };
      localStorage.setItem(`nexus:test:m:${position}`, JSON.stringify(entry));
    }
  }, count);

async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    }).observe({ type: 'longtask' });
  });
  return () =>
    page.evaluate(async () => {
      // Entries of tasks that have just ended are handed over in one of the next frames.
      for (let i = 0; i < 3; i++) await new Promise((resume) => requestAnimationFrame(resume));
      return (window as unknown as { tasks: number[] }).tasks.splice(0);
    });
}

describe('with a thousand messages on a slow phone', () => {
  it('typing, scrolling and a streaming reply make no long task', async () => {
    const page = await journey.visit();
    await open(page);
    await say(page, 'Hello');
    await log(page).getByText('Saved').waitFor();
    await remember(page, 1000);
    await page.reload();
    await log(page).getByText('Message 999').waitFor();
    const cdp = await journey.context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const tasks = await watchTasks(page);

    const phases: Record<string, () => Promise<void>> = {
      typing: async () => {
        await field(page).pressSequentially('a sentence of some length, key by key');
        await field(page).fill('');
      },
      scrolling: async () => {
        for (let i = 0; i < 20; i++) {
          await page.mouse.move(1000, 400);
          await page.mouse.wheel(0, i < 10 ? -400 : 400);
        }
      },
      streaming: async () => {
        journey.server.replies.push(replyOf('some words of an answer that comes in pieces. '.repeat(8).trim()));
        const replies = await log(page).locator('.assistant').count();
        await say(page, 'And now?');
        await log(page).locator('.assistant').nth(replies).waitFor();
        await until(
          'the whole reply',
          async () => (await page.getByRole('button', { name: 'Stop the reply' }).count()) === 0,
        );
      },
    };
    for (const [name, act] of Object.entries(phases)) {
      const seen: number[][] = [];
      while (seen.length < ATTEMPTS && !seen.some((long) => long.length === 0)) {
        await tasks();
        await act();
        seen.push(await tasks());
      }
      expect(seen, `${name}: long tasks of each attempt, in ms`).toContainEqual([]);
    }
    // Only the newest are drawn, however long the conversation is.
    expect(await log(page).locator('.message').count()).toBeLessThanOrEqual(60 + 2 * ATTEMPTS);
  });
});

describe('recognising the browser', () => {
  const chunk = () => journey.server.requests.some(({ path }) => path.includes('nexus-recognise'));

  it('waits while the visitor types, and its result is kept for the next page', async () => {
    const page = await journey.visit();
    await open(page);
    await page.getByRole('checkbox', { name: 'Recognise this browser next time' }).check();
    // Longer than the pause that it waits for, in keys that come faster than that.
    await field(page).pressSequentially('typing without a pause for a while', { delay: 80 });
    expect(chunk()).toBe(false);
    await until('the chunk', chunk);
    const id = () => page.evaluate(() => localStorage.getItem('nexus:test:browser'));
    await until('the id', async () => (await id()) !== null);
    const first = await id();
    journey.server.requests.length = 0;
    await page.clock.install();
    await page.reload();
    await page.clock.runFor(3000);
    await field(page).fill('x');
    await page.clock.runFor(5000);
    expect(chunk()).toBe(false);
    expect(await id()).toBe(first);
  });
});
