import { readFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { mimes } from 'hono/utils/mime';

/** Files of a build carry their content's hash in their name; those never change. */
const HASHED = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/**
 * Serves built files from several directories, the first that has the path wins.
 * Widget files may be loaded by any site; pages get a policy that allows their own origin only.
 *
 * @param options.widgetDir served at `/`, readable from every origin
 * @param options.siteDir served at `/`, pages at their path with or without `.html`
 * @param options.connectTo further origins that the pages may call, such as the Supabase project
 */
export function createAssets(options: {
  widgetDir: string;
  siteDir: string;
  connectTo: readonly string[];
}): (path: string) => Promise<Response | undefined> {
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
  const widgetHeaders = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
  const pageHeaders = { 'content-security-policy': policy, 'referrer-policy': 'strict-origin-when-cross-origin' };
  return async (path) =>
    (await file(options.widgetDir, path, widgetHeaders)) ?? (await file(options.siteDir, path, pageHeaders));
}

async function file(dir: string, path: string, headers: Record<string, string>): Promise<Response | undefined> {
  const name = nameOf(path);
  if (name === undefined) return undefined;
  for (const candidate of [name, `${name}.html`, join(name, 'index.html')]) {
    const full = normalize(join(dir, candidate));
    if (!full.startsWith(normalize(dir + sep))) continue;
    try {
      const bytes = await readFile(full);
      const extension = candidate.split('.').at(-1) ?? '';
      const type = extension === 'js' ? 'text/javascript; charset=utf-8' : mimes[extension];
      return new Response(new Uint8Array(bytes), {
        headers: {
          ...headers,
          'content-type': type ?? 'application/octet-stream',
          'cache-control': HASHED.test(candidate)
            ? 'public, max-age=31536000, immutable'
            : 'public, max-age=0, must-revalidate',
        },
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'ENOTDIR' && code !== 'ENAMETOOLONG') throw error;
    }
  }
  return undefined;
}

function nameOf(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path).replace(/^\/+/, '');
    return name.includes('\0') ? undefined : name;
  } catch {
    return undefined;
  }
}
