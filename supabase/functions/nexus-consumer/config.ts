/** The consumer's settings, from environment variables. */

import { type Env, wholeNumber } from '../_shared/env.ts';

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
  };
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

/** How to reach the model; nothing without ANTHROPIC_API_KEY. @throws {Error} one sentence that names the variable at fault */
export function parseExtractConfig(env: Env): Pick<ConsumerConfig, 'anthropic'> {
  if (!env.ANTHROPIC_API_KEY) return {};
  return {
    anthropic: {
      apiKey: env.ANTHROPIC_API_KEY,
      model: env.NEXUS_EXTRACT_MODEL || 'claude-haiku-4-5',
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
    quietSeconds: wholeNumber(env, 'EXTRACT_QUIET_SECONDS', 60, 0, 86_400),
    budgetMs: wholeNumber(env, 'NEXUS_CONSUMER_BUDGET_MS', 100_000, 1_000, 390_000),
    maxMessages: wholeNumber(env, 'NEXUS_CONSUMER_BATCH', 100, 1, 500),
    maxAttempts: wholeNumber(env, 'NEXUS_CONSUMER_MAX_ATTEMPTS', 5, 1, 100),
    visibilitySeconds: wholeNumber(env, 'NEXUS_CONSUMER_VISIBILITY_SECONDS', 30, 1, 3_600),
  };
}
