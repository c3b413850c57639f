/** What the interface shows and what the visitor can do; knows nothing of how it looks. */
import type { NexusState } from './api.ts';
import type { Chat, ChatPhase } from './chat.ts';
import type { Config } from './config.ts';
import type { Consent, ConsentKeeper } from './consent.ts';
import type { Emit } from './events.ts';
import type { Identity } from './identity.ts';
import type { Outbox } from './outbox.ts';
import type { Quiet } from './quiet.ts';
import type { Store } from './storage.ts';
import type { Entry, Transcript } from './transcript.ts';

/** One moment of the interface. */
export interface View {
  readonly isOpen: boolean;
  readonly entries: readonly Entry[];
  readonly phase: ChatPhase;
  readonly isOnline: boolean;
  /** The latest delivery failed and will be tried again. */
  readonly isInTrouble: boolean;
  /** Messages live in memory only. */
  readonly isDegraded: boolean;
  readonly isNoticeOpen: boolean;
  readonly consent: Consent;
  readonly unread: number;
  /** Counts the drafts that came from the page. */
  readonly prefilled: number;
}

export interface App {
  readonly config: Config;
  /** May the visitor be asked for the fingerprint at all? */
  readonly mayAsk: boolean;
  view(): View;
  /** The running reply, whole words only; empty when there is none. */
  streamed(): string;
  /** @returns the function that ends the subscription */
  subscribe(listener: () => void): () => void;
  subscribeStream(listener: () => void): () => void;
  open(byVisitor: boolean): void;
  close(): void;
  /** The visitor touched the panel: from now on the widget may store and request. */
  act(): void;
  send(text: string): void;
  retry(position: number): void;
  askAgain(): void;
  stop(): void;
  setNotice(isOpen: boolean): void;
  setFingerprint(decision: 'granted' | 'denied'): void;
  draft(): string;
  /** Kept over a reload of this tab. */
  setDraft(text: string): void;
  /** A draft that comes from the page, which the composer must show. */
  prefill(text: string): void;
  state(): NexusState;
}

/** The parts that {@link createApp} conducts. */
export interface AppParts {
  readonly config: Config;
  readonly emit: Emit;
  readonly transcript: Transcript;
  readonly outbox: Outbox;
  readonly chat: Chat;
  readonly consent: ConsentKeeper;
  readonly quiet: Pick<Quiet, 'disturb' | 'now'>;
  /** Kept over visits. */
  readonly store: Store;
  /** Kept for this tab. */
  readonly tabStore: Store;
  readonly identity: () => Identity | undefined;
  /** Opens the identity, once. */
  readonly ensureIdentity: () => Promise<Identity>;
  /** Runs `work` while no other tab asks for a greeting. */
  readonly aloneGreeting: (work: () => Promise<void>) => Promise<void>;
  readonly isOnline: () => boolean;
}

/** An {@link App} and the calls by which its parts report. */
export interface AppCore extends App {
  patch(part: Partial<View>): void;
  setStreamed(text: string): void;
}

export function createApp(parts: AppParts): AppCore {
  const { config, emit, transcript, outbox, chat, consent, quiet, store, tabStore } = parts;
  const listeners = new Set<() => void>();
  const streamListeners = new Set<() => void>();
  let streamed = '';
  let view: View = {
    isOpen: false,
    entries: transcript.all(),
    // A reload cut the reply off: the visitor may ask again.
    phase: transcript.all().at(-1)?.role === 'user' ? 'failed' : 'idle',
    isOnline: parts.isOnline(),
    isInTrouble: false,
    isDegraded: false,
    isNoticeOpen: consent.get().chat === 'pending',
    consent: consent.get(),
    unread: 0,
    prefilled: 0,
  };

  const patch = (part: Partial<View>) => {
    view = { ...view, ...part, isDegraded: store.isDegraded() };
    for (const listener of listeners) listener();
  };
  /** Runs `work` with an identity; without one there is nothing to deliver under, and the visitor may try again. */
  const identified = async (work: () => Promise<void>): Promise<void> => {
    try {
      await parts.ensureIdentity();
    } catch {
      patch({ phase: 'failed', isInTrouble: true });
      return;
    }
    await work();
  };
  const ask = () =>
    identified(async () => {
      outbox.schedule();
      await chat.ask();
      outbox.schedule();
    });
  /** Only an opened panel greets, and only a conversation that has not begun. */
  const greet = () =>
    identified(() =>
      parts.aloneGreeting(async () => {
        if (transcript.all().length > 0 || !view.isOpen || chat.phase() === 'waiting') return;
        if (config.greeting !== '') await transcript.append('assistant', config.greeting);
        else await chat.ask();
      }),
    );
  let hasActed = false;
  let draft = tabStore.get('draft') ?? '';
  const act = () => {
    if (hasActed) return;
    hasActed = true;
    tabStore.set('open', '1');
    void greet();
  };

  return {
    config,
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
        patch({ isOpen: true, unread: 0 });
        emit('open', {});
      }
      if (byVisitor) act();
      // Nothing may be stored for a visitor who has done nothing yet, so a panel that opens by itself is not remembered.
      if (hasActed || parts.identity() !== undefined) tabStore.set('open', '1');
    },
    close() {
      if (!view.isOpen) return;
      patch({ isOpen: false });
      if (hasActed || parts.identity() !== undefined) tabStore.set('open', '0');
      emit('close', {});
      quiet.now();
    },
    act,
    send(text) {
      hasActed = true;
      quiet.disturb();
      void (async () => {
        consent.grantChat();
        patch({ isNoticeOpen: false });
        await chat.stop();
        if (await transcript.append('user', text)) await ask();
      })();
    },
    retry(position) {
      outbox.retry(position);
      // The visitor sees the word change at once; trouble shows again if there is any.
      patch({ isInTrouble: false });
    },
    askAgain: () => void ask(),
    stop: () => void chat.stop().then(() => outbox.schedule()),
    setNotice: (isNoticeOpen) => patch({ isNoticeOpen }),
    setFingerprint(decision) {
      consent.setFingerprint(decision);
      if (decision === 'denied') parts.identity()?.setBrowserId(undefined);
      quiet.disturb();
    },
    draft: () => draft,
    setDraft(text) {
      draft = text;
      if (text === '') tabStore.remove('draft');
      else if (hasActed || parts.identity() !== undefined) tabStore.set('draft', text);
      quiet.disturb();
    },
    prefill(text) {
      this.setDraft(text);
      patch({ prefilled: view.prefilled + 1 });
    },
    state() {
      const sessionId = parts.identity()?.sessionId;
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
      if (text !== '') quiet.disturb();
    },
  };
}
