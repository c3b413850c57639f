import { describe, expect, it } from 'vitest';
import { createQuiet, QUIET_MS } from './quiet.ts';

function setUp() {
  const timers = new Map<number, () => void>();
  const world = { wanted: true, runs: 0, steps: 0, now: 0 };
  let next = 0;
  let finish = () => {};
  const quiet = createQuiet(
    () => world.wanted,
    (calm) => {
      world.runs++;
      void calm().then(() => world.steps++);
      return new Promise((done) => {
        finish = done;
      });
    },
    {
      setTimer: (work, ms) => {
        expect(ms).toBeLessThanOrEqual(QUIET_MS);
        timers.set(++next, work);
        return next;
      },
      clearTimer: (timer) => timers.delete(timer),
      now: () => world.now,
    },
  );
  return {
    quiet,
    world,
    timers,
    finish: () => finish(),
    /** Time goes by, and what was due by then happens. */
    async pass(ms = QUIET_MS) {
      world.now += ms;
      for (const [id, work] of [...timers]) if (timers.delete(id)) work();
      await new Promise((settled) => setImmediate(settled));
    },
  };
}

describe('work that waits for a pause', () => {
  it('is put off by every key, and runs once it is quiet', async () => {
    const { quiet, world, timers, pass } = setUp();
    quiet.disturb();
    quiet.disturb();
    expect(timers.size).toBe(1);
    expect(world.runs).toBe(0);
    await pass();
    expect(world.runs).toBe(1);
  });

  it('runs at once when the visitor leaves the panel, but never twice at a time', () => {
    const { quiet, world } = setUp();
    quiet.now();
    quiet.now();
    expect(world.runs).toBe(1);
  });

  it('does not run where it is not wanted', async () => {
    const { quiet, world, timers, pass } = setUp();
    quiet.disturb();
    world.wanted = false;
    await pass();
    quiet.now();
    quiet.disturb();
    expect(world.runs).toBe(0);
    expect(timers.size).toBe(0);
  });

  it('takes its next step only in a pause, which may have to come again', async () => {
    const { quiet, world, pass } = setUp();
    quiet.disturb();
    await pass();
    expect(world).toMatchObject({ runs: 1, steps: 0 });
    quiet.disturb();
    await pass(100);
    expect(world.steps).toBe(0);
    await pass();
    expect(world.steps).toBe(1);
  });

  it('takes no further step once it is over', async () => {
    const { quiet, world, timers, pass } = setUp();
    quiet.now();
    quiet.destroy();
    expect(timers.size).toBe(0);
    await pass();
    expect(world.steps).toBe(0);
  });
});
