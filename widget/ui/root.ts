/** The element that the panel's interface is in, and what concerns all of it: style sheet, theme, direction, keys. */
import type { PanelSeam } from '../api.ts';
import type { Settings } from '../settings.ts';
import panelCss from '../styles.css?inline';
import { words } from '../words.ts';

export interface Root {
  readonly element: HTMLElement;
  showLauncher(isOpen: boolean, unread: number): void;
  /** Leaves launcher and shadow root as they were before the panel came. */
  remove(): void;
}

/**
 * @param signal aborted when the widget is destroyed
 * @param onEscape called for Esc anywhere in the widget
 */
export function createRoot(
  { shadow, button }: PanelSeam,
  settings: Settings,
  signal: AbortSignal,
  onEscape: () => void,
): Root {
  const sheet = new CSSStyleSheet();
  const before = shadow.adoptedStyleSheets;
  sheet.replaceSync(panelCss);
  shadow.adoptedStyleSheets = [...before, sheet];

  const element = document.createElement('div');
  element.className = `nexus ${settings.position} ${settings.container && 'inline'}`;
  element.lang = settings.language;
  element.dir = settings.dir;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const applyTheme = () => {
    element.dataset.theme = settings.theme === 'auto' ? (dark.matches ? 'dark' : 'light') : settings.theme;
  };
  applyTheme();
  dark.addEventListener('change', applyTheme, { signal });

  const onKey = (event: Event) => {
    // The page sees events of a shadow tree as coming from one plain element: its shortcuts would fire while one types.
    event.stopPropagation();
    const { type, key, isComposing } = event as KeyboardEvent;
    if (type === 'keydown' && key === 'Escape' && !isComposing) onEscape();
  };
  // So would its listeners to what is typed, pasted and composed.
  for (const type of 'keydown keypress keyup beforeinput textInput input paste'.split(' '))
    shadow.addEventListener(type, onKey, { signal });

  // The launcher needs none until there is something to count.
  const name = button.ariaLabel ?? '';
  const count = document.createElement('b');
  button.append(count);
  shadow.append(element);

  return {
    element,
    showLauncher(isOpen, unread) {
      button.ariaExpanded = `${isOpen}`;
      button.ariaLabel = unread > 0 ? `${name}, ${words.unread}: ${unread}` : name;
      count.textContent = unread > 0 ? `${unread}` : '';
    },
    remove() {
      button.ariaExpanded = 'false';
      button.ariaLabel = name;
      count.remove();
      element.remove();
      shadow.adoptedStyleSheets = before;
    },
  };
}
