import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@supabase/supabase-js';
import { pgmqBroker } from '../supabase/functions/_shared/broker/pgmq.ts';
import { TOPIC } from '../supabase/functions/_shared/contract/topic.ts';
import type { Env } from '../supabase/functions/_shared/env.ts';
import { describeError, type Log } from '../supabase/functions/_shared/log.ts';
import { type App, type AppDeps, createApp } from './app.ts';
import { createAssets } from './assets.ts';
import type { ServerConfig } from './config.ts';
import { createExtractionMetrics } from './extraction-metrics.ts';
import { hostedBackend } from './hosted.ts';
import { supabaseOwnData } from './own-data.ts';
import { claudeReplier } from './reply/claude.ts';
import { type Replier, withFallback } from './reply/replier.ts';
import { scriptedReplier } from './reply/scripted.ts';
import { createNudge } from './trigger.ts';

/** The project's root, wherever the server is started from. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The Supabase that the server works with: hosted, or embedded behind its own door. */
export interface Backend {
  readonly url: string;
  readonly secretKey: string;
  /** How to reach it; absent: over the network. */
  readonly fetch?: typeof fetch | undefined;
  /** For the health answer, such as `pglite`. */
  readonly store: string;
}

/** Wires the server's parts; the same for every entry. */
export async function composeApp(
  config: ServerConfig,
  backend: Backend,
  parts: Pick<AppDeps, 'nudge' | 'trigger' | 'console' | 'counters'> & { log: Log; connectTo: readonly string[] },
): Promise<App> {
  const supabase = createClient(backend.url, backend.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    ...(backend.fetch === undefined ? {} : { global: { fetch: backend.fetch } }),
  });
  const manifest: unknown = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
  return createApp({
    config,
    broker: pgmqBroker({ supabase, topic: TOPIC, timeoutMs: config.produceDeadlineMs }),
    ownData: supabaseOwnData({ supabase, timeoutMs: config.ownDataDeadlineMs }),
    replier: createReplier(config, parts.log),
    log: parts.log,
    now: Date.now,
    randomId: randomUUID,
    version,
    extractor: config.anthropic === undefined ? 'rules' : 'rules, then claude',
    store: backend.store,
    nudge: parts.nudge,
    trigger: parts.trigger,
    counters: parts.counters,
    console: parts.console,
    asset: createAssets({ widgetDir: `${ROOT}dist/widget`, siteDir: `${ROOT}dist/demo`, connectTo: parts.connectTo }),
  });
}

/**
 * The app in front of a hosted Supabase project.
 *
 * @throws {Error} one plain sentence that names the missing variable
 */
export function composeHosted(config: ServerConfig, env: Env, log: Log): Promise<App> {
  const hosted = hostedBackend(env);
  const extraction = createExtractionMetrics();
  const run = async (stage: 'all' | 'drain') => extraction.count(await hosted.runConsumer(stage));
  return composeApp(config, hosted.backend, {
    log,
    // Rows never wait for a model: a nudge drains, the schedule does the rest.
    nudge: createNudge(
      () => run('drain'),
      (error) => log('warn', 'nudge failed', { reason: describeError(error) }),
    ),
    trigger: () => run('all'),
    counters: extraction.counters,
    console: hosted.console,
    connectTo: [hosted.backend.url],
  });
}

function createReplier(config: ServerConfig, log: Log): Replier {
  const scripted = scriptedReplier();
  if (config.anthropic === undefined) return scripted;
  return withFallback(claudeReplier(config.anthropic), scripted, (reason) =>
    log('warn', 'reply fell back to the script', { reason }),
  );
}
