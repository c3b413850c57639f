/** Storage that never fails: what the browser refuses to keep is kept in memory for as long as the page lives. */

export interface Store {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  /** Keys of this namespace that begin with `prefix`, without the namespace, in no order. */
  keys(prefix: string): string[];
  /** True once something could only be kept in memory: storage is absent, forbidden or full. */
  isDegraded(): boolean;
}

/**
 * @param open gives the storage area; may throw, as reading `localStorage` does where cookies are blocked
 * @param namespace keeps sites with different keys on one origin apart
 */
export function createStore(open: () => Storage, namespace: string): Store {
  /** What could not be written; it shadows the area. */
  const memory = new Map<string, string>();
  let degraded = false;
  let area: Storage | undefined;
  try {
    area = open();
  } catch {
    degraded = true; // Nothing is lost yet: all that follows goes to memory, and the visitor is told.
  }

  return {
    get(key) {
      return memory.get(key) ?? area?.getItem(namespace + key) ?? null;
    },
    set(key, value) {
      try {
        if (area === undefined) throw new Error('no storage');
        area.setItem(namespace + key, value);
        memory.delete(key);
      } catch {
        degraded = true; // Full or forbidden: the value lives on in memory.
        memory.set(key, value);
      }
    },
    remove(key) {
      memory.delete(key);
      area?.removeItem(namespace + key);
    },
    keys(prefix) {
      const found = new Set([...memory.keys()].filter((key) => key.startsWith(prefix)));
      for (let i = 0; i < (area?.length ?? 0); i++) {
        const key = area?.key(i) ?? '';
        if (key.startsWith(namespace + prefix)) found.add(key.slice(namespace.length));
      }
      return [...found];
    },
    isDegraded: () => degraded,
  };
}

/** @returns the parsed value, or undefined when it is absent or was damaged by someone else */
export function readJson(store: Store, key: string): unknown {
  try {
    const text = store.get(key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined; // A damaged value cannot be used; the next write replaces it.
  }
}

/** The replacer undoes what a page's own `Array.prototype.toJSON` or `Object.prototype.toJSON` would do to the value. */
export function writeJson(store: Store, key: string, value: unknown): void {
  try {
    const text = JSON.stringify(value, function (this: Record<string, unknown>, name) {
      return this[name];
    });
    store.set(key, text);
  } catch {
    // A page without a working JSON: the value lives on with whoever holds it, for as long as the page does.
  }
}
