import { describe, expect, it } from 'vitest';
import { isOriginOf, parseServerConfig } from './config.ts';

describe('parseServerConfig', () => {
  it('runs with nothing set', () => {
    expect(parseServerConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      hasDefaultSites: true,
      rateLimits: { perSession: 120, perAddress: 600 },
    });
  });

  it.each([
    [{ PORT: 'abc' }, /^PORT must be 0\.\.65535, got "abc"$/],
    [{ PORT: '70000' }, /^PORT must be/],
    [{ NEXUS_RATE_LIMIT: '12' }, /^NEXUS_RATE_LIMIT must be "off" or "SESSION,ADDRESS"/],
    [{ NEXUS_SITES: '{"secret-in-bad-json' }, /^NEXUS_SITES must be JSON such as/],
    [{ NEXUS_SITES: '[]' }, /^NEXUS_SITES must be/],
    [{ NEXUS_SITES: '[{"key":"a","origins":["https://a.example/path"]}]' }, /0\.origins\.0: must be an origin/],
    [{ NEXUS_SITES: '[{"key":"a","origins":["https://a.example"],"secret":"short"}]' }, /at least 16/],
    [
      { NEXUS_SITES: '[{"key":"a","origins":["https://a.example"]},{"key":"a","origins":["https://b.example"]}]' },
      /names the key "a" twice/,
    ],
    [{ UPSTASH_KAFKA_REST_URL: 'https://k.example' }, /^UPSTASH_KAFKA_REST_URL is set/],
  ])('refuses %o in one sentence that names the variable', (env, message) => {
    let said = '';
    try {
      parseServerConfig(env);
    } catch (error) {
      said = error instanceof Error ? error.message : '';
    }
    expect(said).toMatch(message);
    expect(said).not.toMatch(/secret-in-bad-json|\n/);
  });
});

describe('isOriginOf', () => {
  const [site] = parseServerConfig({}).sites;
  it.each([
    ['http://localhost:3000', true],
    ['http://localhost', true],
    ['https://127.0.0.1:8443', true],
    ['http://[::1]:5173', true],
    ['http://localhost.evil.example', false],
    ['http://evil.example:3000', false],
    ['null', false],
  ])('takes %s on the embedded default: %s', (origin, allowed) => {
    expect(site !== undefined && isOriginOf(site, origin)).toBe(allowed);
  });
});
