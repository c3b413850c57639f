/**
 * The line to the server: delivery, replies, and who is recognised. Its own chunk with its own composition, fetched as
 * soon as the panel starts: an open panel does not wait for it, and what is said before it is there lies in the
 * transcript already.
 */
import { type Chat, type ChatPhase, createChat } from './chat.ts';
import type { Config } from './config.ts';
import type { ConsentKeeper } from './consent.ts';
import type { Emit } from './events.ts';
import type { Identity } from './identity.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { describePage } from './page.ts';
import { createQuiet, type Quiet } from './quiet.ts';
import type { Tabs } from './tabs.ts';
import type { Transcript } from './transcript.ts';
import { createTransport } from './transport.ts';

export interface Line {
  readonly outbox: Outbox;
  readonly chat: Chat;
  /** Recognises the browser in a pause, once the visitor allows it. */
  readonly quiet: Quiet;
}

/** What the panel has and the line needs. */
export interface LineParts {
  readonly config: Config;
  readonly emit: Emit;
  readonly transcript: Transcript;
  readonly consent: ConsentKeeper;
  readonly tabs: Tabs;
  readonly identity: () => Identity | undefined;
  readonly onPhase: (phase: ChatPhase) => void;
  readonly onTrouble: (isInTrouble: boolean) => void;
  /** Given the running reply; empty when it is over. */
  readonly onText: (text: string) => void;
}

export function createLine({ config, emit, transcript, consent, tabs, identity, ...told }: LineParts): Line {
  const timers = {
    setTimer: (work: () => void, ms: number): number => window.setTimeout(work, ms),
    clearTimer: (timer: number) => window.clearTimeout(timer),
  };
  const context = { ...(config.siteKey === '' ? {} : { site: config.siteKey }), locale: config.locale };
  const transport = createTransport({
    endpoint: config.endpoint,
    fetch: window.fetch.bind(window),
    sendBeacon: navigator.sendBeacon.bind(navigator),
    now: () => new Date(),
  });
  const outbox = createOutbox({
    transcript,
    transport,
    envelope() {
      const who = identity();
      return (
        who && {
          sessionId: who.sessionId,
          fingerprint: who.fingerprint(),
          ...context,
          page: describePage(location.href, document.title, document.referrer),
          consent: consent.toContract(),
        }
      );
    },
    alone: (work) => tabs.alone('send', work),
    isOnline: () => navigator.onLine,
    random: Math.random,
    now: () => performance.now(),
    ...timers,
    onSaved: (saved) => emit('saved', saved),
    onFailed: (failed) => emit('failed', failed),
    onTrouble: told.onTrouble,
  });
  const chat = createChat({
    transcript,
    transport,
    envelope: () => ({ sessionId: identity()?.sessionId ?? '', ...context }),
    onPhase: told.onPhase,
    onText: told.onText,
  });

  const isAllowed = () => consent.get().fingerprint === 'granted';
  const isBusy = () => chat.phase() === 'waiting' || chat.phase() === 'streaming';
  const quiet = createQuiet(
    () => isAllowed() && identity()?.isRecognised() === false && !isBusy(),
    async () => {
      try {
        const { recogniseBrowser } = await import('./recognise.ts');
        const id = await recogniseBrowser();
        // Consent may have been withdrawn meanwhile.
        if (isAllowed()) identity()?.setBrowserId(id);
      } catch {
        // The random id goes on standing in; the next page tries again.
      }
    },
    timers,
  );
  return { outbox, chat, quiet };
}
