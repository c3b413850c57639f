/** A whole transaction in one call into the engine: a third of the time of one call for each step. */
import { type PGlite, protocol, types } from '@electric-sql/pglite';
import type { Row, Statement } from './database.ts';

type Parameter = string | number | bigint | boolean | null;

const isPlain = (value: unknown): value is Parameter =>
  value === null || /^(string|number|bigint|boolean)$/.test(typeof value);

/** True when every parameter has one spelling as text, whatever its type in SQL; arrays and objects have several. */
export function canPipeline(statements: readonly Statement[]): boolean {
  return statements.every(({ params }) => params?.every(isPlain) ?? true);
}

const { serialize } = protocol;
const BEGIN: Statement = { sql: 'begin' };
const COMMIT: Statement = { sql: 'commit' };

function* messagesOf(statements: readonly Statement[]): Generator<Uint8Array> {
  for (const { sql, params = [] } of [BEGIN, ...statements, COMMIT]) {
    yield serialize.parse({ text: sql });
    yield serialize.bind({ values: params.map((value) => (value === null ? null : String(value))) });
    yield serialize.describe({ type: 'P' });
    yield serialize.execute({});
  }
  yield serialize.sync();
}

/**
 * The extended query protocol lets a client send all messages before it reads the first answer; after an error the
 * server skips the rest up to Sync.
 *
 * Call it while nothing else runs on `pg`, which does not guard this way in.
 *
 * @param onStatement told the index of the statement that failed, before the rejection; null for begin and commit
 * @see https://www.postgresql.org/docs/current/protocol-flow.html  pipelining
 */
export async function runPipeline(
  pg: PGlite,
  statements: readonly Statement[],
  onStatement: (index: number | null) => void,
): Promise<Row[][]> {
  const { messages } = await pg.execProtocol(Buffer.concat([...messagesOf(statements)]), { throwOnError: false });
  const results: Row[][] = [];
  let rows: Row[] = [];
  let fields: { readonly name: string; readonly dataTypeID: number }[] = [];
  for (const message of messages) {
    if (message instanceof protocol.messages.DatabaseError) {
      await pg.exec('rollback');
      // `begin` is the first to complete.
      const index = results.length - 1;
      onStatement(index >= 0 && index < statements.length ? index : null);
      throw message;
    }
    if (message instanceof protocol.messages.RowDescriptionMessage) fields = message.fields;
    else if (message instanceof protocol.messages.DataRowMessage) {
      rows.push(toRow(fields, message.fields, pg.parsers));
    } else if (message.name === 'commandComplete' || message.name === 'emptyQuery') {
      results.push(rows);
      rows = [];
    }
  }
  return results.slice(1, -1);
}

function toRow(
  fields: readonly { readonly name: string; readonly dataTypeID: number }[],
  values: readonly (string | null)[],
  parsers: PGlite['parsers'],
): Row {
  return Object.fromEntries(
    fields.map(({ name, dataTypeID }, index) => [name, types.parseType(values[index] ?? null, dataTypeID, parsers)]),
  );
}
