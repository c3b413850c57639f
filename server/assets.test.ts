import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Assets, createAssets } from './assets.ts';

const CODE = `globalThis.x = ${JSON.stringify('the same words over and over again '.repeat(40))};`;

let dir: string;
let assets: Assets;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nexus-assets-'));
  await mkdir(join(dir, 'widget'));
  await mkdir(join(dir, 'site', 'assets'), { recursive: true });
  const files = {
    'widget/nexus.js': CODE,
    'widget/nexus.Ab3_-xYz.js': CODE,
    'widget/nexus-panel-es-OVGfY0EZ.js': CODE,
    'widget/nexus-line-C-poj_Kl.js': CODE,
    'site/index.html': '<!doctype html><title>Faro</title>',
    'site/privacy-overview.html': '<!doctype html><title>Privacy</title>',
    'site/nexus.js': 'the widget’s wins',
    'site/icon.png': CODE,
    'site/assets/index-BD6hCZsB.js': 'x',
    'outside.txt': 'not served',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
  assets = createAssets({ widgetDir: join(dir, 'widget'), siteDir: join(dir, 'site'), connectTo: [] });
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
  const response = await assets(path, new Headers(headers));
  if (response === undefined) throw new Error(`nothing at ${path}`);
  return response;
};

describe('static files', () => {
  it.each(['/nexus.js', '/nexus.Ab3_-xYz.js', '/nexus-panel-es-OVGfY0EZ.js'])(
    'lets every site load, read and time %s, also from a page with COEP',
    async (path) => {
      const { status, headers } = await get(path);
      expect(status).toBe(200);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('timing-allow-origin')).toBe('*');
      expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    },
  );

  it('keeps its own pages to itself', async () => {
    const { headers } = await get('/');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  it.each([
    ['/nexus.js', 'public, max-age=300, stale-while-revalidate=600'],
    ['/nexus.Ab3_-xYz.js', 'public, max-age=31536000, immutable'],
    ['/nexus-panel-es-OVGfY0EZ.js', 'public, max-age=31536000, immutable'],
    ['/nexus-line-C-poj_Kl.js', 'public, max-age=31536000, immutable'],
    ['/assets/index-BD6hCZsB.js', 'public, max-age=31536000, immutable'],
    ['/', 'public, max-age=0, must-revalidate'],
    ['/privacy-overview', 'public, max-age=0, must-revalidate'],
  ])('says of %s how long it may be kept', async (path, expected) => {
    expect((await get(path)).headers.get('cache-control')).toBe(expected);
  });

  it('sends brotli to who accepts it, the file as it is to others, and tells caches that the two differ', async () => {
    const packed = await get('/nexus.js', { 'accept-encoding': 'gzip, deflate, br;q=0.8' });
    expect(packed.headers.get('content-encoding')).toBe('br');
    const bytes = new Uint8Array(await packed.arrayBuffer());
    expect(bytes.length).toBeLessThan(CODE.length / 5);
    expect(brotliDecompressSync(bytes).toString()).toBe(CODE);
    for (const accepted of ['', 'gzip', 'br;q=0', 'br; q=0.000', 'brotli']) {
      const plain = await get('/nexus.js', { 'accept-encoding': accepted });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(plain.headers.get('vary')).toBe('accept-encoding');
      expect(await plain.text()).toBe(CODE);
      expect(plain.headers.get('etag')).not.toBe(packed.headers.get('etag'));
    }
    expect(packed.headers.get('vary')).toBe('accept-encoding');
  });

  it('sends neither pictures nor what would only grow as brotli', async () => {
    for (const path of ['/icon.png', '/assets/index-BD6hCZsB.js']) {
      expect((await get(path, { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBeNull();
    }
  });

  it('answers 304 to who has this very file, with what a cache needs, until the file changes', async () => {
    const path = join(dir, 'widget', 'nexus-changes.js');
    await writeFile(path, CODE);
    const accept = { 'accept-encoding': 'br' };
    const etag = (await get('/nexus-changes.js', accept)).headers.get('etag') ?? '';
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get('/nexus-changes.js', { ...accept, 'if-none-match': held });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      expect(again.headers.get('etag')).toBe(etag);
      expect(again.headers.get('access-control-allow-origin')).toBe('*');
      expect(again.headers.get('cache-control')).toMatch(/max-age=300/);
    }
    expect((await get('/nexus-changes.js', { 'if-none-match': etag })).status).toBe(200);
    await writeFile(path, `${CODE} `);
    await utimes(path, new Date(), new Date(Date.now() + 5_000));
    const changed = await get('/nexus-changes.js', { ...accept, 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it.each(['/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/nothing', '/%00', '/%', '/assets'])(
    'has nothing at %s',
    async (path) => {
      expect(await assets(path, new Headers())).toBeUndefined();
    },
  );
});
