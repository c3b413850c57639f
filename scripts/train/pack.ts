/** Packs weights for shipping; see `tagger/packed.ts` for the format. */

/** Weights below this share of the greatest are left out; they change no decision that can be told from noise. */
const FLOOR = 7 / 127;

/** One table of rows. */
export function packRows(weights: ReadonlyMap<number, ArrayLike<number>>, greatest: number): Uint8Array {
  const scale = greatest / 127;
  const rows = Array.from(weights, ([hash, row]) => ({
    hash,
    cells: Array.from(row)
      .map((weight, column) => ({ column, value: Math.max(-127, Math.min(127, Math.round(weight / scale))) }))
      .filter(({ value }) => Math.abs(value) >= FLOOR * 127),
  }))
    .filter(({ cells }) => cells.length > 0)
    .sort((a, b) => a.hash - b.hash);
  const bytes = new Uint8Array(8 + rows.reduce((sum, { cells }) => sum + 5 + 2 * cells.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, rows.length, true);
  view.setFloat32(4, scale, true);
  let at = 8;
  for (const { hash, cells } of rows) {
    view.setUint32(at, hash, true);
    view.setUint8(at + 4, cells.length);
    at += 5;
    for (const { column, value } of cells) {
      view.setUint8(at, column);
      view.setInt8(at + 1, value);
      at += 2;
    }
  }
  return bytes;
}
