/** The panel's composition root: everything that touches the browser is opened here and handed on as arguments. */
import { createElement, render } from 'preact';
import type { PanelHandle, PanelSeam } from './api.ts';
import { createApp } from './app.ts';
import { createConsent } from './consent.ts';
import { hasIdentity } from './known.ts';
import { createLateLine } from './late-line.ts';
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
  const namespace = `nexus:${encodeURIComponent(settings.siteKey)}:`;
  const store = createStore(() => localStorage, namespace);
  const tabStore = createStore(() => sessionStorage, namespace);
  const gone = new AbortController();
  const now = () => new Date();
  const { says, restart } = seam;
  let teaser: Teaser | undefined;

  const empty = () => {
    for (const area of [store, tabStore]) for (const key of area.keys('')) area.remove(key);
  };
  const wake = Number(store.get('wake') ?? 0);
  if (wake > 0 && Date.now() > wake) empty();

  const tabs = createTabs(namespace);
  const consent = createConsent({
    store,
    now,
    privacyControl: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true,
    fingerprint: settings.fingerprint,
    asker: settings.consent,
    language: settings.language,
    onChange(decided) {
      tabs.tell({ kind: 'consent', consent: decided });
      app.patch({ consent: decided, ...(decided.chat === 'denied' && { teaser: '' }) });
      line.current()?.obey();
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
        clear(isTelling) {
          transcript.close();
          line.destroy();
          empty();
          if (isTelling) tabs.tell({ kind: 'forgotten' });
        },
        onConsent(decided) {
          consent.adopt(decided);
          app.patch({ consent: consent.get() });
        },
        restart,
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
      let leave: (() => void) | undefined = () => {};
      const notLoaded = () => {
        container.textContent = words.notLoaded;
      };
      void line.run(async ({ site }) => {
        try {
          const filled = await site.fillData(container, shadow, () => app.showData(false));
          if (leave) leave = filled;
          else filled();
        } catch {
          notLoaded();
        }
      }, notLoaded);
      return () => {
        leave?.();
        leave = undefined;
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
  const stopDrawing = app.subscribe(draw);
  // Where the panel asks, what the visitor answered there outranks what the page has said.
  if (says.consent && settings.consent === 'manual') consent.decide(says.consent, false);

  // What it is needed for says when there is none.
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
      if (typeof text !== 'string') return warn('prefill needs a text');
      app.open(touch === 2);
      app.prefill(text);
    },
    send(touch, text) {
      if (typeof text !== 'string') return warn('send needs a text');
      app.open(touch > 0);
      if (touch > 0) app.send(text);
      else app.prefill(text);
    },
    context: (_touch, facts) => line.run(({ site }) => site.context(facts)),
    identify: (_touch, id, traits) => line.run(({ site }) => site.identify(id, traits)),
    consent(touch, decision) {
      const { chat, fingerprint } = decision ?? {};
      if (![chat, fingerprint].every((value) => /^(granted|denied|undefined)$/.test(`${value}`)))
        return warn('consent takes granted or denied');
      says.consent = { ...says.consent, ...decision };
      consent.decide(says.consent, touch > 0 || hasIdentity(store));
      if (chat === 'denied') app.close();
      void flush();
    },
    state: app.state,
    export: () => line.need().then(({ site }) => site.export()),
    erase: () => line.need().then(({ site }) => site.erase()),
    reset: () => line.need().then(({ site }) => site.reset()),
    destroy() {
      stopDrawing();
      transcript.close();
      gone.abort();
      line.destroy();
      tabs.close();
      render(null, root.element);
      root.remove();
    },
  };
}
