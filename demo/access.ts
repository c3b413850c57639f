/** How this page may read: with a session that the server gives to its own machine, or with a marketer's sign-in. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { createReader, type Reader } from './reader.ts';
import type { Health } from './rows.ts';

/** What `GET /api/nexus/console` answers. */
export interface ConsoleAnswer {
  readonly supabaseUrl: string;
  readonly publishableKey: string;
  readonly session: { readonly accessToken: string; readonly expiresAt: string } | null;
  /** Why there is no session, for people. */
  readonly notice: string | null;
  /** True where marketers sign in with e-mail and password. */
  readonly signIn: boolean;
}

export type Access =
  | { readonly kind: 'open'; readonly reader: Reader; readonly signOut: (() => Promise<void>) | null }
  | { readonly kind: 'closed'; readonly notice: string | null }
  | {
      readonly kind: 'sign-in';
      readonly notice: string | null;
      /** @throws {Error} with Supabase Auth's own sentence, when it says no */
      readonly signIn: (email: string, password: string) => Promise<Access>;
    }
  /** The server did not say how to read. `detail` is its status, or that it did not answer. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** A token is renewed this long before it ends, so that no read meets its end. */
const MARGIN_MS = 60_000;
const TIMEOUT_MS = 5000;

async function getJson(path: string): Promise<unknown> {
  const response = await fetch(path, {
    headers: { accept: 'application/json' },
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

const askConsole = async (): Promise<ConsoleAnswer> => (await getJson('/api/nexus/console')) as ConsoleAnswer;

/** The pipeline's health; null when the server does not answer in its own words. A 503 carries the same body. */
export async function askHealth(): Promise<Health | null> {
  try {
    const response = await fetch('/api/nexus/producer', { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'broker' in body ? (body as Health) : null;
  } catch {
    // No answer is an answer here: the panel shows figures only of a server that speaks.
    return null;
  }
}

/** supabase-js is 59 kB and needed only once there is something to read, so it comes late. */
const loadSupabase = () => import('@supabase/supabase-js');

/** A client with the server's token, renewed through the console before it ends. */
function givenSession(first: ConsoleAnswer): Access {
  let session = first.session;
  let renewal: Promise<void> | null = null;
  const renew = async () => {
    session = (await askConsole()).session ?? session;
  };
  const accessToken = async () => {
    const endsAt = session === null ? 0 : Date.parse(session.expiresAt);
    if (endsAt - Date.now() < MARGIN_MS) {
      renewal ??= renew().finally(() => {
        renewal = null;
      });
      await renewal;
    }
    return session?.accessToken ?? null;
  };
  let client: Promise<SupabaseClient> | null = null;
  const connect = () => {
    client ??= loadSupabase().then(({ createClient }) =>
      createClient(first.supabaseUrl, first.publishableKey, { accessToken }),
    );
    return client;
  };
  return { kind: 'open', reader: createReader(connect), signOut: null };
}

/** The hosted case: a marketer's own account. The session is kept by supabase-js, so a reload stays signed in. */
async function marketersSession(answer: ConsoleAnswer): Promise<Access> {
  const { createClient } = await loadSupabase();
  const client = createClient(answer.supabaseUrl, answer.publishableKey);
  const asking = (): Access => ({
    kind: 'sign-in',
    notice: answer.notice,
    signIn: async (email, password) => {
      const { error } = await client.auth.signInWithPassword({ email, password });
      if (error !== null) throw error;
      return open();
    },
  });
  const open = (): Access => ({
    kind: 'open',
    reader: createReader(async () => client),
    signOut: async () => {
      await client.auth.signOut({ scope: 'local' });
    },
  });
  const { data } = await client.auth.getSession();
  return data.session === null ? asking() : open();
}

/** Asks the server how this page may read. Never rejects. */
export async function openAccess(): Promise<Access> {
  try {
    const answer = await askConsole();
    if (answer.session !== null) return givenSession(answer);
    if (answer.signIn) return await marketersSession(answer);
    return { kind: 'closed', notice: answer.notice };
  } catch (error) {
    return { kind: 'unknown', detail: error instanceof Error ? error.message : String(error) };
  }
}
