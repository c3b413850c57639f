import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What the built files are made from. */
const SOURCES = [
  'widget',
  'demo',
  'scripts/build.ts',
  'scripts/build-widget.ts',
  'scripts/build-demo.ts',
  'vite.config.ts',
  'package-lock.json',
  'supabase/functions/_shared/contract',
];
const BUILT = ['dist/widget/nexus.js', 'dist/demo/index.html'];

async function newest(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.mtimeMs;
  const times = await Promise.all((await readdir(path)).map((name) => newest(join(path, name))));
  return Math.max(0, ...times);
}

/**
 * Builds the widget and the demo page when they are missing or older than their sources.
 *
 * @returns whether it had to build
 * @throws {Error} with what the build printed
 */
export async function buildIfStale(root: string): Promise<boolean> {
  const sources = Math.max(...(await Promise.all(SOURCES.map((path) => newest(join(root, path))))));
  const built = await Promise.all(BUILT.map((path) => newest(join(root, path)).catch(() => 0)));
  if (Math.min(...built) >= sources) return false;
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/build.ts', 'widget', 'demo'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the build of widget and demo failed:\n${output}`)),
    );
  });
  return true;
}
