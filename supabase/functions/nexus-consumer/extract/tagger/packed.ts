/** Weights as they are shipped: hashes of features, and for each the few weights that are not near zero, in one byte each. */

/** Sparse rows of weights by feature hash. */
export interface Rows {
  /** Adds the weights of a feature to `into`, which begins at `base`; nothing for one that training did not see. */
  add(hash: number, into: Float64Array, base: number): void;
  readonly size: number;
}

/**
 * Reads rows: `count` (u32) and `scale` (f32), then for each feature its hash (u32), the number of its weights (u8), and
 * for each weight its column (u8) and value (i8, in units of `scale`). Little endian.
 *
 * @returns the rows and where they end
 */
export function readRows(bytes: Uint8Array, start: number): { rows: Rows; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(start, true);
  const scale = view.getFloat32(start + 4, true);
  // Open addressing in a table at most half full: a Map of so many numbers takes longer to build than to use.
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
  const hashes = new Uint32Array(capacity);
  const offsets = new Int32Array(capacity).fill(-1);
  const slotOf = (hash: number): number => {
    let slot = hash & (capacity - 1);
    while (offsets[slot] !== -1 && hashes[slot] !== hash) slot = (slot + 1) & (capacity - 1);
    return slot;
  };
  let at = start + 8;
  for (let i = 0; i < count; i++) {
    const hash = view.getUint32(at, true);
    const slot = slotOf(hash);
    hashes[slot] = hash;
    offsets[slot] = at + 4;
    at += 5 + 2 * view.getUint8(at + 4);
  }
  const add = (hash: number, into: Float64Array, base: number): void => {
    const offset = offsets[slotOf(hash)] ?? -1;
    if (offset === -1) return;
    const end = offset + 1 + 2 * (bytes[offset] ?? 0);
    for (let i = offset + 1; i < end; i += 2) {
      const column = base + (bytes[i] ?? 0);
      into[column] = (into[column] ?? 0) + view.getInt8(i + 1) * scale;
    }
  };
  return { rows: { add, size: count }, end: at };
}

/** Rows that are still in training. */
export const rowsOf = (weights: ReadonlyMap<number, ArrayLike<number>>): Rows => ({
  size: weights.size,
  add(hash, into, base) {
    const row = weights.get(hash);
    if (row === undefined) return;
    for (let i = 0; i < row.length; i++) into[base + i] = (into[base + i] ?? 0) + (row[i] ?? 0);
  },
});
