/**
 * What is on every page: the launcher, the api, and the decision when the panel is fetched. The tag and the npm entry
 * share it. Whatever happens in here, the host page must not notice.
 */
import type { NexusGlobal } from './api.ts';
import { type Attributes, parseConfig } from './config.ts';
import { emit } from './events.ts';
import { type Instance, type PanelSource, report, start, warn } from './instance.ts';

/** The api's methods that the panel fulfils, by what becomes of a call while there is no panel. */
const METHODS = [
  /* nothing to do  */ 'close hide show state',
  /* kept for it    */ 'context identify consent',
  /* fetches it     */ 'open toggle prefill send',
  /* fetches it, whatever the visitor has consented to */ 'export erase reset',
];

/**
 * Puts a widget on the page.
 *
 * @param attributes of the tag, or the options of `createWidget`
 * @param endpoint the server for those who name none
 * @param isGlobal whether the api is also `window.nexus` while the widget is there
 */
export function install(attributes: Attributes, endpoint: string, source: PanelSource, isGlobal: boolean): NexusGlobal {
  const heard: [event: string, listener: unknown, stop: () => void][] = [];
  let instance: Instance | undefined;
  let isLive = false;

  const listen = (once: boolean) => async (event: string, listener: (detail: unknown) => void) => {
    const hear = (sent: Event) => listener((sent as CustomEvent).detail);
    const stop = () => window.removeEventListener(`nexus:${event}`, hear);
    heard.push([event, listener, stop]);
    window.addEventListener(`nexus:${event}`, hear, { once });
    return stop;
  };
  const off = async (event?: string, listener?: unknown) => {
    for (const entry of heard) if (entry[0] === (event ?? entry[0]) && entry[1] === (listener ?? entry[1])) entry[2]();
  };

  const api = {
    async init(options?: Attributes) {
      if (isLive && !options) return;
      isLive = true;
      instance?.destroy();
      instance = start(parseConfig({ ...attributes, ...options }, endpoint, warn), source);
      // `window.nexus` may be an element with that id, which anything may shadow, or the page's own variable.
      if (!isGlobal || window.nexus === api) return;
      if (!Object.hasOwn(window, 'nexus') || Array.isArray(window.nexus)) window.nexus = api;
      else warn('window.nexus is taken');
    },
    on: listen(false),
    once: listen(true),
    off,
    async destroy() {
      if (isLive) emit('destroy', {});
      isLive = false;
      off();
      // It stays, to answer that it is gone.
      instance?.destroy();
      if (window.nexus === api) delete window.nexus;
    },
    push(...calls: readonly unknown[]) {
      for (const call of calls as readonly ((nexus: NexusGlobal) => void)[]) {
        // A stub's calls may be wrong in any way; each is tried alone.
        const [method, ...args] = Array.isArray(call) ? call : [];
        const queued = async () => (method ? api[method as 'prefill'](...(args as [string])) : call(api));
        queued().catch(report);
      }
    },
  } as unknown as NexusGlobal;
  METHODS.forEach((names, kind) => {
    for (const method of names.split(' ') as 'prefill'[])
      api[method] = async (...args) =>
        instance?.call(kind, method, args).catch((cause) => {
          report(cause);
          // Whoever asks for the visitor's data must learn that there are none; the other calls are wishes.
          if (kind > 2) throw cause;
        }) as Promise<void>;
  });

  api.init().catch(report);
  return api;
}
