/** Where the conversation takes place, as a delivery tells it. */
import type { Page } from '../supabase/functions/_shared/contract/conversation.ts';

const UTM = ['source', 'medium', 'campaign', 'term', 'content'] as const;

/** `URL.canParse` is younger than the browsers that the widget is for. */
export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined; // The constructor says no by throwing.
  }
}

/** A web address without its query and fragment, which may hold what the visitor did not mean to tell. */
const bare = (address: string): string | undefined => {
  if (!/^https?:/.test(address)) return undefined;
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.slice(0, 1024);
};

/** @returns what is known; campaign parameters are the only part of the query that is passed on */
export function describePage(address: string, title: string, referrer: string): Page {
  const query = parseUrl(address)?.searchParams ?? new URLSearchParams();
  const utm = Object.fromEntries(
    UTM.flatMap((name) => {
      const value = query.get(`utm_${name}`)?.slice(0, 100).toWellFormed().replaceAll('\0', '');
      return value ? [[name, value]] : [];
    }),
  );
  const url = bare(address);
  const from = bare(referrer);
  return {
    ...(url ? { url } : {}),
    ...(title ? { title: title.slice(0, 200).toWellFormed().replaceAll('\0', '') } : {}),
    ...(from ? { referrer: from } : {}),
    ...(Object.keys(utm).length > 0 ? { utm } : {}),
  };
}
