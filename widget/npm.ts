/** The npm entry: the same widget for those who bundle, with the panels as chunks of the package. */
import type { NexusApi, NexusOptions, PanelModule } from './api.ts';
import type { Language } from './config.ts';
import { install } from './install.ts';

export type {
  NexusApi,
  NexusConsent,
  NexusErasure,
  NexusFacts,
  NexusOptions,
  NexusState,
} from './api.ts';
export type { NexusEventName, NexusEvents } from './events.ts';

/**
 * Puts the chat on the page, as the tag does; `window.nexus` stays untouched. Call it in the browser, once for a page,
 * and `destroy()` what it returned when the page's root goes away.
 *
 * @param options as the tag's attributes, in camelCase; `endpoint` is the server, by default the page's own origin
 * @throws {Error} where there is no document, as while a server renders: call it in an effect
 */
export function createWidget(options: NexusOptions = {}): NexusApi {
  if (typeof document === 'undefined')
    throw new Error('createWidget needs a browser: call it in an effect, such as onMounted or useEffect');
  const panels: Record<Language, () => Promise<PanelModule>> = __PANELS__;
  return install({ ...options }, location.origin, { load: (language) => panels[language]() }, false);
}
