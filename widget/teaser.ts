/** What the site says of its own accord, beside the launcher. Its own chunk, for the sites that do so. */
import type { VNode } from 'preact';
import type { CreateNode } from './markdown.ts';
import teaserCss from './teaser.css?inline';

/** @param message empty shows nothing */
export type Teaser = (message: string) => VNode | false;

interface TeaserParts {
  /** Preact's, since the panel's file holds it. */
  readonly h: CreateNode;
  /** Takes the style sheet. */
  readonly shadow: ShadowRoot;
  /** Accessible name of the button that sends it away. */
  readonly dismiss: string;
  /** The visitor answers. */
  readonly onOpen: () => void;
  readonly onDismiss: () => void;
}

export function createTeaser({ h, shadow, dismiss, onOpen, onDismiss }: TeaserParts): Teaser {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(teaserCss);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
  const cross = h(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': true },
    h('path', { d: 'm6 6 12 12M18 6 6 18' }),
  );
  return (message) =>
    message !== '' &&
    h(
      'div',
      { class: 'teaser', part: 'teaser', role: 'status' },
      h('button', { type: 'button', class: 'say', onClick: onOpen }, message),
      h('button', { type: 'button', class: 'bare', 'aria-label': dismiss, onClick: onDismiss }, cross),
    );
}
