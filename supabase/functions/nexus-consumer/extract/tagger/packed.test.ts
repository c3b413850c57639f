import { describe, expect, it } from 'vitest';
import { packRows } from '../../../../../scripts/train/pack.ts';
import { readRows, rowsOf } from './packed.ts';

const rowOf = (add: (hash: number, into: Float64Array, base: number) => void, hash: number): number[] => {
  const into = new Float64Array(4);
  add(hash, into, 0);
  return [...into];
};

describe('packed weights', () => {
  const weights = new Map([
    [7, [2, -1, 0, 0.5]],
    [0xffffffff, [0, 0, 1.27, 0]],
    // The same slot as 7 in any small table.
    [7 + 2 ** 20, [-2, 0, 0, 0]],
    [9, [0.001, 0, 0, 0]],
  ]);
  const packed = packRows(weights, 2);

  // The step is kept in 32 bits, hence the last digits.
  it('come back within half a step', () => {
    const { rows, end } = readRows(packed, 0);
    expect(end).toBe(packed.length);
    for (const hash of [7, 0xffffffff, 7 + 2 ** 20]) {
      rowOf(rows.add, hash).forEach((value, i) => {
        expect(Math.abs(value - (weights.get(hash)?.[i] ?? 0))).toBeLessThanOrEqual(1 / 127 + 1e-7);
      });
    }
  });

  it('leave out rows that decide nothing', () => {
    expect(readRows(packed, 0).rows.size).toBe(3);
    expect(rowOf(readRows(packed, 0).rows.add, 9)).toEqual([0, 0, 0, 0]);
  });

  it('add nothing for a feature that training did not see', () => {
    expect(rowOf(readRows(packed, 0).rows.add, 8)).toEqual([0, 0, 0, 0]);
    expect(rowOf(rowsOf(weights).add, 8)).toEqual([0, 0, 0, 0]);
  });

  it('are read from where they begin', () => {
    const shifted = new Uint8Array(packed.length + 3);
    shifted.set(packed, 3);
    expect(rowOf(readRows(shifted, 3).rows.add, 7)).toEqual(rowOf(readRows(packed, 0).rows.add, 7));
  });
});
