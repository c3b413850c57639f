/** A whole transaction in one call into the engine: a third of the time of one call for each step. */
import { type PGlite, protocol, types } from '@electric-sql/pglite';
import type { Row, Statement } from './database.ts';

type Parameter = string | number | bigint | boolean | null;

const isPlain = (value: unknown): value is Parameter =>
  value === null || /^(string|number|bigint|boolean)$/.test(typeof value);

/**
 * True when every parameter has one spelling as text, whatever its type in SQL; arrays and objects have several. What
 * may be empty but for comments would complete without saying so, and look like a lost result.
 */
export function canPipeline(statements: readonly Statement[]): boolean {
  return statements.every(({ sql, params }) => !/^\s*(--|\/\*|;|$)/.test(sql) && (params?.every(isPlain) ?? true));
}

const { serialize } = protocol;
const BEGIN: Statement = { sql: 'begin' };

function* messagesOf(statements: readonly Statement[]): Generator<Uint8Array> {
  for (const { sql, params = [] } of statements) {
    yield serialize.parse({ text: sql });
    yield serialize.bind({ values: params.map((value) => (value === null ? null : String(value))) });
    yield serialize.describe({ type: 'P' });
    yield serialize.execute({});
  }
  yield serialize.sync();
}

/** The engine gave neither a result nor an error: a trap that PGlite swallowed. What it holds in memory is unknown. */
class LostResultError extends TypeError {}

/**
 * Runs statements in one call.
 *
 * The extended query protocol lets a client send all messages before it reads the first answer; after an error the
 * server skips the rest up to Sync. Call it while nothing else runs on `pg`, which does not guard this way in.
 *
 * @param onFailed told the index of the statement that failed, before the rejection
 * @throws {LostResultError} when the engine cannot be trusted any more
 * @see https://www.postgresql.org/docs/current/protocol-flow.html  pipelining
 */
async function send(pg: PGlite, statements: readonly Statement[], onFailed: (index: number) => void): Promise<Row[][]> {
  const { messages } = await pg.execProtocol(Buffer.concat([...messagesOf(statements)]), { throwOnError: false });
  const results: Row[][] = [];
  let rows: Row[] = [];
  let fields: readonly Field[] = [];
  for (const message of messages) {
    if (message instanceof protocol.messages.DatabaseError) {
      onFailed(results.length);
      throw message;
    }
    if (message instanceof protocol.messages.RowDescriptionMessage) fields = message.fields;
    else if (message instanceof protocol.messages.DataRowMessage) {
      rows.push(toRow(fields, message.fields, pg.parsers));
    } else if (message.name === 'commandComplete') {
      results.push(rows);
      rows = [];
    }
  }
  if (results.length === statements.length) return results;
  throw new LostResultError(`${results.length} of ${statements.length} statements completed, without an error`);
}

/** Runs one statement; see {@link send}. */
export async function runOne(pg: PGlite, statement: Statement): Promise<Row[]> {
  const [rows = []] = await send(pg, [statement], () => undefined);
  return rows;
}

/** Runs a transaction. The commit goes in a call of its own, when every statement is known to have completed. */
export async function runTransaction(
  pg: PGlite,
  statements: readonly Statement[],
  onFailed: (index: number) => void,
): Promise<Row[][]> {
  try {
    const [, ...results] = await send(pg, [BEGIN, ...statements], (index) => onFailed(index - 1));
    await pg.execProtocol(serialize.query('commit'));
    return results;
  } catch (error) {
    await pg.exec('rollback');
    throw error;
  }
}

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

function toRow(fields: readonly Field[], values: readonly (string | null)[], parsers: PGlite['parsers']): Row {
  return Object.fromEntries(
    fields.map(({ name, dataTypeID }, index) => [name, types.parseType(values[index] ?? null, dataTypeID, parsers)]),
  );
}
