/** Structured logs: one JSON object a line. No message text, no contact data: ids, counts, durations and reasons only. */

export type LogLevel = 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Writes one line. `event` says in words what happened; fields are values to search for. */
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void;

/**
 * A log that writes JSON lines.
 *
 * @param write one finished line without line break, such as `console.log`
 * @param now milliseconds since the epoch
 */
export function jsonLog(write: (line: string) => void, now: () => number = Date.now): Log {
  return (level, event, fields = {}) =>
    write(JSON.stringify({ at: new Date(now()).toISOString(), level, event, ...fields }));
}

/** What an error says to an operator: its message, and those of its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `; because ${describeError(error.cause)}` : '';
  return `${error.name}: ${error.message}${cause}`;
}
