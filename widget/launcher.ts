/** The round button, without a framework: it is on every page, the panel only on some. Its style sheet draws the mark. */

/**
 * @param name accessible name; it stays the same whether open or closed, since `aria-expanded` says which
 * @returns the button, closed
 */
export function createLauncher(name: string, side: 'left' | 'right'): HTMLButtonElement {
  const button = document.createElement('button');
  const attributes = {
    type: 'button',
    class: `launcher ${side}`,
    part: 'launcher',
    'aria-label': name,
    'aria-haspopup': 'dialog',
    'aria-expanded': 'false',
  };
  for (const [attribute, value] of Object.entries(attributes)) button.setAttribute(attribute, value);
  return button;
}
