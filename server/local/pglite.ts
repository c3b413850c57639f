/** The embedded database: PGlite with pgmq, in a worker thread. */
import { Worker } from 'node:worker_threads';
import { type Database, DatabaseError, DatabaseUnavailableError, type Row, type Statement } from './database.ts';
import type { Call, CallMessage, CallResult, WorkerMessage, WorkerOptions } from './pglite-protocol.ts';

/** How long a close may take before the thread is cut off; what was acknowledged is in the write-ahead log by then. */
const CLOSE_TIMEOUT_MS = 10_000;

export interface PgliteDatabase extends Database {
  /** The whole database as a tar, a `seed` for {@link openPglite}. */
  dump(): Promise<Uint8Array>;
}

/**
 * Stack of the thread. With the usual 4 MB, deep recursion (nested JSON, a long expression) overflows it before
 * Postgres' own check at `max_stack_depth` of 2 MB, and PGlite swallows that: a statement ends with neither a result nor
 * an error. Measured: 16 MB is enough for Postgres to say "stack depth limit exceeded".
 */
const STACK_MB = 32;

interface Pending {
  readonly resolve: (value: CallResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens PGlite in a worker thread. The first start on a directory takes about 5 s, later ones 0.5 s.
 *
 * PGlite does not notice a second process on the same directory, and then loses rows without a word: hold the lock of
 * `lock.ts` first. It survives a killed process, not a power cut (its fsync does nothing).
 *
 * @param options.dataDir directory of the data, made if absent; left out: in memory
 * @param options.seed result of `dump`, for an in-memory database that starts with those contents
 * @throws {DatabaseUnavailableError} when PGlite cannot start there
 */
export async function openPglite(options: WorkerOptions = {}): Promise<PgliteDatabase> {
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
    workerData: options,
    // What the process was started with (--input-type, --inspect) is not for its threads.
    execArgv: [],
    resourceLimits: { stackSizeMb: STACK_MB },
  });
  const pending = new Map<number, Pending>();
  const opening = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let lastId = 0;
  let closing: Promise<void> | undefined;
  let dead: DatabaseUnavailableError | undefined;

  const die = (why: string): void => {
    dead ??= new DatabaseUnavailableError(
      closing === undefined ? `the embedded database stopped: ${why}; restart the server` : 'the database is closed',
      { retryable: false },
    );
    opening.reject(dead);
    for (const { reject } of pending.values()) reject(dead);
    pending.clear();
  };

  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') return opening.resolve();
    if (message.kind === 'fatal') return die(message.message);
    const call = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'result') call?.resolve(message.value);
    else call?.reject(new DatabaseError(message.error));
  });
  worker.on('error', (error) => die(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => {
    die(`its thread ended with code ${code}`);
    ended.resolve();
  });

  const send = (call: Call): Promise<CallResult> => {
    if (dead !== undefined) return Promise.reject(dead);
    const id = ++lastId;
    const { promise, resolve, reject } = Promise.withResolvers<CallResult>();
    pending.set(id, { resolve, reject });
    worker.postMessage({ id, call } satisfies CallMessage);
    return promise;
  };
  const ask = (call: Call): Promise<CallResult> =>
    closing === undefined
      ? send(call)
      : Promise.reject(new DatabaseUnavailableError('the database is closed', { retryable: false }));

  const close = async (): Promise<void> => {
    const timer = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT_MS);
    try {
      // A worker that is dead already has nothing left to close.
      if (dead === undefined) await send({ kind: 'close' }).catch(() => undefined);
      await ended.promise;
    } finally {
      clearTimeout(timer);
    }
  };

  await opening.promise;
  return {
    kind: 'pglite',
    query: async <R extends Row>(sql: string, params: readonly unknown[] = []) =>
      (await ask({ kind: 'query', statement: { sql, params } })) as R[],
    script: async (sql) => {
      await ask({ kind: 'script', sql });
    },
    transaction: async (statements: readonly Statement[]) =>
      (await ask({ kind: 'transaction', statements })) as Row[][],
    dump: async () => (await ask({ kind: 'dump' })) as Uint8Array,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
