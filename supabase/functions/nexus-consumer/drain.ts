import type { Broker, BrokerMessage } from '../_shared/broker/broker.ts';
import {
  accountSchema,
  consentSchema,
  conversationRecordSchema,
  messageSchema,
  pageSchema,
  parseConversationRecord,
} from '../_shared/contract/conversation.ts';
import { ContractError } from '../_shared/contract/problem.ts';
import { describeError } from '../_shared/log.ts';
import { type ConversationAppend, coalesce, type ReadRecord } from './coalesce.ts';
import { extractRules, type RulesDeps } from './extract-rules.ts';
import type { FactsUpdate, ProspectStore } from './store.ts';
import { createVerdicts, isAway, isRefused, type Verdicts } from './verdicts.ts';

export interface DrainDeps extends RulesDeps {
  readonly broker: Broker;
  readonly store: ProspectStore;
}

export interface DrainOptions {
  /** Records in one batch. */
  readonly maxMessages: number;
  readonly visibilitySeconds: number;
  /** Deliveries after which a record that fails becomes a dead letter. */
  readonly maxAttempts: number;
  readonly quietSeconds: number;
}

/** What became of one batch. `read` counts records, and so do `retried` and `deadLettered`. */
export interface DrainResult {
  readonly read: number;
  readonly conversations: number;
  readonly appended: number;
  readonly extracted: number;
  readonly upserted: number;
  readonly retried: number;
  readonly deadLettered: number;
}

/** A crash that no code saw (memory, kill) leaves no reason; after this many more deliveries the record is set aside unread. */
const CRASH_ATTEMPTS = 10;

/** From this delivery on sessions are saved one by one even when the database seemed away: one of them may be why. */
const REPEAT_ATTEMPTS = 3;

/** After so many sessions in a row that nobody answered for, the rest are not tried. */
const AWAY_LIMIT = 3;

/**
 * Takes one batch off the topic: append the transcripts, extract with rules, save, and only then commit.
 *
 * @throws {BrokerError} when the batch cannot be read, or a verdict cannot be given; unjudged records come again
 */
export async function drainBatch(deps: DrainDeps, options: DrainOptions): Promise<DrainResult> {
  const { broker, log } = deps;
  const messages = await broker.consume(options.maxMessages, options.visibilitySeconds);
  if (messages.length > 0) log('info', 'batch read', { records: messages.length });

  const verdicts = createVerdicts(broker, log, options.maxAttempts);
  const records: ReadRecord[] = [];
  for (const message of messages) {
    const record = await readRecord(message, verdicts, options.maxAttempts);
    if (record !== undefined) records.push(record);
  }

  const isRepeat = records.some(({ message }) => message.attempts >= REPEAT_ATTEMPTS);
  const saved = await saveSessions(deps, options, coalesce(records), isRepeat);
  const done: BrokerMessage[] = [];
  for (const one of records) {
    const { message, record } = one;
    let failure = saved.failures.get(record.sessionId);
    // What is wrong may be one delivery of several: the others of its session are good.
    if (isRefused(failure) && records.filter((other) => other.record.sessionId === record.sessionId).length > 1) {
      failure = (await saveSessions(deps, options, coalesce([one]), false)).failures.get(record.sessionId);
    }
    if (failure === undefined) done.push(message);
    else await verdicts.failed(message, failure);
  }
  await broker.commit(done);
  return {
    read: messages.length,
    conversations: saved.conversations,
    appended: saved.appended,
    extracted: saved.extracted,
    upserted: saved.upserted,
    ...verdicts.counts(),
  };
}

async function readRecord(
  message: BrokerMessage,
  verdicts: Verdicts,
  maxAttempts: number,
): Promise<ReadRecord | undefined> {
  if (message.attempts > maxAttempts + CRASH_ATTEMPTS) {
    await verdicts.deadLetter(message, `delivered ${message.attempts} times without a verdict`);
    return undefined;
  }
  try {
    return { message, record: parseConversationRecord(JSON.parse(message.value)) };
  } catch (error) {
    // JSON.parse quotes its input, so its text is replaced.
    const reason = error instanceof ContractError ? toReason(error) : 'the value is not JSON';
    await verdicts.deadLetter(message, reason);
    return undefined;
  }
}

/** A key that the contract does not know is somebody's text, and may be anybody's name: the pointer ends before it. */
const KNOWN_KEYS = new Set(
  [conversationRecordSchema, messageSchema, pageSchema, consentSchema, accountSchema].flatMap((schema) =>
    Object.keys(schema.shape),
  ),
);

function toReason(error: ContractError): string {
  const segments = error.field.split('/').slice(1);
  const unknown = segments.findIndex((segment) => !KNOWN_KEYS.has(segment) && !/^\d+$/.test(segment));
  if (unknown < 0) return error.message;
  const known = segments.slice(0, unknown).map((segment) => `/${segment}`);
  return `${known.join('') || 'the record'} holds a key or a value that the contract does not take`;
}

interface SavedSessions {
  readonly conversations: number;
  readonly appended: number;
  readonly extracted: number;
  readonly upserted: number;
  /** Why a session of the batch could not be stored. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Stores the sessions together; when that fails, each by itself, so that one bad session does not hold the others. */
async function saveSessions(
  deps: DrainDeps,
  options: DrainOptions,
  appends: readonly ConversationAppend[],
  isRepeat: boolean,
): Promise<SavedSessions> {
  if (appends.length === 0) return NOTHING_SAVED;
  try {
    return await saveTogether(deps, options, appends);
  } catch (error) {
    if (appends.length > 1 && (!isAway(error) || isRepeat)) return saveOneByOne(deps, options, appends);
    // With the database away each session would only wait for its own time-out.
    if (isAway(error))
      deps.log('warn', 'store not available', { reason: describeError(error), sessions: appends.length });
    return { ...NOTHING_SAVED, failures: new Map(appends.map(({ sessionId }) => [sessionId, error])) };
  }
}

const NOTHING_SAVED: SavedSessions = { conversations: 0, appended: 0, extracted: 0, upserted: 0, failures: new Map() };

async function saveOneByOne(
  deps: DrainDeps,
  options: DrainOptions,
  appends: readonly ConversationAppend[],
): Promise<SavedSessions> {
  let sum = NOTHING_SAVED;
  let awayInARow = 0;
  let lastError: unknown;
  for (const append of appends) {
    let part: SavedSessions;
    if (awayInARow >= AWAY_LIMIT) {
      part = { ...NOTHING_SAVED, failures: new Map([[append.sessionId, lastError]]) };
    } else {
      part = await saveSessions(deps, options, [append], false);
      lastError = part.failures.get(append.sessionId);
      awayInARow = isAway(lastError) ? awayInARow + 1 : 0;
    }
    sum = {
      conversations: sum.conversations + part.conversations,
      appended: sum.appended + part.appended,
      extracted: sum.extracted + part.extracted,
      upserted: sum.upserted + part.upserted,
      failures: new Map([...sum.failures, ...part.failures]),
    };
  }
  return sum;
}

async function saveTogether(
  deps: DrainDeps,
  options: DrainOptions,
  appends: readonly ConversationAppend[],
): Promise<SavedSessions> {
  const { store, log } = deps;
  const conversations = await store.append(appends, options.quietSeconds);
  const updates: FactsUpdate[] = [];
  for (const conversation of conversations) {
    log('info', 'conversation', {
      sessionId: conversation.sessionId,
      messages: conversation.transcript?.length ?? null,
    });
    const update = await extractRules(deps, conversation, appends);
    if (update !== undefined) updates.push(update);
  }
  const outcomes = updates.length === 0 ? [] : await store.update(updates);
  for (const { sessionId, status, prospectId } of outcomes) log('info', `row ${status}`, { sessionId, prospectId });
  return {
    conversations: conversations.length,
    appended: appends.reduce((sum, { messages }) => sum + messages.length, 0),
    extracted: updates.length,
    upserted: outcomes.filter(({ status, prospectId }) => status === 'saved' && prospectId !== null).length,
    failures: new Map(),
  };
}
