/** The widget as this page knows it: `window.nexus` and the events it sends on `window`. The page works without it. */

export interface NexusState {
  /** The visitor's conversation; null before the first act. */
  readonly sessionId: string | null;
  readonly open: boolean;
}

export interface Nexus {
  open(): unknown;
  close(): unknown;
  /** Puts text in the composer, for the visitor to send. */
  prefill(text: string): unknown;
  state(): NexusState | Promise<NexusState>;
}

/** Details of the widget's events. None of them carries a message's text. */
export interface NexusEvents {
  'nexus:ready': unknown;
  'nexus:open': unknown;
  'nexus:session': { readonly sessionId: string };
  /** A message took its place in the conversation. */
  'nexus:message': { readonly position: number; readonly role: 'user' | 'assistant' };
  /** The producer answered 202 for messages `firstPosition` to `firstPosition + count - 1`. */
  'nexus:saved': {
    readonly sessionId: string;
    readonly fingerprint: string;
    readonly firstPosition: number;
    readonly count: number;
    readonly messageId: string;
    readonly offset: number;
    readonly partition: number;
    /** From the request to its readable answer. */
    readonly durationMs: number;
  };
  /** A delivery was not acknowledged; `status` is 0 when there was no answer. */
  'nexus:failed': { readonly status: number; readonly detail: string };
}

declare global {
  interface Window {
    /** Absent until the tag has loaded, and for good where it is blocked. */
    nexus?: Nexus;
  }
}

/**
 * Listens to one of the widget's events.
 *
 * @param target where the widget dispatches them: the window
 * @returns stops listening
 */
export function onNexus<K extends keyof NexusEvents>(
  target: EventTarget,
  name: K,
  listener: (detail: NexusEvents[K]) => void,
): () => void {
  const heard = (event: Event) => {
    if (event instanceof CustomEvent) listener(event.detail as NexusEvents[K]);
  };
  target.addEventListener(name, heard);
  return () => target.removeEventListener(name, heard);
}

/** Longest wait for a widget that is still loading. */
const WAIT_MS = 5000;

/** The widget, as soon as it is there; null when it does not come within 5 s. */
export function whenNexus(page: Window = window): Promise<Nexus | null> {
  if (page.nexus !== undefined) return Promise.resolve(page.nexus);
  return new Promise((resolve) => {
    const stop = onNexus(page, 'nexus:ready', () => settle());
    const timer = setTimeout(() => settle(), WAIT_MS);
    const settle = () => {
      stop();
      clearTimeout(timer);
      resolve(page.nexus ?? null);
    };
  });
}
