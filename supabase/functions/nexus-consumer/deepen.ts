import { describeError, type Log } from '../_shared/log.ts';
import { type AskDeps, addTotals, askModel, type ModelTotals, NO_CALLS } from './ask.ts';
import { ExtractionError, type Extractor, type ModelAnswer } from './extract/extractor.ts';
import { type SelectedReading, selectReading } from './extract/reading.ts';
import { carryOver, hintsOf } from './extract/record.ts';
import { continueReading, type Grounded, mergeReadings, stillSaid, toFacts } from './facts.ts';
import { type ClaimedConversation, type ProspectStore, type Release, StoreError } from './store.ts';
import type { Tally } from './tally.ts';

export interface DeepenDeps extends AskDeps {
  readonly store: ProspectStore;
  readonly rules: Extractor;
  readonly log: Log;
  /** Hears what the extractions met. */
  readonly tally?: Tally | undefined;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export interface DeepenOptions {
  /** Conversations that are at the model at the same time. */
  readonly concurrency: number;
  /** Longest a claim lasts; model calls are cut off before. */
  readonly leaseSeconds: number;
  /** Calls for the same words after which the rules' row stands alone. */
  readonly maxAttempts: number;
  /** How long a visitor has been silent before the model reads on in a conversation that it has read before. */
  readonly quietSeconds: number;
  /** Budget of what a call sends after the cached prefix, in tokens as `estimateTokens` counts them. */
  readonly inputTokens: number;
}

export interface DeepenResult {
  readonly claimed: number;
  readonly extracted: number;
  /** Claimed without a model call: the visitor had said nothing, or is just talking. */
  readonly skipped: number;
  /** Claimed without a model call: a spend cap left no room. */
  readonly capped: number;
  readonly upserted: number;
  readonly failed: number;
  readonly model: ModelTotals;
}

type Outcome = 'extracted' | 'upserted' | 'skipped' | 'capped' | 'failed';

/** Wait before the model is asked again for the same words: 1, 2, 4 … 60 minutes. */
const retrySeconds = (attempts: number): number => Math.min(60 * 2 ** (attempts - 1), 3_600);

/**
 * Sends conversations that went quiet to the model, and merges what it finds with the rules' facts.
 * The rows are there already; this makes them better or leaves them as they are.
 *
 * @param signal ends the model calls when the time budget is spent; their claims are given back
 * @throws {StoreError} when claims can be neither taken nor given back; leases then run out by themselves
 */
export async function deepenClaims(
  deps: DeepenDeps,
  options: DeepenOptions,
  signal: AbortSignal,
): Promise<DeepenResult> {
  const claims = await deps.store.claim(options.concurrency, options.leaseSeconds);
  const done = await Promise.all(claims.map((claim) => deepenOne(deps, options, claim, signal)));
  const count = (outcome: Outcome): number => done.filter((one) => one.outcome === outcome).length;
  return {
    claimed: claims.length,
    extracted: count('extracted') + count('upserted'),
    skipped: count('skipped'),
    capped: count('capped'),
    upserted: count('upserted'),
    failed: count('failed'),
    model: done.reduce((sum, { totals }) => addTotals(sum, totals), NO_CALLS),
  };
}

/**
 * How long to let a visitor talk who came back. A page that was left once says so for good, so each further message makes
 * its conversation due at once: without this wait every message would be a call.
 */
function waitSeconds(
  { transcript, deepThrough, saidAt }: ClaimedConversation,
  quietSeconds: number,
  now: number,
): number {
  if (deepThrough === null) return 0;
  const said = transcript.flatMap(({ role, at }) => (role === 'user' ? [Date.parse(at)] : []));
  // Our clock where it is known: a visitor's that is behind would make every message look old.
  const sinceMs = Math.max(0, now - (saidAt == null ? Math.max(...said) : Date.parse(saidAt)));
  return Math.max(0, Math.ceil(quietSeconds - sinceMs / 1000));
}

/** Failures that the words shown cause, whoever asks again. */
const UNREADABLE: ReadonlySet<string> = new Set(['refusal', 'max_tokens', 'invalid_output']);

async function deepenOne(
  deps: DeepenDeps,
  options: DeepenOptions,
  claim: ClaimedConversation,
  signal: AbortSignal,
): Promise<{ outcome: Outcome; totals: ModelTotals }> {
  const { sessionId, revision, transcript } = claim;
  const release = (rest: Omit<Release, 'sessionId' | 'revision'>) =>
    deps.store.release([{ sessionId, revision, ...rest }]);
  const startedAt = deps.now();
  let totals = NO_CALLS;
  let shown: { shallow: Grounded; selected: SelectedReading } | undefined;
  try {
    const shallow = toFacts(await deps.rules.extract(transcript), transcript, 'rules');
    const selected = selectReading(claim, hintsOf(shallow.facts), options.inputTokens);
    if (selected === undefined) {
      await release({});
      return { outcome: 'skipped', totals };
    }
    shown = { shallow, selected };
    const wait = waitSeconds(claim, options.quietSeconds, deps.clock());
    if (wait > 0) {
      await release({ retrySeconds: wait, isUncounted: true });
      return { outcome: 'skipped', totals };
    }
    const asked = await askModel(deps, sessionId, selected.reading, signal);
    if (asked.kind === 'refused') {
      await releaseCapped(deps, release, sessionId, asked);
      return { outcome: 'capped', totals };
    }
    totals = asked.totals;
    if (asked.kind === 'failed') throw asked.error;
    return { outcome: await save(deps, claim, { shallow, selected, answer: asked.answer, startedAt }), totals };
  } catch (error) {
    if (signal.aborted) {
      await release({ retrySeconds: 0, isUncounted: true });
      return { outcome: 'failed', totals };
    }
    const isRetryable =
      error instanceof ExtractionError
        ? error.retryable
        : !(error instanceof StoreError && error.failure === 'refused');
    const reason = error instanceof ExtractionError ? error.reason : 'failed';
    const isLast = !isRetryable || claim.attempts >= options.maxAttempts;
    deps.log('warn', 'extraction failed', {
      sessionId,
      extractor: deps.model.name,
      reason: describeError(error),
      attempts: claim.attempts,
      final: isLast,
    });
    if (isLast && shown !== undefined && shown.selected.leftOver > 0 && UNREADABLE.has(reason)) {
      await passOver(deps, claim, shown, { reason, extractMs: Math.round(deps.now() - startedAt) });
      return { outcome: 'failed', totals };
    }
    await release(isLast ? { error: reason } : { error: reason, retrySeconds: retrySeconds(claim.attempts) });
    return { outcome: 'failed', totals };
  }
}

/** Leaves a part to the rules that the model cannot read, so that what comes after it is read. */
async function passOver(
  { store, model }: DeepenDeps,
  claim: ClaimedConversation,
  { shallow, selected }: { readonly shallow: Grounded; readonly selected: SelectedReading },
  { reason, extractMs }: { readonly reason: string; readonly extractMs: number },
): Promise<void> {
  const { sessionId, revision } = claim;
  const read = stillSaid(claim.deepFacts, claim.deepHistory, claim.transcript) ?? { facts: {}, history: {} };
  const [outcome] = await store.update([
    {
      sessionId,
      revision,
      ...mergeReadings(shallow, read, claim.deepThrough ?? -1),
      extractor: model.name,
      extractorVersion: model.version ?? model.name,
      extractMs,
      deepFacts: read.facts,
      deepHistory: read.history,
      deepThrough: selected.through,
      deepSeen: selected.seen,
      leftOver: selected.leftOver,
      error: reason,
    },
  ]);
  if (outcome?.status !== 'saved') await store.release([{ sessionId, revision }]);
}

/** The rules go on alone, and the row says why. What was not tried is no attempt. */
async function releaseCapped(
  { log }: DeepenDeps,
  release: (rest: Omit<Release, 'sessionId' | 'revision'>) => Promise<void>,
  sessionId: string,
  { refused, retrySeconds }: { readonly refused: string; readonly retrySeconds: number | undefined },
): Promise<void> {
  log('warn', 'no model call', { sessionId, reason: refused, retrySeconds });
  await release({
    isUncounted: true,
    ...(refused === 'gone' ? {} : { error: refused }),
    ...(retrySeconds === undefined ? {} : { retrySeconds }),
  });
}

async function save(
  { store, model, log, tally, now }: DeepenDeps,
  claim: ClaimedConversation,
  found: { shallow: Grounded; selected: SelectedReading; answer: ModelAnswer; startedAt: number },
): Promise<Outcome> {
  const { sessionId, revision, transcript } = claim;
  const { reading, through, seen, leftOver } = found.selected;
  const deep = carryOver(reading.record, found.answer, transcript);
  // Its attacks were counted when their messages came.
  tally?.add([], deep.dropped);
  const read = continueReading(deep, stillSaid(claim.deepFacts, claim.deepHistory, transcript));
  const { facts, history } = mergeReadings(found.shallow, read, through);
  const extractMs = Math.round(now() - found.startedAt);
  const [outcome] = await store.update([
    {
      sessionId,
      revision,
      facts,
      history,
      extractor: model.name,
      extractorVersion: model.version ?? model.name,
      extractMs,
      deepFacts: read.facts,
      deepHistory: read.history,
      deepThrough: through,
      deepSeen: seen,
      leftOver,
    },
  ]);
  log('info', 'extraction', {
    sessionId,
    extractor: model.name,
    messages: reading.turns.length,
    leftOver,
    fields: Object.keys(deep.facts).length,
    dropped: deep.dropped,
    ms: extractMs,
  });
  log('info', `row ${outcome?.status}`, { sessionId, prospectId: outcome?.prospectId });
  if (outcome?.status !== 'saved') {
    // The visitor spoke meanwhile: what was found is about an older transcript, and the next claim will see it all.
    await store.release([{ sessionId, revision }]);
    return 'extracted';
  }
  return 'upserted';
}
