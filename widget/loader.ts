/**
 * The tag. It reads its attributes, shows the launcher and fetches the panel on first need.
 * Nothing is thrown into the host page, and no global but `nexus` is set.
 */
import type { NexusGlobal, PanelModule } from './api.ts';
import { install } from './install.ts';
import { warn } from './instance.ts';

try {
  const earlier = window.nexus;
  // A module or a script that was moved has no currentScript; the attribute finds it.
  // Nor may it be an image that has that name, which is the page's visitors' to write.
  const { currentScript } = document;
  const script =
    currentScript instanceof HTMLScriptElement
      ? currentScript
      : document.querySelector<HTMLScriptElement>('script[data-site-key]');
  // Older browsers show the page without the chat, rather than a chat that fails half-way.
  const isNew = CSS.supports('color', 'color(from red xyz x y z)');
  if (script && isNew && !(earlier as NexusGlobal | undefined)?.destroy) {
    const { src, dataset } = script;
    const address = (language: string) => new URL(__PANEL_FILE__.replace('*', language), src).href;
    const load = (language: string, attempt: number): Promise<PanelModule> =>
      import(/* @vite-ignore */ address(language) + (attempt ? `?${attempt}` : ''));
    const api = install(dataset, new URL(src).origin, { load, address }, true);
    if (Array.isArray(earlier)) api.push(...earlier);
  }
} catch (cause) {
  warn(`${cause}`);
}
