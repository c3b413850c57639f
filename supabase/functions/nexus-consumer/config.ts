/** The consumer's settings, from environment variables. */
import { z } from 'zod';
import { type Env, wholeNumber } from '../_shared/env.ts';
import { HAIKU_4_5_PRICES, type Prices } from './extract/usage.ts';
import type { SpendCaps } from './spend.ts';

export interface ConsumerConfig {
  readonly supabaseUrl: string;
  /** `sb_secret_…`, or the legacy service role key. */
  readonly secretKey: string;
  /** Absent without ANTHROPIC_API_KEY. */
  readonly anthropic?: {
    readonly apiKey: string;
    readonly model: string;
    readonly baseUrl?: string;
    readonly timeoutMs: number;
    readonly prices: Prices;
    readonly maxTokens: number;
  };
  /** Tokens that a call may send after the cached prefix. */
  readonly inputTokens: number;
  readonly caps: SpendCaps;
  readonly quietSeconds: number;
  readonly budgetMs: number;
  readonly maxMessages: number;
  readonly maxAttempts: number;
  readonly visibilitySeconds: number;
}

function parseKeys(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words would print the keys.
    throw new Error('SUPABASE_SECRET_KEYS must be JSON such as {"default":"sb_secret_…"}');
  }
}

/** From SUPABASE_SECRET_KEYS (its `default`, as hosted), else SUPABASE_SECRET_KEY, else SUPABASE_SERVICE_ROLE_KEY. */
function secretKeyOf(env: Env): string | undefined {
  if (env.SUPABASE_SECRET_KEYS) {
    const keys = parseKeys(env.SUPABASE_SECRET_KEYS);
    if (typeof keys === 'object' && keys !== null && 'default' in keys && typeof keys.default === 'string') {
      return keys.default;
    }
  }
  return env.SUPABASE_SECRET_KEY || env.SUPABASE_SERVICE_ROLE_KEY || undefined;
}

const dollars = z.number().min(0);
const pricesSchema = z.strictObject({ input: dollars, cacheWrite: dollars, cacheRead: dollars, output: dollars });

/** Caps in dollars mean nothing at another model's prices, so one whose prices we do not know must come with them. */
function parsePrices(env: Env, model: string): Prices {
  const text = env.NEXUS_EXTRACT_PRICES;
  if (!text) {
    if (/^claude-haiku-4-5(-\d+)?$/.test(model)) return HAIKU_4_5_PRICES;
    throw new Error(`NEXUS_EXTRACT_PRICES must be set for ${model}: ${PRICES_RULE}`);
  }
  const parsed = pricesSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(`NEXUS_EXTRACT_PRICES must be ${PRICES_RULE}`);
}

const PRICES_RULE = 'US dollars per million tokens such as {"input":1,"cacheWrite":2,"cacheRead":0.1,"output":5}';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller says what is wanted.
    return undefined;
  }
}

function parseDollars(env: Env, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new Error(`${name} must be US dollars such as 0.10, got "${text}"`);
}

/** How to reach the model; nothing without ANTHROPIC_API_KEY. @throws {Error} one sentence that names the variable at fault */
export function parseExtractConfig(env: Env): Pick<ConsumerConfig, 'anthropic'> {
  if (!env.ANTHROPIC_API_KEY) return {};
  const model = env.NEXUS_EXTRACT_MODEL || 'claude-haiku-4-5';
  return {
    anthropic: {
      apiKey: env.ANTHROPIC_API_KEY,
      model,
      prices: parsePrices(env, model),
      maxTokens: wholeNumber(env, 'NEXUS_EXTRACT_OUTPUT_TOKENS', 2_048, 256, 32_000),
      timeoutMs: wholeNumber(env, 'NEXUS_EXTRACT_TIMEOUT_MS', 30_000, 100, 90_000),
      ...(env.ANTHROPIC_BASE_URL ? { baseUrl: env.ANTHROPIC_BASE_URL } : {}),
    },
  };
}

/** @throws {Error} one sentence that names the variable at fault and the remedy */
export function parseConsumerConfig(env: Env): ConsumerConfig {
  const supabaseUrl = env.SUPABASE_URL;
  const secretKey = secretKeyOf(env);
  if (!supabaseUrl) throw new Error('SUPABASE_URL is not set; it is the address of the Supabase project');
  if (!secretKey) throw new Error('SUPABASE_SECRET_KEY is not set; it is the project’s secret key (sb_secret_…)');
  return {
    supabaseUrl,
    secretKey,
    ...parseExtractConfig(env),
    inputTokens: wholeNumber(env, 'NEXUS_EXTRACT_INPUT_TOKENS', 6_000, 500, 100_000),
    caps: {
      conversation: parseDollars(env, 'NEXUS_EXTRACT_CAP_CONVERSATION', 0.1),
      site: parseDollars(env, 'NEXUS_EXTRACT_CAP_SITE', 5),
      day: parseDollars(env, 'NEXUS_EXTRACT_CAP_DAY', 20),
    },
    quietSeconds: wholeNumber(env, 'EXTRACT_QUIET_SECONDS', 120, 0, 86_400),
    budgetMs: wholeNumber(env, 'NEXUS_CONSUMER_BUDGET_MS', 100_000, 1_000, 390_000),
    maxMessages: wholeNumber(env, 'NEXUS_CONSUMER_BATCH', 100, 1, 500),
    maxAttempts: wholeNumber(env, 'NEXUS_CONSUMER_MAX_ATTEMPTS', 5, 1, 100),
    visibilitySeconds: wholeNumber(env, 'NEXUS_CONSUMER_VISIBILITY_SECONDS', 30, 1, 3_600),
  };
}
