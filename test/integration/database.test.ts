import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, DatabaseError, DatabaseUnavailableError } from '../../server/local/database.ts';
import { openPglite } from '../../server/local/pglite.ts';
import { openPostgres } from '../../server/local/postgres.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/database.ts';

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it did not reject',
    (error: unknown) => error,
  );

describe.each(DATABASE_KINDS)('the database port on %s', (kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase(kind, { migrations: null });
    await database.script(
      'create table t (a int primary key); create table u (a int references t deferrable initially deferred)',
    );
  });
  afterAll(() => database?.close());

  it('gives the same values whatever is below', async () => {
    const [row] = await database.query(
      `select 5::int8 as small, 9007199254740993::int8 as large, '2026-11-24'::date as day, 1.50::numeric as price,
         '{"a":[1]}'::jsonb as json, '{"b": 1}'::json::text as text, timestamptz '2026-11-24 09:30:00Z' as at,
         timestamp '2026-11-24 09:30:00' as local, array['x', 'y'] as list, true as yes, null as nothing`,
    );
    expect(row).toEqual({
      small: 5,
      large: 9007199254740993n,
      day: '2026-11-24',
      price: '1.50',
      json: { a: [1] },
      text: '{"b": 1}',
      at: new Date('2026-11-24T09:30:00Z'),
      local: '2026-11-24 09:30:00',
      list: ['x', 'y'],
      yes: true,
      nothing: null,
    });
  });

  it('takes text, numbers, booleans, null and arrays', async () => {
    const [row] = await database.query(
      'select $1::text as a, $2::int as b, $3::bool as c, $4::text as d, $5::text[] as e',
      [`it's "ñ😀`, 7, true, null, ['x', 'a,"b']],
    );
    expect(row).toEqual({ a: `it's "ñ😀`, b: 7, c: true, d: null, e: ['x', 'a,"b'] });
  });

  it.each([
    ['plain parameters', 'x'],
    ['an array among them', ['x']],
  ])('runs a transaction whole or not at all, with %s', async (_, parameter) => {
    const results = await database.transaction([
      { sql: 'insert into t values (1)' },
      { sql: 'select a, $1::text as given from t', params: [parameter] },
      { sql: 'delete from t' },
    ]);
    expect(results.map((rows) => rows.length)).toEqual([0, 1, 0]);
    const error = await rejection(
      database.transaction([
        { sql: 'insert into t values (2)' },
        { sql: 'select $1::text', params: [parameter] },
        { sql: 'select nope' },
        { sql: 'insert into t values (3)' },
      ]),
    );
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ code: '42703', statement: 2, position: 8 });
    expect(await database.query('select * from t')).toEqual([]);
  });

  it('rejects when the commit itself is refused', async () => {
    const error = await rejection(database.transaction([{ sql: 'insert into u values (99)' }]));
    expect(error).toMatchObject({ code: '23503', statement: null });
    expect(await database.query('select * from u')).toEqual([]);
  });

  it('keeps the settings of a transaction inside it', async () => {
    await database.transaction([{ sql: "select set_config('role', 'anon', true)" }, { sql: 'select 1' }]);
    await rejection(database.transaction([{ sql: "select set_config('role', 'anon', true)" }, { sql: 'select 1/0' }]));
    expect(await database.query("select current_user <> 'anon' as own")).toEqual([{ own: true }]);
  });

  it('says what Postgres said', async () => {
    await database.query('insert into t values (5)');
    expect(await rejection(database.query('insert into t values (5)'))).toMatchObject({
      name: 'DatabaseError',
      code: '23505',
      detail: 'Key (a)=(5) already exists.',
    });
    await database.query('delete from t');
  });

  it('lets nothing of one transaction in between another', async () => {
    const one = { sql: 'insert into t select coalesce(max(a), 0) + 1 from t' };
    const lock = { sql: 'lock table t in exclusive mode' };
    await Promise.all(Array.from({ length: 20 }, () => database.transaction([lock, one, one])));
    expect(await database.query('select max(a) as max from t')).toEqual([{ max: 40 }]);
    await database.query('delete from t');
  });

  it('rejects every call after it is closed, and closes twice', async () => {
    const own = await openTestDatabase(kind, { migrations: null });
    await Promise.all([own.close(), own.close()]);
    for (const call of [own.query('select 1'), own.script('select 1'), own.transaction([{ sql: 'select 1' }])]) {
      const error = await rejection(call);
      expect(error).toBeInstanceOf(DatabaseUnavailableError);
      expect(error).toMatchObject({ message: 'the database is closed', retryable: false });
    }
  });
});

describe('openPglite', () => {
  it('rejects what waits, and all that follows, once the engine is lost', async () => {
    const database = await openPglite();
    // Postgres parses a pattern by recursion, and this one overflows the stack of WebAssembly.
    const depth = 100_000;
    const calls = [
      rejection(database.query("select 'a' ~ $1::text", ['('.repeat(depth) + ')'.repeat(depth)])),
      rejection(database.query('select 1')),
    ];
    for (const error of [...(await Promise.all(calls)), await rejection(database.query('select 1'))]) {
      expect(error).toBeInstanceOf(DatabaseUnavailableError);
      expect(error).toMatchObject({
        retryable: false,
        message: expect.stringMatching(/^the embedded database stopped: /),
      });
    }
    await database.close();
  });

  it('says so when it cannot start where it is told', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nexus-pglite-'));
    writeFileSync(join(dir, 'file'), '');
    const error = await rejection(openPglite({ dataDir: join(dir, 'file', 'pgdata') }));
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    rmSync(dir, { recursive: true });
  });
});

describe('openPostgres', () => {
  it('rejects within its time when nobody answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    await once(server, 'close');
    const error = await rejection(openPostgres({ url: `postgres://user:hidden@127.0.0.1:${port}/db` }));
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(error).toMatchObject({ retryable: true });
    expect(String(error)).not.toContain('hidden');
  });

  if (process.env.TEST_DATABASE_URL) {
    it('goes on with a new connection after the server ended the old one', async () => {
      const database = await openTestDatabase('postgres', { migrations: null });
      const ended = await rejection(database.query('select pg_terminate_backend(pg_backend_pid())'));
      expect(ended).toBeInstanceOf(DatabaseUnavailableError);
      expect(ended).toMatchObject({ retryable: true });
      expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
      await database.close();
    });
  }
});

describe('a data directory', () => {
  const local = (file: string): string => JSON.stringify(new URL(`../../server/local/${file}`, import.meta.url).href);
  /** Locks, opens, then says each row that was acknowledged. */
  const WRITER = `
    const [, dir] = process.argv;
    const { lockDirectory } = await import(${local('lock.ts')});
    const { openPglite } = await import(${local('pglite.ts')});
    try { await lockDirectory(dir); } catch (error) { console.log(error.name); process.exit(0); }
    const database = await openPglite({ dataDir: dir + '/pgdata' });
    await database.script('create table if not exists log (id int generated always as identity, n int)');
    for (let n = 1; ; n += 1) {
      const [row] = await database.query('insert into log (n) values ($1) returning id', [n]);
      console.log('id ' + row.id);
    }`;
  const write = (dir: string) => spawn(process.execPath, ['--input-type=module', '-e', WRITER, dir], { stdio: 'pipe' });

  it('is never open in two processes, and keeps what was acknowledged through kill -9', {
    timeout: 120_000,
  }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nexus-data-'));
    const acknowledged: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      const holder = write(dir);
      let text = '';
      const enough = Promise.withResolvers<void>();
      holder.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.split('\n').length > 50) enough.resolve();
      });
      holder.once('exit', () => enough.reject(new Error(`the writer ended: ${text.slice(0, 200)}`)));
      await enough.promise;
      const second = write(dir);
      const [answer] = (await once(second.stdout, 'data')) as [Buffer];
      expect(answer.toString().trim()).toBe('LockedError');
      const ended = once(holder, 'exit');
      holder.kill('SIGKILL');
      await ended;
      acknowledged.push(...[...text.matchAll(/^id (\d+)$/gm)].map(([, id]) => Number(id)));
    }
    const database = await openPglite({ dataDir: join(dir, 'pgdata') });
    const stored = new Set((await database.query<{ id: number }>('select id from log')).map(({ id }) => id));
    await database.close();
    rmSync(dir, { recursive: true });
    expect(acknowledged.length).toBeGreaterThan(99);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });
});
