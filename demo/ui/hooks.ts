/** What components share: the page's language, a media query, the access to the database. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Access, openAccess } from '../access.ts';
import { type Language, onLanguage, pageLanguage } from '../language.ts';

export function useLanguage(): Language {
  const [language, setLanguage] = useState(pageLanguage);
  useEffect(() => onLanguage(setLanguage), []);
  return language;
}

/** @param query such as `(min-width: 1200px)` */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const heard = () => setMatches(list.matches);
    heard();
    list.addEventListener('change', heard);
    return () => list.removeEventListener('change', heard);
  }, [query]);
  return matches;
}

/** Null while the server is being asked. */
export function useAccess(): {
  readonly access: Access | null;
  readonly setAccess: (access: Access) => void;
  readonly retry: () => void;
} {
  const [access, setAccess] = useState<Access | null>(null);
  const retry = useCallback(() => {
    setAccess(null);
    void openAccess().then(setAccess);
  }, []);
  useEffect(retry, [retry]);
  return { access, setAccess, retry };
}

/** A read as a component sees it. */
export type Load<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'loaded'; readonly value: T }
  | { readonly kind: 'failed'; readonly detail: string };

/** @param error what a read threw */
export const failed = (error: unknown) => ({
  kind: 'failed' as const,
  detail: error instanceof Error ? error.message : String(error),
});
