import type { Env } from '../supabase/functions/_shared/env.ts';
import type { AppDeps } from './app.ts';
import type { Backend } from './compose.ts';

/** How long one call of the Edge Function may take, milliseconds: a little above its own budget. */
const RUN_TIMEOUT_MS = 120_000;

/** A hosted Supabase project: where its data is, how its consumer is run, how its marketers sign in. */
export interface Hosted {
  readonly backend: Backend;
  /** Runs the Edge Function once: all of it, or the drain alone. @throws {Error} naming the status it answered */
  readonly runConsumer: (stage: 'all' | 'drain') => Promise<unknown>;
  readonly console: AppDeps['console'];
}

/** @throws {Error} one plain sentence that names the missing variable */
export function hostedBackend(env: Env): Hosted {
  const url = env.SUPABASE_URL?.replace(/\/+$/, '');
  if (!url) throw new Error('SUPABASE_URL is not set; "npm start" runs without one, on an embedded database');
  const secretKey = env.SUPABASE_SECRET_KEY || env.SUPABASE_SERVICE_ROLE_KEY;
  if (!secretKey)
    throw new Error('SUPABASE_URL is set but SUPABASE_SECRET_KEY is not; copy it from the project’s API keys');
  const publishableKey = env.SUPABASE_PUBLISHABLE_KEY || env.SUPABASE_ANON_KEY || '';
  return {
    backend: { url, secretKey, store: 'supabase' },
    async runConsumer(stage) {
      const response = await fetch(`${url}/functions/v1/nexus-consumer`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', apikey: secretKey },
        body: JSON.stringify({ stage }),
        signal: AbortSignal.timeout(RUN_TIMEOUT_MS),
      });
      if (!response.ok) throw new Error(`nexus-consumer answered ${response.status}; is the function deployed?`);
      return response.json();
    },
    console: async () => ({
      supabaseUrl: url,
      publishableKey,
      session: null,
      notice:
        publishableKey === ''
          ? 'Set SUPABASE_PUBLISHABLE_KEY on the server so that marketers can sign in here.'
          : 'Sign in as a marketer to see the prospects.',
      signIn: publishableKey !== '',
    }),
  };
}
