import { z } from 'zod';
import { MAX_ID_LENGTH } from '../supabase/functions/_shared/contract/topic.ts';
import { type Env, wholeNumber } from '../supabase/functions/_shared/env.ts';

/** A site that may use this server. */
export interface Site {
  /** What the tag's data-site-key holds. Public. */
  readonly key: string;
  /** Shown to visitors and given to the replier. */
  readonly title: string;
  /** Exact origins of its pages; a port `*` stands for any port. */
  readonly origins: readonly string[];
  /** Lets the site's own servers deliver without an Origin, as `Authorization: Bearer`. */
  readonly secret?: string | undefined;
}

/** Requests allowed in a minute. */
export interface RateLimits {
  readonly perSession: number;
  readonly perAddress: number;
}

/** What the environment says, checked. */
export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  readonly sites: readonly Site[];
  /** True without NEXUS_SITES: then requests without an Origin are accepted from loopback. */
  readonly hasDefaultSites: boolean;
  readonly rateLimits: RateLimits | 'off';
  /** Reverse proxies in front of this server whose X-Forwarded-For entry counts; 0 reads the socket's address. */
  readonly trustedProxies: number;
  readonly cronSecret?: string | undefined;
  readonly metricsToken?: string | undefined;
  readonly anthropic?:
    | { readonly apiKey: string; readonly model: string; readonly baseUrl?: string | undefined }
    | undefined;
  /** How long a produce may take before the producer answers 503, milliseconds. */
  readonly produceDeadlineMs: number;
  /** How long a visitor's own data may take to be read or erased before the answer is 503, milliseconds. */
  readonly ownDataDeadlineMs: number;
}

/** Site key of the embedded default. */
export const DEFAULT_SITE_KEY = 'demo';

const siteSchema = z.strictObject({
  key: z.string().min(1).max(MAX_ID_LENGTH),
  title: z.string().min(1).max(80).optional(),
  origins: z
    .array(
      z
        .string()
        .regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/, 'must be an origin such as https://shop.example, without path'),
    )
    .min(1),
  secret: z.string().min(16, 'must have at least 16 characters').optional(),
});

/** @throws {Error} one plain sentence that names the variable, the rule and what it holds */
export function parseServerConfig(env: Env): ServerConfig {
  if (env.UPSTASH_KAFKA_REST_URL) {
    // To go on with another queue than the one asked for would look like working.
    throw new Error('UPSTASH_KAFKA_REST_URL is set, and this version has no Kafka adapter yet; unset it to use pgmq');
  }
  const port = wholeNumber(env, 'PORT', 8787, 0, 65_535);
  const sites = parseSites(env.NEXUS_SITES);
  return {
    host: env.HOST || '127.0.0.1',
    port,
    sites: sites ?? [defaultSite()],
    hasDefaultSites: sites === undefined,
    rateLimits: parseRateLimits(env.NEXUS_RATE_LIMIT),
    trustedProxies: wholeNumber(env, 'NEXUS_TRUST_PROXY', 0, 0, 10),
    cronSecret: env.CRON_SECRET || undefined,
    metricsToken: env.NEXUS_METRICS_TOKEN || undefined,
    anthropic: env.ANTHROPIC_API_KEY
      ? {
          apiKey: env.ANTHROPIC_API_KEY,
          model: env.NEXUS_REPLY_MODEL || 'claude-haiku-4-5',
          baseUrl: env.ANTHROPIC_BASE_URL || undefined,
        }
      : undefined,
    produceDeadlineMs: 2_500,
    // An erasure waits for the appends under way.
    ownDataDeadlineMs: 5_000,
  };
}

const defaultSite = (): Site => ({
  key: DEFAULT_SITE_KEY,
  title: 'Faro',
  origins: ['http', 'https'].flatMap((scheme) =>
    ['localhost', '127.0.0.1', '[::1]'].map((host) => `${scheme}://${host}:*`),
  ),
});

function parseSites(text: string | undefined): Site[] | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const example = '[{"key":"shop","origins":["https://shop.example"],"secret":"…"}]';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own words would print the sites' secrets.
    throw new Error(`NEXUS_SITES must be JSON such as ${example}`);
  }
  const result = z.array(siteSchema).min(1).safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(
      `NEXUS_SITES must be such as ${example}: at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`,
    );
  }
  const keys = result.data.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new Error(`NEXUS_SITES names the key "${twice}" twice`);
  return result.data.map((site) => ({ ...site, title: site.title ?? site.key }));
}

function parseRateLimits(text: string | undefined): RateLimits | 'off' {
  if (text === undefined || text === '') return { perSession: 120, perAddress: 600 };
  if (text === 'off') return 'off';
  const match = /^([1-9]\d{0,6}),([1-9]\d{0,6})$/.exec(text);
  if (match === null) {
    throw new Error(
      `NEXUS_RATE_LIMIT must be "off" or "SESSION,ADDRESS" requests a minute such as 120,600, got "${text}"`,
    );
  }
  return { perSession: Number(match[1]), perAddress: Number(match[2]) };
}

/** Whether a page of this origin may use the site. */
export function isOriginOf(site: Site, origin: string): boolean {
  return site.origins.some((allowed) =>
    allowed.endsWith(':*') ? origin.replace(/:\d+$/, '') === allowed.slice(0, -2) : origin === allowed,
  );
}
