import { createNudge } from '../trigger.ts';

/** The embedded schedule of the consumer. */
export interface Schedule<T> {
  /** Runs it now, or once more after the run under way; callers that come meanwhile share that one. */
  run(): Promise<T>;
  /** Runs it within milliseconds; many nudges make one run. */
  nudge(): void;
  /** Ends the schedule and waits for the run under way. */
  stop(): Promise<void>;
}

/**
 * Runs the consumer on each nudge and every `intervalMs`, never two at a time: with one embedded database a second run
 * would only wait for the first.
 *
 * @param onError hears of failed scheduled runs; the next one tries again
 */
export function createSchedule<T>(
  runOnce: () => Promise<T>,
  options: { intervalMs: number; onError: (error: unknown) => void },
): Schedule<T> {
  let current: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  let isStopped = false;

  function start(): Promise<T> {
    const running = runOnce();
    const settled = running.finally(() => {
      if (current === settled) current = undefined;
    });
    current = settled;
    return settled;
  }
  function run(): Promise<T> {
    if (isStopped) return Promise.reject(new Error('the consumer’s schedule has ended'));
    if (next !== undefined) return next;
    if (current === undefined) return start();
    // A run reads until the topic is empty, but may just have looked: only one that starts later surely sees what is there now.
    next = current
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        if (isStopped) throw new Error('the consumer’s schedule has ended');
        return start();
      });
    return next;
  }
  const nudge = createNudge(async () => {
    if (!isStopped) await run();
  }, options.onError);
  const timer = setInterval(nudge, options.intervalMs);
  timer.unref();
  return {
    run,
    nudge,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await Promise.allSettled([current, next]);
    },
  };
}
