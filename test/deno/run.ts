import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const DENO = `${ROOT}node_modules/.bin/deno`;

/** Offline, the packages that npm installed, and no network but 127.0.0.1. */
export const DENO_RUN = [
  'run',
  '--no-config',
  '--node-modules-dir=manual',
  '--cached-only',
  '--no-prompt',
  '--allow-net=127.0.0.1',
  '--allow-env',
] as const;

/** Nothing of this process's environment but where programs are, so no ANTHROPIC_* or SUPABASE_* either. */
export const denoEnv = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  DENO_NO_UPDATE_CHECK: '1',
});
