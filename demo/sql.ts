/** The row as text to copy: the select that reads it, and the row itself. */
import type { ProspectRow } from './rows.ts';

/** A Postgres string literal. With standard conforming strings only the quote needs care. */
export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** What a marketer runs in the SQL editor to see this row. */
export function selectSql(row: Pick<ProspectRow, 'id'>): string {
  return [
    'select id, fingerprint_id, prospect_data, evidence,',
    '       created_at, updated_at',
    '  from public.prospect_tracking',
    ` where id = ${literal(row.id)};`,
  ].join('\n');
}

/** The row as a statement that would write it again. */
export function rowSql(row: ProspectRow): string {
  const values = [
    literal(row.id),
    literal(row.fingerprint_id),
    `${literal(json(row.prospect_data))}::jsonb`,
    `${literal(json(row.evidence))}::jsonb`,
    literal(row.created_at),
    literal(row.updated_at),
  ];
  return [
    'insert into public.prospect_tracking',
    '  (id, fingerprint_id, prospect_data, evidence,',
    '   created_at, updated_at)',
    `values (${values.join(',\n  ')});`,
  ].join('\n');
}

export const rowJson = (row: ProspectRow): string => json(row);
