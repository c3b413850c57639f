/** One running widget: its launcher, and the decision when the panel is fetched. */
import type { NexusState, PanelHandle, PanelModule, Touch } from './api.ts';
import { type Config, chooseLanguage, type Language } from './config.ts';
import { emit } from './events.ts';
import launcherCss from './launcher.css?inline';
import { createLauncher } from './launcher.ts';

/** Where the panel comes from: the tag's folder, or the chunks of the npm package. */
export interface PanelSource {
  /** @param attempt from 0; a failed module may stay in the module map for good, so a second try may need another address */
  load(language: Language, attempt: number): Promise<PanelModule>;
  /** The file that `load` will run, for those who can download it ahead. */
  address?(language: Language): string;
}

/** One running widget. */
export interface Instance {
  /** @param kind index in METHODS of install.ts */
  call(kind: number, method: string, args: readonly unknown[]): Promise<unknown>;
  destroy(): void;
}

export const warn = (sentence: string): void => console.warn(`nexus: ${sentence}`);

/** For what nobody waits for: a failure is said, not thrown. */
export const report = (cause: unknown): void => {
  const detail = `${cause}`;
  warn(detail);
  emit('error', { detail });
};

/** Calls `work` when the browser has nothing better to do, at the latest after 2 s. */
function whenIdle(work: () => void): void {
  // Safari has no requestIdleCallback; a timer is late enough not to compete with parsing.
  (window.requestIdleCallback ?? setTimeout)(work, { timeout: 2000 } as IdleRequestOptions & number);
}

export function start(config: Config, source: PanelSource): Instance {
  const { siteKey, container } = config;
  const language = chooseLanguage([config.locale, document.documentElement.lang, ...navigator.languages]);
  const gone = new AbortController();
  const { signal } = gone;
  // "Chat" is understood in every language, and is the word in most.
  const button = createLauncher(config.title || 'Chat', config.position);
  // It hangs on <html>, where a single-page app that swaps <body> leaves it alone.
  const host = document.createElement('nexus-widget');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  const says = {};
  let kept: [string, Touch, readonly unknown[]][] = [];
  const listen = (target: EventTarget, type: string, work: (event: Event) => void) =>
    target.addEventListener(type, work, { signal });
  let panel: Promise<PanelHandle> | undefined;
  let handle: PanelHandle | undefined;
  let attempts = 0;
  let isAllowed = config.consent === 'notice';

  // Constructable sheets are not subject to `style-src`, a <style> element would be.
  sheet.replaceSync(launcherCss);
  // By the object model, since text could be cut short by what a colour may contain.
  (sheet.cssRules[0] as CSSStyleRule).style.setProperty('--nexus-accent', config.accent);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(button);

  const needPanel = (): Promise<PanelHandle> => {
    panel ??= source
      .load(language, attempts++)
      .then((module) => {
        if (signal.aborted) throw new Error('call init first');
        handle = module.startPanel({ config, language, shadow, button, emit, warn, says, restart });
        for (const [method, touch, args] of kept) run(handle, method, touch, args);
        kept = [];
        return handle;
      })
      .catch((cause) => {
        panel = undefined;
        throw new Error(`not loaded, click again. ${cause}`);
      });
    return panel;
  };
  const restart = async (): Promise<void> => {
    const isOpen = handle?.state().open;
    handle?.destroy();
    panel = handle = undefined;
    if (isOpen) (await needPanel()).open(0);
  };
  const showButton = () => {
    button.hidden = !isAllowed || config.launcher === 'hidden' || container !== '';
  };

  const call: Instance['call'] = async (kind, method, args) => {
    const { userActivation } = navigator;
    const touch = (userActivation ? +userActivation.isActive + +userActivation.hasBeenActive : 2) as Touch;
    const [first] = args as [{ chat?: string } | undefined];
    if (signal.aborted && kind > 2) throw new Error('call init first');
    if (kind === 2 || /hide|show/.test(method)) host.hidden = method === 'hide';
    if (kind === 1 && first?.chat && config.consent === 'manual') {
      const wasAllowed = isAllowed;
      isAllowed = first.chat === 'granted';
      showButton();
      if (!wasAllowed) void rested.then(begin);
    }
    // Calls of a stub come while the page is still loading, with which the panel must not compete; a visitor's click is not
    // made to wait.
    if (touch < 2) await rested;
    if (!signal.aborted && (kind > 1 || (method === 'show' && first))) {
      if (isAllowed || kind > 2) return run(await needPanel(), method, touch, args);
      return warn(`${method} waits for consent`);
    }
    if (panel) return run(await panel, method, touch, args);
    if (kind === 1) kept.push([method, touch, args]);
    return method === 'state'
      ? ({ open: false, messages: 0, unsaved: 0, unread: 0, online: navigator.onLine } satisfies NexusState)
      : undefined;
  };
  const toggle = () => void call(2, 'toggle', []).catch(report);

  /** A stored flag, or null where the browser forbids storage. Reading writes nothing. */
  const peek = (area: 'localStorage' | 'sessionStorage', key: string): string | null => {
    try {
      return window[area].getItem(`nexus:${encodeURIComponent(siteKey)}:${key}`);
    } catch {
      return null; // A browser that forbids storage holds nothing to resume, so nothing is lost.
    }
  };
  /**
   * Downloads the panel without running it, so that the first click needs no network. A module preload is governed by
   * `script-src`, which admits the panel anyhow; a prefetch would fall to `default-src 'none'`.
   */
  const preload = () => {
    const { connection } = navigator as { connection?: { saveData?: boolean } };
    if (!source.address || connection?.saveData || signal.aborted || panel) return;
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = source.address(language);
    link.fetchPriority = 'low';
    shadow.append(link);
  };
  const begin = () => {
    // Starting the panel delivers what an earlier page could not, and forgets what was kept for long enough.
    if (Date.now() > +(peek('localStorage', 'wake') ?? Infinity)) needPanel().catch(report);
    if (!isAllowed) return;
    // What the visitor did with the panel outranks the attribute. On a phone it would cover the page they came for.
    const wasOpen = peek('sessionStorage', 'open');
    if (container || (innerWidth >= 480 && (wasOpen ? wasOpen === '1' : config.open !== 'false')))
      needPanel().then((started) => started.open(0), report);
    else if (config.prefetch === 'idle') {
      const soon = () => whenIdle(preload);
      if (document.readyState === 'complete') soon();
      else listen(window, 'load', soon);
    }
  };
  /** Also after a framework has replaced what is in <html>. A container is left to the panel, which starts at once there. */
  const place = () => {
    if (!container && !host.isConnected) document.documentElement.append(host);
    for (const node of [document, document.documentElement]) observer.observe(node, { childList: true });
  };
  const observer = new MutationObserver(place);
  /** The launcher is cheap and comes at once; whatever the panel is needed for waits until the page has come to rest. */
  const rested = new Promise<void>((resolve) => {
    whenIdle(() => {
      resolve();
      if (signal.aborted) return;
      emit('ready', { siteKey });
      begin();
    });
  });

  showButton();
  place();
  if (config.prefetch === 'intent') listen(button, 'pointerenter', preload);
  listen(document, 'click', ({ target }) => {
    // Out here a click within the shadow root has the host as its target; the document itself is no element.
    if ((target as Partial<Element>).closest?.(config.launcher)) toggle();
  });
  // The panel starts while the finger is still down, and has only to be drawn at the click, which says what failed.
  listen(button, 'pointerdown', () => void needPanel().catch(() => {}));
  listen(button, 'click', toggle);

  return {
    call,
    destroy() {
      gone.abort();
      observer.disconnect();
      handle?.destroy();
      panel = handle = undefined;
      host.remove();
    },
  };
}

/** The loader need not know what each method takes: the api's types say so to the page, the panel's to the panel. */
const run = (panel: PanelHandle, method: string, touch: Touch, args: readonly unknown[]): unknown =>
  panel[method as 'prefill'](touch, ...(args as [string]));
