/**
 * Derives an identifier from the browser's traits. Costs over a second of main thread on a slow phone, so it is its own
 * chunk, runs only after the visitor's consent, and never while they type. Its name must not sound like what ad
 * blockers look for.
 */
import { load } from '@fingerprintjs/fingerprintjs';

/** @returns the browser's id; rejects when it cannot be derived */
export async function recogniseBrowser(): Promise<string> {
  // `monitoring` would report each installation to the vendor.
  const agent = await load({ monitoring: false });
  return (await agent.get()).visitorId;
}
