/** What the interface shows of the widget, and what a visitor can do in it. */
import type { ComponentChildren } from 'preact';
import type { NexusState } from './api.ts';
import type { ChatPhase } from './chat.ts';
import type { Consent } from './consent.ts';
import type { Settings } from './settings.ts';
import type { Entry } from './transcript.ts';

/** One moment of the interface. */
export interface View {
  readonly isOpen: boolean;
  /** The visitor looks at what is stored of them instead of the conversation. */
  readonly isData: boolean;
  readonly entries: readonly Entry[];
  readonly phase: ChatPhase;
  readonly isOnline: boolean;
  /** The latest delivery failed and will be tried again. */
  readonly isInTrouble: boolean;
  /** Messages live in memory only. */
  readonly isDegraded: boolean;
  readonly consent: Consent;
  readonly unread: number;
  /** A message of the site beside the closed launcher; empty when there is none. */
  readonly teaser: string;
  /** Counts the drafts that came from the page. */
  readonly prefilled: number;
  /** How a reply is shown; as plain text until the line is there. */
  readonly format: (text: string) => ComponentChildren;
}

export interface App {
  readonly settings: Settings;
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
  /** Back online: asks for the reply that did not come. */
  resume(): void;
  stop(): void;
  showData(isData: boolean): void;
  /** Fills an empty element with what is stored of the visitor; gives the function that empties it. */
  fillData(container: HTMLElement): () => void;
  dismissTeaser(): void;
  setFingerprint(decision: 'granted' | 'denied'): void;
  draft(): string;
  /** Kept over a reload of this tab. */
  setDraft(text: string): void;
  /** A draft that comes from the page, which the composer must show. */
  prefill(text: string): void;
  state(): NexusState;
}
