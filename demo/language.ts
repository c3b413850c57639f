/** The page's language: what `public/language.js` set before the first paint, until the visitor switches. */

export type Language = 'es' | 'en';

const CHANGED = 'faro:language';

/** The language that shows now. */
export const pageLanguage = (): Language => (document.documentElement.lang === 'es' ? 'es' : 'en');

/** @returns stops listening */
export function onLanguage(listener: (language: Language) => void): () => void {
  const heard = () => listener(pageLanguage());
  window.addEventListener(CHANGED, heard);
  return () => window.removeEventListener(CHANGED, heard);
}

function choose(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem('faro-language', language);
  } catch {
    // Storage is forbidden: the choice holds for this page view.
  }
  window.dispatchEvent(new Event(CHANGED));
}

/**
 * Wires the buttons with `data-language`, and keeps the document's title in step.
 *
 * @param titles the document's title in each language
 */
export function startLanguageSwitch(titles: Readonly<Record<Language, string>>): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>('button[data-language]');
  const show = (language: Language) => {
    document.title = titles[language];
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.language === language));
  };
  for (const button of buttons) {
    button.addEventListener('click', () => choose(button.dataset.language === 'es' ? 'es' : 'en'));
  }
  onLanguage(show);
  show(pageLanguage());
}
