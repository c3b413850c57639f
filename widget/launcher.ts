/** The round button, without a framework: it is on every page, the panel only on some. */

const SVG = 'http://www.w3.org/2000/svg';

/** @returns a line drawing on a 24 px grid; built as nodes, since a page with Trusted Types allows no markup from strings */
export function drawIcon(shape: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  path.setAttribute('d', shape);
  svg.append(path);
  return svg;
}

/**
 * @param name accessible name; it stays the same whether open or closed, since `aria-expanded` says which
 * @returns a button with a speech mark
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
  button.append(
    drawIcon('M6 5h12a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7l-4 4v-4H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM8 9h8M8 12h5'),
  );
  return button;
}
