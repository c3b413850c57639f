/** The widget as this page knows it: `window.nexus` and the events it sends on `window`. The page works without it. */

import type { NexusApi, QueuedCall } from '../widget/api.ts';
import type { NexusEventName, NexusEvents } from '../widget/events.ts';

/** The widget itself; undefined while only its queue stub, or nothing yet, is there. */
export const loadedNexus = (value: NexusApi | QueuedCall[] | undefined): NexusApi | undefined =>
  Array.isArray(value) ? undefined : value;

/**
 * Listens to one of the widget's events.
 *
 * @param target where the widget dispatches them: the window
 * @returns stops listening
 */
export function onNexus<K extends NexusEventName>(
  target: EventTarget,
  name: `nexus:${K}`,
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
export function whenNexus(page: Window = window): Promise<NexusApi | null> {
  const loaded = loadedNexus(page.nexus);
  if (loaded !== undefined) return Promise.resolve(loaded);
  return new Promise((resolve) => {
    const stop = onNexus(page, 'nexus:ready', () => settle());
    const timer = setTimeout(() => settle(), WAIT_MS);
    const settle = () => {
      stop();
      clearTimeout(timer);
      resolve(loadedNexus(page.nexus) ?? null);
    };
  });
}
