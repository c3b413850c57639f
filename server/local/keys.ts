/** The keys of the embedded Supabase, made on first start and kept in the data directory. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export interface Keys {
  /** `sb_publishable_…`: may be shown to anybody; role `anon`. */
  readonly publishableKey: string;
  /** `sb_secret_…`: role `service_role`, which passes every policy. Never leaves the server. */
  readonly secretKey: string;
  /** Signs the sessions of `session.ts`, HS256. Never leaves the server. */
  readonly jwtSecret: string;
}

const keysSchema = z.object({
  publishableKey: z.string().min(16),
  secretKey: z.string().min(16),
  jwtSecret: z.string().min(32),
});

const make = (): Keys => ({
  publishableKey: `sb_publishable_${randomBytes(24).toString('base64url')}`,
  secretKey: `sb_secret_${randomBytes(32).toString('base64url')}`,
  jwtSecret: randomBytes(48).toString('base64url'),
});

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function read(path: string): Promise<Keys | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    // The cause would quote the file, which is secret.
    throw new Error(`${path} must hold {publishableKey, secretKey, jwtSecret}; delete it to have new keys made`);
  }
}

async function write(path: string, keys: Keys): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Reads `<dir>/keys.json`, or makes it (mode 600, whole or not at all). Call it while holding the lock of `lock.ts`.
 *
 * @param dir the data directory, made if absent
 * @param env `SUPABASE_SECRET_KEY` or `SUPABASE_SERVICE_ROLE_KEY`, `SUPABASE_PUBLISHABLE_KEY` or `SUPABASE_ANON_KEY`,
 *   and `SUPABASE_JWT_SECRET` win over the file; an empty one counts as absent
 * @throws {Error} when the file is not what this wrote, or both keys are the same
 */
export async function loadKeys(dir: string, env: Readonly<Record<string, string | undefined>>): Promise<Keys> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'keys.json');
  let kept = await read(path);
  if (kept === null) {
    kept = make();
    await write(path, kept);
  } else {
    await chmod(path, 0o600);
  }
  const keys: Keys = {
    publishableKey: env.SUPABASE_PUBLISHABLE_KEY || env.SUPABASE_ANON_KEY || kept.publishableKey,
    secretKey: env.SUPABASE_SECRET_KEY || env.SUPABASE_SERVICE_ROLE_KEY || kept.secretKey,
    jwtSecret: env.SUPABASE_JWT_SECRET || kept.jwtSecret,
  };
  if (keys.publishableKey === keys.secretKey) {
    throw new Error('SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY must differ: the first is public');
  }
  return keys;
}
