import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSchedule } from './functions.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A consumer whose runs end when told, and which counts how many run at the same time. */
function controlled() {
  const open: (() => void)[] = [];
  const seen = { runs: 0, most: 0 };
  const run = (): Promise<number> => {
    seen.runs++;
    seen.most = Math.max(seen.most, open.length + 1);
    const number = seen.runs;
    return new Promise((resolve) => {
      open.push(() => {
        open.splice(0, 1);
        resolve(number);
      });
    });
  };
  return { run, seen, finish: () => open[0]?.() };
}

describe('createSchedule', () => {
  it('never runs two at a time, and lets callers during a run share one that starts after it', async () => {
    const consumer = controlled();
    const schedule = createSchedule(consumer.run, { intervalMs: 10_000, onError: () => {} });
    const first = schedule.run();
    const second = schedule.run();
    const third = schedule.run();
    consumer.finish();
    await vi.advanceTimersByTimeAsync(0);
    consumer.finish();
    expect(await Promise.all([first, second, third])).toEqual([1, 2, 2]);
    expect(consumer.seen).toEqual({ runs: 2, most: 1 });
  });

  it('makes one run of many nudges, and one more for nudges during it', async () => {
    const consumer = controlled();
    const schedule = createSchedule(consumer.run, { intervalMs: 10_000, onError: () => {} });
    for (let i = 0; i < 50; i++) schedule.nudge();
    await vi.advanceTimersByTimeAsync(30);
    for (let i = 0; i < 50; i++) schedule.nudge();
    consumer.finish();
    await vi.advanceTimersByTimeAsync(30);
    consumer.finish();
    await vi.advanceTimersByTimeAsync(30);
    expect(consumer.seen).toEqual({ runs: 2, most: 1 });
  });

  it('runs every interval, goes on after a failure, and stops', async () => {
    const errors: unknown[] = [];
    let runs = 0;
    const schedule = createSchedule(
      async () => {
        runs++;
        throw new Error('away');
      },
      { intervalMs: 10_000, onError: (error) => errors.push(error) },
    );
    await vi.advanceTimersByTimeAsync(25_000);
    expect(runs).toBe(2);
    expect(errors).toHaveLength(2);
    await schedule.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runs).toBe(2);
    await expect(schedule.run()).rejects.toThrow(/ended/);
  });
});
