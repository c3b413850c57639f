import type { BrokerMessage } from '../_shared/broker/broker.ts';
import type { ConversationRecord, Message } from '../_shared/contract/conversation.ts';

/** A message of a delivery with its place in the conversation. */
export interface DeliveredMessage extends Message {
  readonly position: number;
  /** When the producer accepted the delivery, ISO 8601 UTC. */
  readonly receivedAt: string;
}

/** Attributes of a conversation of which one delivery decides: of `site` the first, of the others the furthest-reaching. */
export const STAMPED = ['site', 'fingerprint', 'page', 'locale', 'consent', 'context', 'account'] as const;
type Stamped = (typeof STAMPED)[number];

/** Everything that a batch says about one session, ready for `append_conversations`. */
export interface ConversationAppend extends Pick<ConversationRecord, 'sessionId' | Stamped> {
  readonly ended: boolean;
  /** For each attribute the rank of the delivery that set it; the greater text wins. */
  readonly stamps: Partial<Record<Stamped, string>>;
  readonly messages: readonly DeliveredMessage[];
  /** Where the last record of the batch for this session stands. */
  readonly partition: number;
  readonly offset: number;
}

/** A record that parsed, with its place in the topic. */
export interface ReadRecord {
  readonly message: BrokerMessage;
  readonly record: ConversationRecord;
}

/**
 * Merges a batch's records of each session into one append.
 *
 * Order and repetition of the records do not show in the result's transcript and attributes: exact repeats of a message
 * go once (two texts or two times for one position both go; the database decides), the site comes from the delivery that
 * was accepted first, and the other attributes from the one that reaches furthest into the conversation.
 */
export function coalesce(records: readonly ReadRecord[]): ConversationAppend[] {
  const sessions = new Map<string, ConversationAppend>();
  for (const { message, record } of records) {
    const held = sessions.get(record.sessionId);
    const next = toAppend(message, record);
    sessions.set(record.sessionId, held === undefined ? next : merge(held, next));
  }
  return [...sessions.values()];
}

function toAppend(message: BrokerMessage, record: ConversationRecord): ConversationAppend {
  const { sessionId, site, fingerprint, page, locale, consent, context, account, ended, receivedAt } = record;
  const values = { site, fingerprint, page, locale, consent, context, account };
  return {
    sessionId,
    ...values,
    ended,
    stamps: Object.fromEntries(
      STAMPED.filter((key) => values[key] !== undefined).map((key) => [key, rankOf(record, key)]),
    ),
    messages: record.messages.map((one, i) => ({ ...one, position: record.firstPosition + i, receivedAt })),
    partition: message.partition,
    offset: message.offset,
  };
}

/** Milliseconds since the epoch, in the year 2286. */
const END_OF_TIME = 9_999_999_999_999;

/**
 * How late a delivery is in its conversation, by what it says and never by when it arrived: the same delivery sent again
 * must not win over one that came after it. Of consent the visitor's latest decision counts.
 *
 * Of site the delivery that the producer accepted first counts: whoever learns a session id later could outreach any
 * delivery, but cannot be earlier. Its rank falls with time, since the greater text wins.
 */
function rankOf(record: ConversationRecord, key: Stamped): string {
  if (key === 'site') return `${String(END_OF_TIME - Date.parse(record.receivedAt)).padStart(13, '0')}|${record.site}`;
  const iso = (at: string | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
  const last = record.messages.at(-1);
  const reach = String(record.firstPosition + record.messages.length).padStart(9, '0');
  const decidedAt = iso(record.consent?.at);
  const rank = [reach, decidedAt, iso(last?.sentAt), record.messageId];
  return (key === 'consent' ? [decidedAt, ...rank] : rank).join('|');
}

function merge(a: ConversationAppend, b: ConversationAppend): ConversationAppend {
  const latest = <K extends Stamped>(key: K): ConversationAppend =>
    (b.stamps[key] ?? '') > (a.stamps[key] ?? '') ? b : a;
  const stamps: Partial<Record<Stamped, string>> = {};
  for (const key of STAMPED) {
    const stamp = latest(key).stamps[key];
    if (stamp !== undefined) stamps[key] = stamp;
  }
  const last = b.offset >= a.offset ? b : a;
  return {
    sessionId: a.sessionId,
    site: latest('site').site,
    fingerprint: latest('fingerprint').fingerprint,
    page: latest('page').page,
    locale: latest('locale').locale,
    consent: latest('consent').consent,
    context: latest('context').context,
    account: latest('account').account,
    ended: a.ended || b.ended,
    stamps,
    messages: withoutRepeats([...a.messages, ...b.messages]),
    partition: last.partition,
    offset: last.offset,
  };
}

/**
 * Keeps each delivered message once, in order of position. A repeat with other times stays beside it: the database keeps
 * the earliest, but only of what its visitor has not erased since.
 */
function withoutRepeats(messages: readonly DeliveredMessage[]): DeliveredMessage[] {
  const held = new Map<string, DeliveredMessage>();
  for (const message of messages) {
    const { position, role, sentAt, receivedAt, content } = message;
    held.set([position, role, sentAt, receivedAt, content].join(' '), message);
  }
  return [...held.values()].sort((a, b) => a.position - b.position);
}
