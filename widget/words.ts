/** The words of the language that this panel is built for; the others are dropped from its build. */
import type { Words } from './i18n.ts';
import { ar } from './locales/ar.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { pt } from './locales/pt.ts';

const ALL = { en, es, pt, fr, de, ar } satisfies Record<typeof __LANGUAGE__, Words>;

export const words: Words = ALL[__LANGUAGE__];
