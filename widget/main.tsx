/** The panel's composition root: everything that touches the browser is opened here and handed on as arguments. */
import { render } from 'preact';
import type { PanelHandle, PanelSeam } from './api.ts';
import { createApp } from './app.ts';
import type { ChatPhase } from './chat.ts';
import { createConsent } from './consent.ts';
import { hasIdentity, type Identity, openIdentity } from './identity.ts';
import { createLateLine } from './late-line.ts';
import type { Line } from './line.ts';
import { createStore } from './storage.ts';
import { createTabs } from './tabs.ts';
import { createTranscript } from './transcript.ts';
import { Panel } from './ui/Panel.tsx';
import { createRoot } from './ui/root.ts';
import { words } from './words.ts';

/** Subtle crypto is withheld on plain http, such as a shop's page on its own network; only there is the chunk fetched. */
const digest = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : (await import('./sha256.ts')).sha256(bytes);

/** Starts the panel, closed. Stores and requests nothing for a visitor who has not acted yet. */
export async function startPanel(seam: PanelSeam): Promise<PanelHandle> {
  const { config, launcher, emit } = seam;
  const namespace = `nexus:${config.siteKey}:`;
  const store = createStore(() => localStorage, namespace);
  const tabStore = createStore(() => sessionStorage, namespace);
  const gone = new AbortController();
  const now = () => new Date();
  let identity: Identity | undefined;
  let opening: Promise<Identity> | undefined;

  const ensureIdentity = (): Promise<Identity> => {
    opening ??= tabs
      .alone('identity', () =>
        openIdentity({ store, random: (bytes) => crypto.getRandomValues(bytes), sha256: digest }),
      )
      .then((opened) => {
        identity = opened;
        emit('session', { sessionId: opened.sessionId });
        tabs.tell({ kind: 'identity' });
        return opened;
      });
    // The next call tries again; what the visitor said is stored without it.
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };

  const tabs = createTabs(namespace, (news) => {
    if (news.kind === 'entries') transcript.merge(news.entries);
    else if (news.kind === 'consent') {
      consent.adopt(news.consent);
      app.patch({ consent: consent.get(), isNoticeOpen: false });
    } else if (opening === undefined) ensureIdentity().catch(() => {});
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

  const onPhase = (phase: ChatPhase) => app.patch({ phase });
  const onTrouble = (isInTrouble: boolean) => app.patch({ isInTrouble });
  const load = async (): Promise<Line> => {
    const { createLine } = await import('./line.ts');
    const onText = (text: string) => app.setStreamed(text);
    return createLine({
      config,
      emit,
      transcript,
      consent,
      tabs,
      identity: () => identity,
      onPhase,
      onTrouble,
      onText,
    });
  };
  const { chat, outbox, quiet } = createLateLine(load, onPhase, onTrouble);
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
  const draw = () => {
    const view = app.view();
    const { isOpen, unread } = view;
    launcher.show(isOpen, isOpen ? words.close : unread > 0 ? `${words.unread}: ${unread}` : undefined, unread);
    render(isOpen && <Panel app={app} words={words} view={view} root={root} launcher={launcher.button} />, root);
  };
  app.subscribe(draw);

  if (hasIdentity(store)) await ensureIdentity().catch(() => {});
  // Also fetches the line's chunk, while the visitor looks at the panel.
  void outbox.flush();

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
      tabs.close();
      render(null, root);
      root.remove();
    },
  };
}
