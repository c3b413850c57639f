/* Sets the page's language before the first paint: the visitor's choice, else the browser's first of es and en. */
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('faro-language');
  } catch {
    // Storage is forbidden: the browser's language stands.
  }
  const wanted = [chosen, ...navigator.languages].map((tag) => String(tag).slice(0, 2).toLowerCase());
  document.documentElement.lang = wanted.find((tag) => tag === 'es' || tag === 'en') ?? 'en';
})();
