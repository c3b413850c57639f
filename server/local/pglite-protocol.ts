/** What `pglite.ts` and its worker say to each other. */
import type { DatabaseErrorFields, Row, Statement } from './database.ts';

export interface WorkerOptions {
  /** Directory of the data; absent: in memory. */
  readonly dataDir?: string;
  /** A tar made by `dump`, to start an in-memory database from. */
  readonly seed?: Uint8Array;
}

export type Call =
  | { readonly kind: 'query'; readonly statement: Statement }
  | { readonly kind: 'script'; readonly sql: string }
  | { readonly kind: 'transaction'; readonly statements: readonly Statement[] }
  | { readonly kind: 'dump' }
  | { readonly kind: 'close' };

export type CallResult = Row[] | Row[][] | Uint8Array | null;

export interface CallMessage {
  readonly id: number;
  readonly call: Call;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: number; readonly value: CallResult }
  | { readonly kind: 'refused'; readonly id: number; readonly error: DatabaseErrorFields }
  /** The engine cannot go on, or could not start; the worker ends after this. */
  | { readonly kind: 'fatal'; readonly message: string };
