/** The element that the panel's interface is in, and what concerns all of it: style sheet, theme, keys. */
import type { PanelSeam } from '../api.ts';
import panelCss from '../styles.css?inline';
import { linkRule } from '../theme.ts';

/**
 * @param signal aborted when the widget is destroyed
 * @param onEscape called for Esc anywhere in the widget
 */
export function createRoot(
  { config, shadow, luminance }: PanelSeam,
  signal: AbortSignal,
  onEscape: () => void,
): HTMLElement {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(linkRule(config.accent, luminance) + panelCss);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];

  const root = document.createElement('div');
  root.className = 'nexus';
  root.lang = config.language;
  root.dataset.side = config.position;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const applyTheme = () => {
    root.dataset.theme = config.theme === 'auto' ? (dark.matches ? 'dark' : 'light') : config.theme;
  };
  applyTheme();
  dark.addEventListener('change', applyTheme, { signal });

  const onKey = (event: Event) => {
    // The page sees events of a shadow tree as coming from one plain element: its shortcuts would fire while one types.
    event.stopPropagation();
    const { type, key, isComposing } = event as KeyboardEvent;
    if (type === 'keydown' && key === 'Escape' && !isComposing) onEscape();
  };
  for (const type of ['keydown', 'keypress', 'keyup']) shadow.addEventListener(type, onKey, { signal });
  shadow.append(root);
  return root;
}
