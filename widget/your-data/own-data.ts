/** The two requests by which visitors see and erase what is theirs. */
import type { OwnData } from '../../supabase/functions/_shared/contract/own-data.ts';
import type { NexusErasure } from '../api.ts';
import type { Settings } from '../settings.ts';
import type { Entry } from '../transcript.ts';

/** A request without an answer after this long has failed. */
const TIMEOUT_MS = 15_000;

/** What this chunk takes of the panel. */
export interface YourDataParts extends Pick<Settings, 'endpoint' | 'siteKey' | 'locale' | 'privacyUrl'> {
  /** The window's, or a test's. */
  readonly fetch: typeof fetch;
  /** JSON as it would be on a page that has not damaged it. */
  readonly toJson: (value: unknown) => string;
  /** The conversation's secret; null while nothing has left this browser. */
  secret(): string | null;
  /** The messages in this browser. */
  entries(): readonly Entry[];
}

/** What {@link exportOwnData} answers; can be written as JSON. */
export interface OwnExport {
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
  /** Null where the server was never told of this browser. */
  readonly server: OwnData | null;
  readonly browser: { readonly messages: readonly Entry[] };
}

/** `offline`: no connection; `refused`: asking again will not help; `unavailable`: it may, in a while. */
export type OwnDataTrouble = 'offline' | 'refused' | 'unavailable';

/** The server did not do what was asked, or did not say that it had. */
export class OwnDataError extends Error {
  override readonly name = 'OwnDataError';
  readonly kind: OwnDataTrouble;

  constructor(kind: OwnDataTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

async function ask<Answer>(parts: YourDataParts, action: 'data' | 'erase', secret: string): Promise<Answer> {
  const { endpoint, siteKey: site } = parts;
  const address = `${endpoint}/api/nexus/${action}`;
  let response: Response;
  try {
    response = await parts.fetch(address, {
      method: 'POST',
      // A text needs no preflight.
      headers: { 'content-type': 'text/plain' },
      body: parts.toJson(site ? { secret, site } : { secret }),
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    if ((cause as Error).name === 'TimeoutError')
      throw new OwnDataError('unavailable', `${address} did not answer in time; try again in a while`, { cause });
    throw new OwnDataError('offline', `${address} could not be reached; try again when online`, { cause });
  }
  const { ok, status } = response;
  if (!ok) {
    const mayHelp = status > 499 || status === 408 || status === 429;
    const remedy = mayHelp ? 'try again in a while' : 'check site key and endpoint of the tag';
    throw new OwnDataError(mayHelp ? 'unavailable' : 'refused', `${address} answered ${status}; ${remedy}`);
  }
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new OwnDataError('unavailable', `the answer of ${address} broke off; try again in a while`, { cause });
  }
}

/**
 * Gathers everything that server and browser hold of this conversation.
 *
 * @throws {OwnDataError} when the server has a part in it and did not tell
 */
export async function exportOwnData(parts: YourDataParts): Promise<OwnExport> {
  const secret = parts.secret();
  const server = secret === null ? null : await ask<OwnData>(parts, 'data', secret);
  return { exportedAt: new Date().toISOString(), server, browser: { messages: parts.entries() } };
}

/**
 * Erases the conversation on the server; this browser's copy is the caller's to remove.
 *
 * @returns how much was removed
 * @throws {OwnDataError} unless the server said that it is done
 */
export async function eraseOwnData(parts: YourDataParts): Promise<NexusErasure> {
  const secret = parts.secret();
  return secret === null ? { messages: 0, deadLetters: 0, inFlight: 0 } : ask<NexusErasure>(parts, 'erase', secret);
}
