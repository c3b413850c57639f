import { join, normalize, sep } from 'node:path';
import { createFiles, type HeldFile } from './files.ts';

/** Names that hold their content's hash: `nexus.<hash>.js`, `nexus-line-<hash>.js`. What they name never changes. */
const HASHED_WIDGET = /^nexus(\.[\w-]{8,64}|-.+-[\w-]{8})\.[a-z0-9]+$/;
const HASHED_SITE = /^assets\/.+-[\w-]{8}\.[a-z0-9]+$/;

const FOR_EVER = 'public, max-age=31536000, immutable';
/** The tag is on every page of a site: new within minutes, and nobody waits for a check in between. */
const FOR_MINUTES = 'public, max-age=300, stale-while-revalidate=600';
const CHECKED = 'public, max-age=0, must-revalidate';

/** The file at a path as a request's headers accept it; undefined where there is none. */
export type Assets = (path: string, headers: Headers) => Promise<Response | undefined>;

/**
 * Serves built files from two directories, the first that has the path wins.
 * Widget files may be loaded and timed by any site, also by pages with COEP; pages get a policy that allows their own
 * origin only.
 *
 * @param options.widgetDir served at `/`, readable from every origin
 * @param options.siteDir served at `/`, pages at their path with or without `.html`
 * @param options.connectTo further origins that the pages may call, such as the Supabase project
 */
export function createAssets(options: { widgetDir: string; siteDir: string; connectTo: readonly string[] }): Assets {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...options.connectTo].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
  const widgetHeaders = {
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'timing-allow-origin': '*',
  };
  const pageHeaders = { 'content-security-policy': policy, 'referrer-policy': 'strict-origin-when-cross-origin' };
  const files = createFiles();

  async function find(dir: string, name: string): Promise<{ candidate: string; file: HeldFile } | undefined> {
    for (const candidate of [name, `${name}.html`, join(name, 'index.html')]) {
      const full = normalize(join(dir, candidate));
      if (!full.startsWith(normalize(dir + sep))) continue;
      const file = await files(full);
      if (file !== undefined) return { candidate, file };
    }
    return undefined;
  }

  return async (path, headers) => {
    const name = nameOf(path);
    if (name === undefined) return undefined;
    const widget = await find(options.widgetDir, name);
    if (widget !== undefined) {
      const cacheControl = HASHED_WIDGET.test(widget.candidate) ? FOR_EVER : FOR_MINUTES;
      return answer(widget.file, headers, { ...widgetHeaders, 'cache-control': cacheControl });
    }
    const page = await find(options.siteDir, name);
    if (page === undefined) return undefined;
    const cacheControl = HASHED_SITE.test(page.candidate) ? FOR_EVER : CHECKED;
    return answer(page.file, headers, { ...pageHeaders, 'cache-control': cacheControl });
  };
}

async function answer(file: HeldFile, request: Headers, headers: Record<string, string>): Promise<Response> {
  const packed = acceptsBrotli(request.get('accept-encoding') ?? '') ? await file.brotli() : undefined;
  const { bytes, etag } = packed ?? file;
  const common = { ...headers, etag, ...(file.isCompressible ? { vary: 'accept-encoding' } : {}) };
  if (isHeld(request.get('if-none-match') ?? '', etag)) return new Response(null, { status: 304, headers: common });
  return new Response(bytes, {
    headers: {
      ...common,
      'content-type': file.type,
      ...(packed === undefined ? {} : { 'content-encoding': 'br' }),
    },
  });
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding  `br;q=0` refuses it */
function acceptsBrotli(header: string): boolean {
  return header.split(',').some((entry) => {
    const [coding = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    return coding === 'br' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** Compared weakly, as RFC 9110 asks: proxies that compress make strong tags weak. */
function isHeld(header: string, etag: string): boolean {
  return header.split(',').some((entry) => entry.trim() === '*' || entry.trim().replace(/^W\//, '') === etag);
}

function nameOf(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path).replace(/^\/+/, '');
    return name.includes('\0') ? undefined : name;
  } catch {
    return undefined;
  }
}
