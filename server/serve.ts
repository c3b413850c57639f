import type { AddressInfo } from 'node:net';
import { serve as listen } from '@hono/node-server';
import type { Log } from '../supabase/functions/_shared/log.ts';
import type { App } from './app.ts';

/** A listening server. */
export interface Served {
  readonly port: number;
  /** Stops accepting, lets running requests finish for at most `graceMs`, then closes their sockets. */
  drain(graceMs: number): Promise<void>;
}

/** @throws {Error} with the remedy in words when the port cannot be had */
export function serve(app: App, options: { host: string; port: number; log: Log }): Promise<Served> {
  return new Promise((resolve, reject) => {
    const server = listen(
      {
        fetch: (request, env) =>
          app(request, ('incoming' in env ? env.incoming.socket.remoteAddress : undefined) ?? ''),
        hostname: options.host,
        port: options.port,
        serverOptions: { requestTimeout: 30_000, headersTimeout: 10_000 },
      },
      (info: AddressInfo) => resolve({ port: info.port, drain }),
    );
    server.on('error', (error: NodeJS.ErrnoException) => {
      const remedy =
        error.code === 'EADDRINUSE'
          ? `port ${options.port} is in use; stop what listens there or set PORT to another`
          : `cannot listen on ${options.host}:${options.port} (${error.code ?? error.message}); check HOST and PORT`;
      reject(new Error(remedy, { cause: error }));
    });
    async function drain(graceMs: number): Promise<void> {
      options.log('info', 'draining');
      await new Promise<void>((done) => {
        const timer = setTimeout(() => {
          if ('closeAllConnections' in server) server.closeAllConnections();
        }, graceMs);
        server.close(() => {
          clearTimeout(timer);
          done();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
    }
  });
}
