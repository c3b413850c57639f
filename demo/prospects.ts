/** The marketer's page. */
import { h, render } from 'preact';
import { startLanguageSwitch } from './language.ts';
import { ProspectsPage } from './ui/ProspectsPage.tsx';

startLanguageSwitch({ es: 'Contactos de Faro', en: 'Faro’s prospects' });

const place = document.getElementById('content');
if (place !== null) render(h(ProspectsPage, {}), place);
