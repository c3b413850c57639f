/** The few lines that stand in for a framework here: elements with attributes, and text that can only be text. */

/**
 * @param attributes set as they are written in HTML
 * @param children texts become text nodes, so nothing that was said or stored can become markup
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param kind class names that say how much the button weighs */
export function button(label: string, kind: string, onPress: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', class: kind }, label);
  element.addEventListener('click', onPress);
  return element;
}

/** Text whose writing direction is its own: a phone number or an address stays legible in an Arabic sentence. */
export const own = (text: string): HTMLElement => el('bdi', { dir: 'auto' }, text);
