import { PGlite } from '@electric-sql/pglite';
import { describe, expect, it } from 'vitest';
import { PROSPECT } from '../test/fakes/demo-rows.ts';
import { literal, rowJson, rowSql, selectSql } from './sql.ts';

describe('literal', () => {
  it('doubles quotes and leaves everything else', () => {
    expect(literal("O'Neil")).toBe("'O''Neil'");
    expect(literal("'; drop table x; --")).toBe("'''; drop table x; --'");
    expect(literal('a\\nb "c"')).toBe('\'a\\nb "c"\'');
  });
});

describe('the row as text', () => {
  it('is a select by id, as a marketer runs it', () => {
    expect(selectSql(PROSPECT)).toBe(
      [
        'select id, fingerprint_id, prospect_data, evidence,',
        '       created_at, updated_at',
        '  from public.prospect_tracking',
        ` where id = '${PROSPECT.id}';`,
      ].join('\n'),
    );
  });

  it('is JSON that reads back as the row', () => {
    expect(JSON.parse(rowJson(PROSPECT))).toEqual(PROSPECT);
  });

  it('is SQL that Postgres runs and that brings the same row back, quotes and emoji included', async () => {
    const database = await PGlite.create();
    await database.exec(`create table public.prospect_tracking (id uuid primary key, fingerprint_id text,
      prospect_data jsonb, evidence jsonb, created_at timestamptz, updated_at timestamptz)`);
    const row = { ...PROSPECT, prospect_data: { ...PROSPECT.prospect_data, company: 'L\'Air \\ ☕ "du" Temps' } };
    await database.exec(rowSql(row));
    const { rows } = await database.query<Record<string, unknown>>(selectSql(row));
    expect(rows[0]).toMatchObject({
      fingerprint_id: "fp-o'neil",
      prospect_data: row.prospect_data,
      evidence: row.evidence,
      updated_at: new Date(row.updated_at),
    });
    await database.close();
  }, 60_000);
});
