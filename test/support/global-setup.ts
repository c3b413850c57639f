/** Builds what browsers load once, before tests in several workers would each do it. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildIfStale } from '../../server/local/build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const age = async (path: string): Promise<number> =>
  (await stat(`${root}${path}`).catch(() => ({ mtimeMs: 0 }))).mtimeMs;

export default async function setup(): Promise<void> {
  const isBuilt = await buildIfStale(root);
  if (isBuilt || (await age('dist/npm/package.json')) < (await age('dist/widget/nexus.js')))
    await promisify(execFile)(process.execPath, ['scripts/build.ts', 'npm'], { cwd: root });
}
