import { describe, expect, it } from 'vitest';
import { normaliseSql, splitSql } from './sql-split.ts';

const texts = (sql: string): string[] => splitSql(sql).map(({ text }) => text);

describe('splitSql', () => {
  it('cuts at semicolons and says on which line each statement begins', () => {
    expect(splitSql('-- why\nselect 1;\n\n  select\n 2 ;; /* end */')).toEqual([
      { text: 'select 1', line: 2 },
      { text: 'select\n 2', line: 4 },
    ]);
    expect(splitSql('  -- nothing\n')).toEqual([]);
  });
  it.each([
    ['a text', "select 'a;''b;'"],
    ['a text with backslashes', "select E'a\\';b'"],
    ['a text that ends in a backslash', "select 'a\\'"],
    ['a name', 'select 1 as "a;""b"'],
    ['a line comment', 'select 1 -- a; b'],
    ['a block comment inside another', 'select /* a; /* b; */ c; */ 1'],
    ['a body in dollars', 'do $$ begin perform 1; end; $$'],
    ['a body in dollars with another inside', "do $a$ begin execute $b$ select ';$$;' $b$; end $a$"],
    [
      'a body that follows the standard',
      'create function f() returns int begin atomic select 1; select case when true then 2 end; end',
    ],
  ])('leaves %s whole', (_, sql) => {
    expect(texts(`${sql}\n;select 2;`)).toEqual([sql, 'select 2']);
  });
  it('does not take a parameter or a name with a dollar for a quote', () => {
    expect(texts('select $1; select a$b$; select 2')).toEqual(['select $1', 'select a$b$', 'select 2']);
  });
  it('does not take begin and end apart from a body for one', () => {
    expect(texts('begin; select 1 as atomic; end;')).toEqual(['begin', 'select 1 as atomic', 'end']);
  });
  it('copes with a long text', () => {
    const long = `insert into t values ('${"it''s; ".repeat(300_000)}')`;
    expect(texts(`${long};select 1`)).toEqual([long, 'select 1']);
  });
});

describe('normaliseSql', () => {
  it('sees through comments and layout, not through quotes', () => {
    expect(normaliseSql('select 1 -- x\n  , 2;')).toBe(normaliseSql('/* y */ select\n1,2'));
    expect(normaliseSql("select 'a b'")).not.toBe(normaliseSql("select 'ab'"));
  });
});
