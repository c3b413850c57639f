/** Takes SQL text apart into statements, as the Supabase CLI does, so that each can be run, recorded and blamed alone. */

export interface SqlStatement {
  /** Without the semicolon and without space and comments before it. */
  readonly text: string;
  /** Line of its first character in the whole text, from 1. */
  readonly line: number;
}

interface Token {
  readonly kind: 'comment' | 'space' | 'quoted' | 'word' | 'semicolon' | 'other';
  readonly start: number;
  readonly end: number;
}

/**
 * Order matters: `E'…'` before words, both before single characters. Quoted text is written as runs, not as repeated
 * alternatives, because V8 keeps one stack entry per repetition and a migration may hold a long text.
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
const TOKEN =
  /(?<comment>--[^\n]*|\/\*)|(?<space>\s+)|(?<quoted>[eE]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|'[^']*(?:''[^']*)*'|"[^"]*(?:""[^"]*)*"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*)|(?<semicolon>;)|[\s\S]/y;

/** Block comments nest in Postgres. An unclosed one runs to the end. */
function endOfBlockComment(sql: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

function* tokens(sql: string): Generator<Token> {
  let start = 0;
  while (start < sql.length) {
    TOKEN.lastIndex = start;
    const match = TOKEN.exec(sql);
    const groups = match?.groups ?? {};
    let end = TOKEN.lastIndex;
    if (groups.comment === '/*') end = endOfBlockComment(sql, start);
    if (groups.quoted?.startsWith('$')) {
      const close = sql.indexOf(groups.quoted, end);
      end = close < 0 ? sql.length : close + groups.quoted.length;
    }
    const kind = (['comment', 'space', 'quoted', 'word', 'semicolon'] as const).find((name) => groups[name]) ?? 'other';
    yield { kind, start, end };
    start = end;
  }
}

/**
 * Follows `begin atomic … end`, the one place where a semicolon stands inside a statement
 * (SQL-standard function bodies, Postgres 14 and later).
 */
function createAtomicTracker(): (word: string) => boolean {
  let previous = '';
  let depth = 0;
  return (word) => {
    if (depth === 0 && previous === 'begin' && word === 'atomic') depth = 1;
    else if (depth > 0 && (word === 'case' || word === 'begin')) depth += 1;
    else if (depth > 0 && word === 'end') depth -= 1;
    previous = word;
    return depth > 0;
  };
}

/** Statements in order; what is only space and comments is none. */
export function splitSql(sql: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let first: number | undefined;
  let line = 1;
  let counted = 0;
  let track = createAtomicTracker();
  let inside = false;
  const finish = (end: number): void => {
    if (first !== undefined) {
      line += sql.slice(counted, first).split('\n').length - 1;
      counted = first;
      statements.push({ text: sql.slice(first, end).trimEnd(), line });
    }
    first = undefined;
    inside = false;
    track = createAtomicTracker();
  };
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'semicolon' && !inside) {
      finish(start);
      continue;
    }
    if (kind === 'word') inside = track(sql.slice(start, end).toLowerCase());
    if (kind !== 'space' && kind !== 'comment') first ??= start;
  }
  finish(sql.length);
  return statements;
}

/** What two spellings of the same SQL share: no comments, no space outside quotes, no semicolons. */
export function normaliseSql(sql: string): string {
  let result = '';
  for (const { kind, start, end } of tokens(sql)) {
    if (kind === 'quoted' || kind === 'word' || kind === 'other') result += sql.slice(start, end);
  }
  return result;
}
