/** Stands in for the line to the server until its chunk is there, so that nothing has to wait for it. */
import type { Chat, ChatPhase } from './chat.ts';
import type { Line } from './line.ts';
import type { Outbox } from './outbox.ts';
import type { Quiet } from './quiet.ts';

/** A {@link Line} whose end is its outbox's. */
export type LateLine = Omit<Line, 'quiet'> & { readonly quiet: Pick<Quiet, 'disturb' | 'now'> };

/**
 * @param load fetches the chunk and opens the line; called again after it has failed
 * @param onPhase told that a reply was asked for, or cannot be, while there is no line to tell it
 * @param onTrouble told when a delivery has to wait because the chunk could not be fetched
 */
export function createLateLine(
  load: () => Promise<Line>,
  onPhase: (phase: ChatPhase) => void,
  onTrouble: (isInTrouble: boolean) => void,
): LateLine {
  let line: Line | undefined;
  let loading: Promise<Line> | undefined;
  let isDestroyed = false;

  const destroy = () => {
    isDestroyed = true;
    line?.outbox.destroy();
    line?.quiet.destroy();
  };
  const need = (): Promise<Line> => {
    loading ??= load().then((opened) => {
      line = opened;
      if (isDestroyed) destroy();
      return opened;
    });
    return loading;
  };
  /** Never rejects: what could not be done is done on `online`, at the visitor's next try, or from the next page. */
  const withLine = async (use: (line: Line) => Promise<void> | void, otherwise: () => void): Promise<void> => {
    let opened: Line;
    try {
      opened = await need();
    } catch {
      loading = undefined;
      otherwise();
      return;
    }
    await use(opened);
  };
  const deliver = (use: (outbox: Outbox) => Promise<void> | void) =>
    withLine(
      ({ outbox }) => use(outbox),
      () => onTrouble(true),
    );

  const chat: Chat = {
    ask() {
      if (line === undefined) onPhase('waiting');
      return withLine(
        (opened) => opened.chat.ask(),
        () => onPhase('failed'),
      );
    },
    stop: async () => line?.chat.stop(),
    phase: () => line?.chat.phase() ?? 'idle',
  };
  const outbox: Outbox = {
    schedule: () => void deliver((opened) => opened.schedule()),
    flush: () => deliver((opened) => opened.flush()),
    retry: (position) => void deliver((opened) => opened.retry(position)),
    leave: (ended) => line?.outbox.leave(ended),
    destroy,
  };
  const quiet = {
    disturb: () => line?.quiet.disturb(),
    now: () => line?.quiet.now(),
  };
  return { chat, outbox, quiet };
}
