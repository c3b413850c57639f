/**
 * What the widget tells the page: each event is a `CustomEvent` on `window` named `nexus:<name>`.
 * No event carries the text of a message.
 */
import type { Role } from '../supabase/functions/_shared/contract/conversation.ts';

/** The detail of each event by its name. */
export interface NexusEvents {
  /** The launcher is on the page and `window.nexus` answers. */
  ready: { readonly siteKey: string };
  open: Record<string, never>;
  close: Record<string, never>;
  /** The conversation has its identity: after the visitor's first act, or when a known visitor returns. */
  session: { readonly sessionId: string };
  /** A message joined the transcript, here or in another tab; not sent for those restored after a reload. */
  message: { readonly position: number; readonly role: Role };
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
  /** The browser went online or offline. */
  online: { readonly online: boolean };
}

export type NexusEventName = keyof NexusEvents;

/** Sends one event to the page. */
export type Emit = <Name extends NexusEventName>(name: Name, detail: NexusEvents[Name]) => void;

/** @returns an {@link Emit} that dispatches on `target`; a listener of the page that throws does not reach the widget */
export function createEmit(target: EventTarget): Emit {
  return (name, detail) => {
    target.dispatchEvent(new CustomEvent(`nexus:${name}`, { detail }));
  };
}

declare global {
  interface WindowEventMap {
    'nexus:ready': CustomEvent<NexusEvents['ready']>;
    'nexus:open': CustomEvent<NexusEvents['open']>;
    'nexus:close': CustomEvent<NexusEvents['close']>;
    'nexus:session': CustomEvent<NexusEvents['session']>;
    'nexus:message': CustomEvent<NexusEvents['message']>;
    'nexus:saved': CustomEvent<NexusEvents['saved']>;
    'nexus:failed': CustomEvent<NexusEvents['failed']>;
    'nexus:online': CustomEvent<NexusEvents['online']>;
  }
}
