import { visit } from 'jsonc-parser';
import { toPointer, type Violation } from '../supabase/functions/_shared/contract/problem.ts';
import { MAX_BODY_BYTES } from '../supabase/functions/_shared/contract/topic.ts';
import { HttpProblem } from './problem.ts';

/** Deeper than any body of the contract. */
const MAX_DEPTH = 16;
/** Keys that change an object's prototype where somebody merges it carelessly. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a request's body as strict JSON: UTF-8, at most 64 KiB, no duplicate keys, no prototype keys, bounded depth.
 * The media type is `application/json`, or `text/plain` for deliveries that must not need a CORS preflight.
 *
 * @throws {HttpProblem} 400, 413 or 415, naming the field or header and the rule
 */
export async function readJson(request: Request): Promise<unknown> {
  const mediaType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType !== 'application/json' && mediaType !== 'text/plain') {
    const found = mediaType === '' ? 'nothing' : `"${mediaType.slice(0, 80)}"`;
    throw new HttpProblem('unsupported-media-type', 'Send JSON as application/json or text/plain.', {
      violations: [{ header: 'content-type', detail: `must be application/json or text/plain, got ${found}` }],
    });
  }
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw new HttpProblem('unsupported-media-type', 'Send the body as it is, not compressed.', {
      violations: [{ header: 'content-encoding', detail: 'must be absent or identity' }],
    });
  }
  return parseJson(decode(await readBytes(request)));
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function tooLarge(): HttpProblem {
  return new HttpProblem(
    'too-large',
    `A body may hold at most ${MAX_BODY_BYTES} bytes; send the messages in several deliveries.`,
    {
      violations: [{ pointer: '', detail: `must be at most ${MAX_BODY_BYTES} bytes` }],
      // What is left of the body would otherwise be read as the next request.
      headers: { connection: 'close' },
    },
  );
}

function invalid(violations: readonly Violation[], detail: string): HttpProblem {
  return new HttpProblem('invalid-input', detail, { violations });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid([{ pointer: '', detail: 'must be valid UTF-8' }], 'The body is not valid UTF-8.');
  }
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid([{ pointer: '', detail: 'must be valid JSON' }], 'The body is not valid JSON.');
  }
  // First the depth, without recursion: the visitor below recurses.
  if (isDeeperThan(value, MAX_DEPTH)) {
    const detail = `must not nest deeper than ${MAX_DEPTH} levels`;
    throw invalid([{ pointer: '', detail }], `The body ${detail}.`);
  }
  const violations = badKeys(text);
  if (violations.length > 0) throw invalid(violations, 'The body has keys that may not be there.');
  return value;
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** Keys that JSON.parse passes over in silence: repeated ones (the last wins) and those of prototypes. */
function badKeys(text: string): Violation[] {
  const violations: Violation[] = [];
  const seen: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      seen.push(new Set());
    },
    onObjectEnd: () => {
      seen.pop();
    },
    onObjectProperty: (key, _offset, _length, _line, _character, path) => {
      const pointer = toPointer([...path(), key]);
      const keys = seen.at(-1);
      if (FORBIDDEN_KEYS.has(key)) violations.push({ pointer, detail: 'is a key that may not be used' });
      else if (keys?.has(key)) violations.push({ pointer, detail: 'must not be given twice' });
      keys?.add(key);
    },
  });
  return violations;
}
