/** Follows one conversation: hears the widget, reads the database, and keeps what the panel shows. */
import { advance, isTravelling, type Journey, type JourneyEvent, type Sighting } from './journey.ts';
import { onNexus } from './nexus.ts';
import type { Reader } from './reader.ts';
import { ReadError } from './reader.ts';
import type { Health } from './rows.ts';

export interface Following extends Sighting {
  readonly sessionId: string | null;
  readonly journey: Journey | null;
  readonly health: Health | null;
  /** Why the last read failed; null after one that did not. */
  readonly readFault: string | null;
}

export interface FollowDeps {
  /** Where the widget dispatches its events. */
  readonly target: EventTarget;
  readonly askHealth: () => Promise<Health | null>;
  readonly isVisible: () => boolean;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface Follower {
  state(): Following;
  /** @returns stops telling the listener */
  subscribe(listener: (state: Following) => void): () => void;
  /** From now on reads the database with this; null only listens. */
  readWith(reader: Reader | null): void;
  /** Follows this conversation; a new id begins anew, the same id changes nothing. */
  adopt(sessionId: string): void;
  /** Reads now, such as when the page is shown again. */
  look(): void;
  stop(): void;
}

/** While a message is on its way; it is at the next station within milliseconds. */
const FAST_MS = 250;
/** Otherwise: rows change only when a model deepens them. */
const SLOW_MS = 5000;
/** After this the message is late, and the panel says where. */
const PATIENCE_MS = 30_000;
/** Lag is asked for less often than the row: it is a figure beside the way, not the way. */
const HEALTH_MS = 1000;

const NOTHING: Sighting = { conversation: null, messages: [], prospect: null };

export function follow(deps: FollowDeps): Follower {
  const { target, now } = deps;
  const listeners = new Set<(state: Following) => void>();
  let state: Following = { sessionId: null, journey: null, health: null, readFault: null, ...NOTHING };
  let reader: Reader | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLooking = false;
  let isStopped = false;
  let healthAt = Number.NEGATIVE_INFINITY;

  const set = (change: Partial<Following>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };
  const tell = (event: JourneyEvent, change: Partial<Following> = {}) =>
    set({ ...change, journey: advance(state.journey, event) });

  const isLate = () => now() - (state.journey?.accepted?.at ?? now()) >= PATIENCE_MS;
  const isOnItsWay = () => isTravelling(state.journey) && !isLate();

  function plan(): void {
    clearTimeout(timer);
    if (isStopped || reader === null || state.sessionId === null) return;
    if (isOnItsWay()) timer = setTimeout(look, FAST_MS);
    else if (deps.isVisible()) timer = setTimeout(look, SLOW_MS);
  }

  /** One row says whether anything changed; only then are the transcript and the prospect read again. */
  async function sight(source: Reader, sessionId: string): Promise<Sighting> {
    const conversation = await source.conversation(sessionId);
    const before = state.conversation;
    const isSame = conversation?.updated_at === before?.updated_at && conversation?.read_at === before?.read_at;
    const isWhole = conversation?.prospect_id == null || state.prospect?.id === conversation.prospect_id;
    if (conversation === null || (isSame && isWhole && conversation.extracted_at === before?.extracted_at)) {
      return { conversation, messages: state.messages, prospect: state.prospect };
    }
    const [messages, prospect] = await Promise.all([
      source.messages([sessionId]),
      conversation.prospect_id === null ? null : source.prospect(conversation.prospect_id),
    ]);
    return { conversation, messages, prospect };
  }

  async function refreshHealth(): Promise<void> {
    if (now() - healthAt < HEALTH_MS) return;
    healthAt = now();
    const health = await deps.askHealth();
    if (!isStopped) set({ health });
  }

  async function lookOnce(source: Reader, sessionId: string): Promise<void> {
    const wasOnItsWay = isOnItsWay();
    if (wasOnItsWay || state.health === null) void refreshHealth();
    try {
      const sighting = await sight(source, sessionId);
      if (isStopped || state.sessionId !== sessionId) return;
      tell({ type: 'seen', at: now(), ...sighting }, { ...sighting, readFault: null });
    } catch (error) {
      if (isStopped || state.sessionId !== sessionId) return;
      const detail = error instanceof ReadError && error.status !== 0 ? `HTTP ${error.status}: ${error.message}` : '';
      tell({ type: 'unreadable', detail }, { readFault: detail });
    }
    if (isTravelling(state.journey) && isLate() && state.journey?.fault === null) {
      const health = await deps.askHealth();
      tell({ type: 'overdue', health }, { health });
    } else if (wasOnItsWay && !isTravelling(state.journey)) {
      healthAt = Number.NEGATIVE_INFINITY;
      void refreshHealth();
    }
  }

  function look(): void {
    const { sessionId } = state;
    if (isLooking || isStopped || reader === null || sessionId === null) return;
    isLooking = true;
    clearTimeout(timer);
    void lookOnce(reader, sessionId).finally(() => {
      isLooking = false;
      plan();
    });
  }

  function adopt(sessionId: string): void {
    if (sessionId === state.sessionId) return;
    // What was said while the session had no id yet is still the visitor's first message.
    const journey = state.sessionId === null ? state.journey : null;
    set({ ...NOTHING, sessionId, journey, readFault: null });
    look();
  }

  const stops = [
    onNexus(target, 'nexus:session', ({ sessionId }) => adopt(sessionId)),
    onNexus(target, 'nexus:message', ({ position, role }) => {
      if (role === 'user') tell({ type: 'said', position, at: now(), conversation: state.conversation });
    }),
    onNexus(target, 'nexus:saved', (saved) => {
      adopt(saved.sessionId);
      tell({ type: 'saved', at: now(), ...saved });
      look();
    }),
    onNexus(target, 'nexus:failed', ({ status, detail }) => tell({ type: 'failed', status, detail })),
  ];
  void refreshHealth();

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readWith(next) {
      reader = next;
      look();
    },
    adopt,
    look,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
      listeners.clear();
    },
  };
}
