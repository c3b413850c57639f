/** `npm start`: everything in one process, with what is not configured embedded. */

import { describeError, jsonLog, type Log } from '../../supabase/functions/_shared/log.ts';
import { parseConsumerConfig } from '../../supabase/functions/nexus-consumer/config.ts';
import type { RunConsumer } from '../../supabase/functions/nexus-consumer/consumer.ts';
import { createConsumerFromConfig, warmUp } from '../../supabase/functions/nexus-consumer/create.ts';
import { createHandler } from '../../supabase/functions/nexus-consumer/handler.ts';
import type { App } from '../app.ts';
import { composeApp, composeHosted, ROOT } from '../compose.ts';
import { parseServerConfig, type ServerConfig } from '../config.ts';
import { createExtractionMetrics } from '../extraction-metrics.ts';
import { runServer } from '../run.ts';
import { buildIfStale } from './build.ts';
import { type Database, DatabaseUnavailableError } from './database.ts';
import { createSchedule } from './functions.ts';
import { loadKeys } from './keys.ts';
import { lockDirectory } from './lock.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import { createRest } from './rest.ts';
import { isLoopbackVisitor, issueMarketerSession } from './session.ts';

/** Between scheduled runs of the consumer; nudges make most runs. */
const INTERVAL_MS = 10_000;

interface Running {
  readonly app: App;
  readonly close: () => Promise<void>;
  /** What is embedded and what configured, one line each. */
  readonly lines: readonly string[];
}

async function openDatabase(dataDir: string): Promise<{ database: Database; close: () => Promise<void> }> {
  const url = process.env.DATABASE_URL;
  if (url) {
    const database = await openPostgres({ url });
    return { database, close: () => database.close() };
  }
  const lock = await lockDirectory(dataDir);
  try {
    const database = await openPglite({ dataDir: `${dataDir}/pgdata` });
    return {
      database,
      async close() {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startEmbedded(config: ServerConfig, log: Log): Promise<Running> {
  const dataDir = process.env.NEXUS_DATA_DIR || '.nexus';
  // The database opens in its own thread, and this one has nothing to do meanwhile.
  const [{ database, close }] = await Promise.all([openDatabase(dataDir), warmUp()]);
  try {
    const keys = await loadKeys(dataDir, process.env);
    await migrate(database, { dir: `${ROOT}supabase/migrations` });
    const rest = createRest({
      database,
      keys,
      onError(error) {
        log('error', 'database failed', { reason: describeError(error) });
        if (!(error instanceof DatabaseUnavailableError) || error.retryable) return;
        // The embedded engine is gone for good; a new process finds everything that was acknowledged.
        process.stderr.write('nexus: the embedded database stopped; start again\n');
        process.exit(1);
      },
    });
    // supabase-js speaks to the embedded REST door without a socket; the host name is never looked up.
    const url = 'http://embedded.nexus.internal';
    const fetchRest: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      return new Promise((resolve, reject) => {
        // A database that hangs must not hold its caller past the caller's own deadline.
        request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
        rest(request).then(resolve, reject);
      });
    };

    const consumerConfig = parseConsumerConfig({
      ...process.env,
      SUPABASE_URL: url,
      SUPABASE_SECRET_KEYS: '',
      SUPABASE_SECRET_KEY: keys.secretKey,
    });
    const run = createConsumerFromConfig(consumerConfig, { log, now: () => performance.now(), fetch: fetchRest });
    const extraction = createExtractionMetrics();
    const consume: RunConsumer = async (stage) => extraction.count(await run(stage));
    const onError = (error: unknown): void => log('error', 'consumer failed', { reason: describeError(error) });
    const draining = createSchedule(() => consume('drain'), { intervalMs: INTERVAL_MS, onError });
    // On a schedule of its own: a slow model must not hold up the rows of others.
    const deepening = createSchedule(() => consume('deepen'), { intervalMs: INTERVAL_MS, onError });
    const handler = createHandler({ secretKey: keys.secretKey, run: consume, log });

    const app = await composeApp(
      config,
      { url, secretKey: keys.secretKey, fetch: fetchRest, store: database.kind },
      {
        log,
        nudge: draining.nudge,
        trigger: () => consume('all'),
        counters: extraction.counters,
        connectTo: [],
        async console(request, socketAddress) {
          // Only on the plain embedded default: with sites or a proxy configured, strangers come through loopback too.
          const isOwner =
            config.hasDefaultSites && config.trustedProxies === 0 && isLoopbackVisitor(request, socketAddress);
          return {
            supabaseUrl: new URL(request.url).origin,
            publishableKey: keys.publishableKey,
            session: isOwner ? await issueMarketerSession(keys.jwtSecret, Date.now()) : null,
            notice: isOwner ? null : 'The prospects are shown only in a browser on the machine that runs this server.',
            signIn: false,
          };
        },
      },
    );
    draining.nudge();
    return {
      app: async (request, socketAddress) => {
        const { pathname } = new URL(request.url);
        if (pathname.startsWith('/rest/v1')) return rest(request);
        if (pathname === '/functions/v1/nexus-consumer') return handler(request);
        return app(request, socketAddress);
      },
      async close() {
        await Promise.all([draining.stop(), deepening.stop()]);
        await close();
      },
      lines: [
        database.kind === 'pglite' ? `database   embedded PGlite in ${dataDir}` : 'database   DATABASE_URL',
        `queue      pgmq in the same database`,
      ],
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startHosted(config: ServerConfig, log: Log): Promise<Running> {
  return {
    app: await composeHosted(config, process.env, log),
    close: async () => {},
    lines: ['database   SUPABASE_URL', 'queue      pgmq in the same database'],
  };
}

try {
  const startedAt = performance.now();
  const log = jsonLog((line) => process.stdout.write(`${line}\n`));
  const config = parseServerConfig(process.env);
  process.stdout.write('NEXUS is starting: widget, demo, database …\n');
  const hasBuilt = await buildIfStale(ROOT);
  const running = await (process.env.SUPABASE_URL ? startHosted : startEmbedded)(config, log);
  const port = await runServer(running.app, config, { log, signals: process, close: running.close });
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host;
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const claude =
    config.anthropic === undefined ? 'scripted and rules (set ANTHROPIC_API_KEY for Claude)' : 'Claude, rules first';
  process.stdout.write(
    [
      '',
      `NEXUS is up after ${seconds} s${hasBuilt ? ', widget and demo built' : ''}.`,
      '',
      `  demo       ${origin}/`,
      `  prospects  ${origin}/prospects`,
      `  health     ${origin}/api/nexus/producer`,
      '',
      ...running.lines.map((line) => `  ${line}`),
      `  replies and extraction   ${claude}`,
      `  sites      ${config.hasDefaultSites ? 'pages on this machine (set NEXUS_SITES for yours)' : config.sites.map(({ key }) => key).join(', ')}`,
      '',
      '',
    ].join('\n'),
  );
} catch (error) {
  process.stderr.write(`nexus: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
