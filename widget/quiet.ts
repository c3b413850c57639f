/** Waits for a pause of the visitor, for work that would be felt under their fingers. */

/** How long nothing must have been typed, nor a reply have moved. */
export const QUIET_MS = 1500;

/** The window's, or a test's. */
export interface Timers {
  readonly setTimer: (work: () => void, ms: number) => number;
  readonly clearTimer: (timer: number) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface Quiet {
  /** The visitor typed or something moved: the pause begins anew. */
  disturb(): void;
  /** The visitor left the panel: no need to wait. */
  now(): void;
  destroy(): void;
}

/**
 * @param isWanted asked when the pause has come; `work` runs once for each time it says yes
 * @param work must not reject. It is given a function to await between its steps: it resolves after whatever the browser
 *   has to do meanwhile, and once the pause, if it has ended, has come again
 */
export function createQuiet(
  isWanted: () => boolean,
  work: (calm: () => Promise<void>) => Promise<void>,
  timers: Timers,
): Quiet {
  let timer: number | undefined;
  let step: number | undefined;
  let isRunning = false;
  let quietFrom = timers.now();
  const cancel = () => {
    if (timer !== undefined) timers.clearTimer(timer);
    timer = undefined;
  };
  const calm = async () => {
    do
      await new Promise<void>((resume) => {
        step = timers.setTimer(resume, Math.max(0, quietFrom - timers.now()));
      });
    while (timers.now() < quietFrom);
  };
  const run = () => {
    cancel();
    if (isRunning || !isWanted()) return;
    isRunning = true;
    void work(calm).finally(() => {
      isRunning = false;
    });
  };
  return {
    disturb() {
      cancel();
      quietFrom = timers.now() + QUIET_MS;
      if (isWanted()) timer = timers.setTimer(run, QUIET_MS);
    },
    now() {
      quietFrom = timers.now();
      run();
    },
    destroy() {
      cancel();
      if (step !== undefined) timers.clearTimer(step);
    },
  };
}
