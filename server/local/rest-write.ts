/** SQL of inserts, upserts, updates and deletes. */
import { quoteIdentifier as q, type Statement } from './database.ts';
import { badBody, RestError } from './rest-errors.ts';
import type { Query } from './rest-query.ts';
import { findWritable, type Relation } from './rest-schema.ts';
import { finishWrite, Params, type Shape, targetOf, writeWhere } from './rest-sql.ts';

export interface InsertOptions {
  /** Columns to write, from `?columns=`; null: the keys of the rows, which then must be the same in each. */
  readonly columns: readonly string[] | null;
  /** What to do with a row that is there; null: refuse. */
  readonly resolution: 'merge' | 'ignore' | null;
  /** Columns that tell it is there; null: the primary key. */
  readonly onConflict: readonly string[] | null;
  /** A key that a row lacks takes the column's default, instead of null. */
  readonly missingAsDefault: boolean;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toRows(body: unknown): readonly JsonObject[] {
  const rows = Array.isArray(body) ? body : [body];
  if (!rows.every(isObject)) throw badBody('The body must be a JSON object or an array of them');
  return rows;
}

/** Keys of the rows; they must agree, since one statement writes them all. */
function keysOf(rows: readonly JsonObject[]): string[] {
  const keys = Object.keys(rows[0] ?? {});
  const wanted = new Set(keys);
  const agree = rows.every((row) => {
    const own = Object.keys(row);
    return own.length === keys.length && own.every((key) => wanted.has(key));
  });
  if (!agree) throw badBody('All object keys must match');
  return keys;
}

/** The body as rows of the given columns; conversion to their types is Postgres' own. */
function recordsSql(relation: Relation, columns: readonly string[], json: string): string {
  const typed = columns.map((name) => `${q(name)} ${findWritable(relation, name).type}`);
  return `json_to_recordset(${json}) as _nexus_body (${typed.join(', ')})`;
}

/** Puts defaults under each row. Their SQL is the table's own. */
function withDefaults(relation: Relation, columns: readonly string[], json: string): string {
  const defaults = columns.flatMap((name) => {
    const { default: expression } = findWritable(relation, name);
    return expression === null ? [] : [`jsonb_build_object('${name.replaceAll("'", "''")}', ${expression})`];
  });
  if (defaults.length === 0) return json;
  const merged = [...defaults, 'item'].join(' || ');
  return `(select coalesce(json_agg(${merged}), '[]') from jsonb_array_elements((${json})::jsonb) as items (item))`;
}

function conflictSql(relation: Relation, columns: readonly string[], options: InsertOptions): string {
  if (options.resolution === null) return '';
  const target = options.onConflict ?? relation.primaryKey;
  if (target.length === 0) throw badBody(`upsert into ${relation.name} needs on_conflict: it has no primary key`);
  const keys = target.map((name) => q(findWritable(relation, name).name)).join(', ');
  if (options.resolution === 'ignore') return ` on conflict (${keys}) do nothing`;
  const sets = columns.map((name) => `${q(name)} = excluded.${q(name)}`);
  return ` on conflict (${keys}) do update set ${sets.join(', ')}`;
}

/** `POST /table` */
export function buildInsert(
  relation: Relation,
  body: unknown,
  options: InsertOptions,
  query: Query,
  shape: Shape,
): Statement {
  const params = new Params();
  const rows = toRows(body);
  const columns = options.columns ?? keysOf(rows);
  const target = `insert into ${targetOf(relation)}`;
  if (columns.length === 0) {
    const empty = rows.length === 0 ? 'select where false' : 'default values';
    if (rows.length > 1) throw badBody('Several rows need at least one column');
    // An insert without columns takes every column; of no rows, that is still no rows.
    const source = empty === 'default values' ? empty : `select ${targetColumns(relation)} where false`;
    return finishWrite(`${target} ${source}`, relation, query, shape, params);
  }
  const json = params.as(JSON.stringify(rows), 'json');
  const source = options.missingAsDefault ? withDefaults(relation, columns, json) : json;
  const names = columns.map(q).join(', ');
  const records = recordsSql(relation, columns, source);
  const insert = `${target} (${names}) select ${names} from ${records}${conflictSql(relation, columns, options)}`;
  return finishWrite(insert, relation, query, shape, params);
}

const targetColumns = (relation: Relation): string =>
  [...relation.columns.values()].map(({ type }) => `null::${type}`).join(', ');

/** Hosted Supabase loads pg_safeupdate, so a forgotten filter must fail here as well. */
function assertFiltered(verb: string, query: Query): void {
  if (query.where.length > 0) return;
  throw new RestError(400, { code: '21000', message: `${verb} requires a WHERE clause` });
}

/** `PATCH /table?filters` */
export function buildUpdate(
  relation: Relation,
  body: unknown,
  columns: readonly string[] | null,
  query: Query,
  shape: Shape,
): Statement {
  assertFiltered('UPDATE', query);
  const params = new Params();
  const rows = toRows(body);
  if (rows.length !== 1) throw badBody('An update takes one JSON object');
  const names = columns ?? keysOf(rows);
  // Nothing to set is nothing to do, but the filters are still checked.
  const target = targetOf(relation);
  if (names.length === 0) throw badBody('An update needs at least one column');
  const records = recordsSql(relation, names, params.as(JSON.stringify(rows), 'json'));
  const sets = names.map((name) => `${q(name)} = _nexus_body.${q(name)}`).join(', ');
  const where = writeWhere(query.where, relation, params);
  return finishWrite(`update ${target} set ${sets} from ${records}${where}`, relation, query, shape, params);
}

/** `DELETE /table?filters` */
export function buildDelete(relation: Relation, query: Query, shape: Shape): Statement {
  assertFiltered('DELETE', query);
  const params = new Params();
  const where = writeWhere(query.where, relation, params);
  return finishWrite(`delete from ${targetOf(relation)}${where}`, relation, query, shape, params);
}
