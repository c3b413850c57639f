import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { mimes } from 'hono/utils/mime';

/** Bytes as they travel. */
export interface Representation {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Strong: its own for each representation, made of the content. */
  readonly etag: string;
}

/** A file in memory, in the state it had when it was last looked at. */
export interface HeldFile extends Representation {
  readonly type: string;
  readonly isCompressible: boolean;
  /** Packed once, at the best quality; undefined where that saves nothing. */
  brotli(): Promise<Representation | undefined>;
}

/** More files than any build has; beyond it memory starts afresh. */
const MAX_FILES = 256;
/** Larger ones are not packed: at this quality a megabyte takes seconds. */
const MAX_PACKED_BYTES = 1024 * 1024;
/** What a path that names no file fails with. */
const ABSENT = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']);

const pack = promisify(brotliCompress);

/**
 * Reads files and keeps them, packed, until they change on disk.
 *
 * @returns reads the file at an absolute path; undefined where there is none
 */
export function createFiles(): (path: string) => Promise<HeldFile | undefined> {
  const held = new Map<string, { readonly mtimeMs: number; readonly size: number; readonly file: HeldFile }>();
  return async (path) => {
    try {
      const { mtimeMs, size } = await stat(path);
      const known = held.get(path);
      if (known !== undefined && known.mtimeMs === mtimeMs && known.size === size) return known.file;
      const file = toFile(path, new Uint8Array(await readFile(path)));
      if (held.size >= MAX_FILES) held.clear();
      held.set(path, { mtimeMs, size, file });
      return file;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!ABSENT.has(code)) throw error;
      held.delete(path);
      return undefined;
    }
  };
}

function toFile(path: string, bytes: Uint8Array<ArrayBuffer>): HeldFile {
  const extension = path.split('.').at(-1) ?? '';
  const type =
    extension === 'js' || extension === 'mjs'
      ? 'text/javascript; charset=utf-8'
      : (mimes[extension] ?? 'application/octet-stream');
  const isCompressible = /^(text\/|image\/svg|application\/(json|manifest))/.test(type);
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  let packed: Promise<Representation | undefined> | undefined;
  return {
    bytes,
    etag: `"${hash}"`,
    type,
    isCompressible,
    brotli() {
      if (!isCompressible || bytes.length > MAX_PACKED_BYTES) return Promise.resolve(undefined);
      packed ??= pack(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).then((small) =>
        small.length < bytes.length ? { bytes: new Uint8Array(small), etag: `"${hash}-br"` } : undefined,
      );
      return packed;
    },
  };
}
