/** The built widget, made once for all tests of a run. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folder of nexus.js and the panel. */
const WIDGET_DIST = join(root, 'dist/widget');

const newest = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => statSync(join(file.parentPath, file.name)).mtimeMs),
  );

/** Builds the widget unless a build newer than its sources lies in dist/. @returns the folder */
export function buildWidget(): string {
  const built = join(WIDGET_DIST, 'nexus.js');
  if (!existsSync(built) || statSync(built).mtimeMs < newest(join(root, 'widget'))) {
    execFileSync(process.execPath, ['scripts/build.ts', 'widget'], { cwd: root, stdio: 'inherit' });
  }
  return WIDGET_DIST;
}
