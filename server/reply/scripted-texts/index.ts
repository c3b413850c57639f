import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';
import type { Hearing, LanguageTexts } from './texts.ts';

export const LANGUAGES = ['es', 'en', 'pt', 'fr', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export const TEXTS: Readonly<Record<Language, LanguageTexts>> = { es, en, pt, fr, de };

/** What is listened for in every language at once: visitors mix them, and a miss is worse than a rare false hit. */
export const HEARINGS: readonly Hearing[] = LANGUAGES.map((language) => TEXTS[language].hear);
