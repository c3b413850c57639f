/** Goes through stored conversations, prints what a new extraction changes, and writes it when told to. */
import { type FactsUpdate, type ProspectStore, StoreError } from '../../supabase/functions/nexus-consumer/store.ts';
import { type Change, describeCell, printable } from './diff.ts';
import type { Plan, Planner } from './plan.ts';
import type { StoredConversation } from './stored.ts';

export interface BackfillDeps {
  readonly pages: AsyncIterable<readonly StoredConversation[]>;
  readonly plan: Planner;
  readonly store: Pick<ProspectStore, 'update'>;
  /** One line of the difference. */
  readonly print: (line: string) => void;
}

/** What a run came to. */
export interface Totals {
  readonly conversations: number;
  /** Conversations with other values or evidence. */
  readonly changed: number;
  /** Conversations with the same values, of which some only get the new version noted. */
  readonly same: number;
  readonly failed: number;
  /** Conversations that were written; always 0 without `apply`. */
  readonly written: number;
  /** Not written, since the visitor or the model said more meanwhile. */
  readonly stale: number;
  readonly cells: Readonly<Record<Change, number>>;
}

type UpdatePlan = Extract<Plan, { kind: 'update' }>;

/** Conversations of one call to the database. */
const WRITE_SIZE = 100;

/** What became of the updates: ids of sessions that were written, were stale, or that the database refused. */
interface Written {
  readonly saved: readonly string[];
  readonly stale: readonly string[];
  readonly refused: readonly string[];
}

/** Together; when the database refuses one of them, each by itself, so that one does not hold the others. */
async function write(store: BackfillDeps['store'], updates: readonly FactsUpdate[]): Promise<Written> {
  if (updates.length === 0) return { saved: [], stale: [], refused: [] };
  try {
    const outcomes = await store.update(updates);
    const those = (status: 'saved' | 'stale') =>
      outcomes.filter((one) => one.status === status).map(({ sessionId }) => sessionId);
    return { saved: those('saved'), stale: those('stale'), refused: [] };
  } catch (error) {
    if (!(error instanceof StoreError && error.failure === 'refused')) throw error;
    const [first] = updates;
    if (updates.length === 1 && first !== undefined) return { saved: [], stale: [], refused: [first.sessionId] };
  }
  const parts: Written[] = [];
  for (const update of updates) parts.push(await write(store, [update]));
  return {
    saved: parts.flatMap(({ saved }) => saved),
    stale: parts.flatMap(({ stale }) => stale),
    refused: parts.flatMap(({ refused }) => refused),
  };
}

/**
 * One run over all pages. A stale revision is reported and not forced: whoever made the newer one saves it.
 *
 * @param apply false: nothing is written
 * @throws {RpcError | StoreError} when the database goes away; what was written until then stays
 */
export async function backfill(deps: BackfillDeps, apply: boolean): Promise<Totals> {
  const totals = { conversations: 0, changed: 0, same: 0, failed: 0, written: 0, stale: 0 };
  const cells: Record<Change, number> = { changed: 0, added: 0, removed: 0, evidence: 0 };
  const say = (sessionId: string, what: string): void => deps.print(`${printable(sessionId)}  ${what}`);

  for await (const page of deps.pages) {
    const plans = await deps.plan(page);
    totals.conversations += plans.length;
    const updates: UpdatePlan[] = [];
    for (const plan of plans) {
      if (plan.kind === 'failed') {
        totals.failed += 1;
        say(plan.sessionId, `failed: ${plan.reason}`);
      } else if (plan.kind === 'update' && plan.cells.length > 0) totals.changed += 1;
      else totals.same += 1;
      if (plan.kind !== 'update') continue;
      updates.push(plan);
      for (const cell of plan.cells) {
        cells[cell.change] += 1;
        deps.print(describeCell(plan.sessionId, cell));
      }
    }
    if (!apply) continue;
    for (let from = 0; from < updates.length; from += WRITE_SIZE) {
      const { saved, stale, refused } = await write(
        deps.store,
        updates.slice(from, from + WRITE_SIZE).map(({ update }) => update),
      );
      totals.written += saved.length;
      totals.stale += stale.length;
      totals.failed += refused.length;
      for (const id of stale) say(id, 'not written: it changed meanwhile');
      for (const id of refused) say(id, 'failed: the database refused it');
    }
  }
  return { ...totals, cells };
}

/** The totals as sentences. */
export function describeTotals(totals: Totals, apply: boolean): string {
  const { conversations, changed, same, failed, written, stale, cells } = totals;
  return [
    `conversations: ${conversations}, of which ${changed} changed, ${same} the same, ${failed} failed`,
    `values: ${cells.changed} changed, ${cells.added} added, ${cells.removed} removed, ${cells.evidence} with other evidence`,
    apply
      ? `written: ${written}, those included where only the extractor’s version is another; ${stale} had changed meanwhile`
      : 'nothing was written; --apply writes it',
  ].join('\n');
}
