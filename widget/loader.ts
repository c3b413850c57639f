/**
 * The tag. It reads its attributes, shows the launcher and fetches the panel on first need.
 * Nothing is thrown into the host page, and no global but `nexus` is set.
 */
import type { NexusGlobal, PanelModule } from './api.ts';
import { install, warn } from './install.ts';

try {
  const earlier = window.nexus;
  // A module or a script that was moved has no currentScript; the attribute finds it.
  const script = (document.currentScript ?? document.querySelector('script[data-site-key]')) as HTMLScriptElement;
  if (script && !(earlier as NexusGlobal | undefined)?.destroy) {
    const { src, dataset } = script;
    const address = (language: string) => new URL(__PANEL_FILE__.replace('*', language), src).href;
    const load = (language: string, attempt: number): Promise<PanelModule> =>
      import(/* @vite-ignore */ address(language) + (attempt ? `?${attempt}` : ''));
    const api = install(dataset, new URL(src).origin, { load, address }, true);
    if (Array.isArray(earlier)) api.push(...earlier);
  }
} catch (cause) {
  warn(`the chat could not start. ${cause}`);
}
