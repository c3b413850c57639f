/** The panel's composition root: everything that touches the browser is opened here and handed on as arguments. */
import { createElement, render } from 'preact';
import type { PanelHandle, PanelSeam } from './api.ts';
import { createApp } from './app.ts';
import { createConsent } from './consent.ts';
import { hasIdentity } from './known.ts';
import { createLateLine } from './late-line.ts';
import type { SiteSays } from './line.ts';
import type { CreateNode } from './markdown.ts';
import { resolveSettings } from './settings.ts';
import { createStore } from './storage.ts';
import { createTabs } from './tabs.ts';
import type { Teaser } from './teaser.ts';
import { createTranscript } from './transcript.ts';
import { Panel } from './ui/Panel.tsx';
import { createRoot } from './ui/root.ts';
import { words } from './words.ts';

/** Starts the panel, closed. Stores and requests nothing for a visitor who has not acted yet. */
export function startPanel(seam: PanelSeam): PanelHandle {
  const { config, button, emit, warn, shadow } = seam;
  const settings = resolveSettings(config, seam.language, {
    url: document.baseURI,
    language: document.documentElement.lang,
    languages: navigator.languages,
  });
  const namespace = `nexus:${settings.siteKey}:`;
  const store = createStore(() => localStorage, namespace);
  const tabStore = createStore(() => sessionStorage, namespace);
  const gone = new AbortController();
  const now = () => new Date();
  const says: SiteSays = {};
  let teaser: Teaser | undefined;

  /** Takes the conversation out of this browser; in this tab the panel begins anew. */
  const forget = async () => {
    for (const area of [store, tabStore]) for (const key of area.keys('')) area.remove(key);
    tabs.tell({ kind: 'forgotten' });
    await seam.restart();
  };
  const wake = Number(store.get('wake') ?? 0);
  if (wake > 0 && Date.now() > wake) for (const key of store.keys('')) store.remove(key);

  const tabs = createTabs(namespace, (news) => {
    if (news.kind === 'entries') transcript.merge(news.entries);
    else if (news.kind === 'consent') {
      consent.adopt(news.consent);
      app.patch({ consent: consent.get() });
    } else if (news.kind === 'forgotten') void seam.restart();
    else void line.run(({ identity, identify }) => identity() ?? identify().catch(() => {}));
  });

  const consent = createConsent({
    store,
    now,
    privacyControl: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true,
    fingerprint: settings.fingerprint,
    asker: settings.consent,
    language: settings.language,
    onChange(decided) {
      tabs.tell({ kind: 'consent', consent: decided });
      app.patch({ consent: decided });
      emit('consent', { chat: decided.chat, fingerprint: decided.fingerprint });
    },
  });
  const transcript = createTranscript({
    store,
    now,
    retentionMs: settings.retentionMs,
    alone: (work) => tabs.alone('position', work),
    onLocal: (entries) => tabs.tell({ kind: 'entries', entries }),
    onAppended(entries) {
      for (const { position, role, content } of entries)
        emit('message', { position, role, ...(settings.events === 'full' && { content }) });
      const { isOpen, phase, unread } = app.view();
      if (!isOpen && phase !== 'idle') app.patch({ unread: unread + entries.length });
    },
    onChange: () => app.patch({ entries: transcript.all() }),
  });

  const line = createLateLine(
    async () => {
      const { createLine } = await import('./line.ts');
      return createLine({
        settings,
        emit,
        warn,
        transcript,
        consent: consent.get,
        says,
        store,
        tabs,
        h: createElement as CreateNode,
        onPhase: (phase) => app.patch({ phase }),
        onTrouble: (isInTrouble) => app.patch({ isInTrouble }),
        onText: (text) => app.setStreamed(text),
      });
    },
    ({ markdown }) => app.patch({ format: markdown }),
  );
  const flush = () =>
    line.run(
      ({ outbox }) => outbox.flush(),
      () => app.patch({ isInTrouble: transcript.all().some(({ state }) => state === 'pending') }),
    );
  const ownData = async () => {
    const { showYourData, exportOwnData, eraseOwnData } = await import('./your-data/index.ts');
    const parts = {
      ...settings,
      // Not while a delivery is under way: it could arrive after the erasure, and stay.
      fetch: (...request: Parameters<typeof fetch>) => tabs.alone('send', () => window.fetch(...request)),
      secret: () => store.get('secret'),
      entries: transcript.all,
    };
    return { showYourData, exportOwnData, eraseOwnData, parts };
  };
  const app = createApp({
    settings,
    emit,
    transcript,
    line,
    consent,
    store,
    tabStore,
    isKnown: () => hasIdentity(store),
    aloneAsking: (work) => tabs.alone('ask', work),
    fillData(container) {
      let empty = () => {};
      const leaving = new AbortController();
      ownData().then(
        ({ showYourData, parts }) => {
          if (leaving.signal.aborted) return;
          empty = showYourData(container, {
            ...parts,
            root: shadow,
            onBack: () => app.showData(false),
            onErased: forget,
            onServerErased: line.destroy,
          });
        },
        () => {
          container.textContent = words.notLoaded;
        },
      );
      return () => {
        leaving.abort();
        empty();
      };
    },
    isOnline: () => navigator.onLine,
  });

  const listen = (target: EventTarget, type: string, listener: (event: Event) => void) =>
    target.addEventListener(type, listener, { signal: gone.signal });
  const onNetwork = () => {
    const online = navigator.onLine;
    app.patch({ isOnline: online });
    emit('online', { online });
    if (!online) return;
    void flush();
    app.resume();
  };
  listen(window, 'online', onNetwork);
  listen(window, 'offline', onNetwork);
  const leave = (hasEnded: boolean) => line.current()?.outbox.leave(hasEnded);
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave(false);
    else void flush();
  });
  // A page that goes into the back/forward cache may come back, and the visitor with it.
  listen(window, 'pagehide', (event) => leave(!(event as PageTransitionEvent).persisted));

  const root = createRoot(seam, settings, gone.signal, app.close);
  if (settings.container)
    import('./inline.ts').then(
      ({ placeInline }) => placeInline(shadow, settings.container, gone.signal, warn),
      () => warn(words.notLoaded),
    );
  const draw = () => {
    const view = app.view();
    const { isOpen, unread } = view;
    root.showLauncher(isOpen, unread);
    render(
      isOpen ? <Panel app={app} view={view} root={root.element} launcher={button} /> : teaser?.(view.teaser),
      root.element,
    );
  };
  app.subscribe(draw);

  if (hasIdentity(store)) void line.run(({ identify }) => identify().catch(() => {}));
  // Also fetches the line's chunk, while the visitor looks at the panel.
  void flush();

  return {
    open: (touch) => app.open(touch === 2),
    close: app.close,
    hide: app.close,
    toggle: (touch) => (app.view().isOpen ? app.close() : app.open(touch === 2)),
    async show(_touch, message) {
      if (!message || app.view().isOpen || tabStore.get('calm') !== null) return;
      const { createTeaser } = await import('./teaser.ts');
      teaser ??= createTeaser({
        h: createElement as CreateNode,
        shadow,
        dismiss: words.dismiss,
        onOpen: () => app.open(true),
        onDismiss: app.dismissTeaser,
      });
      if (!app.view().isOpen) app.patch({ teaser: `${message}` });
    },
    prefill(touch, text) {
      app.open(touch === 2);
      app.prefill(`${text}`);
    },
    send(touch, text) {
      app.open(touch > 0);
      if (touch > 0) app.send(`${text}`);
      else app.prefill(`${text}`);
    },
    context(_touch, facts) {
      says.context = { ...says.context, ...facts };
    },
    identify(_touch, id, traits) {
      says.account = { id: `${id}`, traits };
      emit('identify', { id: `${id}` });
    },
    consent(touch, decision) {
      consent.decide(decision, touch > 0 || hasIdentity(store));
      if (decision.chat === 'denied') app.close();
      void flush();
    },
    state: app.state,
    export: async () => {
      const { exportOwnData, parts } = await ownData();
      return exportOwnData(parts);
    },
    async erase() {
      const { eraseOwnData, parts } = await ownData();
      const erased = await eraseOwnData(parts);
      line.destroy();
      await forget();
      return erased;
    },
    async reset() {
      await flush();
      if (app.state().unsaved > 0) throw new Error('some messages are not delivered yet; reset again when online');
      leave(true);
      await forget();
    },
    destroy() {
      gone.abort();
      line.destroy();
      tabs.close();
      render(null, root.element);
      root.remove();
    },
  };
}
