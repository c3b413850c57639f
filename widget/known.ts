import type { Store } from './storage.ts';

/** @returns true when an earlier page of this browser has begun a conversation */
export const hasIdentity = (store: Store): boolean => store.get('secret') !== null;
