import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKeys } from './keys.ts';

describe('loadKeys', () => {
  let dir: string;
  const file = (): string => join(dir, 'keys.json');
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'nexus-keys-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('makes keys once, in a file that nobody else may read, and leaves nothing beside it', async () => {
    const keys = await loadKeys(dir, {});
    expect(keys.publishableKey).toMatch(/^sb_publishable_[\w-]{32}$/);
    expect(keys.secretKey).toMatch(/^sb_secret_[\w-]{43}$/);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['keys.json']);
    expect(await loadKeys(dir, {})).toEqual(keys);
  });

  it('makes different keys in another directory', async () => {
    const [one, other] = [await loadKeys(join(dir, 'a'), {}), await loadKeys(join(dir, 'b'), {})];
    expect(one.secretKey).not.toBe(other.secretKey);
    expect(one.jwtSecret).not.toBe(other.jwtSecret);
  });

  it('closes a file that others may read', async () => {
    await loadKeys(dir, {});
    chmodSync(file(), 0o644);
    await loadKeys(dir, {});
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('lets the environment win, newer names first, and counts an empty one as absent', async () => {
    const made = await loadKeys(dir, {});
    const old = { SUPABASE_SERVICE_ROLE_KEY: 'service', SUPABASE_ANON_KEY: 'anon', SUPABASE_JWT_SECRET: '' };
    expect(await loadKeys(dir, old)).toEqual({ ...made, secretKey: 'service', publishableKey: 'anon' });
    const both = { ...old, SUPABASE_SECRET_KEY: 'secret', SUPABASE_PUBLISHABLE_KEY: 'publishable' };
    expect(await loadKeys(dir, both)).toMatchObject({ secretKey: 'secret', publishableKey: 'publishable' });
    expect(readFileSync(file(), 'utf8')).not.toContain('service');
  });

  it('refuses one key for both uses', async () => {
    await expect(loadKeys(dir, { SUPABASE_SECRET_KEY: 'x', SUPABASE_ANON_KEY: 'x' })).rejects.toThrow('must differ');
  });

  it('names a broken file and the remedy, and does not quote it', async () => {
    writeFileSync(file(), '{"secretKey":"sb_secret_leak"');
    const error = await loadKeys(dir, {}).catch(String);
    expect(error).toContain(`${file()} must hold`);
    expect(error).not.toContain('leak');
  });
});
