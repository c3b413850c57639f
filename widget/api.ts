/** `window.nexus`, and the seam between the loader, which is on every page, and the panel, which comes on first need. */
import type { Config, Language } from './config.ts';
import type { Emit, NexusEventName, NexusEvents } from './events.ts';

/** What `state()` answers: a snapshot, without the text of any message. */
export interface NexusState {
  readonly open: boolean;
  /** Absent until the visitor's first act. */
  readonly sessionId?: string;
  /** Messages in the transcript; 0 until the panel was needed. */
  readonly messages: number;
  /** Messages that the server has not acknowledged yet. */
  readonly unsaved: number;
  readonly unread: number;
  readonly online: boolean;
}

/** What the site says of the visit or of a visitor: at most 20 entries, names of letters and digits, texts up to 500 characters. */
export type NexusFacts = Readonly<Record<string, string | number | boolean>>;

/** The visitor's decisions as the page's own consent tool knows them; what is absent stays as it is. */
export interface NexusConsent {
  readonly chat?: 'granted' | 'denied';
  readonly fingerprint?: 'granted' | 'denied';
}

/** What {@link NexusApi.erase} removed from the server. */
export interface NexusErasure {
  readonly messages: number;
  readonly deadLetters: number;
  readonly inFlight: number;
}

/** The tag's attributes without `data-`, in camelCase, such as `{ siteKey: 'shop', privacyUrl: '/privacy' }`. */
export type NexusOptions = {
  readonly [Name in keyof Omit<Config, 'open' | 'retentionDays'>]?: Config[Name];
} & { readonly open?: boolean; readonly retentionDays?: number };

/**
 * The page's handle on the widget. Every method may be called at any time, each returns a promise, and none throws.
 * Only `export`, `erase` and `reset` can reject, with an error that says what to do; what another method could not do is
 * said on the console and as a `nexus:error` event.
 */
export interface NexusApi {
  /** Starts the widget again after `destroy`, or anew with other options, which are laid over the tag's. */
  init(options?: NexusOptions): Promise<void>;
  /** Opens the panel; resolves once it shows. */
  open(): Promise<void>;
  close(): Promise<void>;
  toggle(): Promise<void>;
  /** Shows the launcher again after `hide`; with a message, shows that beside it until the visitor opens or dismisses it. */
  show(message?: string): Promise<void>;
  /** Takes launcher and panel out of sight; nothing is forgotten. */
  hide(): Promise<void>;
  /** Opens the panel with `text` in the composer, for the visitor to send. */
  prefill(text: string): Promise<void>;
  /** Opens the panel and sends `text` as the visitor. Before the visitor has touched the page it only fills the composer. */
  send(text: string): Promise<void>;
  /** Adds to what the site says of this visit; it travels with the next delivery, beside the visitor's words. */
  context(facts: NexusFacts): Promise<void>;
  /** Says who the visitor is to the site, such as a signed-in customer. */
  identify(id: string, traits?: NexusFacts): Promise<void>;
  /** Passes on what the visitor decided in the page's own consent tool. */
  consent(decision: NexusConsent): Promise<void>;
  /** @returns the function that removes the listener */
  on<Name extends NexusEventName>(event: Name, listener: (detail: NexusEvents[Name]) => void): Promise<() => void>;
  once<Name extends NexusEventName>(event: Name, listener: (detail: NexusEvents[Name]) => void): Promise<() => void>;
  /** Removes a listener of `on` or `once`; without one, all of that event. */
  off<Name extends NexusEventName>(event: Name, listener?: (detail: NexusEvents[Name]) => void): Promise<void>;
  state(): Promise<NexusState>;
  /** Everything that server and browser hold of this conversation, as one object that can be written as JSON. */
  export(): Promise<object>;
  /** Removes the conversation from server, database, dead letters and this browser. */
  erase(): Promise<NexusErasure>;
  /**
   * Begins a new conversation, for the next person at this browser; what was said stays stored on the server. Rejects
   * while the server has not got all of it.
   */
  reset(): Promise<void>;
  /** Takes the widget, its listeners and `window.nexus` off the page. What the visitor said stays kept. */
  destroy(): Promise<void>;
}

/** What a page's stub queues before the tag has loaded: a method and its arguments, or a function given the api. */
export type QueuedCall = readonly [keyof NexusApi, ...unknown[]] | ((nexus: NexusApi) => void);

/** `window.nexus` after the tag has loaded: the api, and `push` for those who still speak to the stub. */
export interface NexusGlobal extends NexusApi {
  push(...calls: readonly QueuedCall[]): void;
}

declare global {
  interface Window {
    nexus?: NexusGlobal | QueuedCall[];
  }
}

/**
 * What the visitor had to do with a call, asked at its moment, since loading the panel may outlast it: 0 they have not
 * touched the page, 1 they have, 2 the call comes from their touch, click or key.
 */
export type Touch = 0 | 1 | 2;

/** What the site said of visit, visitor and consent, merged. */
export interface SiteSays {
  context?: NexusFacts;
  account?: { readonly id: string; readonly traits?: NexusFacts | undefined } | undefined;
  consent?: NexusConsent;
}

/** What the loader hands to the panel. */
export interface PanelSeam {
  readonly config: Config;
  readonly language: Language;
  readonly shadow: ShadowRoot;
  /** The launcher. */
  readonly button: HTMLButtonElement;
  readonly emit: Emit;
  /** Says one sentence to the site's developer. */
  readonly warn: (sentence: string) => void;
  /** What the site has said, over restarts of the panel; the panel's to fill. */
  readonly says: SiteSays;
  /** Starts the panel anew from what is stored, open if it was. */
  readonly restart: () => Promise<void>;
}

/** Methods that only the panel can fulfil; the loader forwards them. */
export interface PanelMethods {
  open(touch: Touch): void;
  close(): void;
  hide(): void;
  toggle(touch: Touch): void;
  show(touch: Touch, message?: string): Promise<void>;
  prefill(touch: Touch, text: string): void;
  send(touch: Touch, text: string): void;
  context(touch: Touch, facts: unknown): Promise<void>;
  identify(touch: Touch, id: unknown, traits?: unknown): Promise<void>;
  consent(touch: Touch, decision: NexusConsent | undefined): void;
  state(): NexusState;
  export(): Promise<object>;
  erase(): Promise<NexusErasure>;
  reset(): Promise<void>;
}

/** What the panel answers to the loader. */
export interface PanelHandle extends PanelMethods {
  destroy(): void;
}

/** The panel entry's exports. */
export interface PanelModule {
  startPanel(seam: PanelSeam): PanelHandle;
}
