/**
 * What the widget tells the page: each event is a `CustomEvent` on `window` named `nexus:<name>`.
 * No event carries the text of a message, unless the site asks for it with `data-events="full"`.
 */

/** The detail of each event by its name. */
export interface NexusEvents {
  /** The launcher is on the page and `window.nexus` answers. */
  ready: { readonly siteKey: string };
  open: Record<string, never>;
  close: Record<string, never>;
  /** The conversation has its identity: after the visitor's first act, or when a known visitor returns. */
  session: { readonly sessionId: string };
  /** A message joined the transcript, here or in another tab; not sent for those restored after a reload. */
  message: {
    readonly position: number;
    readonly role: 'user' | 'assistant';
    /** What was said; only with `data-events="full"`. */
    readonly content?: string;
  };
  /** The server acknowledged a delivery. */
  saved: {
    readonly sessionId: string;
    readonly fingerprint: string;
    /** Position of the delivery's first message. */
    readonly firstPosition: number;
    /** Number of messages in the delivery. */
    readonly count: number;
    readonly messageId: string;
    readonly offset: number;
    readonly partition: number;
    /** From the request to its answer. */
    readonly durationMs: number;
  };
  /** A delivery failed. `status` is 0 when no answer came; 4xx other than 408, 425 and 429 is final, the rest is retried. */
  failed: { readonly status: number; readonly detail: string };
  /** The number on the launcher changed. */
  unread: { readonly count: number };
  /** The visitor decided, in the panel or through the page. */
  consent: { readonly chat: 'pending' | 'granted' | 'denied'; readonly fingerprint: 'granted' | 'denied' };
  /** The page said who the visitor is. */
  identify: { readonly id: string };
  /** The browser went online or offline. */
  online: { readonly online: boolean };
  /** Something of the widget's own failed, such as loading the panel; the page and what was typed are not harmed. */
  error: { readonly detail: string };
  /** The widget leaves the page. */
  destroy: Record<string, never>;
}

export type NexusEventName = keyof NexusEvents;

/** Sends one event to the page. */
export type Emit = <Name extends NexusEventName>(name: Name, detail: NexusEvents[Name]) => void;

/** Dispatches on the window; a listener of the page that throws does not reach the widget. */
export const emit: Emit = (name, detail) => {
  window.dispatchEvent(new CustomEvent(`nexus:${name}`, { detail }));
};

type NexusEventMap = { [Name in NexusEventName as `nexus:${Name}`]: CustomEvent<NexusEvents[Name]> };

declare global {
  interface WindowEventMap extends NexusEventMap {}
}
