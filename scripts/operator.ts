import { readFile } from 'node:fs/promises';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';

/** Ends a command with one plain sentence and exit code 1. */
export function fail(message: string): never {
  process.stderr.write(`nexus: ${message}\n`);
  process.exit(1);
}

/**
 * The database that the operator's commands speak to: SUPABASE_URL with its secret key, else the embedded one of a
 * running `npm start`, whose secret key is in the data directory.
 */
export async function connect(env: Readonly<Record<string, string | undefined>>): Promise<SupabaseClient> {
  const url = env.SUPABASE_URL || `http://127.0.0.1:${env.PORT || '8787'}`;
  const key =
    env.SUPABASE_SECRET_KEY || env.SUPABASE_SERVICE_ROLE_KEY || (await embeddedKey(env.NEXUS_DATA_DIR || '.nexus'));
  return createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } });
}

async function embeddedKey(dir: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(`${dir}/keys.json`, 'utf8');
  } catch {
    return fail(`there is no ${dir}/keys.json: run "npm start" first, or set SUPABASE_URL and SUPABASE_SECRET_KEY`);
  }
  const keys: unknown = JSON.parse(text);
  if (typeof keys === 'object' && keys !== null && 'secretKey' in keys && typeof keys.secretKey === 'string')
    return keys.secretKey;
  return fail(`${dir}/keys.json holds no secretKey`);
}

/** What to say when nobody answers. */
export const UNREACHABLE =
  'the database does not answer; is "npm start" running, on the PORT that this command knows, or SUPABASE_URL right?';

/** Calls a function of our migrations. Ends the command when it cannot be reached or refuses. */
export async function callOrFail<T>(supabase: SupabaseClient, name: string, args: Record<string, unknown>): Promise<T> {
  const { data, error, status } = await supabase.rpc(name, args).retry(false);
  if (error === null) return data as T;
  return fail(status === 0 ? UNREACHABLE : `${name} answered ${status}: ${error.message}`);
}
