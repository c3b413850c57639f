import { describe, expect, it } from 'vitest';
import { createLateLine } from './late-line.ts';
import type { Line } from './line.ts';

function setUp(isReachable: boolean) {
  const world = { isReachable, loads: 0, calls: [] as string[], phases: [] as string[], trouble: false };
  const call = (name: string) => () => {
    world.calls.push(name);
  };
  const line: Line = {
    chat: { ask: async () => call('ask')(), stop: async () => call('stop')(), phase: () => 'streaming' },
    outbox: {
      schedule: call('schedule'),
      flush: async () => call('flush')(),
      retry: call('retry'),
      leave: call('leave'),
      destroy: call('destroy'),
    },
    quiet: { disturb: call('disturb'), now: call('now'), destroy: call('destroy quiet') },
  };
  const late = createLateLine(
    async () => {
      world.loads++;
      if (!world.isReachable) throw new TypeError('no network');
      return line;
    },
    (phase) => world.phases.push(phase),
    (isInTrouble) => {
      world.trouble = isInTrouble;
    },
  );
  return { late, world };
}

describe('the line that comes late', () => {
  it('is fetched once and then passes everything on', async () => {
    const { late, world } = setUp(true);
    await Promise.all([late.outbox.flush(), late.chat.ask()]);
    late.outbox.leave(true);
    expect(world.loads).toBe(1);
    expect(world.calls).toEqual(['flush', 'ask', 'leave']);
    expect(late.chat.phase()).toBe('streaming');
  });

  it('says that a delivery waits and that no reply comes when it cannot be fetched', async () => {
    const { late, world } = setUp(false);
    await late.outbox.flush();
    await late.chat.ask();
    expect(world.trouble).toBe(true);
    expect(world.phases).toEqual(['waiting', 'failed']);
  });

  it('is fetched again at the next try', async () => {
    const { late, world } = setUp(false);
    await late.outbox.flush();
    world.isReachable = true;
    await late.outbox.flush();
    expect(world.calls).toEqual(['flush']);
  });

  it('is closed also when it comes after the end', async () => {
    const { late, world } = setUp(true);
    const flushed = late.outbox.flush();
    late.outbox.destroy();
    await flushed;
    expect(world.calls[0]).toBe('destroy');
  });
});
