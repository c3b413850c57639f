/** A shop's page with and without the tag, served as a production server would: compressed, and cacheable where it may be. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../../dist/widget/', import.meta.url));

const TEXT = 'Beans roasted on Mondays, a machine that forgives, and somebody who comes by when it does not. ';

/** What the shop itself brings: a picture, a style sheet, and a script that has something to do. */
const SHOP: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/shop.css': [
    'text/css',
    `body{margin:0 auto;max-width:60rem;font:18px/1.5 serif}${'.product{padding:12px}'.repeat(200)}`,
  ],
  '/shop.js': [
    'text/javascript',
    `let total=0;for(let i=0;i<4e5;i++)total+=Math.sqrt(i);document.documentElement.dataset.total=total;/*${TEXT.repeat(200)}*/`,
  ],
  '/hero.svg': [
    'image/svg+xml',
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 600">${Array.from(
      { length: 900 },
      (_, i) =>
        `<circle cx="${(i * 733) % 1200}" cy="${(i * 397) % 600}" r="${8 + (i % 40)}" fill="hsl(${i % 360} 40% 60%)"/>`,
    ).join('')}</svg>`,
  ],
  /** The least a launcher can be: the floor below which no tag can get. */
  '/floor.js': [
    'text/javascript',
    `requestIdleCallback(()=>{const b=document.createElement('button');b.id='floor';b.style.cssText='position:fixed;right:20px;bottom:20px;width:56px;height:56px';document.documentElement.append(b)},{timeout:2000})`,
  ],
};

const TAGS = {
  without: '',
  floor: '<script async src="/floor.js"></script>',
  tag: '<script async src="/nexus.js" data-site-key="bench"></script>',
  cold: '<script async src="/nexus.js" data-site-key="bench" data-prefetch="off"></script>',
} as const;
/** Which tag a page has; `cold` is ours without the prefetch. */
export type Variant = keyof typeof TAGS;

const page = (variant: Variant): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/shop.css">
${TAGS[variant]}<script defer src="/shop.js"></script></head><body><h1>Coffee for offices</h1>
<img src="/hero.svg" width="960" height="480" alt="">${`<p class="product">${TEXT.repeat(4)}</p>`.repeat(30)}</body></html>`;

export interface Site {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves `/<variant>`, the shop's files, the built widget, and the two requests of a conversation. */
export async function startSite(): Promise<Site> {
  const packed = new Map<string, Buffer>();
  const pack = (path: string, body: string | Buffer): Buffer => {
    const known = packed.get(path) ?? brotliCompressSync(body);
    packed.set(path, known);
    return known;
  };
  const find = async (path: string): Promise<readonly [type: string, body: string | Buffer] | undefined> => {
    const variant = path.slice(1);
    if (variant in TAGS) return ['text/html; charset=utf-8', page(variant as Variant)];
    if (path.startsWith('/nexus')) return ['text/javascript', await readFile(DIST + basename(path))];
    return SHOP[path];
  };
  let offset = 0;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const found = await find(pathname).catch(() => undefined);
    request.resume();
    if (pathname === '/api/nexus/chat') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: {"type":"done","text":"Hello. What are you looking for?","quickReplies":[]}\n\n');
    } else if (pathname === '/api/nexus/producer') {
      response.writeHead(202, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'accepted', messageId: 'm', kafka: { offset: offset++, partition: 0 } }));
    } else if (found === undefined) response.writeHead(404).end();
    else {
      const [type, body] = found;
      const cache = pathname.startsWith('/nexus-') ? 'max-age=31536000, immutable' : 'max-age=300';
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'br', 'cache-control': cache });
      response.end(pack(pathname, body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
