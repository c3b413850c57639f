import type { Log } from '../supabase/functions/_shared/log.ts';
import type { App } from './app.ts';
import type { ServerConfig } from './config.ts';
import { serve } from './serve.ts';

/** How long requests may run on after a signal, milliseconds: less than the 10 s after which containers are killed. */
const GRACE_MS = 6_000;

/** The process as an entry sees it. */
export interface Signals {
  once(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  exit(code: number): never;
}

/**
 * Listens, and on SIGTERM or SIGINT drains: no new connections, running requests finish, then `close`, then exit 0.
 * A second signal exits at once.
 *
 * @returns the port listened on
 */
export async function runServer(
  app: App,
  config: ServerConfig,
  options: { log: Log; signals: Signals; close: () => Promise<void> },
): Promise<number> {
  const server = await serve(app, { host: config.host, port: config.port, log: options.log });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) options.signals.exit(1);
    isStopping = true;
    options.signals.once('SIGTERM', stop);
    options.signals.once('SIGINT', stop);
    void server
      .drain(GRACE_MS)
      .then(options.close)
      .then(() => options.signals.exit(0));
  };
  options.signals.once('SIGTERM', stop);
  options.signals.once('SIGINT', stop);
  return server.port;
}
