/** The panel's composition root: everything that touches the browser is opened here and handed on as arguments. */
import { render } from 'preact';
import type { PanelHandle, PanelSeam } from './api.ts';
import { createApp } from './app.ts';
import { createChat } from './chat.ts';
import { createConsent } from './consent.ts';
import { hasIdentity, type Identity, openIdentity } from './identity.ts';
import { createOutbox } from './outbox.ts';
import { describePage } from './page.ts';
import { createQuiet } from './quiet.ts';
import { createStore } from './storage.ts';
import { createTabs } from './tabs.ts';
import { createTranscript } from './transcript.ts';
import { createTransport } from './transport.ts';
import { App } from './ui/App.tsx';
import { createRoot } from './ui/root.ts';
import { words } from './words.ts';

/** Subtle crypto is withheld on plain http; only there is the second chunk loaded. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (crypto.subtle !== undefined) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const slow = await import('./sha256.ts');
  return slow.sha256(bytes);
}

/** Starts the panel, closed. Stores and requests nothing for a visitor who has not acted yet. */
export async function startPanel(seam: PanelSeam): Promise<PanelHandle> {
  const { config, launcher, emit } = seam;
  const namespace = `nexus:${config.siteKey}:`;
  const store = createStore(() => localStorage, namespace);
  const tabStore = createStore(() => sessionStorage, namespace);
  const gone = new AbortController();
  const now = () => new Date();
  const timers = {
    setTimer: (work: () => void, ms: number): number => window.setTimeout(work, ms),
    clearTimer: (timer: number) => window.clearTimeout(timer),
  };
  let identity: Identity | undefined;
  let opening: Promise<Identity> | undefined;

  const ensureIdentity = (): Promise<Identity> => {
    opening ??= tabs
      .alone('identity', () => openIdentity({ store, random: (bytes) => crypto.getRandomValues(bytes), sha256 }))
      .then((opened) => {
        identity = opened;
        emit('session', { sessionId: opened.sessionId });
        tabs.tell({ kind: 'identity' });
        return opened;
      });
    return opening;
  };

  const tabs = createTabs(namespace, (news) => {
    if (news.kind === 'entries') transcript.merge(news.entries);
    else if (news.kind === 'consent') {
      consent.adopt(news.consent);
      app.patch({ consent: consent.get(), isNoticeOpen: false });
    } else if (opening === undefined) void ensureIdentity();
  });

  const transport = createTransport({
    endpoint: config.endpoint,
    fetch: window.fetch.bind(window),
    sendBeacon: navigator.sendBeacon.bind(navigator),
    now,
  });
  const consent = createConsent({
    store,
    now,
    privacyControl: (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true,
    fingerprint: config.fingerprint,
    onChange(decided) {
      tabs.tell({ kind: 'consent', consent: decided });
      app.patch({ consent: consent.get() });
    },
  });
  const transcript = createTranscript({
    store,
    now,
    alone: (work) => tabs.alone('position', work),
    onLocal: (entries) => tabs.tell({ kind: 'entries', entries }),
    onAppended(entries) {
      for (const { position, role } of entries) emit('message', { position, role });
      const replies = chat.phase() === 'idle' || app.view().isOpen ? 0 : entries.length;
      if (replies > 0) app.patch({ unread: app.view().unread + replies });
    },
    onChange: () => app.patch({ entries: transcript.all() }),
  });

  const site = config.siteKey === '' ? {} : { site: config.siteKey };
  const outbox = createOutbox({
    transcript,
    transport,
    envelope: () =>
      identity && {
        sessionId: identity.sessionId,
        fingerprint: identity.fingerprint(),
        ...site,
        page: describePage(location.href, document.title, document.referrer),
        locale: config.locale,
        consent: consent.toContract(),
      },
    alone: (work) => tabs.alone('send', work),
    isOnline: () => navigator.onLine,
    random: Math.random,
    now: () => performance.now(),
    ...timers,
    onSaved: (saved) => emit('saved', saved),
    onFailed: (failed) => emit('failed', failed),
    onTrouble: (isInTrouble) => app.patch({ isInTrouble }),
  });
  const chat = createChat({
    transcript,
    transport,
    envelope: () => ({ sessionId: identity?.sessionId ?? '', ...site, locale: config.locale }),
    onPhase: (phase) => app.patch({ phase }),
    onText: (text) => app.setStreamed(text),
  });
  const quiet = createQuiet(
    () =>
      identity !== undefined &&
      !identity.isRecognised() &&
      consent.get().fingerprint === 'granted' &&
      chat.phase() !== 'waiting' &&
      chat.phase() !== 'streaming',
    async () => {
      try {
        const { recogniseBrowser } = await import('./recognise.ts');
        const id = await recogniseBrowser();
        // Consent may have been withdrawn meanwhile.
        if (consent.get().fingerprint === 'granted') identity?.setBrowserId(id);
      } catch {
        // The random id goes on standing in; the next page tries again.
      }
    },
    timers,
  );
  const app = createApp({
    config,
    emit,
    transcript,
    outbox,
    chat,
    consent,
    quiet,
    store,
    tabStore,
    identity: () => identity,
    ensureIdentity,
    aloneGreeting: (work) => tabs.alone('greeting', work),
    isOnline: () => navigator.onLine,
  });

  const listen = (target: EventTarget, type: string, listener: (event: Event) => void) =>
    target.addEventListener(type, listener, { signal: gone.signal });
  listen(window, 'online', () => {
    app.patch({ isOnline: true });
    emit('online', { online: true });
    void outbox.flush();
    if (app.view().phase === 'failed' && identity !== undefined) app.askAgain();
  });
  listen(window, 'offline', () => {
    app.patch({ isOnline: false });
    emit('online', { online: false });
  });
  listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') outbox.leave(false);
    else void outbox.flush();
  });
  // A page that goes into the back/forward cache may come back, and the visitor with it.
  listen(window, 'pagehide', (event) => outbox.leave(!(event as PageTransitionEvent).persisted));

  const root = createRoot(seam, gone.signal, app.close);
  app.subscribe(() => {
    const { isOpen, unread } = app.view();
    launcher.show(isOpen, isOpen ? words.close : unread > 0 ? `${words.unread}: ${unread}` : undefined, unread);
  });
  render(<App app={app} words={words} root={root} launcher={launcher.button} />, root);

  if (hasIdentity(store)) {
    await ensureIdentity();
    void outbox.flush();
  }

  return {
    open: app.open,
    close: app.close,
    send: app.send,
    prefill: (text) => app.prefill(text),
    state: app.state,
    destroy() {
      gone.abort();
      void chat.stop();
      outbox.destroy();
      quiet.destroy();
      tabs.close();
      render(null, root);
      root.remove();
    },
  };
}
