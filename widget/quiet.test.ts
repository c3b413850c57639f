import { describe, expect, it } from 'vitest';
import { createQuiet, QUIET_MS } from './quiet.ts';

function setUp() {
  const timers = new Map<number, () => void>();
  const world = { wanted: true, runs: 0 };
  let next = 0;
  let finish = () => {};
  const quiet = createQuiet(
    () => world.wanted,
    () => {
      world.runs++;
      return new Promise((done) => {
        finish = done;
      });
    },
    {
      setTimer: (work, ms) => {
        expect(ms).toBe(QUIET_MS);
        timers.set(++next, work);
        return next;
      },
      clearTimer: (timer) => timers.delete(timer),
    },
  );
  return {
    quiet,
    world,
    timers,
    finish: () => finish(),
    pass: () => {
      for (const work of timers.values()) work();
    },
  };
}

describe('work that waits for a pause', () => {
  it('is put off by every key, and runs once it is quiet', () => {
    const { quiet, world, timers, pass } = setUp();
    quiet.disturb();
    quiet.disturb();
    expect(timers.size).toBe(1);
    expect(world.runs).toBe(0);
    pass();
    expect(world.runs).toBe(1);
  });

  it('runs at once when the visitor leaves the panel, but never twice at a time', () => {
    const { quiet, world } = setUp();
    quiet.now();
    quiet.now();
    expect(world.runs).toBe(1);
  });

  it('does not run where it is not wanted', () => {
    const { quiet, world, timers, pass } = setUp();
    quiet.disturb();
    world.wanted = false;
    pass();
    quiet.now();
    quiet.disturb();
    expect(world.runs).toBe(0);
    expect(timers.size).toBe(0);
  });
});
