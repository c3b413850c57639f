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

/** Unpacks weights as `npm run train` writes them: transitions (f32), rows of the tagger, rows of the intents. */
export function unpack(base64: string): Trained {
  const bytes = Uint8Array.from(atob(base64.replaceAll('\n', '')), (char) => char.charCodeAt(0));
  const size = (TAGS + 1) * TAGS;
  const transitions = Float64Array.from(new Float32Array(bytes.buffer, 0, size));
  const tagger = readRows(bytes, size * 4);
  return { tagger: { rows: tagger.rows, transitions }, intent: { rows: readRows(bytes, tagger.end).rows } };
}

let unpacked: Trained | undefined;

/** The model that is shipped. */
export const trained = (): Trained => (unpacked ??= unpack(WEIGHTS));
