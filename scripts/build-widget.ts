/** Builds what a site's page loads: the tag, one panel for each language, and the chunks that come later. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { minify } from 'terser';
import { build, type InlineConfig, type Plugin, type Rollup } from 'vite';
import { LANGUAGES } from '../widget/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What every build of the widget's sources has in common. */
export const shared: InlineConfig = {
  configFile: `${root}vite.config.ts`,
  logLevel: 'warn',
  root,
  publicDir: false,
};

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

/** Drops the hints that a call may be left out, which the minifiers would keep as comments or line breaks. */
const noHints: Plugin = {
  name: 'nexus:no-hints',
  enforce: 'post',
  transform: (code, id) => (id.endsWith('.tsx') ? { code: code.replaceAll('/* @__PURE__ */', ''), map: null } : null),
};

/**
 * Properties that only the panel's entry uses, which get one-letter names. None may be the browser's, part of the
 * contract or of the page's api; that no other chunk knows them is checked.
 */
const PRIVATE =
  /^(adopt|aloneAsking|asker|calendar|decide|follow|focused|isKnown|onAppended|onLocal|privacyControl|resume|retentionMs|takeFocus|askAgain|dismissTeaser|drawn|isAway|isCopied|isData|isDegraded|isFollowing|isInTrouble|isLastOfRun|isOver|isOpen|keepFocus|mayAsk|onGrow|prefilled|scrolled|scroller|setDraft|setFingerprint|setStreamed|showData|showLauncher|showSaved|streamed|subscribe|subscribeStream|tabStore|toEnd|unsubscribe)$/;

/** The same for the tag, which shares no object of these with the panel. */
const TAG_PRIVATE = /^(address|call|load)$/;

/**
 * Folds the words of the language into their places and drops what Vite's quicker minifier leaves. Slow, so only files
 * whose bytes are counted go through it, each once.
 */
async function tighten(code: string, module: boolean, names?: RegExp): Promise<string> {
  const compress = { passes: 3, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true, pure_getters: true };
  const mangle = names === undefined ? true : { properties: { regex: names, builtins: true } };
  const { code: tight } = await minify(code, { module, ecma: 2020, compress, mangle, format: { comments: false } });
  if (tight === undefined) throw new Error('the minifier gave nothing back');
  return tight;
}

/**
 * A module whose download has failed once may stay failed for as long as the page lives, and only another address is
 * asked for anew. So each lazy import gets one after a failure. Not in the npm package, whose users' bundlers have to
 * find the files.
 */
function retryImports(code: string): string {
  const patched = code.replaceAll(/\bimport\((["'`])(\.\/nexus-[^"'`]+)\1\)/g, 'nexusImport("$2")');
  if (patched === code) return code;
  return `const nexusNext={},nexusImport=e=>import(nexusNext[e]??e).catch(t=>{nexusNext[e]=e+"?"+Date.now();throw t});${patched}`;
}

/** The files of one language's panel by name, the entry under the name of its language. */
async function bundlePanel(language: string): Promise<Map<string, string>> {
  const output = await build({
    ...shared,
    define: { __LANGUAGE__: JSON.stringify(language) },
    plugins: [slimRuntime, noHints],
    build: {
      write: false,
      target: 'es2022',
      // A library, or Vite would wrap each lazy import in a helper for preloads that the panel has no use for.
      lib: { entry: 'widget/main.tsx', formats: ['es'], fileName: 'nexus-panel' },
      // Said explicitly, since a library would keep its white space.
      rolldownOptions: { output: { minify: true, chunkFileNames: 'nexus-[name]-[hash].js' } },
    },
  });
  const chunks = (Array.isArray(output) ? output : [output as Rollup.RollupOutput]).flatMap((part) => part.output);
  const files = new Map<string, string>();
  for (const chunk of chunks) {
    if (chunk.type === 'asset') files.set(chunk.fileName, String(chunk.source));
    else files.set(chunk.isEntry ? language : chunk.fileName, chunk.code);
  }
  if (!files.has(language)) throw new Error('the panel build made no entry');
  return files;
}

/**
 * Writes one panel for each language, so that an open panel is one request.
 *
 * @param folder is created
 * @param isRetrying whether a lazy file that could not be fetched is asked for again
 * @returns the entries' file name with `*` for the language; they share one hash, so that the tag stays small
 */
export async function buildPanels(folder: string, isRetrying: boolean): Promise<string> {
  const hash = createHash('sha256');
  const files = new Map<string, string>();
  for (const language of LANGUAGES)
    for (const [name, built] of await bundlePanel(language)) {
      if (files.has(name)) continue;
      const code = isRetrying ? retryImports(built) : built;
      if (name === language) {
        files.set(name, await tighten(code, true, PRIVATE));
        hash.update(files.get(name) ?? '');
        continue;
      }
      const known = code.match(/[\w$]+/g)?.find((word) => PRIVATE.test(word));
      if (known !== undefined) throw new Error(`${name} uses ${known}, which the panel's entry keeps to itself`);
      files.set(name, name.includes('recognise') ? code : await tighten(code, true));
    }
  const pattern = `nexus-panel-*-${hash.digest('base64url').replaceAll(/[-_]/g, '').slice(0, 8)}.js`;
  await mkdir(folder, { recursive: true });
  for (const [name, code] of files) {
    const isEntry = LANGUAGES.some((language) => language === name);
    await writeFile(`${folder}/${isEntry ? pattern.replace('*', name) : name}`, code);
  }
  return pattern;
}

/** @returns the tag's code */
async function bundleTag(panelFile: string): Promise<string> {
  const output = (await build({
    ...shared,
    define: { __PANEL_FILE__: JSON.stringify(panelFile) },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: 'widget/loader.ts', formats: ['iife'], name: 'nexusLoader', fileName: () => 'nexus.js' },
    },
  })) as Rollup.RollupOutput[];
  const [chunk] = output.flatMap((part) => part.output);
  if (chunk?.type !== 'chunk') throw new Error('the build of the tag made no code');
  return tighten(chunk.code, false, TAG_PRIVATE);
}

/** What travels: each of the widget's files as a server with brotli at its best sends it. */
async function printSizes(folder: string): Promise<void> {
  for (const file of (await readdir(folder)).sort()) {
    const content = await readFile(`${folder}/${file}`);
    const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    console.log(
      `${file.padEnd(36)} ${String(content.length).padStart(7)} B  ${String(packed.length).padStart(6)} B brotli`,
    );
  }
}

/** @param folder absolute; emptied first */
export async function buildWidget(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const panelFile = await buildPanels(folder, true);
  const tag = await bundleTag(panelFile);
  const digest = createHash('sha384').update(tag).digest();
  const immutable = `nexus.${digest.toString('hex').slice(0, 12)}.js`;
  await writeFile(`${folder}/nexus.js`, tag);
  await writeFile(`${folder}/${immutable}`, tag);
  await printSizes(folder);
  console.log(`\nA tag that never changes, checked by the browser (Subresource Integrity):
<script async src="https://YOUR-SERVER/${immutable}" integrity="sha384-${digest.toString('base64')}" crossorigin="anonymous" data-site-key="YOUR-KEY"></script>`);
}
