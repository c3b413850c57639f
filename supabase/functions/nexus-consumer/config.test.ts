import { describe, expect, it } from 'vitest';
import { parseConsumerConfig } from './config.ts';

const ENV = { SUPABASE_URL: 'http://127.0.0.1', SUPABASE_SECRET_KEY: 'sb_secret_x' };
const CLAUDE = { ...ENV, ANTHROPIC_API_KEY: 'key' };

describe('parseConsumerConfig', () => {
  it('has a model, its prices, budgets and caps without being told', () => {
    expect(parseConsumerConfig(CLAUDE)).toMatchObject({
      anthropic: {
        model: 'claude-haiku-4-5',
        prices: { input: 1, cacheWrite: 2, cacheRead: 0.1, output: 5 },
        maxTokens: 2_048,
        timeoutMs: 30_000,
      },
      inputTokens: 6_000,
      caps: { conversation: 0.1, site: 5, day: 20 },
      quietSeconds: 120,
    });
    expect(parseConsumerConfig(ENV).anthropic).toBeUndefined();
  });

  it('takes another model with its prices, and other budgets and caps', () => {
    const config = parseConsumerConfig({
      ...CLAUDE,
      NEXUS_EXTRACT_MODEL: 'claude-sonnet-5',
      NEXUS_EXTRACT_PRICES: '{"input":3,"cacheWrite":6,"cacheRead":0.3,"output":15}',
      NEXUS_EXTRACT_INPUT_TOKENS: '9000',
      NEXUS_EXTRACT_OUTPUT_TOKENS: '1000',
      NEXUS_EXTRACT_CAP_CONVERSATION: '0',
      NEXUS_EXTRACT_CAP_SITE: '0.25',
      NEXUS_EXTRACT_CAP_DAY: '1000',
    });
    expect(config).toMatchObject({
      anthropic: { model: 'claude-sonnet-5', prices: { output: 15 }, maxTokens: 1_000 },
      inputTokens: 9_000,
      caps: { conversation: 0, site: 0.25, day: 1_000 },
    });
  });

  it.each([
    [{ NEXUS_EXTRACT_MODEL: 'claude-opus-5' }, /^NEXUS_EXTRACT_PRICES must be set for claude-opus-5: US dollars/],
    [{ NEXUS_EXTRACT_PRICES: '{"input":1}' }, /^NEXUS_EXTRACT_PRICES must be US dollars per million tokens/],
    [{ NEXUS_EXTRACT_PRICES: 'cheap' }, /^NEXUS_EXTRACT_PRICES must be US dollars/],
    [{ NEXUS_EXTRACT_CAP_DAY: '-1' }, /^NEXUS_EXTRACT_CAP_DAY must be US dollars such as 0.10, got "-1"$/],
    [{ NEXUS_EXTRACT_CAP_SITE: '5 dollars' }, /^NEXUS_EXTRACT_CAP_SITE must be/],
    [{ NEXUS_EXTRACT_INPUT_TOKENS: '10' }, /^NEXUS_EXTRACT_INPUT_TOKENS must be 500..100000, got "10"$/],
  ])('refuses %o in one sentence that names the variable', (env, message) => {
    expect(() => parseConsumerConfig({ ...CLAUDE, ...env })).toThrow(message);
  });
});
