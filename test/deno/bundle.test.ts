import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DENO, denoEnv, ROOT } from './run.ts';

/** Largest function that Supabase deploys. @see https://supabase.com/docs/guides/functions/limits */
const MAX_BYTES = 20_000_000;

it('the Edge Function with all its packages and weights can be deployed', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bundle-'));
  try {
    const output = join(folder, 'bundle.js');
    const args = ['bundle', '--no-config', '--node-modules-dir=manual', '-o', output];
    const { status, stderr } = spawnSync(DENO, [...args, 'supabase/functions/nexus-consumer/index.ts'], {
      cwd: ROOT,
      env: denoEnv(),
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    expect(statSync(output).size).toBeLessThan(MAX_BYTES);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
