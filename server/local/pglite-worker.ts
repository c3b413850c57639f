/**
 * PGlite in a thread of its own. It answers promises without ever leaving its thread, so a busy database would starve
 * the timers and sockets of whoever shares that thread; here it can only starve itself.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pgmq } from '@electric-sql/pglite-pgmq';
import { type DatabaseErrorFields, parseInt8, type Row, TYPE_OIDS, toDatabaseErrorFields } from './database.ts';
import { canPipeline, runOne, runTransaction } from './pglite-pipeline.ts';
import type { Call, CallMessage, CallResult, WorkerMessage, WorkerOptions } from './pglite-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('pglite-worker.ts runs as a worker thread only');
const say = (message: WorkerMessage): void => port.postMessage(message);

const asText = (text: string): string => text;
const parsers = {
  [TYPE_OIDS.int8]: parseInt8,
  [TYPE_OIDS.date]: asText,
  [TYPE_OIDS.timestamp]: asText,
};

async function open({ dataDir, seed }: WorkerOptions): Promise<PGlite> {
  const options = { extensions: { pgmq }, parsers };
  if (dataDir !== undefined) return PGlite.create(dataDir, options);
  return PGlite.create(seed === undefined ? options : { ...options, loadDataDir: new Blob([Uint8Array.from(seed)]) });
}

/** Remembers which statement of the transaction ran last, for the error. */
const progress = { statement: null as number | null };

async function perform(pg: PGlite, call: Call): Promise<CallResult> {
  progress.statement = null;
  switch (call.kind) {
    case 'query':
      if (canPipeline([call.statement])) return runOne(pg, call.statement);
      return (await pg.query<Row>(call.statement.sql, [...(call.statement.params ?? [])])).rows;
    case 'script':
      await pg.exec(call.sql);
      return null;
    case 'transaction':
      if (canPipeline(call.statements)) {
        return runTransaction(pg, call.statements, (index) => {
          progress.statement = index;
        });
      }
      return pg.transaction(async (tx) => {
        const results: Row[][] = [];
        for (const [index, { sql, params }] of call.statements.entries()) {
          progress.statement = index;
          results.push((await tx.query<Row>(sql, [...(params ?? [])])).rows);
        }
        progress.statement = null;
        return results;
      });
    case 'dump':
      return new Uint8Array(await (await pg.dumpDataDir('none')).arrayBuffer());
    case 'close':
      await pg.query('checkpoint');
      await pg.close();
      return null;
  }
}

/**
 * Be careful here: an error that is not Postgres' own is either a parameter that PGlite could not serialise (the engine
 * never saw it) or a trap inside the WebAssembly, after which memory is in an unknown state and going on would write
 * that state to disk. The first kind is a plain Error.
 */
function toFields(error: unknown): DatabaseErrorFields | null {
  const fields = toDatabaseErrorFields(error, progress.statement);
  if (fields !== null) return fields;
  if (!(error instanceof Error) || error.constructor !== Error) return null;
  const rest = { detail: null, hint: null, position: null, statement: progress.statement };
  return { code: '22023', message: `a parameter does not fit its type: ${error.message}`, ...rest };
}

/**
 * After some stack overflows PGlite does not give the stack back, and from then on refuses everything with this code.
 * Seen with JSON nested 50,000 deep; `rest-http.ts` does not let such a body in.
 */
async function isBroken(pg: PGlite, { code }: DatabaseErrorFields): Promise<boolean> {
  if (code !== '54001') return false;
  return pg.query('select 1').then(
    () => false,
    () => true,
  );
}

function stop(error: unknown): void {
  say({ kind: 'fatal', message: error instanceof Error ? error.message : String(error) });
  port?.close();
  process.exitCode = 1;
}

try {
  const pg = await open(workerData as WorkerOptions);
  let last: Promise<void> = Promise.resolve();
  const answer = async ({ id, call }: CallMessage): Promise<void> => {
    try {
      say({ kind: 'result', id, value: await perform(pg, call) });
    } catch (error) {
      const fields = toFields(error);
      if (fields === null || (await isBroken(pg, fields))) stop(error);
      else say({ kind: 'refused', id, error: fields });
    }
    if (call.kind === 'close') port.close();
  };
  // One at a time: `progress` belongs to the call that runs.
  port.on('message', (message: CallMessage) => {
    last = last.then(() => answer(message));
  });
  say({ kind: 'ready' });
} catch (error) {
  stop(error);
}
