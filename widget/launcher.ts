/** The round button, without a framework: it is on every page, the panel only on some. */
import type { Language } from './config.ts';

/** The one word that is needed before the panel and its locale file are there. */
const LABELS: Record<Language, string> = {
  en: 'Open chat',
  es: 'Abrir el chat',
  pt: 'Abrir o chat',
  fr: 'Ouvrir la discussion',
  de: 'Chat öffnen',
};

/** A speech mark, and the chevron it turns into. */
const SHAPES = [
  'M12 20.5c5 0 8.5-3.4 8.5-8s-3.5-8-8.5-8-8.5 3.4-8.5 8c0 2 .7 3.7 1.8 5.1L4.2 21l4.1-1.2c1.1.5 2.4.7 3.7.7zM8.5 11h7M8.5 14.2H13',
  'm6 9.500 6 6 6-6',
];

/** The button, as the panel sees it. */
export interface Launcher {
  readonly button: HTMLButtonElement;
  /**
   * @param label accessible name; absent is "open chat"
   * @param unread shown as a number unless 0
   */
  show(isOpen: boolean, label?: string, unread?: number): void;
}

/** Builds the button node by node, since a page with Trusted Types allows no markup from strings. */
export function createLauncher(doc: Document, language: Language, side: 'left' | 'right'): Launcher {
  const button = doc.createElement('button');
  const count = doc.createElement('b');
  const set = (name: string, value: string) => button.setAttribute(name, value);
  const show: Launcher['show'] = (isOpen, label = LABELS[language], unread = 0) => {
    set('aria-expanded', String(isOpen));
    set('aria-label', label);
    count.textContent = unread > 0 ? String(unread) : '';
  };

  set('type', 'button');
  set('class', 'launcher');
  set('data-side', side);
  set('part', 'launcher');
  set('aria-haspopup', 'dialog');
  for (const shape of SHAPES) {
    const svg = doc.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const path = doc.createElementNS(svg.namespaceURI, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('d', shape);
    svg.append(path);
    button.append(svg);
  }
  button.append(count);
  show(false);
  return { button, show };
}
