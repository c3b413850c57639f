/** Builds the demo's two pages into a folder; tests build it alone, `build.ts` with everything else. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param outDir absolute; emptied first */
export async function buildDemo(outDir: string): Promise<void> {
  await build({
    configFile: `${root}vite.config.ts`,
    logLevel: 'warn',
    root: `${root}demo`,
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // One small helper for browsers that have modules but no preload would cost more than it saves.
      modulePreload: { polyfill: false },
      rolldownOptions: { input: [`${root}demo/index.html`, `${root}demo/prospects.html`] },
    },
  });
}
