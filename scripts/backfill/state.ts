/** Which batches were sent, so that a run that was interrupted, or one that now applies, pays for nothing twice. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const batchSchema = z.strictObject({
  id: z.string().min(1),
  createdAt: z.iso.datetime(),
  /** `custom_id` of each request: hashes, so that the file holds nothing of a visitor. */
  requests: z.array(z.string()),
});
const stateSchema = z.strictObject({ batches: z.array(batchSchema) });

/** A batch that was sent. */
export type SentBatch = z.infer<typeof batchSchema>;

/** Anthropic keeps results for 29 days. @see https://platform.claude.com/docs/en/build-with-claude/batch-processing */
const KEPT_MS = 28 * 24 * 60 * 60 * 1_000;

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string, path: string): readonly SentBatch[] {
  try {
    return stateSchema.parse(JSON.parse(text)).batches;
  } catch (error) {
    throw new Error(`${path} is damaged; delete it to send what it knew of again`, { cause: error });
  }
}

export interface BatchState {
  /** Whose results can still be fetched, oldest first. */
  batches(): readonly SentBatch[];
  /** Durable when the promise resolves. */
  add(batch: SentBatch): Promise<void>;
  /** Requests that have no answer: they will be sent again. */
  forget(requests: ReadonlySet<string>): Promise<void>;
}

/**
 * Opens the file; a missing one is an empty one.
 *
 * @param now milliseconds since 1970
 * @throws {Error} when the file is not what this wrote
 */
export async function openBatchState(path: string, now: () => number): Promise<BatchState> {
  const text = await readIfThere(path);
  let batches = (text === undefined ? [] : parse(text, path)).filter(
    ({ createdAt }) => now() - Date.parse(createdAt) < KEPT_MS,
  );
  async function save(next: readonly SentBatch[]): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, `${JSON.stringify({ batches: next }, null, 1)}\n`, { mode: 0o600 });
    await rename(`${path}.tmp`, path);
    batches = [...next];
  }
  return {
    batches: () => batches,
    add: (batch) => save([...batches, batch]),
    forget: (gone) =>
      save(
        batches
          .map((batch) => ({ ...batch, requests: batch.requests.filter((id) => !gone.has(id)) }))
          .filter(({ requests }) => requests.length > 0),
      ),
  };
}
