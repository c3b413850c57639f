/**
 * Derives an identifier from the browser's traits. Costs over a second of main thread on a slow phone, so it is its own
 * chunk, runs only after the visitor's consent, and never while they type. Its name must not sound like what ad
 * blockers look for.
 */
import { hashComponents, loadSources, prepareForSources, sources } from '@fingerprintjs/fingerprintjs';

type Components = Parameters<typeof hashComponents>[0];

/**
 * Measured in a frame with a `srcdoc`, which a page with Trusted Types forbids and reports to its owner. Nothing can
 * ask a page beforehand, and the id must be the same on all pages of a site, so it is left out everywhere.
 */
const LEFT_OUT = 'fontPreferences';

/**
 * @param calm awaited before each trait: the visitor may have gone on typing
 * @returns the browser's id; rejects when it cannot be derived
 */
export async function recogniseBrowser(calm: () => Promise<void>): Promise<string> {
  // Not the library's `load`: that takes all sources in one go, and would report some installations to the vendor.
  await prepareForSources();
  const options = { cache: {}, debug: false };
  const components: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(sources)) {
    if (name === LEFT_OUT) continue;
    await calm();
    Object.assign(components, await loadSources({ [name]: source } as Pick<typeof sources, 'fonts'>, options, [])());
  }
  return hashComponents(components as Components);
}
