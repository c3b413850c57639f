import { describe, expect, it } from 'vitest';
import { createLateLine } from './late-line.ts';
import type { Line } from './line.ts';

function setUp(isReachable: boolean) {
  const world = { isReachable, loads: 0, calls: [] as string[], failures: 0 };
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
      hold: call('hold'),
      destroy: call('destroy'),
    },
    quiet: { disturb: call('disturb'), now: call('now'), destroy: call('destroy quiet') },
    markdown: () => [],
    identify: () => Promise.reject(new Error('not asked for here')),
    identity: () => undefined,
    obey: call('obey'),
    site: {
      context: call('context'),
      identify: call('identify'),
      export: async () => ({}),
      erase: async () => ({ messages: 0, deadLetters: 0, inFlight: 0 }),
      reset: async () => call('reset')(),
      fillData: async () => () => {},
    },
  };
  const late = createLateLine(async () => {
    world.loads++;
    if (!world.isReachable) throw new TypeError('no network');
    return line;
  }, call('ready'));
  const flush = () =>
    late.run(
      ({ outbox }) => outbox.flush(),
      () => world.failures++,
    );
  return { late, world, flush };
}

describe('the line that comes late', () => {
  it('is fetched once and then serves everyone', async () => {
    const { late, world, flush } = setUp(true);
    expect(late.current()).toBeUndefined();
    await Promise.all([flush(), late.run(({ chat }) => chat.ask())]);
    late.current()?.outbox.leave(true);
    expect(world.loads).toBe(1);
    expect(world.calls).toEqual(['ready', 'flush', 'ask', 'leave']);
  });

  it('says when it cannot be fetched, and is fetched again at the next try', async () => {
    const { world, flush } = setUp(false);
    await flush();
    expect(world).toMatchObject({ failures: 1, calls: [] });
    world.isReachable = true;
    await flush();
    expect(world).toMatchObject({ failures: 1, calls: ['ready', 'flush'] });
  });

  it('is closed also when it comes after the end', async () => {
    const { late, world, flush } = setUp(true);
    const flushed = flush();
    late.destroy();
    await flushed;
    expect(world.calls.slice(0, 3)).toEqual(['stop', 'destroy', 'destroy quiet']);
  });
});
