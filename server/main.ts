/** The server in front of a hosted Supabase: env -> config -> app -> listen -> drain. The only file here with process.*. */
import { existsSync } from 'node:fs';
import { jsonLog } from '../supabase/functions/_shared/log.ts';
import { composeApp, ROOT } from './compose.ts';
import { parseServerConfig } from './config.ts';
import { hostedBackend } from './hosted.ts';
import { serve } from './serve.ts';
import { createNudge } from './trigger.ts';
import { describeError } from '../supabase/functions/_shared/log.ts';

/** How long requests may run on after SIGTERM, milliseconds. */
const GRACE_MS = 10_000;

try {
  const log = jsonLog((line) => process.stdout.write(`${line}\n`));
  const config = parseServerConfig(process.env);
  const hosted = hostedBackend(process.env);
  if (!existsSync(`${ROOT}dist/widget/nexus.js`)) throw new Error('dist/ has no widget yet; run "npm run build" first');
  const nudge = createNudge(hosted.runConsumer, (error) => log('warn', 'nudge failed', { reason: describeError(error) }));
  const app = await composeApp(config, hosted.backend, {
    log,
    nudge,
    trigger: hosted.runConsumer,
    console: hosted.console,
    connectTo: [hosted.backend.url],
  });
  const server = await serve(app, { host: config.host, port: config.port, log });
  log('info', 'listening', { host: config.host, port: server.port });
  const stop = (): void => {
    void server.drain(GRACE_MS).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  process.stderr.write(`nexus: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
