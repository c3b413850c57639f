/** A shop's page as production would serve it (brotli, cacheable), with and without a chat, and the API behind it. */
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';

/** What can be loaded: the page alone, with a script that only adds a button, and with the tag. */
export const PAGES = ['page', 'floor', 'tag'] as const;
export type PageKind = (typeof PAGES)[number];

/** One answered request. */
export interface Served {
  readonly path: string;
  /** Bytes of the body as sent, after brotli. */
  readonly bytes: number;
}

export interface Site {
  readonly origin: string;
  /** Since the last call of `forget`, in the order they were asked for. */
  readonly served: readonly Served[];
  forget(): void;
  close(): Promise<void>;
}

const HEAD: Record<PageKind, string> = {
  page: '',
  floor: '<script async src="/floor.js"></script>',
  tag: '<script async src="/nexus.js" data-site-key="bench"></script>',
};

/** The least a chat can be: no shadow root, no state, no attributes. */
const FLOOR = `(() => {
  const button = document.createElement('button');
  button.id = 'floor';
  button.textContent = 'Chat';
  button.style.cssText = 'position:fixed;right:20px;bottom:20px;width:56px;height:56px;border:0;border-radius:50%';
  document.documentElement.append(button);
})();`;

/** Numbers that look random and are the same in each run. */
function createNoise(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}

/** The picture that is the page's largest paint. Detailed, since browsers do not count pictures of next to no bytes. */
function picture(): string {
  const noise = createNoise();
  const at = (most: number) => Math.round(noise() * most);
  const shapes = Array.from(
    { length: 90 },
    () => `<circle cx="${at(960)}" cy="${at(420)}" r="${4 + at(40)}" fill="hsl(${at(360)} 40% 60%)" opacity=".6"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 420"><rect width="960" height="420" fill="#dfe7e4"/>${shapes.join('')}</svg>`;
}

const SENTENCE =
  'We roast small lots by hand and send them the same day, with a card that names the farm and the year. ';

const STYLES = `body{margin:0;font:16px/1.6 system-ui,sans-serif;color:#222}header,main{max-width:960px;margin:auto;padding:16px}
img{display:block;width:100%;height:auto}h1{font-size:40px;line-height:1.1}.grid{display:grid;gap:16px;grid-template-columns:repeat(3,1fr)}
${Array.from({ length: 60 }, (_, n) => `.card-${n}{padding:${n % 16}px;border:1px solid hsl(${n * 6} 20% 80%);border-radius:8px}`).join('\n')}`;

/** What a shop runs: a little work at the start, and much that waits. No task over 50 ms by itself, or it would hide ours. */
const SCRIPT = `(() => {
  const cards = [...document.querySelectorAll('.grid > section')];
  const prices = cards.map((card, n) => ({ name: card.firstElementChild.textContent, price: 9 + ((n * 37) % 50) }));
  for (const [n, { price }] of prices.entries()) {
    const tag = document.createElement('strong');
    tag.textContent = '€ ' + price.toFixed(2);
    cards[n].append(tag);
  }
  addEventListener('scroll', () => document.body.classList.toggle('scrolled', scrollY > 80), { passive: true });
  localStorage.getItem('cart');
})();
${Array.from({ length: 40 }, (_, n) => `function feature${n}(items){return items.filter((item)=>item.price>${n}).map((item)=>item.name+'${n}').sort()}`).join('\n')}`;

const html = (
  kind: PageKind,
): string => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/site.css">${HEAD[kind]}<script defer src="/site.js"></script></head><body>
<header>Home · Coffee · Journal · Visit</header><main><h1>Coffee from eleven farms</h1>
<img src="/picture.svg" width="960" height="420" alt="Beans"><p>${SENTENCE.repeat(4)}</p>
<div class="grid">${Array.from({ length: 12 }, (_, n) => `<section class="card-${n}"><h2>Lot ${n}</h2><p>${SENTENCE}</p></section>`).join('')}</div>
</main></body></html>`;

const GREETING = 'Hello, I am the automated assistant of this shop. What are you looking for?';
const EVENTS = [
  { type: 'delta', text: GREETING },
  { type: 'done', text: GREETING, quickReplies: ['Prices', 'A visit'] },
]
  .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('');
const ACCEPTED = JSON.stringify({
  status: 'accepted',
  messageId: 'm',
  kafka: { offset: 0, partition: 0 },
  message: 'Your message has been queued for processing',
  estimatedProcessingTime: '2-5 seconds',
});

interface Asset {
  readonly type: string;
  readonly packed: Buffer;
}

/** Packed once, as a CDN would: what travels is what brotli makes of it at its best. */
async function loadAssets(widgetFolder: string): Promise<Map<string, Asset>> {
  const script = 'text/javascript';
  const texts: [string, string, string | Buffer][] = [
    ['/site.css', 'text/css', STYLES],
    ['/site.js', script, SCRIPT],
    ['/picture.svg', 'image/svg+xml', picture()],
    ['/floor.js', script, FLOOR],
    ...PAGES.map((kind): [string, string, string] => [`/${kind}`, 'text/html; charset=utf-8', html(kind)]),
  ];
  for (const name of await readdir(widgetFolder))
    if (name.endsWith('.js')) texts.push([`/${name}`, script, await readFile(`${widgetFolder}/${name}`)]);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return new Map(texts.map(([path, type, text]) => [path, { type, packed: brotliCompressSync(text, { params }) }]));
}

/** @param widgetFolder the built widget */
export async function openSite(widgetFolder: string): Promise<Site> {
  const assets = await loadAssets(widgetFolder);
  const served: Served[] = [];

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const asset = assets.get(path);
    served.push({ path, bytes: asset?.packed.length ?? 0 });
    request.resume();
    if (asset !== undefined) {
      const maxAge = asset.type.startsWith('text/html') ? 'no-cache' : 'public, max-age=3600';
      response.writeHead(200, { 'content-type': asset.type, 'content-encoding': 'br', 'cache-control': maxAge });
      response.end(asset.packed);
    } else if (path === '/api/nexus/chat') response.writeHead(200, { 'content-type': 'text/event-stream' }).end(EVENTS);
    else if (path === '/api/nexus/producer')
      response.writeHead(202, { 'content-type': 'application/json' }).end(ACCEPTED);
    else response.writeHead(404).end();
  };
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    served,
    forget: () => {
      served.length = 0;
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
