import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError, lockDirectory } from './lock.ts';

/** Says `ready`, waits for a line, tries the lock, says `won` or why not, and holds on until it is ended. */
const CONTENDER = `
  const { lockDirectory } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)});
  process.stdin.on('data', async () => {
    try { await lockDirectory(process.argv[1]); console.log('won'); }
    catch (error) { console.log(error.name + ' ' + error.pid); }
    setInterval(() => undefined, 1000);
  });
  console.log('ready');`;

describe('lockDirectory', () => {
  let dir: string;
  const children: ChildProcess[] = [];
  const lockFile = (): string => join(dir, 'nexus.lock');

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'nexus-lock-'));
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(end));
    rmSync(dir, { recursive: true });
  });

  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  async function nextLine(child: ChildProcess): Promise<string> {
    const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    return chunk.toString().trim();
  }
  async function contender(): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', CONTENDER, dir], { stdio: 'pipe' });
    children.push(child);
    expect(await nextLine(child)).toBe('ready');
    return child;
  }
  function go(child: ChildProcess): Promise<string> {
    const line = nextLine(child);
    child.stdin?.write('go\n');
    return line;
  }
  const stale = (fields: object = {}): void =>
    writeFileSync(
      lockFile(),
      JSON.stringify({ pid: 2 ** 22 + 1, startedAt: null, host: hostname(), token: 'stale-token', ...fields }),
    );

  it('refuses a second process, and names the first one and the remedy', async () => {
    const first = await contender();
    expect(await go(first)).toBe('won');
    const error = await lockDirectory(dir).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LockedError);
    expect(String(error)).toContain(`process ${first.pid}`);
    expect(String(error)).toContain('NEXUS_DATA_DIR');
    expect(await go(await contender())).toBe(`LockedError ${first.pid}`);
  });

  it('lets the next one in after kill -9 of the holder', async () => {
    const first = await contender();
    expect(await go(first)).toBe('won');
    await end(first);
    const lock = await lockDirectory(dir);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('gives a stale lock to exactly one of several processes that race for it', async () => {
    const racers = await Promise.all([contender(), contender(), contender(), contender()]);
    for (let round = 0; round < 3; round += 1) {
      stale({ token: `stale-token-${round}` });
      const answers = await Promise.all(racers.map(go));
      // Who won in this round is the holder for the others; the next round makes its lock stale again.
      expect(answers.filter((answer) => answer === 'won')).toHaveLength(1);
    }
  });

  it('gives a free directory to exactly one of many attempts at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(dir)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('takes over although an earlier takeover crashed half way', async () => {
    stale();
    writeFileSync(
      join(dir, 'nexus.lock.stale-token'),
      JSON.stringify({ pid: 2 ** 22 + 2, startedAt: null, host: hostname(), token: 'guard-token' }),
    );
    const lock = await lockDirectory(dir);
    lock.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  // Elsewhere the start time of a process is not to be had.
  if (process.platform === 'linux') {
    it('does not take another process with the same pid for the holder', async () => {
      stale({ pid: process.ppid, startedAt: 'another-boot:1' });
      const lock = await lockDirectory(dir);
      lock.release();
    });
  }

  it('does not touch the lock of another host, whose processes it cannot see', async () => {
    stale({ host: 'elsewhere' });
    await expect(lockDirectory(dir)).rejects.toThrow('on elsewhere');
  });

  it('does not open twice in one process, and opens again after release', async () => {
    const lock = await lockDirectory(dir);
    await expect(lockDirectory(dir)).rejects.toThrow('held by this process already');
    lock.release();
    lock.release();
    (await lockDirectory(dir)).release();
  });

  it('does not remove a lock that has become another’s', async () => {
    const lock = await lockDirectory(dir);
    stale();
    lock.release();
    expect(readFileSync(lockFile(), 'utf8')).toContain('stale-token');
  });
});
