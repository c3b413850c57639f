import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Variables of the machine that would turn the embedded default into something else. */
const CONFIGURATION = /^(SUPABASE_|ANTHROPIC_|NEXUS_|UPSTASH_|KAFKA_|DATABASE_URL|EXTRACT_|CRON_SECRET|PORT$|HOST$)/;

/** A NEXUS as `npm start` runs it, in a process of its own. */
export interface Nexus {
  readonly url: string;
  readonly process: ChildProcess;
  /** Milliseconds from spawn to listening. */
  readonly startedInMs: number;
  /** Everything it has printed so far. */
  output(): string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** A supabase-js client with the secret key of its data directory. */
  service(): Promise<SupabaseClient>;
}

/** Starts NEXUS on a free port of loopback. @throws {Error} with its output when it does not come up within 60 s */
export async function startNexus(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Nexus> {
  const inherited = Object.entries(process.env).filter(([name]) => !CONFIGURATION.test(name));
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['server/local/start.ts'], {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), PORT: '0', NEXUS_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`not up after 60 s:\n${output}`));
    }, 60_000);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /demo\s+(http:\/\/[^/\s]+)\//.exec(output)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`exited with ${code}:\n${output}`));
    });
  });
  return {
    url,
    process: child,
    startedInMs: performance.now() - startedAt,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    async service() {
      const keys: unknown = JSON.parse(await readFile(join(dataDir, 'keys.json'), 'utf8'));
      const { secretKey } = keys as { secretKey: string };
      return createClient(url, secretKey, { auth: { persistSession: false, autoRefreshToken: false } });
    },
  };
}

/** An empty data directory that is removed at the end. */
export async function temporaryDir(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'nexus-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Asks again until the answer is not undefined. @throws {Error} after `ms` */
export async function eventually<T>(what: string, ms: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
