/** The words of the language that this panel is built for; the others are dropped from its build. */
import type { Words } from './i18n.ts';
import { ar } from './locales/ar.ts';
import { de } from './locales/de.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import { fr } from './locales/fr.ts';
import { pt } from './locales/pt.ts';

export const words: Words =
  __LANGUAGE__ === 'es'
    ? es
    : __LANGUAGE__ === 'pt'
      ? pt
      : __LANGUAGE__ === 'fr'
        ? fr
        : __LANGUAGE__ === 'de'
          ? de
          : __LANGUAGE__ === 'ar'
            ? ar
            : en;
