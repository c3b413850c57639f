/** SQL of calls to functions. */
import { quoteIdentifier as q, type Statement } from './database.ts';
import { badBody } from './rest-errors.ts';
import type { Query } from './rest-query.ts';
import { type RpcFunction, takesWholeBody } from './rest-schema.ts';
import { buildFrom, Params, type Shape, SOURCE } from './rest-sql.ts';

/** Named arguments: of a POST as JSON, of a GET as text in Postgres' own spelling (`{1,2}` for an array). */
export type RpcArguments =
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'text'; readonly values: ReadonlyMap<string, string> };

export function argumentNames(given: RpcArguments): string[] {
  if (given.kind === 'text') return [...given.values.keys()];
  const { value } = given;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** The call, as a source of rows named {@link SOURCE}. */
function callSql(fn: RpcFunction, given: RpcArguments, params: Params): string {
  const name = `public.${q(fn.name)}`;
  const alias = fn.returns === 'composite' ? SOURCE : `${SOURCE}(value)`;
  if (takesWholeBody(fn) && given.kind === 'json') {
    return `${name}(${params.as(given.text, fn.args[0]?.type ?? 'json')}) as ${alias}`;
  }
  const names = argumentNames(given);
  const used = fn.args.filter((argument) => names.includes(argument.name));
  if (used.length === 0) return `${name}() as ${alias}`;
  const variadic = (isVariadic: boolean): string => (isVariadic ? 'variadic ' : '');
  if (given.kind === 'text') {
    const list = used.map((argument) => {
      const value = params.as(given.values.get(argument.name) ?? '', argument.type);
      return `${variadic(argument.variadic)}${q(argument.name)} => ${value}`;
    });
    return `${name}(${list.join(', ')}) as ${alias}`;
  }
  const typed = used.map((argument) => `${q(argument.name)} ${argument.type}`).join(', ');
  const list = used.map(({ name: arg, variadic: v }) => `${variadic(v)}${q(arg)} => _nexus_body.${q(arg)}`).join(', ');
  return `json_to_record(${params.as(given.text, 'json')}) as _nexus_body (${typed}), lateral ${name}(${list}) as ${alias}`;
}

/**
 * `POST /rpc/name`, `GET /rpc/name?…`
 *
 * @param shape `body` is set here: a function that does not return a set gives one value
 */
export function buildCall(
  fn: RpcFunction,
  given: RpcArguments,
  query: Query,
  shape: Shape,
  maxRows: number,
): Statement {
  if (given.kind === 'json' && argumentNames(given).length === 0 && fn.args.length > 0 && !takesWholeBody(fn)) {
    if (fn.args.some(({ optional }) => !optional)) throw badBody('The arguments must be a JSON object');
  }
  const params = new Params();
  const source = callSql(fn, given, params);
  if (fn.returns === 'void')
    return { sql: `select null as body, 0 as page, null as total from ${source}`, params: params.values };
  const own: Shape =
    fn.returns === 'scalar'
      ? { ...shape, body: 'rows', scalar: fn.returnsSet ? 'many' : 'one', requireOneRow: false }
      : { ...shape, body: shape.body === 'rows' && !fn.returnsSet ? 'row' : shape.body };
  const relation =
    fn.returns === 'scalar'
      ? { ...fn.result, columns: new Map([['value', { name: 'value', type: 'text', default: null }]]) }
      : fn.result;
  const plain = fn.returns === 'scalar' ? { ...query, select: [] } : query;
  if (!own.total) return buildFrom({ sql: source, relation, params }, plain, own, maxRows);
  // Counting reads the rows twice, and the function must not run twice.
  const counted = buildFrom({ sql: `_nexus_call as ${SOURCE}`, relation, params }, plain, own, maxRows);
  const call = `with _nexus_call as materialized (select ${SOURCE}.* from ${source})`;
  return { ...counted, sql: counted.sql.replace(/^with /, `${call}, `) };
}
