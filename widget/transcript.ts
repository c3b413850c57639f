/**
 * The conversation so far, each message under its position. Each entry has a storage key of its own: tabs that write
 * different positions cannot overwrite each other, and an append costs the same in a long conversation as in a short one.
 * An entry that is not `saved` is the outbox: it is stored before anything is shown or sent.
 */
import type { Role } from '../supabase/functions/_shared/contract/conversation.ts';
import { readJson, type Store, writeJson } from './storage.ts';

/**
 * Longest message in UTF-16 code units. Without control characters a unit takes at most 3 bytes of UTF-8, or 2 when
 * escaped, so a message of this length always fits a delivery of 48 KiB.
 */
export const MAX_LENGTH = 12_000;

/** `failed` is final until the visitor retries; an entry that waits for its retry is still `pending`. */
export type EntryState = 'pending' | 'saved' | 'failed';

export interface Entry {
  /** Place in the conversation, from 0. */
  readonly position: number;
  readonly role: Role;
  readonly content: string;
  /** ISO 8601, UTC, by the visitor's clock. */
  readonly sentAt: string;
  readonly state: EntryState;
  /** Short answers offered with the assistant's message. */
  readonly quickReplies?: readonly string[];
}

export interface Transcript {
  /** Ordered by position. The array is new after each change, the entries that did not change are the same objects. */
  all(): readonly Entry[];
  /** Adds a message at the next free position and stores it. `undefined` when nothing legible is left of `content`. */
  append(role: Role, content: string, quickReplies?: readonly string[]): Promise<Entry | undefined>;
  /** Puts entries in their places, and stores them unless storage is where they come from. */
  replace(entries: readonly Entry[], isStored: boolean): void;
  /** From now on nothing is taken in or stored: what comes to its end later belongs to a conversation that is gone. */
  close(): void;
  /** What storage holds at a position; another tab may have written it. */
  read(position: number): Entry | undefined;
}

export interface TranscriptOptions {
  readonly store: Store;
  readonly now: () => Date;
  /** How long after the latest message this browser forgets the conversation. */
  readonly retentionMs: number;
  /** Runs the allocation of a position with no other tab doing the same. */
  readonly alone: <T>(work: () => T) => Promise<T>;
  /** Told of entries that this tab added or changed. */
  readonly onLocal: (entries: readonly Entry[]) => void;
  /** Told of entries that were added, here or in another tab. */
  readonly onAppended: (entries: readonly Entry[]) => void;
  readonly onChange: () => void;
}

const PREFIX = 'm:';

/** @returns text that the contract accepts: no NUL or other controls, no lone surrogate, not too long; may be empty */
export const cleanContent = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
    .slice(0, MAX_LENGTH)
    .toWellFormed();

/** Whether something that was stored, or told by another tab, is a message. */
const isEntry = (value: unknown): value is Entry => {
  const { position, role, content, sentAt, state, quickReplies = [] } = (value ?? {}) as Record<string, unknown>;
  return (
    /^\d{1,6}$/.test(`${position}`) &&
    Array.isArray(quickReplies) &&
    (role === 'user' || role === 'assistant') &&
    typeof content === 'string' &&
    Date.parse(`${sentAt}`) > 0 &&
    (state === 'pending' || state === 'saved' || state === 'failed')
  );
};

export function createTranscript(options: TranscriptOptions): Transcript {
  const { store, onLocal, onAppended, onChange } = options;
  const read = (position: number): Entry | undefined => {
    const value = readJson(store, PREFIX + position);
    return isEntry(value) && value.position === position ? value : undefined;
  };
  const stored = store
    .keys(PREFIX)
    .flatMap((key) => read(Number(key.slice(PREFIX.length))) ?? [])
    .sort((a, b) => a.position - b.position);
  let entries: readonly Entry[] = stored;
  let isClosed = false;

  /** When the loader of another page starts the panel unasked: at once to deliver, or when it is time to forget. */
  const setWake = () => {
    const isWaiting = entries.some(({ state }) => state === 'pending') && entries.some(({ role }) => role === 'user');
    store.set('wake', String(isWaiting ? 0 : options.now().getTime() + options.retentionMs));
  };
  /** Puts entries in their places; those that are there already are replaced. */
  const put = (changed: readonly Entry[]) => {
    if (changed.length === 0) return;
    const byPosition = new Map(entries.map((entry) => [entry.position, entry]));
    const added = changed.filter((entry) => !byPosition.has(entry.position));
    for (const entry of changed) byPosition.set(entry.position, entry);
    entries = [...byPosition.values()].sort((a, b) => a.position - b.position);
    if (added.length > 0) onAppended(added);
    onChange();
  };
  const write = (changed: readonly Entry[]) => {
    if (isClosed) return;
    for (const entry of changed) writeJson(store, PREFIX + entry.position, entry);
    put(changed);
    if (changed.length === 0) return;
    setWake();
    onLocal(changed);
  };

  return {
    all: () => entries,
    async append(role, text, quickReplies) {
      const content = cleanContent(text);
      if (content === '' || isClosed) return undefined;
      return options.alone(() => {
        let position = Math.max(
          /^\d{1,6}$/.test(store.get('next') ?? '') ? Number(store.get('next')) : 0,
          (entries.at(-1)?.position ?? -1) + 1,
        );
        // Where there are no locks another tab may have taken the place just now.
        while (store.get(PREFIX + position) !== null) position++;
        store.set('next', String(position + 1));
        const entry: Entry = {
          position,
          role,
          content,
          sentAt: options.now().toISOString(),
          state: 'pending',
          ...(quickReplies && quickReplies.length > 0 ? { quickReplies } : {}),
        };
        write([entry]);
        return entry;
      });
    },
    replace: (changed, isStored) => (isStored ? put : write)(changed.filter(isEntry)),
    read,
    close() {
      isClosed = true;
    },
  };
}
