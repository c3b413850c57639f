/** Stands in for the line to the server until its chunk is there, so that nothing has to wait for it. */
import type { Line } from './line.ts';

export interface LateLine {
  /** The line, once it is there. */
  current(): Line | undefined;
  /**
   * Runs `use` on the line, fetching it first. Never rejects: what could not be done is done on `online`, at the
   * visitor's next try, or from the next page.
   *
   * @param otherwise called when the chunk could not be fetched
   */
  run(use: (line: Line) => unknown, otherwise?: () => void): Promise<void>;
  /** The line, fetched if it is not there; rejects when it cannot be. */
  need(): Promise<Line>;
  destroy(): void;
}

/**
 * @param load fetches the chunk and opens the line; called again after it has failed
 * @param onReady told when the line is there
 */
export function createLateLine(load: () => Promise<Line>, onReady: (line: Line) => void): LateLine {
  let line: Line | undefined;
  let loading: Promise<Line> | undefined;
  let isDestroyed = false;

  const destroy = () => {
    isDestroyed = true;
    void line?.chat.stop();
    line?.outbox.destroy();
    line?.quiet.destroy();
  };
  const need = (): Promise<Line> => {
    loading ??= load().then(
      (opened) => {
        line = opened;
        if (isDestroyed) destroy();
        else onReady(opened);
        return opened;
      },
      (cause) => {
        loading = undefined;
        throw cause;
      },
    );
    return loading;
  };
  return {
    current: () => line,
    async run(use, otherwise) {
      let opened: Line;
      try {
        opened = await need();
      } catch {
        otherwise?.();
        return;
      }
      await use(opened);
    },
    need,
    destroy,
  };
}
