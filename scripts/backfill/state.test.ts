import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBatchState } from './state.ts';

const DAY = 24 * 60 * 60 * 1_000;
const now = Date.parse('2026-11-24T10:00:00Z');
const sent = (id: string, daysAgo: number, ...requests: string[]) => ({
  ...{ id, requests },
  createdAt: new Date(now - daysAgo * DAY).toISOString(),
});

describe('what is known of batches', () => {
  let dir: string;
  let path: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nexus-state-'));
    path = join(dir, 'data', 'backfill.json');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('stays from run to run, without half a file beside it', async () => {
    const state = await openBatchState(path, () => now);
    expect(state.batches()).toEqual([]);
    await state.add(sent('b-1', 0, 'r-1', 'r-2'));
    await state.add(sent('b-2', 0, 'r-3'));
    expect((await openBatchState(path, () => now)).batches().map(({ id }) => id)).toEqual(['b-1', 'b-2']);
    expect(await readdir(join(dir, 'data'))).toEqual(['backfill.json']);
  });

  it('forgets requests, and a batch with its last one', async () => {
    const state = await openBatchState(path, () => now);
    await state.add(sent('b-1', 0, 'r-1', 'r-2'));
    await state.add(sent('b-2', 0, 'r-3'));
    await state.forget(new Set(['r-2', 'r-3']));
    expect((await openBatchState(path, () => now)).batches()).toMatchObject([{ id: 'b-1', requests: ['r-1'] }]);
  });

  it('leaves out batches whose results are gone', async () => {
    const state = await openBatchState(path, () => now);
    await state.add(sent('b-1', 28, 'r-1'));
    await state.add(sent('b-2', 27, 'r-2'));
    expect((await openBatchState(path, () => now)).batches().map(({ id }) => id)).toEqual(['b-2']);
  });

  it.each(['{"batches":', '{"batches":[{"id":7}]}'])('says what to do with a damaged file: %s', async (text) => {
    await (await openBatchState(path, () => now)).add(sent('b-1', 0, 'r-1'));
    await writeFile(path, text);
    await expect(openBatchState(path, () => now)).rejects.toThrow(/backfill\.json is damaged; delete it/);
  });
});
