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

/**
 * What an error says to an operator. Its own message only: causes are other people's texts, and parsers, databases and
 * vendors quote in them what a visitor wrote.
 */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
