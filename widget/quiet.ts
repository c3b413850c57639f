/** Waits for a pause of the visitor, for work that would be felt under their fingers. */

/** How long nothing must have been typed, nor a reply have moved. */
export const QUIET_MS = 1500;

/** The window's, or a test's. */
export interface Timers {
  readonly setTimer: (work: () => void, ms: number) => number;
  readonly clearTimer: (timer: number) => void;
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
 * @param work must not reject
 */
export function createQuiet(isWanted: () => boolean, work: () => Promise<void>, timers: Timers): Quiet {
  let timer: number | undefined;
  let isRunning = false;
  const cancel = () => {
    if (timer !== undefined) timers.clearTimer(timer);
    timer = undefined;
  };
  const run = () => {
    cancel();
    if (isRunning || !isWanted()) return;
    isRunning = true;
    void work().finally(() => {
      isRunning = false;
    });
  };
  return {
    disturb() {
      cancel();
      if (isWanted()) timer = timers.setTimer(run, QUIET_MS);
    },
    now: run,
    destroy: cancel,
  };
}
