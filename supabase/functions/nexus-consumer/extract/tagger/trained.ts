/** The trained weights, unpacked once. */
import { TAGS } from './crf.ts';
import type { IntentModel } from './intent.ts';
import { readRows } from './packed.ts';
import type { Model } from './tagger.ts';
import { WEIGHTS } from './weights.ts';

export interface Trained {
  readonly tagger: Model;
  readonly intent: IntentModel;
}

/** Base64 in lines to bytes, line by line: as one string it would be held three times over at the start. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil((base64.length * 3) / 4));
  let length = 0;
  for (const line of base64.split('\n')) {
    const text = atob(line);
    for (let i = 0; i < text.length; i++) bytes[length++] = text.charCodeAt(i);
  }
  return bytes.slice(0, length);
}

async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Unpacks weights as `npm run train` writes them: gzip over transitions (f32), rows of the tagger, rows of the intents. */
export async function unpack(base64: string): Promise<Trained> {
  const bytes = await inflate(decode(base64));
  const size = (TAGS + 1) * TAGS;
  const transitions = Float64Array.from(new Float32Array(bytes.buffer, 0, size));
  const tagger = readRows(bytes, size * 4);
  return { tagger: { rows: tagger.rows, transitions }, intent: { rows: readRows(bytes, tagger.end).rows } };
}

let unpacked: Promise<Trained> | undefined;

/** The model that is shipped. */
export function trained(): Promise<Trained> {
  unpacked ??= unpack(WEIGHTS);
  return unpacked;
}
