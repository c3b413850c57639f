/** Server-sent events out of a `fetch` body; `EventSource` cannot POST. */

/**
 * @returns a function that is fed text as it arrives and gives the data of each event that became complete
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createSseParser(): (chunk: string) => string[] {
  let rest = '';
  return (chunk) => {
    rest += chunk;
    // A CR at the end may be half of a CRLF that arrives in two pieces, so it waits.
    const events = rest.replace(/\r\n|\r(?!$)/g, '\n').split('\n\n');
    rest = events.pop() ?? '';
    return events.flatMap((event) => {
      const lines = event.split('\n').filter((line) => line.startsWith('data:'));
      return lines.length > 0 ? [lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')] : [];
    });
  };
}
