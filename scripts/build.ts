/**
 * Builds what browsers load into dist/: the widget's files and the demo page.
 *
 *   dist/widget/nexus.js               the tag (IIFE): loader and launcher
 *   dist/widget/nexus-panel-<language>-<hash>.js  the panel, fetched on first need, and its own lazy chunks
 *   dist/demo/index.html               the demo page with its assets
 *
 * `node scripts/build.ts widget` or `demo` builds one of the two.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { type BuildOptions, build, type InlineConfig, type Plugin, type Rollup } from 'vite';
import { LANGUAGES } from '../widget/config.ts';
import { buildDemo } from './build-demo.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const widgetDist = `${root}dist/widget`;
const shared: InlineConfig = { configFile: `${root}vite.config.ts`, logLevel: 'warn', root };

/** Leaves out the part of Preact's JSX runtime that repeats `createElement`. */
const slimRuntime: Plugin = {
  name: 'nexus:slim-runtime',
  enforce: 'pre',
  load(id) {
    if (!id.includes('preact/jsx-runtime')) return undefined;
    return `import { createElement, Fragment } from 'preact';
      export const jsx = (type, props, key) => createElement(type, key === undefined ? props : { ...props, key });
      export { jsx as jsxs, Fragment };`;
  },
};

/** Drops the hints that a call may be left out, which the minifier would keep as line breaks. */
const noHints: Plugin = {
  name: 'nexus:no-hints',
  enforce: 'post',
  transform: (code, id) =>
    id.endsWith('.tsx') ? { code: code.replaceAll('/* @__PURE__ */', ''), map: null } : undefined,
};

/** Terser folds the words of the language into their places and drops what it does not need. */
const small: BuildOptions = {
  minify: 'terser',
  terserOptions: {
    module: true,
    ecma: 2020,
    compress: { passes: 4, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
    format: { comments: false },
  },
};

type Chunk = Rollup.OutputChunk | Rollup.OutputAsset;

/** The panel in one language, in memory: its entry first, then its lazy chunks. */
async function bundlePanel(language: string): Promise<Chunk[]> {
  const output = await build({
    ...shared,
    publicDir: false,
    define: { __LANGUAGE__: JSON.stringify(language) },
    plugins: [slimRuntime, noHints],
    build: {
      ...small,
      write: false,
      target: 'es2022',
      // A library, or Vite would wrap each lazy import in a helper for preloads that the panel has no use for.
      lib: { entry: 'widget/main.tsx', formats: ['es'], fileName: 'nexus-panel' },
      rolldownOptions: { output: { chunkFileNames: 'nexus-[name]-[hash].js' } },
    },
  });
  const chunks = (Array.isArray(output) ? output : [output as Rollup.RollupOutput]).flatMap((part) => part.output);
  if (!chunks.some((chunk) => chunk.type === 'chunk' && chunk.isEntry))
    throw new Error('the panel build made no entry');
  return chunks;
}

/**
 * Writes one panel for each language, so that an open panel is one request.
 *
 * @returns the entries' file name with `*` for the language; they share one hash, so that the loader stays small
 */
async function buildPanels(): Promise<string> {
  const hash = createHash('sha256');
  const files = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const chunk of await bundlePanel(language)) {
      const content = chunk.type === 'chunk' ? chunk.code : String(chunk.source);
      const isEntry = chunk.type === 'chunk' && chunk.isEntry;
      files.set(isEntry ? language : chunk.fileName, content);
      if (isEntry) hash.update(content);
    }
  }
  const pattern = `nexus-panel-*-${hash.digest('base64url').replaceAll(/[-_]/g, '').slice(0, 8)}.js`;
  await mkdir(widgetDist, { recursive: true });
  for (const [name, content] of files) {
    const fileName = LANGUAGES.some((language) => language === name) ? pattern.replace('*', name) : name;
    await writeFile(`${widgetDist}/${fileName}`, content);
  }
  return pattern;
}

async function buildLoader(panelFile: string): Promise<void> {
  await build({
    ...shared,
    publicDir: false,
    define: { __PANEL_FILE__: JSON.stringify(panelFile) },
    build: {
      ...small,
      outDir: widgetDist,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: 'widget/loader.ts', formats: ['iife'], name: 'nexusLoader', fileName: () => 'nexus.js' },
    },
  });
}

/** What travels: each of the widget's files as a server with brotli at its best sends it. */
async function printSizes(): Promise<void> {
  for (const file of (await readdir(widgetDist)).sort()) {
    const content = await readFile(`${widgetDist}/${file}`);
    const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    console.log(
      `${file.padEnd(36)} ${String(content.length).padStart(7)} B  ${String(packed.length).padStart(6)} B brotli`,
    );
  }
}

// What a test runner or a shell says about itself must not make this a development build.
process.env.NODE_ENV = 'production';

const parts = process.argv.slice(2);
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);

if (wants('widget')) {
  await rm(widgetDist, { recursive: true, force: true });
  await buildLoader(await buildPanels());
  await printSizes();
}
if (wants('demo')) {
  await rm(`${root}dist/demo`, { recursive: true, force: true });
  await buildDemo(`${root}dist/demo`);
}
