/** Builds the package for those who bundle: `createWidget` as an ES module, the panels as its chunks, and types. */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { LANGUAGES } from '../widget/config.ts';
import { buildPanels, shared } from './build-widget.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The sources whose types the package shows. */
const TYPED = ['npm', 'api', 'config', 'events'];

/** Declarations name each other with `.js`, as published modules must. */
async function writeTypes(folder: string): Promise<void> {
  const tsc = `${dirname(createRequire(import.meta.url).resolve('typescript/package.json'))}/bin/tsc`;
  const options = '--ignoreConfig --declaration --emitDeclarationOnly --skipLibCheck --strict --module nodenext';
  const flags = `${options} --target es2022 --allowImportingTsExtensions --types vite/client --rootDir widget`.split(
    ' ',
  );
  const files = ['widget/npm.ts', 'widget/env.d.ts'];
  await promisify(execFile)(process.execPath, [tsc, ...flags, '--outDir', `${folder}/types`, ...files], { cwd: root });
  for (const file of await readdir(`${folder}/types`)) {
    const path = `${folder}/types/${file}`;
    if (!TYPED.includes(file.replace('.d.ts', ''))) await rm(path, { recursive: true });
    else await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/(['"]\.\/\w+)\.ts(['"])/g, '$1.js$2'));
  }
}

/** @param folder absolute; emptied first */
export async function buildNpm(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const panelFile = await buildPanels(folder, false);
  const panels = LANGUAGES.map((language) => `${language}: () => import('./${panelFile.replace('*', language)}')`);
  await build({
    ...shared,
    define: { __PANELS__: `({ ${panels.join(', ')} })` },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: 'widget/npm.ts', formats: ['es'], fileName: 'index' },
      rolldownOptions: { external: /nexus-panel-/, output: { minify: true } },
    },
  });
  await writeTypes(folder);
  const { version, license } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as Record<string, string>;
  const manifest = {
    name: 'nexus-widget',
    version,
    license,
    description: 'The NEXUS chat widget as an ES module.',
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './types/npm.d.ts', default: './index.js' } },
  };
  await writeFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  // Without the picture, which is not in the package.
  const guide = (await readFile(`${root}docs/embedding.md`, 'utf8')).replace(/!\[.*\n\n/, '');
  await writeFile(`${folder}/README.md`, guide);
}
