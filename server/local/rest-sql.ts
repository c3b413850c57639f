/**
 * Writes SQL for a parsed request. Names come from the schema cache (or are quoted, for a result's aliases), values
 * become parameters: no text of the caller ever becomes SQL.
 */
import { quoteIdentifier as q, type Statement } from './database.ts';
import { badQuery, ROW_COUNT_MARK } from './rest-errors.ts';
import type { Condition, Filter, Order, Path, Query, SelectItem } from './rest-query.ts';
import { findColumn, type Relation } from './rest-schema.ts';

/** The parameters of one statement. */
export class Params {
  readonly values: unknown[] = [];
  /** A parameter of type text, to be cast further. */
  text(value: string): string {
    this.values.push(value);
    return `$${this.values.length}::text`;
  }
  /** A value of the given SQL type; the cast is Postgres' own input conversion. */
  as(value: string, type: string): string {
    return `(${this.text(value)})::${type}`;
  }
}

/** Every table and function is called this while a request runs. */
const T = '_nexus_source';
/** What the request gives, before it becomes JSON. */
const ROWS = '_nexus_rows';

interface Typed {
  readonly sql: string;
  readonly type: string;
}

function pathSql(path: Path, relation: Relation, params: Params): Typed {
  const column = findColumn(relation, path.column);
  const base = `${T}.${q(column.name)}`;
  if (path.steps.length === 0) return { sql: base, type: column.type };
  let sql = column.type === 'jsonb' ? base : `to_jsonb(${base})`;
  for (const { key, asText } of path.steps) {
    const typedKey = /^-?\d{1,9}$/.test(key) ? params.as(key, 'int') : params.text(key);
    sql = `(${sql} ${asText ? '->>' : '->'} ${typedKey})`;
  }
  return { sql, type: path.steps.at(-1)?.asText ? 'text' : 'jsonb' };
}

const CASTS = [
  'text',
  'varchar',
  'int',
  'int2',
  'int4',
  'int8',
  'integer',
  'smallint',
  'bigint',
  'numeric',
  'real',
  'float4',
  'float8',
  'bool',
  'boolean',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'uuid',
  'json',
  'jsonb',
];

/** Postgres cuts longer names off, and two could become one. */
const MAX_ALIAS_BYTES = 63;

function aliasOf({ alias, path }: SelectItem): string {
  const lastName = path.steps.findLast(({ key }) => !/^-?\d+$/.test(key))?.key;
  const name = alias ?? lastName ?? path.column;
  if (Buffer.byteLength(name) > MAX_ALIAS_BYTES || /\p{Cc}/u.test(name)) {
    throw badQuery(`the name of a result must have 1..${MAX_ALIAS_BYTES} bytes and no control characters`);
  }
  return name;
}

function selectSql(select: readonly SelectItem[], relation: Relation, params: Params): string {
  if (select.length === 0) return `${T}.*`;
  return select
    .map((item) => {
      if (item.path.column === '*') return `${T}.*`;
      const { sql } = pathSql(item.path, relation, params);
      if (item.cast !== null && !CASTS.includes(item.cast)) throw badQuery(`cannot cast to ${item.cast}`);
      return `${sql}${item.cast === null ? '' : `::${item.cast}`} as ${q(aliasOf(item))}`;
    })
    .join(', ');
}

/** PostgREST's operators whose operand has the column's own type. */
const SAME_TYPE = new Map(
  Object.entries({
    eq: '=',
    neq: '<>',
    gt: '>',
    gte: '>=',
    lt: '<',
    lte: '<=',
    isdistinct: 'is distinct from',
    cs: '@>',
    cd: '<@',
    ov: '&&',
    sl: '<<',
    sr: '>>',
    nxr: '&<',
    nxl: '&>',
    adj: '-|-',
  }),
);
/** Those whose operand is text. */
const PATTERN = new Map(Object.entries({ like: 'like', ilike: 'ilike', match: '~', imatch: '~*' }));
const IS = ['null', 'not_null', 'true', 'false', 'unknown'];

const arrayLiteral = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

function filterSql({ path, operator, quantifier, value, negated }: Filter, relation: Relation, params: Params): string {
  const { sql, type } = pathSql(path, relation, params);
  const not = negated ? 'not ' : '';
  // PostgREST writes * for %, which would have to be escaped in a URL.
  const operand = (text: string): string => (/^i?like$/.test(operator) ? text.replaceAll('*', '%') : text);
  const symbol = SAME_TYPE.get(operator) ?? PATTERN.get(operator);
  if (typeof value !== 'string') {
    const list = arrayLiteral(value.map(operand));
    const itemType = PATTERN.has(operator) ? 'text' : type;
    if (operator === 'in') {
      if (!type.endsWith('[]')) return `${not}${sql} = any (${params.as(list, `${type}[]`)})`;
      // An array of arrays would have to be rectangular; a list of parameters need not be.
      return value.length === 0
        ? `${not}false`
        : `${not}${sql} in (${value.map((v) => params.as(v, type)).join(', ')})`;
    }
    if (symbol === undefined || quantifier === null) throw badQuery(`unknown operator ${operator}(${quantifier})`);
    return `${not}${sql} ${symbol} ${quantifier} (${params.as(list, `${itemType}[]`)})`;
  }
  if (operator === 'is') {
    const what = value.toLowerCase();
    if (!IS.includes(what)) throw badQuery(`is.${value.slice(0, 40)} must be is.${IS.join('|')}`);
    return `${not}${sql} is ${what.replace('_', ' ')}`;
  }
  if (symbol === undefined) throw badQuery(`unknown operator ${operator}`);
  if (PATTERN.has(operator)) return `${not}${sql} ${symbol} ${params.text(operand(value))}`;
  return `${not}${sql} ${symbol} ${params.as(value, type)}`;
}

function conditionSql(condition: Condition, relation: Relation, params: Params): string {
  if (condition.kind === 'filter') return `(${filterSql(condition, relation, params)})`;
  const parts = condition.conditions.map((part) => conditionSql(part, relation, params));
  return `${condition.negated ? 'not ' : ''}(${parts.join(` ${condition.joiner} `)})`;
}

function whereSql(where: readonly Condition[], relation: Relation, params: Params): string {
  if (where.length === 0) return '';
  return ` where ${where.map((condition) => conditionSql(condition, relation, params)).join(' and ')}`;
}

function orderSql(order: readonly Order[], relation: Relation, params: Params): string {
  if (order.length === 0) return '';
  const terms = order.map(({ path, descending, nulls }) => {
    const { sql } = pathSql(path, relation, params);
    return `${sql}${descending ? ' desc' : ''}${nulls === null ? '' : ` nulls ${nulls}`}`;
  });
  return ` order by ${terms.join(', ')}`;
}

/** How the rows are to be given back. */
export interface Shape {
  /** `rows`: an array. `row`: one object, and anything but one row is an error. `none`: only counted. */
  readonly body: 'rows' | 'row' | 'none';
  /** The function's value, or array of values, instead of rows. */
  readonly scalar?: 'one' | 'many';
  /** Count also what limit and offset leave out. */
  readonly total: boolean;
  readonly stripNulls: boolean;
  /** Raise, and so roll back, unless there is exactly one row. */
  readonly requireOneRow: boolean;
}

/** The outer query: one row {body: text, page: int, total: int | null}. */
function wrap(inner: string, total: string | null, shape: Shape): string {
  const one = shape.scalar === undefined ? ROWS : `${ROWS}.value`;
  const list = shape.stripNulls ? `json_strip_nulls(json_agg(${one}))` : `json_agg(${one})`;
  const object = `coalesce((${list} -> 0)::text, 'null')`;
  const array = `coalesce(${list}::text, '[]')`;
  const body = shape.body === 'none' ? 'null' : shape.scalar === 'one' || shape.body === 'row' ? object : array;
  const guarded = shape.requireOneRow
    ? `case when count(*) <> 1 then ('${ROW_COUNT_MARK}' || count(*))::int::text else ${body} end`
    : body;
  return `with ${ROWS} as (${inner}) select ${guarded} as body, count(*)::int as page, ${total ?? 'null::int'} as total from ${ROWS}`;
}

/** `limit` and `offset`; they are numbers, read digit by digit in rest-query. */
function pageSql({ limit, offset }: Query, maxRows: number): string {
  return ` limit ${Math.min(limit ?? maxRows, maxRows)}${offset > 0 ? ` offset ${offset}` : ''}`;
}

/** What is read: SQL of a table, or of a function's rows, called {@link SOURCE} and using `params` already. */
export interface Source {
  readonly sql: string;
  readonly relation: Relation;
  readonly params: Params;
}

/** Reads rows of `source`, which appears twice in the SQL when a total is wanted. */
export function buildFrom(
  { sql: source, relation, params }: Source,
  query: Query,
  shape: Shape,
  maxRows: number,
): Statement {
  const select = selectSql(query.select, relation, params);
  const where = whereSql(query.where, relation, params);
  const order = orderSql(query.order, relation, params);
  const inner = `select ${select} from ${source}${where}${order}${pageSql(query, maxRows)}`;
  const total = shape.total ? `(select count(*)::int from ${source}${where})` : null;
  return { sql: wrap(inner, total, shape), params: params.values };
}

const tableSql = (relation: Relation): string => `public.${q(relation.name)} as ${T}`;

/** `GET /table` */
export function buildRead(relation: Relation, query: Query, shape: Shape, maxRows: number): Statement {
  return buildFrom({ sql: tableSql(relation), relation, params: new Params() }, query, shape, maxRows);
}

/** The end of a write: what it returns, and how that is given back. */
export function finishWrite(write: string, relation: Relation, query: Query, shape: Shape, params: Params): Statement {
  const returning = shape.body === 'none' ? '1 as one' : selectSql(query.select, relation, params);
  const total = shape.total ? 'count(*)::int' : null;
  return { sql: wrap(`${write} returning ${returning}`, total, shape), params: params.values };
}

/** Where clause of an update or delete. */
export const writeWhere = whereSql;

export { T as SOURCE, tableSql as targetOf };
