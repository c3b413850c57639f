/** What the page's api does beyond the conversation: what the site says, and what is the visitor's to take and erase. */
import type { NexusErasure, SiteSays } from './api.ts';
import type { Emit } from './events.ts';
import type { Identity } from './identity.ts';
import { createFetch, pristineFetch, toJson } from './natives.ts';
import type { Outbox } from './outbox.ts';
import type { Settings } from './settings.ts';
import { cleanAccount, cleanFacts } from './site-facts.ts';
import type { Store } from './storage.ts';
import type { Tabs } from './tabs.ts';
import type { Transcript } from './transcript.ts';

/** What the site and the visitor may ask of the line. */
export interface SiteCalls {
  context(facts: unknown): void;
  identify(id: unknown, traits?: unknown): void;
  /** @throws {Error} saying what to do, when the server did not tell */
  export(): Promise<object>;
  /** @throws {Error} saying what to do, when the server did not erase; then nothing is forgotten here either */
  erase(): Promise<NexusErasure>;
  /** @throws {Error} while something that the visitor said is not delivered */
  reset(): Promise<void>;
  /** Fills an empty element with what is kept of the visitor; gives the function that empties it. */
  fillData(container: HTMLElement, shadow: ShadowRoot, onBack: () => void): Promise<() => void>;
}

export interface SiteParts {
  readonly settings: Settings;
  readonly emit: Emit;
  readonly warn: (sentence: string) => void;
  readonly says: SiteSays;
  readonly store: Store;
  readonly tabs: Tabs;
  readonly transcript: Transcript;
  readonly outbox: Outbox;
  readonly identity: () => Identity | undefined;
  /** Takes the conversation out of this browser, in every tab. */
  readonly clear: (isTelling: boolean) => void;
  /** Begins anew with what is stored. */
  readonly restart: () => Promise<void>;
}

export function createSiteCalls(parts: SiteParts): SiteCalls {
  const { settings, emit, warn, says, store, tabs, transcript, outbox } = parts;
  const ownFetch = createFetch((...request) => window.fetch(...request), pristineFetch);
  const ownData = () => import('./your-data/index.ts');
  const request = {
    ...settings,
    toJson,
    /**
     * Not while any tab delivers, and this one delivers nothing meanwhile: it could arrive after the erasure, and stay.
     * What is erased is gone here, too, before another tab may deliver again.
     */
    fetch: (async (address: string, init?: RequestInit) => {
      const isErasure = address.endsWith('/erase');
      if (isErasure) outbox.hold(true);
      try {
        return await tabs.alone('send', async () => {
          const response = await ownFetch(address, init);
          if (isErasure && response.ok) parts.clear(true);
          else if (isErasure) outbox.hold(false);
          return response;
        });
      } catch (cause) {
        outbox.hold(false);
        throw cause;
      }
    }) as typeof fetch,
    // Storage may have been emptied under an open page.
    secret: () => parts.identity()?.secret ?? store.get('secret'),
    entries: transcript.all,
  };

  return {
    context(facts) {
      says.context = { ...says.context, ...cleanFacts(facts, warn) };
    },
    identify(id, traits) {
      says.account = cleanAccount(id, traits, warn);
      if (says.account) emit('identify', { id: says.account.id });
    },
    async export() {
      return (await ownData()).exportOwnData(request);
    },
    async erase() {
      const erased = await (await ownData()).eraseOwnData(request);
      parts.clear(true);
      await parts.restart();
      return erased;
    },
    async reset() {
      await outbox.flush();
      // In every tab: an entry that waits is stored before anything else happens to it.
      if (store.get('wake') === '0') throw new Error('some messages are not delivered yet; reset again when online');
      outbox.leave(true);
      says.context = {};
      says.account = undefined;
      parts.clear(true);
      await parts.restart();
    },
    async fillData(container, root, onBack) {
      const { showYourData } = await ownData();
      const onErased = () => parts.restart();
      return showYourData(container, { ...request, root, onBack, onErased, onServerErased: () => parts.clear(true) });
    },
  };
}
