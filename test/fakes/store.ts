import type { Facts, TranscriptMessage } from '../../supabase/functions/_shared/contract/prospect.ts';
import type { ConversationAppend } from '../../supabase/functions/nexus-consumer/coalesce.ts';
import {
  type AppendedConversation,
  type ClaimedConversation,
  type FactsUpdate,
  type ProspectStore,
  type Release,
  StoreError,
} from '../../supabase/functions/nexus-consumer/store.ts';

interface Held {
  revision: number;
  messages: Map<number, TranscriptMessage>;
  facts: Facts | undefined;
  deepFacts: Facts | null;
  deepThrough: number | null;
}

/** A FAKE store in memory. `refuse` refuses a session's data for good, `fail` fails on it each time, `away` fails every call. */
export interface FakeStore extends ProspectStore {
  readonly conversations: ReadonlyMap<string, Held>;
  readonly updates: FactsUpdate[];
  readonly releases: Release[];
  claims: ClaimedConversation[];
  readonly refuse: Set<string>;
  readonly fail: Set<string>;
  away: boolean;
}

export function fakeStore(): FakeStore {
  const conversations = new Map<string, Held>();
  const refuse = new Set<string>();
  const fail = new Set<string>();
  const check = (sessions: readonly string[]): void => {
    if (store.away) throw new StoreError('connection refused', 'away');
    if (sessions.some((id) => refuse.has(id))) throw new StoreError('append failed with status 400 (22P05)', 'refused');
    if (sessions.some((id) => fail.has(id))) throw new StoreError('append failed with status 504 (57014)', 'failed');
  };
  const store: FakeStore = {
    conversations,
    updates: [],
    releases: [],
    claims: [],
    refuse,
    fail,
    away: false,
    async append(appends: readonly ConversationAppend[]) {
      check(appends.map(({ sessionId }) => sessionId));
      return appends.map((append): AppendedConversation => {
        const held = conversations.get(append.sessionId) ?? {
          revision: 0,
          messages: new Map(),
          facts: undefined,
          deepFacts: null,
          deepThrough: null,
        };
        conversations.set(append.sessionId, held);
        held.revision++;
        for (const { position, role, content, receivedAt } of append.messages) {
          held.messages.set(position, { position, role, content, at: receivedAt });
        }
        return {
          sessionId: append.sessionId,
          revision: held.revision,
          transcript: [...held.messages.values()].sort((a, b) => a.position - b.position),
          deepFacts: held.deepFacts,
          deepThrough: held.deepThrough,
        };
      });
    },
    async update(updates) {
      check(updates.map(({ sessionId }) => sessionId));
      store.updates.push(...updates);
      return updates.map((update) => {
        const held = conversations.get(update.sessionId);
        if (held === undefined || held.revision !== update.revision) {
          return { sessionId: update.sessionId, status: 'stale' as const, prospectId: null };
        }
        held.facts = update.facts;
        return { sessionId: update.sessionId, status: 'saved' as const, prospectId: `p-${update.sessionId}` };
      });
    },
    async claim(limit) {
      check([]);
      return store.claims.splice(0, limit);
    },
    async release(releases) {
      check([]);
      store.releases.push(...releases);
    },
  };
  return store;
}
