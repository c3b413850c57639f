/**
 * Who this conversation is. The secret never leaves the browser; the session id is its SHA-256, so whoever learns the
 * id (from a log, a link, a database) still cannot prove that the conversation is theirs.
 */
import type { Store } from './storage.ts';

const SECRET_BYTES = 32;

export interface Identity {
  /** What proves that the conversation is this browser's; also when storage was emptied meanwhile. */
  readonly secret: string;
  /** base64url of SHA-256 of the secret's bytes; 43 characters. */
  readonly sessionId: string;
  /** @param mayRecognise gives the browser's id where it is known, else the random first-party id */
  fingerprint(mayRecognise: boolean): string;
  /** Keeps the recognised browser's id, or with `undefined` goes back to a new random one. */
  setBrowserId(id: string | undefined): void;
  /** True when the browser's id is known. */
  isRecognised(): boolean;
}

export interface IdentityOptions {
  readonly store: Store;
  readonly random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;
  readonly sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
}

/**
 * Restores the identity, or creates and stores it. Call it only after an act of the visitor, and with no other tab
 * doing the same, or two tabs begin two conversations.
 */
export async function openIdentity({ store, random, sha256 }: IdentityOptions): Promise<Identity> {
  const randomId = (bytes: number) => toBase64Url(random(new Uint8Array(bytes)));
  /** A value that someone else has damaged is replaced: better a new conversation than none. */
  const keep = (key: string, shape: RegExp, make: () => string): string => {
    const stored = store.get(key) ?? '';
    const value = shape.test(stored) ? stored : make();
    store.set(key, value);
    return value;
  };
  const secret = keep('secret', /^[\w-]{43}$/, () => randomId(SECRET_BYTES));
  keep('visitor', /^v_[\w-]{22}$/, () => `v_${randomId(16)}`);
  // Recognised anew in the next pause.
  if (!/^[\w-]+$/.test(store.get('browser') ?? '')) store.remove('browser');
  const sessionId = toBase64Url(await sha256(fromBase64Url(secret)));

  return {
    secret,
    sessionId,
    fingerprint: (mayRecognise) => (mayRecognise ? store.get('browser') : null) ?? store.get('visitor') ?? sessionId,
    setBrowserId(id) {
      if (id !== undefined) store.set('browser', id);
      else if (store.get('browser') !== null) {
        store.remove('browser');
        // The old random id was linked to the browser's; a withdrawn consent begins afresh.
        store.set('visitor', `v_${randomId(16)}`);
      }
    },
    isRecognised: () => store.get('browser') !== null,
  };
}

/** RFC 4648 section 5, without padding. */
export const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
