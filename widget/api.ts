/** `window.nexus`, and the seam between the loader, which is on every page, and the panel, which comes on first need. */
import type { Config } from './config.ts';
import type { Emit, NexusEventName, NexusEvents } from './events.ts';
import type { Launcher } from './launcher.ts';
import type { luminance } from './theme.ts';

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

/** The page's handle on the widget. Every method may be called at any time and none throws. */
export interface NexusApi {
  /** Opens the panel; resolves once it shows. */
  open(): Promise<void>;
  close(): Promise<void>;
  toggle(): Promise<void>;
  /** Opens the panel and sends `text` as the visitor. Before the visitor has touched the page it only fills the composer. */
  send(text: string): Promise<void>;
  /** Opens the panel with `text` in the composer, for the visitor to send. */
  prefill(text: string): Promise<void>;
  /** @returns the function that removes the listener */
  on<Name extends NexusEventName>(event: Name, listener: (detail: NexusEvents[Name]) => void): () => void;
  state(): NexusState;
  /** Takes the widget, its listeners and `window.nexus` off the page. What the visitor said stays kept. */
  destroy(): void;
  /** Runs a call that a stub queued, such as `['send', 'Hello']`. */
  push(...calls: readonly QueuedCall[]): void;
}

/** `window.nexus = window.nexus || []; nexus.push(['open'])` before the tag has loaded. */
export type QueuedCall =
  | readonly ['open' | 'close' | 'toggle']
  | readonly ['send' | 'prefill', string]
  | readonly ['on', NexusEventName, (detail: never) => void]
  | ((nexus: NexusApi) => void);

declare global {
  interface Window {
    nexus?: NexusApi | QueuedCall[];
  }
}

/** What the loader hands to the panel. */
export interface PanelSeam {
  readonly config: Config;
  readonly shadow: ShadowRoot;
  readonly launcher: Launcher;
  readonly emit: Emit;
  /** The loader's own, so that the panel need not bring another. */
  readonly luminance: typeof luminance;
}

/** What the panel answers to the loader. `byVisitor` says that the call comes from a touch, click or key of the visitor. */
export interface PanelHandle {
  open(byVisitor: boolean): void;
  close(): void;
  send(text: string): void;
  prefill(text: string): void;
  state(): NexusState;
  destroy(): void;
}

/** The panel entry's exports. */
export interface PanelModule {
  startPanel(seam: PanelSeam): Promise<PanelHandle>;
}
