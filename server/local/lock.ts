/**
 * One process to one data directory. PGlite opens a directory twice without a word, and then rows that it acknowledged
 * are gone; nothing else stands between.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The directory belongs to a process that lives, or may live. The message says which, and what to do. */
export class LockedError extends Error {
  /** Of the holder; null when the lock file does not say. */
  readonly pid: number | null;

  constructor(message: string, pid: number | null) {
    super(message);
    this.name = 'LockedError';
    this.pid = pid;
  }
}

export interface Lock {
  /** The lock file. */
  readonly path: string;
  /** Gives the directory free. Twice is fine. */
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** When that process began, so that another one with the same pid is not taken for it; null where unknown. */
  readonly startedAt: string | null;
  readonly host: string;
  /** Differs in every lock ever written. */
  readonly token: string;
}

interface ProcessStat {
  readonly state: string;
  readonly startedAt: string;
}

/** Linux only; elsewhere null. The name in parentheses may hold anything, so count from the last one. */
function readStat(pid: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After "pid (name) " come state, then fields 4 and up; the start time is field 22, in clock ticks since boot.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    return state === undefined || startedAt === undefined ? null : { state, startedAt: `${bootId()}:${startedAt}` };
  } catch {
    // No /proc, or no such process: process.kill decides.
    return null;
  }
}

/** Ticks count from boot, so a start time means nothing without it. */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = readStat(pid);
  if (stat === null) return true;
  // A zombie holds a pid, but no file.
  if (stat.state === 'Z' || stat.state === 'X') return false;
  return startedAt === null || stat.startedAt === startedAt;
}

/** `absent`, or what the file says; `garbled` when it says nothing. */
function readHolder(path: string): Holder | 'absent' | 'garbled' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw error;
  }
  try {
    const { pid, startedAt, host, token } = JSON.parse(text) as Record<string, unknown>;
    if (!Number.isSafeInteger(pid) || Number(pid) <= 0 || typeof host !== 'string') return 'garbled';
    if (typeof token !== 'string' || !/^[\w-]{8,64}$/.test(token)) return 'garbled';
    return { pid: Number(pid), startedAt: typeof startedAt === 'string' ? startedAt : null, host, token };
  } catch {
    return 'garbled';
  }
}

/** Puts a file there with all of its content, or finds one there. */
function createWhole(path: string, content: string): boolean {
  const temporary = `${path}.${randomUUID()}.tmp`;
  writeFileSync(temporary, content, { flag: 'wx', mode: 0o600 });
  try {
    try {
      linkSync(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      // A file system without hard links: readers may see the file before its content, and wait (see `acquire`).
      writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A guard inside a guard inside a guard: each level means that a process died within the microseconds of a takeover. */
const MAX_DEPTH = 8;
/** A bound for what cannot happen: a lock that changes each time one looks. */
const MAX_ATTEMPTS = 1000;
const TRIES = 60;
const PAUSE_MS = 50;

/**
 * Takes the lock at `path`.
 *
 * BE VERY CAREFUL here. Deleting a stale lock and making a new one are two steps, and between them somebody else may
 * have done both: then the second delete would remove a living lock. So a stale lock is replaced (rename is one step)
 * only by who holds the guard of that very lock, a file that carries its token in the name, and only after looking once
 * more that the stale lock is still there. Whoever comes late takes the guard of a lock that is gone, sees that, and
 * starts over. A guard is a lock like any other, so one that a crash left behind is taken over in the same way.
 */
async function acquire(path: string, depth = 0): Promise<string> {
  const startedAt = readStat(process.pid)?.startedAt ?? null;
  const own: Holder = { pid: process.pid, startedAt, host: hostname(), token: randomUUID() };
  const content = `${JSON.stringify(own)}\n`;
  for (let attempt = 1; ; attempt += 1) {
    if (createWhole(path, content)) return own.token;
    const holder = readHolder(path);
    if (attempt > MAX_ATTEMPTS) throw new LockedError(`${path} keeps changing hands; try again`, null);
    if (holder === 'absent') continue;
    if (holder !== 'garbled' && holder.host === own.host && !isAlive(holder)) {
      if (await takeOver(path, holder, content, depth)) return own.token;
      continue;
    }
    // A guard is held for an instant; a garbled lock may be half written.
    if (attempt < TRIES && (holder === 'garbled' || depth > 0)) await sleep(PAUSE_MS);
    else throw new LockedError(explain(path, holder), holder === 'garbled' ? null : holder.pid);
  }
}

async function takeOver(path: string, stale: Holder, content: string, depth: number): Promise<boolean> {
  if (depth >= MAX_DEPTH) throw new LockedError(`${path} has too many abandoned guards beside it; delete them`, null);
  const guard = `${path}.${stale.token}`;
  const guardToken = await acquire(guard, depth + 1);
  try {
    const now = readHolder(path);
    if (now === 'absent' || now === 'garbled' || now.token !== stale.token) return false;
    const temporary = `${path}.${randomUUID()}.tmp`;
    writeFileSync(temporary, content, { flag: 'wx', mode: 0o600 });
    renameSync(temporary, path);
    return true;
  } finally {
    releaseIfOwn(guard, guardToken);
  }
}

function releaseIfOwn(path: string, token: string): void {
  const holder = readHolder(path);
  if (holder !== 'absent' && holder !== 'garbled' && holder.token === token) rmSync(path, { force: true });
}

function explain(path: string, holder: Holder | 'garbled'): string {
  const remedy = 'or choose another directory with NEXUS_DATA_DIR';
  if (holder === 'garbled')
    return `${path} cannot be read; make sure that no NEXUS runs there and delete it, ${remedy}`;
  if (holder.host !== hostname()) {
    return `${path} is held by process ${holder.pid} on ${holder.host}; if that is gone, delete the file, ${remedy}`;
  }
  if (holder.pid === process.pid) return `${path} is held by this process already (pid ${holder.pid})`;
  return `${path} is held by process ${holder.pid}, which is running; stop it (kill ${holder.pid}), ${remedy}`;
}

/**
 * Locks a data directory for this process: `<dir>/nexus.lock`, beside `<dir>/pgdata`. A lock whose process is dead, even
 * by kill -9, is taken over.
 *
 * @param dir made if absent
 * @throws {LockedError} when a living process holds it, or one of another host, which cannot be asked
 */
export async function lockDirectory(dir: string): Promise<Lock> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'nexus.lock');
  const token = await acquire(path);
  return { path, release: () => releaseIfOwn(path, token) };
}
