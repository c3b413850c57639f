/**
 * Builds what browsers load into dist/: the widget's files and the demo page.
 *
 *   dist/widget/nexus.js               the tag (IIFE): loader and launcher
 *   dist/widget/nexus-panel-<hash>.js  the panel, fetched on first need, and its own lazy chunks
 *   dist/demo/index.html               the demo page with its assets
 *
 * `node scripts/build.ts widget` or `demo` builds one of the two.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type InlineConfig, type Rollup } from 'vite';
import { buildDemo } from './build-demo.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared: InlineConfig = { configFile: `${root}vite.config.ts`, logLevel: 'warn', root };

/** File name of the panel's entry, with its content hash. */
async function buildPanel(): Promise<string> {
  const output = await build({
    ...shared,
    publicDir: false,
    build: {
      outDir: 'dist/widget',
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: { 'nexus-panel': 'widget/main.tsx' },
        // The entry's exports are its interface to the loader: a tree-shaken entry would export nothing.
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: '[name]-[hash].js', chunkFileNames: 'nexus-[name]-[hash].js' },
      },
    },
  });
  const chunks = (Array.isArray(output) ? output : [output as Rollup.RollupOutput]).flatMap((part) => part.output);
  const entry = chunks.find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
  if (entry === undefined) throw new Error('the panel build made no entry');
  return entry.fileName;
}

async function buildLoader(panelFile: string): Promise<void> {
  await build({
    ...shared,
    publicDir: false,
    define: { __PANEL_FILE__: JSON.stringify(panelFile) },
    build: {
      outDir: 'dist/widget',
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: 'widget/loader.ts', formats: ['iife'], name: 'nexusLoader', fileName: () => 'nexus.js' },
    },
  });
}

/** What travels: each of the widget's files as a server with brotli at its best sends it. */
async function printSizes(): Promise<void> {
  for (const file of (await readdir(`${root}dist/widget`)).sort()) {
    const content = await readFile(`${root}dist/widget/${file}`);
    const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    console.log(
      `${file.padEnd(36)} ${String(content.length).padStart(7)} B  ${String(packed.length).padStart(6)} B brotli`,
    );
  }
}

const parts = process.argv.slice(2);
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);

if (wants('widget')) {
  await rm(`${root}dist/widget`, { recursive: true, force: true });
  await buildLoader(await buildPanel());
  await printSizes();
}
if (wants('demo')) {
  await rm(`${root}dist/demo`, { recursive: true, force: true });
  await buildDemo(`${root}dist/demo`);
}
