import type { AddressInfo, Socket } from 'node:net';
import { serve as listen } from '@hono/node-server';
import type { Log } from '../supabase/functions/_shared/log.ts';
import type { App } from './app.ts';
import { HttpProblem, toProblem } from './problem.ts';

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
    // Browsers open connections ahead of need; one that never asked for anything would hold up the end.
    const idle = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      idle.add(socket);
      socket.once('data', () => idle.delete(socket));
      socket.once('close', () => idle.delete(socket));
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (socket.writable && error.code !== 'ECONNRESET')
        socket.end(toRawAnswer(error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400));
      else socket.destroy();
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
        for (const socket of idle) socket.destroy();
      });
    }
  });
}

/** What is answered to bytes that are no HTTP request; there is no request to answer to in the usual way. */
function toRawAnswer(status: 400 | 431): string {
  const body = JSON.stringify(
    toProblem(
      status === 431
        ? new HttpProblem('headers-too-large', 'The request’s headers are too large.')
        : new HttpProblem('invalid-input', 'This is not a valid HTTP request.'),
    ),
  );
  return [
    `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
