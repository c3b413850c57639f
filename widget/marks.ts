/** What became of a transcript's messages on their way to the server; with the line, which is the one to know. */
import type { Entry, EntryState, Transcript } from './transcript.ts';

/** The transcript as the outbox sees it. */
export interface MarkedTranscript {
  all(): readonly Entry[];
  /** Never touches what is saved. */
  mark(positions: readonly number[], state: EntryState): void;
  /** Takes over what another tab stored. */
  merge(entries: readonly Entry[]): void;
  /** Learns from storage which entries another tab has delivered meanwhile. */
  refresh(): void;
}

export function createMarks({ all, replace, read }: Pick<Transcript, 'all' | 'replace' | 'read'>): MarkedTranscript {
  return {
    all,
    mark(positions, state) {
      const isMeant = (entry: Entry) => positions.includes(entry.position) && !['saved', state].includes(entry.state);
      replace(
        all().flatMap((entry) => (isMeant(entry) ? { ...entry, state } : [])),
        false,
      );
    },
    merge(incoming) {
      // What the server has acknowledged stays acknowledged, whatever a slower tab says.
      const own = new Map(all().map((entry) => [entry.position, entry]));
      replace(
        incoming.filter((entry) => own.get(entry.position)?.state !== 'saved'),
        true,
      );
    },
    refresh() {
      replace(
        all().flatMap((entry) => {
          const latest = entry.state === 'saved' ? undefined : read(entry.position);
          return latest !== undefined && latest.state !== entry.state ? latest : [];
        }),
        true,
      );
    },
  };
}
