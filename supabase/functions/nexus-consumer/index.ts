/** The Edge Function's entry, and the only file that knows Deno. */
import { jsonLog } from '../_shared/log.ts';
import { parseConsumerConfig } from './config.ts';
import { createConsumerFromConfig } from './create.ts';
import { createHandler } from './handler.ts';

declare const Deno: {
  env: { toObject(): Record<string, string> };
  serve(handler: (request: Request) => Promise<Response>): unknown;
};

const config = parseConsumerConfig(Deno.env.toObject());
const log = jsonLog(console.log);
const run = createConsumerFromConfig(config, { log, now: () => performance.now() });

Deno.serve(createHandler({ secretKey: config.secretKey, run, log }));
