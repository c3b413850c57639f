/**
 * The line to the server: identity, delivery, replies and how they look, and who is recognised. Its own chunk with its
 * own composition, fetched as soon as the panel starts: an open panel does not wait for it, and what is said before it
 * is there lies in the transcript already.
 */

import type { Account } from '../supabase/functions/_shared/contract/conversation.ts';
import type { SiteSays } from './api.ts';
import { type Chat, type ChatPhase, createChat } from './chat.ts';
import type { Consent } from './consent.ts';
import type { Emit } from './events.ts';
import { type Identity, openIdentity } from './identity.ts';
import { type CreateNode, createMarkdown, type Markdown } from './markdown.ts';
import { createMarks } from './marks.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { describePage } from './page.ts';
import { createQuiet, type Quiet } from './quiet.ts';
import type { Settings } from './settings.ts';
import { createSiteCalls, type SiteCalls } from './site.ts';
import type { Store } from './storage.ts';
import type { Tabs } from './tabs.ts';
import type { Transcript } from './transcript.ts';
import { createTransport } from './transport.ts';

export interface Line {
  readonly outbox: Outbox;
  readonly chat: Chat;
  /** Recognises the browser in a pause, once the visitor allows it. */
  readonly quiet: Quiet;
  readonly markdown: Markdown;
  /** Opens the identity, once; rejects where the browser cannot make one, and the next call tries again. */
  identify(): Promise<Identity>;
  identity(): Identity | undefined;
  readonly site: SiteCalls;
  /** The visitor's decisions have changed. */
  obey(): void;
}

/** What the panel has and the line needs. */
export interface LineParts {
  readonly settings: Settings;
  readonly emit: Emit;
  readonly warn: (sentence: string) => void;
  readonly transcript: Transcript;
  readonly consent: () => Consent;
  readonly says: SiteSays;
  /** Takes the conversation out of this browser, and tells the other tabs unless one of them told. */
  readonly clear: (isTelling: boolean) => void;
  /** Another tab's decision. */
  readonly onConsent: (consent: Consent) => void;
  readonly restart: () => Promise<void>;
  readonly store: Store;
  readonly tabs: Tabs;
  /** Preact's, since the panel's file holds it. */
  readonly h: CreateNode;
  readonly onPhase: (phase: ChatPhase) => void;
  readonly onTrouble: (isInTrouble: boolean) => void;
  /** Given the running reply; empty when it is over. */
  readonly onText: (text: string) => void;
}

/** Subtle crypto is withheld on plain http, such as a shop's page on its own network; only there is the chunk fetched. */
const digest = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : (await import('./sha256.ts')).sha256(bytes);

export function createLine(parts: LineParts): Line {
  const { settings, emit, transcript, consent, says, store, tabs } = parts;
  const timers = {
    setTimer: (work: () => void, ms: number): number => window.setTimeout(work, ms),
    clearTimer: (timer: number) => window.clearTimeout(timer),
    now: () => performance.now(),
  };
  const where = { ...(settings.siteKey === '' ? {} : { site: settings.siteKey }), locale: settings.locale };
  let identity: Identity | undefined;
  let opening: Promise<Identity> | undefined;

  const identify = (): Promise<Identity> => {
    opening ??= tabs
      .alone('identity', () =>
        openIdentity({ store, random: (bytes) => crypto.getRandomValues(bytes), sha256: digest }),
      )
      .then((opened) => {
        identity = opened;
        obey();
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

  const transport = createTransport({
    endpoint: settings.endpoint,
    // Looked up at each call: what the page makes of it later counts, and it may be no function at all.
    fetch: (...request) => window.fetch(...request),
    sendBeacon: navigator.sendBeacon.bind(navigator),
    now: () => new Date(),
  });
  const marks = createMarks(transcript);
  const queue = createOutbox({
    transcript: marks,
    transport,
    envelope() {
      const { chat, ...decided } = consent();
      if (identity === undefined || chat !== 'granted') return undefined;
      return {
        sessionId: identity.sessionId,
        fingerprint: identity.fingerprint(decided.fingerprint === 'granted'),
        ...where,
        page: describePage(location.href, document.title, document.referrer),
        consent: { chat, ...decided },
        ...(says.context && Object.keys(says.context).length > 0 && { context: says.context }),
        ...(says.account && { account: says.account as Account }),
      };
    },
    alone: (work) => tabs.alone('send', work),
    isOnline: () => navigator.onLine,
    random: Math.random,
    ...timers,
    onSaved: (saved) => emit('saved', saved),
    onFailed: (failed) => emit('failed', failed),
    onTrouble: parts.onTrouble,
  });
  /** What an earlier try could not even name goes out, too. */
  const outbox: Outbox = {
    ...queue,
    async flush() {
      // Without an identity it stays in the queue; the visitor is told that it waits.
      if (store.get('wake') === '0') await identify().catch(() => parts.onTrouble(true));
      await queue.flush();
    },
    retry(position) {
      identify().then(
        () => queue.retry(position),
        () => parts.onTrouble(true),
      );
    },
  };
  const chat = createChat({
    transcript,
    transport,
    envelope: () => ({ sessionId: identity?.sessionId ?? '', ...where }),
    onPhase: parts.onPhase,
    onText: parts.onText,
  });

  const isAllowed = () => consent().fingerprint === 'granted';
  const isBusy = () => chat.phase() === 'waiting' || chat.phase() === 'streaming';
  const quiet = createQuiet(
    () => isAllowed() && identity?.isRecognised() === false && !isBusy(),
    async (calm) => {
      try {
        const { recogniseBrowser } = await import('./recognise.ts');
        const id = await recogniseBrowser(calm);
        // Consent may have been withdrawn meanwhile.
        if (isAllowed()) identity?.setBrowserId(id);
      } catch {
        // The random id goes on standing in; the next page tries again.
      }
    },
    timers,
  );
  /** A browser may refuse what was granted earlier, and a page may withdraw it. */
  const obey = () => {
    if (!isAllowed() && (settings.consent === 'notice' || consent().version === 'site'))
      identity?.setBrowserId(undefined);
    if (consent().chat === 'denied') void chat.stop();
    quiet.disturb();
  };
  tabs.listen((news) => {
    // Anything on the page may write to the channel.
    if (news?.kind === 'entries' && Array.isArray(news.entries)) marks.merge(news.entries);
    else if (news?.kind === 'consent') parts.onConsent(news.consent);
    else if (news?.kind === 'forgotten') {
      parts.clear(false);
      void parts.restart();
    } else if (identity === undefined) identify().catch(() => {}); // The next delivery tries again, and says so.
  });
  const site = createSiteCalls({ ...parts, outbox, identity: () => identity });
  return { outbox, chat, quiet, markdown: createMarkdown(parts.h), identify, identity: () => identity, site, obey };
}
