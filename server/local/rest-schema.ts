/** What `/rest/v1` may name: tables and functions of schema `public`, read from the catalog. */
import type { Database } from './database.ts';
import { RestError } from './rest-errors.ts';

export interface Column {
  readonly name: string;
  /** As SQL writes it, without length: `text`, `integer[]`, `public."Mood"`. */
  readonly type: string;
  /** SQL of the default, when there is one. */
  readonly default: string | null;
}

/** A table or view, or the rows that a function gives. */
export interface Relation {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  /** Columns of the primary key; empty when there is none. */
  readonly primaryKey: readonly string[];
}

interface Argument {
  /** Empty for an unnamed one. */
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly variadic: boolean;
}

export interface RpcFunction {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly returns: 'void' | 'scalar' | 'composite';
  /** Gives any number of rows. */
  readonly returnsSet: boolean;
  /** Columns of what it returns, for `composite`. */
  readonly result: Relation;
}

export interface Schema {
  readonly relations: ReadonlyMap<string, Relation>;
  readonly functions: ReadonlyMap<string, readonly RpcFunction[]>;
}

/** Types are spelled with an empty search path, so that each name is complete; typmod -1 leaves lengths out. */
const CATALOG = `
  select json_build_object(
    'relations', (select coalesce(json_agg(json_build_object(
        'name', c.relname,
        'columns', (select coalesce(json_agg(json_build_object('name', a.attname,
              'type', format_type(a.atttypid, -1),
              'default', pg_get_expr(d.adbin, d.adrelid)) order by a.attnum), '[]')
            from pg_attribute a
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
        'primaryKey', (select coalesce(json_agg(a.attname order by array_position(i.indkey::int2[], a.attnum)), '[]')
            from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = c.oid and i.indisprimary))), '[]')
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f')),
    'functions', (select coalesce(json_agg(json_build_object(
        'name', p.proname,
        'returnsSet', p.proretset,
        'returns', case when t.typname = 'void' then 'void'
            when t.typtype = 'c' or t.typname = 'record' then 'composite' else 'scalar' end,
        'args', (select coalesce(json_agg(json_build_object('name', coalesce(p.proargnames[n], ''),
              'type', format_type(type, -1),
              'variadic', p.provariadic <> 0 and rank = p.pronargs,
              'optional', rank > p.pronargs - p.pronargdefaults) order by n), '[]')
            from (select n, type, row_number() over (order by n) as rank
              from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as u (type, n)
              where coalesce(p.proargmodes[n], 'i') in ('i', 'b', 'v')) as inputs),
        'columns', case when t.typtype = 'c'
            then (select coalesce(json_agg(json_build_object('name', a.attname,
                'type', format_type(a.atttypid, -1), 'default', null) order by a.attnum), '[]')
              from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)
            else (select coalesce(json_agg(json_build_object('name', coalesce(p.proargnames[n], ''),
                'type', format_type(type, -1), 'default', null) order by n), '[]')
              from unnest(p.proallargtypes) with ordinality as u (type, n)
              where p.proargmodes[n] in ('o', 'b', 't')) end)), '[]')
      from pg_proc p join pg_type t on t.oid = p.prorettype
      where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
        and t.typname not in ('trigger', 'event_trigger'))) as schema`;

interface RawRelation {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
}
interface RawFunction extends Omit<RpcFunction, 'result'> {
  readonly columns: readonly Column[];
}
interface RawSchema {
  readonly relations: readonly RawRelation[];
  readonly functions: readonly RawFunction[];
}

const toRelation = ({ name, columns, primaryKey }: RawRelation): Relation => ({
  name,
  columns: new Map(columns.map((column) => [column.name, column])),
  primaryKey,
});

async function readSchema(database: Database): Promise<Schema> {
  const [, rows] = await database.transaction([
    { sql: "select set_config('search_path', '', true)" },
    { sql: CATALOG },
  ]);
  const raw = rows?.[0]?.schema as RawSchema;
  const functions = raw.functions.map(({ columns, ...rest }): RpcFunction => {
    const result = toRelation({ name: rest.name, columns, primaryKey: [] });
    return { ...rest, result };
  });
  return {
    relations: new Map(raw.relations.map((relation) => [relation.name, toRelation(relation)])),
    functions: Map.groupBy(functions, ({ name }) => name),
  };
}

/** Shortest time between two looks at the catalog, so that unknown names cannot keep the database busy. */
const RELOAD_INTERVAL_MS = 1_000;

export interface SchemaCache {
  /**
   * Runs `look` on the schema. When it finds a name missing, the schema is read again, at most once a second, and
   * `look` runs once more: a migration shows without a restart.
   */
  find<T>(look: (schema: Schema) => T): Promise<T>;
}

/** @param now milliseconds */
export function createSchemaCache(database: Database, now: () => number): SchemaCache {
  let current: Promise<Schema> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const reload = (): Promise<Schema> => {
    readAt = now();
    const reading = readSchema(database);
    current = reading;
    // A failed read must not stay: the next request tries again.
    reading.catch(() => {
      if (current === reading) current = undefined;
    });
    return reading;
  };
  return {
    find: async (look) => {
      const schema = await (current ?? reload());
      try {
        return look(schema);
      } catch (error) {
        if (!(error instanceof RestError) || now() - readAt < RELOAD_INTERVAL_MS) throw error;
        return look(await reload());
      }
    },
  };
}

/** @throws {RestError} 404 PGRST205 */
export function findRelation(schema: Schema, name: string): Relation {
  const relation = schema.relations.get(name);
  if (relation !== undefined) return relation;
  throw new RestError(404, {
    code: 'PGRST205',
    message: `Could not find the table 'public.${name}' in the schema cache`,
  });
}

/** @throws {RestError} 400 42703, as Postgres would say */
export function findColumn(relation: Relation, name: string): Column {
  const column = relation.columns.get(name);
  if (column !== undefined) return column;
  throw new RestError(400, { code: '42703', message: `column ${relation.name}.${name} does not exist` });
}

/** @throws {RestError} 400 PGRST204 */
export function findWritable(relation: Relation, name: string): Column {
  const column = relation.columns.get(name);
  if (column !== undefined) return column;
  throw new RestError(400, {
    code: 'PGRST204',
    message: `Could not find the '${name}' column of '${relation.name}' in the schema cache`,
  });
}

/**
 * The function that takes these arguments. As PostgREST: by names, with all that have no default; and when none fits, a
 * function of one unnamed json or jsonb gets the whole body.
 *
 * @throws {RestError} 404 PGRST202 when none fits, 300 PGRST203 when several do
 */
export function findFunction(schema: Schema, name: string, given: readonly string[]): RpcFunction {
  const candidates = schema.functions.get(name) ?? [];
  const fits = candidates.filter(({ args }) => {
    const names = args.map((argument) => argument.name);
    return (
      given.every((key) => key !== '' && names.includes(key)) &&
      args.every((argument) => argument.optional || given.includes(argument.name))
    );
  });
  const chosen = fits.length > 0 ? fits : candidates.filter(takesWholeBody);
  if (chosen.length > 1) {
    throw new RestError(300, {
      code: 'PGRST203',
      message: `Could not choose the best candidate function: public.${name} fits ${chosen.length} times`,
      hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
    });
  }
  const [only] = chosen;
  if (only !== undefined) return only;
  const list = given.length > 0 ? `(${given.join(', ')})` : '';
  throw new RestError(404, {
    code: 'PGRST202',
    message: `Could not find the function public.${name}${list || ' without parameters'} in the schema cache`,
    details: `Searched for the function public.${name}${list}, but no matches were found in the schema cache.`,
  });
}

/** A function of one unnamed json or jsonb. */
export function takesWholeBody({ args }: RpcFunction): boolean {
  const [first] = args;
  return args.length === 1 && first?.name === '' && (first.type === 'json' || first.type === 'jsonb');
}
