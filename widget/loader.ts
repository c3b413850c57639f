/**
 * The tag. It reads its attributes, shows the launcher when the page is idle and fetches the panel on first need.
 * Whatever happens in here, the host page must not notice: nothing is thrown into it, no global but `nexus` is set.
 */
import type { NexusApi, NexusState, PanelHandle, PanelModule, PanelSeam, QueuedCall } from './api.ts';
import { type Config, parseConfig } from './config.ts';
import { createEmit } from './events.ts';
import launcherCss from './launcher.css?inline';
import { createLauncher } from './launcher.ts';
import { accentRule, luminance } from './theme.ts';

/** The element that holds the shadow root. It hangs on <html>, where a single-page app that swaps <body> leaves it alone. */
const HOST_TAG = 'nexus-widget';

const warn = (sentence: string) => console.warn(sentence);

/** Calls `work` when the browser has nothing better to do, at the latest after `timeoutMs`. */
function whenIdle(work: () => void, timeoutMs: number): void {
  // Safari has no requestIdleCallback; a timer is late enough not to compete with parsing.
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: timeoutMs });
  else setTimeout(work, 200);
}

/** A stored flag, or null where the browser forbids storage. Reading writes nothing. */
function peek(area: 'localStorage' | 'sessionStorage', siteKey: string, key: string): string | null {
  try {
    return window[area].getItem(`nexus:${siteKey}:${key}`);
  } catch {
    return null; // A browser that forbids storage holds nothing to resume, so nothing is lost.
  }
}

function install(config: Config, queue: readonly QueuedCall[]): void {
  const emit = createEmit(window);
  const gone = new AbortController();
  const launcher = createLauncher(document, config.language, config.position);
  const host = document.createElement(HOST_TAG);
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  // Constructable sheets are not subject to `style-src`, a <style> element would be.
  sheet.replaceSync(accentRule(config.accent) + launcherCss);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(launcher.button);

  const panelUrl = config.base + __PANEL_FILE__.replace('*', config.language);
  const seam: PanelSeam = { config, shadow, launcher, emit, luminance };
  let panel: Promise<PanelHandle> | undefined;
  let handle: PanelHandle | undefined;
  let attempts = 0;

  const needPanel = (): Promise<PanelHandle> => {
    // A failed module may stay in the module map for good, so a second try needs another address.
    const url = panelUrl + (attempts++ > 0 ? `?${attempts}` : '');
    panel ??= (import(/* @vite-ignore */ url) as Promise<PanelModule>)
      .then((module) => module.startPanel(seam))
      .then((started) => {
        if (gone.signal.aborted) started.destroy();
        handle = started;
        return started;
      });
    return panel;
  };

  /** Runs `use` on the panel, loading it first; resolves always. */
  const withPanel = async (use: (panel: PanelHandle) => void): Promise<void> => {
    if (gone.signal.aborted) return;
    try {
      use(await needPanel());
    } catch (cause) {
      panel = undefined;
      const detail = `the chat could not be loaded; the next click tries again. ${cause}`;
      warn(`nexus: ${detail}`);
      emit('failed', { status: 0, detail });
    }
  };

  const state = (): NexusState =>
    handle?.state() ?? { open: false, messages: 0, unsaved: 0, unread: 0, online: navigator.onLine };
  // Asked at the moment of the call: loading the panel may outlast the activation.
  const isByVisitor = () => navigator.userActivation?.isActive ?? true;
  const hasVisitorActed = () => navigator.userActivation?.hasBeenActive ?? true;

  const api: NexusApi = {
    open() {
      const byVisitor = isByVisitor();
      return withPanel((loaded) => loaded.open(byVisitor));
    },
    close: async () => handle?.close(),
    toggle: () => (state().open ? api.close() : api.open()),
    send(text) {
      const mayspeak = hasVisitorActed();
      return withPanel((loaded) => {
        loaded.open(mayspeak);
        if (mayspeak) loaded.send(String(text));
        else loaded.prefill(String(text));
      });
    },
    prefill(text) {
      const byVisitor = isByVisitor();
      return withPanel((loaded) => {
        loaded.open(byVisitor);
        loaded.prefill(String(text));
      });
    },
    on(event, listener) {
      const off = new AbortController();
      const signal = AbortSignal.any([off.signal, gone.signal]);
      window.addEventListener(`nexus:${event}`, (sent) => listener((sent as CustomEvent).detail), { signal });
      return () => off.abort();
    },
    state,
    destroy() {
      gone.abort();
      handle?.destroy();
      host.remove();
      if (window.nexus === api) delete window.nexus;
    },
    push(...calls) {
      for (const call of calls) replay(api, call);
    },
  };

  launcher.button.addEventListener('click', () => void api.toggle(), { signal: gone.signal });
  claimGlobal(api);

  whenIdle(() => {
    if (gone.signal.aborted) return;
    document.documentElement.append(host);
    api.push(...queue);
    emit('ready', { siteKey: config.siteKey });
    // What the visitor did with the panel outranks the attribute. On a phone it would cover the page they came for.
    const wasOpen = peek('sessionStorage', config.siteKey, 'open');
    if (wasOpen === '1' ? innerWidth >= 480 : config.open && wasOpen === null)
      void withPanel((loaded) => loaded.open(false));
    // Messages of an earlier page that the server has not got yet: starting the panel delivers them.
    else if (peek('localStorage', config.siteKey, 'unsaved') !== null) void withPanel(() => {});
    else whenLoaded(() => whenIdle(() => preload(panelUrl, gone.signal), 5000), gone.signal);
  }, 2000);
}

/** A stub's calls may be wrong in any way; each is tried alone. */
function replay(api: NexusApi, call: QueuedCall): void {
  try {
    if (typeof call === 'function') call(api);
    else (api[call[0]] as (...rest: unknown[]) => unknown)(...call.slice(1));
  } catch (cause) {
    warn(`nexus: ${String(call)}: ${cause}`);
  }
}

/** `window.nexus` may be an element with that id, which anything may shadow, or the page's own variable, which is left alone. */
function claimGlobal(api: NexusApi): void {
  if (!Object.hasOwn(window, 'nexus') || Array.isArray(window.nexus)) window.nexus = api;
  else warn('nexus: the page has its own window.nexus, which is left alone.');
}

function whenLoaded(work: () => void, signal: AbortSignal): void {
  if (document.readyState === 'complete') work();
  else window.addEventListener('load', work, { signal });
}

/**
 * Downloads the panel without running it, so that the first click needs no network. A module preload is governed by
 * `script-src`, which admits the panel anyhow; a prefetch would fall to `default-src 'none'`.
 */
function preload(url: string, signal: AbortSignal): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData === true || signal.aborted) return;
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = url;
  link.fetchPriority = 'low';
  link.onload = link.onerror = () => link.remove();
  document.head?.append(link);
}

try {
  const earlier = window.nexus;
  const isLoaded = typeof (earlier as NexusApi | undefined)?.destroy === 'function';
  // A module or a script that was moved has no currentScript; the attribute finds it.
  const script = document.currentScript ?? document.querySelector<HTMLScriptElement>('script[data-site-key]');
  if (script instanceof HTMLScriptElement && !isLoaded) {
    const config = parseConfig(script.dataset, {
      scriptUrl: script.src || location.href,
      pageUrl: document.baseURI,
      pageLanguage: document.documentElement.lang,
      languages: navigator.languages,
      warn,
    });
    install(config, Array.isArray(earlier) ? earlier : []);
  }
} catch (cause) {
  warn(`nexus: the chat could not start. ${cause}`);
}
