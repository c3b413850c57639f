/**
 * Derives an identifier from the browser's traits. Costs over a second of main thread on a slow phone, so it is its own
 * chunk, runs only after the visitor's consent, and never while they type. Its name must not sound like what ad
 * blockers look for.
 */
import { hashComponents, loadSources, prepareForSources, sources } from '@fingerprintjs/fingerprintjs';

/**
 * Measured in a frame with a `srcdoc`, which a page with Trusted Types forbids and reports to its owner. Nothing can
 * ask a page beforehand, and the id must be the same on all pages of a site, so it is left out everywhere.
 */
const LEFT_OUT = ['fontPreferences'] as const;

/** @returns the browser's id; rejects when it cannot be derived */
export async function recogniseBrowser(): Promise<string> {
  // Not the library's `load`: that takes all sources, and would report some installations to the vendor.
  await prepareForSources();
  return hashComponents(await loadSources(sources, { cache: {}, debug: false }, LEFT_OUT)());
}
