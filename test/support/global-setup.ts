/** Builds the widget and the demo page once, before tests in several workers would each do it. */
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../../server/local/build.ts';

export default async function setup(): Promise<void> {
  await buildIfStale(fileURLToPath(new URL('../..', import.meta.url)));
}
