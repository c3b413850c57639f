/** What the interface shows and what the visitor can do; knows nothing of how it looks. */
import type { ConsentKeeper } from './consent.ts';
import type { Emit } from './events.ts';
import type { LateLine } from './late-line.ts';
import type { Settings } from './settings.ts';
import type { Store } from './storage.ts';
import { cleanContent, type Transcript } from './transcript.ts';
import type { App, View } from './view.ts';

/** The parts that {@link createApp} conducts. */
export interface AppParts {
  readonly settings: Settings;
  readonly emit: Emit;
  readonly transcript: Transcript;
  readonly line: LateLine;
  readonly consent: ConsentKeeper;
  /** Kept over visits. */
  readonly store: Store;
  /** Kept for this tab. */
  readonly tabStore: Store;
  /** True once this browser has begun a conversation. */
  readonly isKnown: () => boolean;
  /** Runs `work` while no other tab asks for a greeting or a reply. */
  readonly aloneAsking: (work: () => Promise<void>) => Promise<void>;
  readonly fillData: App['fillData'];
  readonly isOnline: () => boolean;
}

/** An {@link App} and the calls by which its parts report. */
export interface AppCore extends App {
  patch(part: Partial<View>): void;
  setStreamed(text: string): void;
}

export function createApp(parts: AppParts): AppCore {
  const { settings, emit, transcript, line, consent, store, tabStore } = parts;
  const listeners = new Set<() => void>();
  const streamListeners = new Set<() => void>();
  let streamed = '';
  let view: View = {
    isOpen: false,
    isData: false,
    entries: transcript.all(),
    // A reload cut the reply off: the visitor may ask again.
    phase: transcript.all().at(-1)?.role === 'user' ? 'failed' : 'idle',
    isOnline: parts.isOnline(),
    isInTrouble: false,
    isDegraded: false,
    consent: consent.get(),
    unread: 0,
    teaser: '',
    prefilled: 0,
    format: (text) => text,
  };

  const patch = (part: Partial<View>) => {
    const { unread } = view;
    view = { ...view, ...part, isDegraded: store.isDegraded() };
    if (view.unread !== unread) emit('unread', { count: view.unread });
    for (const listener of listeners) listener();
  };
  const disturb = () => line.current()?.quiet.disturb();
  /** Without an identity there is nothing to deliver under, and the visitor may try again. */
  const fail = () => patch({ phase: 'failed', isInTrouble: true });
  const isUnanswered = () => transcript.all().at(-1)?.role === 'user';
  /** @param isNeeded asked when no other tab asks any more, which may have had the answer */
  const ask = (isNeeded: () => boolean) => {
    patch({ phase: 'waiting' });
    void line.run(async ({ identify, outbox, chat }) => {
      try {
        await identify();
      } catch {
        fail();
        return;
      }
      outbox.schedule();
      await parts.aloneAsking(async () => {
        if (isNeeded()) {
          askedThrough = transcript.all().at(-1)?.position ?? -1;
          await chat.ask();
        } else patch({ phase: 'idle' });
      });
      outbox.schedule();
    }, fail);
  };
  let askedThrough = -1;
  let greeting = settings.greeting;
  /** With nothing said yet it is the greeting that did not come. */
  const askAgain = () => (transcript.all().length === 0 ? void greet() : ask(isUnanswered));
  /** Only an opened panel greets, and only a conversation that has not begun. */
  const greet = async () => {
    if (transcript.all().length > 0) return;
    if (line.current() === undefined && greeting === '') patch({ phase: 'waiting' });
    await line.run(async ({ identify, chat }) => {
      // A browser that cannot make an identity is told when the visitor has said something.
      await identify().catch(() => {});
      await parts.aloneAsking(async () => {
        if (transcript.all().length > 0 || !view.isOpen || chat.phase() === 'waiting') return;
        if (greeting !== '') await transcript.append('assistant', greeting);
        else await chat.ask();
      });
      if (chat.phase() === 'idle') patch({ phase: 'idle' });
    }, fail);
  };
  let hasActed = false;
  let draft = tabStore.get('draft') ?? '';
  const mayStore = () => hasActed || parts.isKnown();
  const act = () => {
    if (hasActed) return;
    hasActed = true;
    tabStore.set('open', '1');
    void greet();
  };

  return {
    settings,
    mayAsk: consent.mayAsk,
    view: () => view,
    streamed: () => streamed,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribeStream(listener) {
      streamListeners.add(listener);
      return () => streamListeners.delete(listener);
    },
    open(byVisitor) {
      if (!view.isOpen) {
        // What the site said beside the launcher is what the visitor answers.
        greeting = view.teaser || greeting;
        patch({ isOpen: true, unread: 0, teaser: '' });
        emit('open', {});
      }
      if (byVisitor) act();
      // Nothing may be stored for a visitor who has done nothing yet, so a panel that opens by itself is not remembered.
      if (mayStore()) tabStore.set('open', '1');
    },
    close() {
      // In an element of the page there is no launcher to open it again.
      if (!view.isOpen || settings.container) return;
      patch({ isOpen: false, isData: false });
      if (mayStore()) tabStore.set('open', '0');
      emit('close', {});
      line.current()?.quiet.now();
    },
    act,
    send(text) {
      if (cleanContent(text) === '' || (settings.consent === 'manual' && view.consent.chat !== 'granted')) return;
      hasActed = true;
      disturb();
      patch({ isData: false });
      void (async () => {
        if (settings.consent === 'notice') consent.decide({ chat: 'granted' }, true);
        await line.current()?.chat.stop();
        const entry = await transcript.append('user', text);
        if (entry) ask(() => entry.position > askedThrough);
      })();
    },
    retry(position) {
      void line.run(({ outbox }) => outbox.retry(position), fail);
      // The visitor sees the word change at once; trouble shows again if there is any.
      patch({ isInTrouble: false });
    },
    askAgain,
    resume() {
      if (view.phase === 'failed' && parts.isKnown() && view.consent.chat !== 'denied') askAgain();
    },
    stop: () => void line.run(({ chat, outbox }) => chat.stop().then(() => outbox.schedule())),
    showData: (isData) => patch({ isData }),
    fillData: parts.fillData,
    dismissTeaser() {
      patch({ teaser: '' });
      tabStore.set('calm', '1');
    },
    setFingerprint(decision) {
      consent.decide({ fingerprint: decision }, true);
    },
    draft: () => draft,
    setDraft(text) {
      draft = text;
      if (text === '') tabStore.remove('draft');
      else if (mayStore()) tabStore.set('draft', text);
      disturb();
    },
    prefill(text) {
      this.setDraft(text);
      patch({ prefilled: view.prefilled + 1, isData: false });
    },
    state() {
      const sessionId = line.current()?.identity()?.sessionId;
      return {
        open: view.isOpen,
        ...(sessionId === undefined ? {} : { sessionId }),
        messages: view.entries.length,
        unsaved: view.entries.filter((entry) => entry.state !== 'saved').length,
        unread: view.unread,
        online: view.isOnline,
      };
    },
    patch,
    setStreamed(text) {
      streamed = text;
      for (const listener of streamListeners) listener();
      // Also at its end, from which on it is quiet.
      disturb();
    },
  };
}
