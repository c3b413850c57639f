/** The chat inside an element of the page. Its own chunk, for the sites that want it there. */
import inlineCss from './inline.css?inline';

/**
 * Puts the widget into the element and keeps it there: routes of a single-page app bring it and take it away again.
 *
 * @param container a selector
 * @param signal aborted when the widget is destroyed
 * @param warn told when there is no such element yet
 */
export function placeInline(
  shadow: ShadowRoot,
  container: string,
  signal: AbortSignal,
  warn: (sentence: string) => void,
): void {
  const { host } = shadow;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(inlineCss);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  host.setAttribute('inline', '');
  const settle = () => {
    const home = document.querySelector(container);
    if (host.parentNode !== home) home?.append(host);
  };
  const observer = new MutationObserver(settle);
  observer.observe(document, { childList: true, subtree: true });
  signal.addEventListener('abort', () => observer.disconnect());
  settle();
  if (!host.isConnected) warn(`data-container is "${container}", which matches nothing yet`);
}
