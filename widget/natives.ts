/** What the widget needs of the browser, on pages whose scripts have damaged it. */

/**
 * `JSON.stringify` for plain values. The browser's asks each object for a `toJSON`, and old libraries gave one to every
 * array and every object, which turns a list of messages into a string; the replacer goes back to what it was asked for.
 */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key) {
    return this[key];
  });

/**
 * Fetches with the page's own function for as long as it works: a wrapper that watches or forbids requests, such as a
 * consent manager's, is the site's decision, and its refusal is an answer. One that throws or answers with something
 * other than a response is broken, and what `pristine` gives takes its place.
 *
 * @param pristine called at most once
 */
export function createFetch(own: typeof fetch, pristine: () => typeof fetch): typeof fetch {
  let spare: typeof fetch | undefined;
  return async (input, init) => {
    if (spare === undefined) {
      let answer: unknown;
      try {
        answer = own(input, init);
      } catch {
        // The browser's never throws, it rejects: the function is broken.
      }
      const response = (await answer) as Partial<Response> | undefined;
      if (typeof response?.status === 'number') return response as Response;
      spare = pristine();
    }
    return spare(input, init);
  };
}

/**
 * @returns the browser's own `fetch`, from an empty frame that no script of the page has touched. The frame is gone
 *   before this returns: a function outlives it as long as it is called on a window that is still there.
 * @throws where the page may not look into a frame, as in a sandbox
 */
export function pristineFetch(): typeof fetch {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.documentElement.append(frame);
  try {
    const { fetch: clean } = frame.contentWindow as Window & typeof globalThis;
    return (input, init) => Reflect.apply(clean, window, [input, init]);
  } finally {
    frame.remove();
  }
}
