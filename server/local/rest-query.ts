/** Reads a PostgREST query string. Nothing here knows the schema or writes SQL. */
import { badQuery } from './rest-errors.ts';

/** A column, and a way into its JSON: `data->address->>city`. */
export interface Path {
  readonly column: string;
  readonly steps: readonly { readonly key: string; readonly asText: boolean }[];
}

export interface SelectItem {
  readonly path: Path;
  /** Name in the result, where it was given. */
  readonly alias: string | null;
  /** Type to cast to, unchecked. */
  readonly cast: string | null;
}

export interface Filter {
  readonly kind: 'filter';
  readonly path: Path;
  readonly negated: boolean;
  readonly operator: string;
  /** `eq(any).{a,b}`: one of a list, or each of it. */
  readonly quantifier: 'any' | 'all' | null;
  /** The operand; for `in`, and with a quantifier, the list. */
  readonly value: string | readonly string[];
}
interface Group {
  readonly kind: 'group';
  readonly negated: boolean;
  readonly joiner: 'and' | 'or';
  readonly conditions: readonly Condition[];
}
export type Condition = Filter | Group;

export interface Order {
  readonly path: Path;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
}

export interface Query {
  /** Empty: every column. */
  readonly select: readonly SelectItem[];
  readonly where: readonly Condition[];
  readonly order: readonly Order[];
  readonly limit: number | null;
  readonly offset: number;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '{': '}' };

/** A quote protects only where a name or a value begins; elsewhere it is part of it. */
const isValueStart = (text: string, at: number): boolean => at === 0 || ',.({:>'.includes(text.charAt(at - 1));

/** Cuts at `separator` outside of quotes, parentheses and braces. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  const closers: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"' && isValueStart(text, at)) quoted = true;
    else if (CLOSING[char] !== undefined) closers.push(CLOSING[char]);
    else if (char === closers.at(-1)) closers.pop();
    else if (char === separator && closers.length === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (quoted || closers.includes(')')) throw badQuery(`unclosed quote or parenthesis in "${text.slice(0, 100)}"`);
  return [...parts, text.slice(from)];
}

const unquote = (text: string): string =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;

function parsePath(text: string): Path {
  if (/[()]/.test(text.replace(/"[^"]*"/g, ''))) {
    throw badQuery(
      `"${text.slice(0, 100)}" embeds or aggregates, which this server does not do`,
      'Use a view or an rpc',
    );
  }
  const [column = '', ...rest] = text.split(/(->>?)/);
  const steps: Path['steps'][number][] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const key = unquote((rest[at + 1] ?? '').trim());
    if (key === '') throw badQuery(`"${text.slice(0, 100)}" ends in an arrow`);
    steps.push({ key, asText: rest[at] === '->>' });
  }
  if (steps.slice(0, -1).some(({ asText }) => asText)) throw badQuery('->> can only be the last arrow');
  const name = unquote(column.trim());
  if (name === '') throw badQuery(`a column is missing in "${text.slice(0, 100)}"`);
  return { column: name, steps };
}

/** `alias:column->path::cast` */
function parseSelectItem(text: string): SelectItem {
  const [, alias, rest = ''] = /^\s*(?:("[^"]*"|[^":]+):(?!:))?([\s\S]*)$/.exec(text) ?? [];
  const [path = '', cast, ...more] = rest.split('::');
  if (more.length > 0) throw badQuery(`"${text.slice(0, 100)}" casts twice`);
  return {
    path: parsePath(path),
    alias: alias === undefined ? null : unquote(alias.trim()),
    cast: cast?.trim() ?? null,
  };
}

function parseSelect(text: string): SelectItem[] {
  const items = splitOutside(text, ',').map((item) => item.trim());
  if (items.every((item) => item === '*' || item === '')) return [];
  return items.map((item) => {
    if (item === '*') return { path: { column: '*', steps: [] }, alias: null, cast: null };
    return parseSelectItem(item);
  });
}

function parseOrder(text: string): Order[] {
  return splitOutside(text, ',').map((item) => {
    const parts = splitOutside(item.trim(), '.');
    let descending = false;
    let nulls: Order['nulls'] = null;
    while (parts.length > 1) {
      const word = parts.at(-1);
      if (word === 'desc' || word === 'asc') descending = word === 'desc';
      else if (word === 'nullsfirst' || word === 'nullslast') nulls = word === 'nullsfirst' ? 'first' : 'last';
      else throw badQuery(`"${item.slice(0, 100)}" must be column.asc|desc.nullsfirst|nullslast`);
      parts.pop();
    }
    return { path: parsePath(parts[0] ?? ''), descending, nulls };
  });
}

function parseList(text: string, open: string, close: string): string[] {
  if (!text.startsWith(open) || !text.endsWith(close) || text.length < 2) {
    throw badQuery(`"${text.slice(0, 100)}" must be a list in ${open}${close}`);
  }
  const inner = text.slice(1, -1);
  if (inner === '') return [];
  // An item is quoted as a whole, or not at all.
  return [...inner.matchAll(/(?:^|,)("(?:[^"\\]|\\.)*"(?=,|$)|[^,]*)/gs)].map(([, item = '']) => unquote(item));
}

/** `[not.]operator[(any|all)].value` */
function parseFilter(path: Path, text: string, insideGroup: boolean): Filter {
  const match = /^(not\.)?([a-z]+)(?:\((any|all)\))?\.([\s\S]*)$/.exec(text);
  const [, not, operator = '', quantifier, raw = ''] = match ?? [];
  if (match === null) {
    throw badQuery(`"failed to parse filter (${text.slice(0, 100)})"`, 'A filter is [not.]operator.value');
  }
  const negated = not !== undefined;
  if (operator === 'in') {
    return { kind: 'filter', path, negated, operator, quantifier: null, value: parseList(raw, '(', ')') };
  }
  if (quantifier === 'any' || quantifier === 'all') {
    return { kind: 'filter', path, negated, operator, quantifier, value: parseList(raw, '{', '}') };
  }
  // Inside a group quotes protect commas; outside they are part of the value.
  return { kind: 'filter', path, negated, operator, quantifier: null, value: insideGroup ? unquote(raw) : raw };
}

const MAX_DEPTH = 20;

/** Deepest nesting of brackets in a value: JSON and patterns are parsed by recursion in Postgres. */
const MAX_NESTING = 200;

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.match(/[[\](){}]/g) ?? []) {
    depth += '[({'.includes(bracket) ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function parseGroup(joiner: 'and' | 'or', negated: boolean, text: string, depth: number): Group {
  if (depth > MAX_DEPTH) throw badQuery(`conditions may nest ${MAX_DEPTH} deep`);
  if (!text.startsWith('(') || !text.endsWith(')') || text.length < 3) {
    throw badQuery(`"${text.slice(0, 100)}" must be ${joiner}=(condition,…)`);
  }
  const conditions = splitOutside(text.slice(1, -1), ',').map((part) => parseCondition(part.trim(), depth + 1));
  return { kind: 'group', negated, joiner, conditions };
}

function parseCondition(text: string, depth: number): Condition {
  const group = /^(not\.)?(and|or)(\([\s\S]*\))$/.exec(text);
  if (group !== null)
    return parseGroup(group[2] === 'or' ? 'or' : 'and', group[1] !== undefined, group[3] ?? '', depth);
  const [column = '', ...rest] = splitOutside(text, '.');
  return parseFilter(parsePath(column), rest.join('.'), true);
}

function parseCount(name: string, text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,15}$/.test(text)) throw badQuery(`${name} must be a whole number, got "${text.slice(0, 100)}"`);
  return Number(text);
}

/** Parameters that are not filters. `columns` and `on_conflict` belong to writes. */
const RESERVED = ['select', 'order', 'limit', 'offset', 'columns', 'on_conflict'];

/**
 * @param ignore names of parameters that are arguments of a function, and no filters
 * @throws {RestError} 400 PGRST100
 */
export function parseQuery(params: URLSearchParams, ignore: readonly string[] = []): Query {
  const where: Condition[] = [];
  for (const [key, value] of params) {
    if (nesting(value) > MAX_NESTING) throw badQuery(`a value may nest ${MAX_NESTING} deep`);
    if (`${key}${value}`.includes('\0')) throw badQuery('a parameter must not contain NUL');
    if (RESERVED.includes(key) || ignore.includes(key)) continue;
    const group = /^(not\.)?(and|or)$/.exec(key);
    if (group === null) where.push(parseFilter(parsePath(key), value, false));
    else where.push(parseGroup(group[2] === 'or' ? 'or' : 'and', group[1] !== undefined, value, 0));
  }
  const offset = parseCount('offset', params.get('offset')) ?? 0;
  return {
    select: parseSelect(params.get('select') ?? '*'),
    where,
    order: params.has('order') ? parseOrder(params.get('order') ?? '') : [],
    limit: parseCount('limit', params.get('limit')),
    offset,
  };
}

/** The names of `columns="a","b"` or `on_conflict=a,b`; null when absent. */
export function parseNames(text: string | null): string[] | null {
  return text === null || text === '' ? null : splitOutside(text, ',').map((name) => unquote(name.trim()));
}
