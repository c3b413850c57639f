/** What is watched from inside the page. {@link observe} runs there, before any of the page's own scripts. */

/** Milliseconds are since the navigation began, durations as the browser reports them. */
export interface Seen {
  lcpMs: number;
  /** Sum of the layout shifts that no input excuses. */
  cls: number;
  /** Durations of tasks over 50 ms. */
  longTasksMs: number[];
  /** When the frame that holds a chat button was on screen; 0 while there is none. */
  launcherMs: number;
  /** When the visitor clicked, by the event's own clock; 0 before. */
  clickMs: number;
  /** When the frame that holds the field was on screen; 0 before. */
  usableMs: number;
  /** From input to the next paint, of the slowest event that belongs to an interaction. */
  interactionMs: number;
}

/** Given to the page as text: it may use nothing from outside itself. */
export function observe(): void {
  const seen: Seen = {
    lcpMs: 0,
    cls: 0,
    longTasksMs: [],
    launcherMs: 0,
    clickMs: 0,
    usableMs: 0,
    interactionMs: 0,
  };
  Object.assign(window, { bench: seen });
  const watch = (type: string, use: (entry: PerformanceEntry) => void, options: object = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(use)).observe({ type, buffered: true, ...options });

  watch('largest-contentful-paint', (entry) => {
    seen.lcpMs = entry.startTime;
  });
  watch('layout-shift', (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) seen.cls += value;
  });
  watch('longtask', (entry) => seen.longTasksMs.push(entry.duration));
  const onEvent = (entry: PerformanceEntry) => {
    const { interactionId, duration } = entry as PerformanceEntry & { interactionId: number };
    if (interactionId > 0) seen.interactionMs = Math.max(seen.interactionMs, duration);
  };
  watch('event', onEvent, { durationThreshold: 16 });
  // Reported however short it was, so that a click under 16 ms is not mistaken for none.
  watch('first-input', onEvent);

  /** The second frame begins when the first, which holds the change, has been handed to the screen. */
  const whenPainted = (use: (atMs: number) => void) =>
    requestAnimationFrame(() => requestAnimationFrame(() => use(performance.now())));

  const launcher = (): Element | null =>
    document.querySelector('#floor') ??
    document.querySelector('nexus-widget')?.shadowRoot?.querySelector('.launcher') ??
    null;
  const arrival = new MutationObserver(() => {
    if ((launcher()?.getBoundingClientRect().width ?? 0) === 0) return;
    arrival.disconnect();
    whenPainted((atMs) => {
      seen.launcherMs = atMs;
    });
  });
  arrival.observe(document, { childList: true, subtree: true });

  addEventListener(
    'click',
    (event) => {
      const root = document.querySelector('nexus-widget')?.shadowRoot;
      if (seen.clickMs !== 0 || !root) return;
      seen.clickMs = event.timeStamp;
      const isThere = () => {
        if (root.querySelector('[role="dialog"] textarea') === null) return;
        opening.disconnect();
        whenPainted((atMs) => {
          seen.usableMs = atMs;
        });
      };
      const opening = new MutationObserver(isThere);
      opening.observe(root, { childList: true, subtree: true });
    },
    { capture: true },
  );
}
