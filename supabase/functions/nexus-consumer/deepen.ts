import { describeError, type Log } from '../_shared/log.ts';
import { ExtractionError, type Extractor } from './extract/extractor.ts';
import { continueReading, mergeReadings, stillSaid, toFacts } from './facts.ts';
import { type ClaimedConversation, type ProspectStore, type Release, StoreError } from './store.ts';

export interface DeepenDeps {
  readonly store: ProspectStore;
  readonly rules: Extractor;
  readonly model: Extractor;
  readonly log: Log;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface DeepenOptions {
  /** Conversations that are at the model at the same time. */
  readonly concurrency: number;
  /** Longest a claim lasts; model calls are cut off before. */
  readonly leaseSeconds: number;
  /** Calls for the same words after which the rules' row stands alone. */
  readonly maxAttempts: number;
}

export interface DeepenResult {
  readonly claimed: number;
  readonly extracted: number;
  /** Claimed without a model call: the visitor had said nothing new. */
  readonly skipped: number;
  readonly upserted: number;
  readonly failed: number;
}

type Outcome = 'extracted' | 'upserted' | 'skipped' | 'failed';

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
  const outcomes = await Promise.all(claims.map((claim) => deepenOne(deps, options, claim, signal)));
  const count = (outcome: Outcome): number => outcomes.filter((one) => one === outcome).length;
  return {
    claimed: claims.length,
    extracted: count('extracted') + count('upserted'),
    skipped: count('skipped'),
    upserted: count('upserted'),
    failed: count('failed'),
  };
}

async function deepenOne(
  deps: DeepenDeps,
  options: DeepenOptions,
  claim: ClaimedConversation,
  signal: AbortSignal,
): Promise<Outcome> {
  const { sessionId, revision, transcript, deepThrough } = claim;
  const said = transcript.filter(({ role }) => role === 'user');
  const release = (rest: Omit<Release, 'sessionId' | 'revision'>) =>
    deps.store.release([{ sessionId, revision, ...rest }]);
  // Whether the visitor said something new the claim knows already: a late message may stand before what the model has
  // read, so positions do not tell.
  if (said.length === 0) {
    await release({});
    return 'skipped';
  }
  const startedAt = deps.now();
  try {
    const findings = await deps.model.extract(transcript, signal);
    const deep = toFacts(findings, transcript, deps.model.name);
    const shallow = toFacts(await deps.rules.extract(transcript), transcript, 'rules');
    const through = transcript.reduce((last, { position }) => Math.max(last, position), deepThrough ?? 0);
    const read = continueReading(deep, stillSaid(claim.deepFacts, claim.deepHistory, transcript));
    const { facts, history } = mergeReadings(shallow, read, through);
    const extractMs = Math.round(deps.now() - startedAt);
    const [outcome] = await deps.store.update([
      {
        sessionId,
        revision,
        facts,
        history,
        extractor: deps.model.name,
        extractorVersion: deps.model.version ?? deps.model.name,
        extractMs,
        deepFacts: read.facts,
        deepHistory: read.history,
        deepThrough: through,
      },
    ]);
    deps.log('info', 'extraction', {
      sessionId,
      extractor: deps.model.name,
      messages: transcript.length,
      fields: Object.keys(deep.facts).length,
      dropped: deep.dropped,
      ms: extractMs,
    });
    deps.log('info', `row ${outcome?.status}`, { sessionId, prospectId: outcome?.prospectId });
    if (outcome?.status === 'saved') return 'upserted';
    // The visitor spoke meanwhile: what was found is about an older transcript, and the next claim will see it all.
    await release({});
    return 'extracted';
  } catch (error) {
    if (signal.aborted) {
      await release({ retrySeconds: 0, isUncounted: true });
      return 'failed';
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
    await release(isLast ? { error: reason } : { error: reason, retrySeconds: retrySeconds(claim.attempts) });
    return 'failed';
  }
}
