/** What the tabs of one browser share: a channel for news and locks for what only one of them may do at a time. */
import type { Consent } from './consent.ts';
import type { Entry } from './transcript.ts';

/** News for the other tabs. */
export type TabNews =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  | { readonly kind: 'identity' }
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'consent'; readonly consent: Consent };

export interface Tabs {
  tell(news: TabNews): void;
  /** @param onNews called with what another tab tells from now on */
  listen(onNews: (news: TabNews) => void): void;
  /** Runs `work` while no other tab runs one of the same name. Without Web Locks (plain http) it simply runs. */
  alone<T>(name: string, work: () => Promise<T> | T): Promise<T>;
  close(): void;
}

/** @param name one per site key, so that two sites on one origin do not hear each other */
export function createTabs(name: string): Tabs {
  let channel: BroadcastChannel | undefined;
  try {
    channel = new BroadcastChannel(name);
  } catch {
    // Some private modes have no channel. Tabs then see each other's messages after a reload.
  }
  return {
    tell: (news) => channel?.postMessage(news),
    listen(onNews) {
      channel?.addEventListener('message', ({ data }: MessageEvent<TabNews>) => onNews(data));
    },
    async alone(task, work) {
      let isStarted = false;
      const start = () => {
        isStarted = true;
        return work();
      };
      try {
        if (navigator.locks) return await navigator.locks.request(`${name}${task}`, start);
      } catch (cause) {
        // A sandboxed frame has locks and refuses to give any; what the work itself throws is passed on.
        if (isStarted) throw cause;
      }
      return await work();
    },
    close() {
      channel?.close();
      // What still comes to its end here is told to nobody.
      channel = undefined;
    },
  };
}
