/** The server in front of a hosted Supabase: env -> config -> app -> listen -> drain. The only file here with process.*. */
import { existsSync } from 'node:fs';
import { jsonLog } from '../supabase/functions/_shared/log.ts';
import { composeHosted, ROOT } from './compose.ts';
import { parseServerConfig } from './config.ts';
import { runServer } from './run.ts';

try {
  const log = jsonLog((line) => process.stdout.write(`${line}\n`));
  const config = parseServerConfig(process.env);
  const app = await composeHosted(config, process.env, log);
  if (!existsSync(`${ROOT}dist/widget/nexus.js`)) throw new Error('dist/ has no widget yet; run "npm run build" first');
  const port = await runServer(app, config, { log, signals: process, close: async () => {} });
  log('info', 'listening', { host: config.host, port });
} catch (error) {
  process.stderr.write(`nexus: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
