/** The round button, without a framework: it is on every page, the panel only on some. */
import type { Language } from './config.ts';

const LABELS: Record<Language, readonly [open: string, close: string, unread: string]> = {
  en: ['Open chat', 'Close chat', 'unread'],
  es: ['Abrir el chat', 'Cerrar el chat', 'sin leer'],
  pt: ['Abrir o chat', 'Fechar o chat', 'por ler'],
  fr: ['Ouvrir la discussion', 'Fermer la discussion', 'non lus'],
  de: ['Chat öffnen', 'Chat schließen', 'ungelesen'],
};

/** A speech mark, and the chevron it turns into. */
const SHAPES = [
  'M12 20.5c5 0 8.5-3.4 8.5-8s-3.5-8-8.5-8-8.5 3.4-8.5 8c0 2 .7 3.7 1.8 5.1L4.2 21l4.1-1.2c1.1.5 2.4.7 3.7.7zM8.5 11h7M8.5 14.2H13',
  'm6 9.500 6 6 6-6',
];

/** The button, as the panel sees it. */
export interface Launcher {
  readonly button: HTMLButtonElement;
  setOpen(open: boolean): void;
  /** @param count 0 hides the number */
  setUnread(count: number): void;
}

/** Builds the button by node, since a page with Trusted Types allows no markup from strings. */
export function createLauncher(doc: Document, language: Language, side: 'left' | 'right'): Launcher {
  const [openLabel, closeLabel, unreadLabel] = LABELS[language];
  const button = doc.createElement('button');
  const count = doc.createElement('b');
  let isOpen = false;
  let unread = 0;

  const update = () => {
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute(
      'aria-label',
      isOpen ? closeLabel : openLabel + (unread > 0 ? `, ${unread} ${unreadLabel}` : ''),
    );
    count.textContent = unread > 0 && !isOpen ? String(unread) : '';
  };

  button.type = 'button';
  button.className = 'launcher';
  button.dataset.side = side;
  button.setAttribute('part', 'launcher');
  button.setAttribute('aria-haspopup', 'dialog');
  for (const shape of SHAPES) button.append(createIcon(doc, shape));
  button.append(count);
  update();

  return {
    button,
    setOpen(open) {
      isOpen = open;
      update();
    },
    setUnread(value) {
      unread = value;
      update();
    },
  };
}

function createIcon(doc: Document, shape: string): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = doc.createElementNS(namespace, 'svg');
  const path = doc.createElementNS(namespace, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', shape);
  svg.append(path);
  return svg;
}
