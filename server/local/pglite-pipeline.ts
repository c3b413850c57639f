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
  for (const { sql, params = [] } of [BEGIN, ...statements]) {
    yield serialize.parse({ text: sql });
    yield serialize.bind({ values: params.map((value) => (value === null ? null : String(value))) });
    yield serialize.describe({ type: 'P' });
    yield serialize.execute({});
  }
  yield serialize.sync();
}

/** The engine gave neither a result nor an error: a trap that PGlite swallowed. What it holds in memory is unknown. */
export class LostResultError extends TypeError {}

/**
 * The extended query protocol lets a client send all messages before it reads the first answer; after an error the
 * server skips the rest up to Sync. The commit goes in a second call, when every statement is known to have completed.
 *
 * Call it while nothing else runs on `pg`, which does not guard this way in.
 *
 * @param onStatement told the index of the statement that failed, before the rejection
 * @throws {LostResultError} when the engine cannot be trusted any more; nothing was committed
 * @see https://www.postgresql.org/docs/current/protocol-flow.html  pipelining
 */
export async function runPipeline(
  pg: PGlite,
  statements: readonly Statement[],
  onStatement: (index: number) => void,
): Promise<Row[][]> {
  const { messages } = await pg.execProtocol(Buffer.concat([...messagesOf(statements)]), { throwOnError: false });
  const results: Row[][] = [];
  let rows: Row[] = [];
  let fields: readonly Field[] = [];
  for (const message of messages) {
    if (message instanceof protocol.messages.DatabaseError) {
      await pg.exec('rollback');
      // `begin` is the first to complete.
      onStatement(Math.max(0, results.length - 1));
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
  if (results.length !== statements.length + 1) {
    await pg.exec('rollback');
    throw new LostResultError(`${results.length} of ${statements.length + 1} statements completed, without an error`);
  }
  await pg.execProtocol(serialize.query('commit'));
  return results.slice(1);
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
