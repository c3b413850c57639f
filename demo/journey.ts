/**
 * The journey of the visitor's latest message through the five stations, as a pure state machine.
 * It moves only on what was seen: an event of the widget, or a row read back.
 */
import type { ConversationRow, Health, MessageRow, ProspectRow } from './rows.ts';

export const STATIONS = ['said', 'accepted', 'read', 'extracted', 'stored'] as const;
export type Station = (typeof STATIONS)[number];

/** What went wrong, and at which station. `detail` is the server's own sentence, where it gave one. */
export interface Fault {
  readonly station: Station;
  readonly kind:
    | 'offline'
    | 'server-error'
    | 'forbidden'
    | 'throttled'
    | 'rejected'
    | 'queue-down'
    | 'waiting-in-queue'
    | 'not-in-queue'
    | 'not-extracted'
    | 'not-stored'
    | 'cannot-read';
  readonly detail: string;
}

export interface Journey {
  /** Place of the message in its conversation, from 0. */
  readonly position: number;
  /** When it was said, epoch ms. */
  readonly saidAt: number;
  /** Offset and partition of its record; `durationMs` null when this page did not see the delivery. */
  readonly accepted: {
    readonly at: number;
    readonly partition: number;
    readonly offset: number;
    readonly durationMs: number | null;
  } | null;
  /** `afterMs`: from the producer's 202 to the consumer's read, by the server's clocks; null when unknown. */
  readonly read: { readonly at: number; readonly afterMs: number | null } | null;
  readonly extracted: { readonly at: number; readonly extractor: string; readonly tookMs: number | null } | null;
  /** `rowId` null: the message held nothing to keep. `afterMs` as in `read`. */
  readonly stored: { readonly rowId: string | null; readonly afterMs: number | null } | null;
  readonly fault: Fault | null;
  /**
   * The conversation's `extracted_at` before the message: an extraction counts when it is another.
   * Undefined when it was not known; then only one that is not older than the read counts.
   */
  readonly extractedBefore: string | null | undefined;
}

/** What is in the database for the conversation, read at one moment. */
export interface Sighting {
  readonly conversation: ConversationRow | null;
  readonly messages: readonly MessageRow[];
  readonly prospect: ProspectRow | null;
}

export type JourneyEvent =
  | {
      readonly type: 'said';
      readonly position: number;
      readonly at: number;
      readonly conversation: ConversationRow | null;
    }
  | {
      readonly type: 'saved';
      readonly firstPosition: number;
      readonly count: number;
      readonly partition: number;
      readonly offset: number;
      readonly durationMs: number;
      readonly at: number;
    }
  | { readonly type: 'failed'; readonly status: number; readonly detail: string }
  | ({ readonly type: 'seen'; readonly at: number } & Sighting)
  | { readonly type: 'unreadable'; readonly detail: string }
  | { readonly type: 'overdue'; readonly health: Health | null };

/** How long an extraction may lack a row before the page says that there was nothing to keep. */
const NOTHING_TO_KEEP_MS = 1000;

/** The furthest station reached. */
export function reached(journey: Journey): Station {
  if (journey.stored !== null) return 'stored';
  if (journey.extracted !== null) return 'extracted';
  if (journey.read !== null) return 'read';
  return journey.accepted === null ? 'said' : 'accepted';
}

/** True from the 202 until the row: while it is worth asking the database often. */
export const isTravelling = (journey: Journey | null): boolean =>
  journey !== null && journey.accepted !== null && journey.stored === null;

const millis = (value: string | null | undefined): number | null => (value ? Date.parse(value) : null);

function span(from: string | null | undefined, to: string | null | undefined): number | null {
  const [start, end] = [millis(from), millis(to)];
  // Two servers' clocks may disagree: a negative time is no figure to show.
  return start === null || end === null || end < start ? null : end - start;
}

function faultOfDelivery(status: number, detail: string): Fault {
  const station = 'accepted';
  if (status === 503) return { station, kind: 'queue-down', detail };
  if (status === 429) return { station, kind: 'throttled', detail };
  if (status === 403) return { station, kind: 'forbidden', detail };
  // RFC 9110 and 8470: these two ask for the same request again.
  const isFinal = status >= 400 && status < 500 && status !== 408 && status !== 425;
  if (isFinal) return { station, kind: 'rejected', detail };
  if (status >= 400) return { station, kind: 'server-error', detail };
  return { station, kind: 'offline', detail };
}

function faultOfDelay(journey: Journey, health: Health | null): Fault {
  if (journey.extracted !== null) return { station: 'stored', kind: 'not-stored', detail: '' };
  if (journey.read !== null) return { station: 'extracted', kind: 'not-extracted', detail: '' };
  if (health !== null && !health.broker.reachable) return { station: 'read', kind: 'queue-down', detail: '' };
  if (health !== null && health.broker.lag === 0) return { station: 'read', kind: 'not-in-queue', detail: '' };
  return { station: 'read', kind: 'waiting-in-queue', detail: health === null ? '' : String(health.broker.lag) };
}

/** Whether the consumer has read the message: its record's offset is passed, or its words are in the table. */
function isRead(journey: Journey, { conversation, messages }: Sighting): boolean {
  const { accepted } = journey;
  const message = messages.find((candidate) => candidate.position === journey.position);
  if (accepted === null) return message !== undefined;
  if (conversation === null || conversation.read_at === null) return false;
  const isPassed =
    conversation.read_partition === accepted.partition && Number(conversation.read_offset) >= accepted.offset;
  // The two tables are read one after the other: words that are newer than the conversation's row say nothing yet
  // about what that row's extraction held.
  return isPassed || (message !== undefined && Date.parse(conversation.read_at) >= Date.parse(message.received_at));
}

function isExtracted(journey: Journey, conversation: ConversationRow): boolean {
  const extractedAt = conversation.extracted_at;
  if (extractedAt === null) return false;
  if (journey.extractedBefore !== undefined && extractedAt !== journey.extractedBefore) return true;
  return conversation.read_at !== null && Date.parse(extractedAt) >= Date.parse(conversation.read_at);
}

/** As far as the rows prove; faults are not its concern. */
function proceed(journey: Journey, sighting: Sighting, at: number, graceMs: number): Journey {
  const { conversation, messages, prospect } = sighting;
  if (conversation === null) return journey;
  if (!isRead(journey, sighting)) return { ...journey, extractedBefore: conversation.extracted_at };

  const message = messages.find((candidate) => candidate.position === journey.position);
  const accepted = journey.accepted ?? {
    at,
    partition: conversation.read_partition ?? 0,
    offset: Number(conversation.read_offset ?? 0),
    durationMs: null,
  };
  const read = journey.read ?? { at, afterMs: span(message?.received_at, conversation.read_at) };
  const onward: Journey = { ...journey, accepted, read };
  if (!isExtracted(journey, conversation)) return onward;

  const extracted = {
    at: journey.extracted?.at ?? at,
    extractor: conversation.extractor ?? 'rules',
    tookMs: conversation.extract_ms === null ? null : Number(conversation.extract_ms),
  };
  const waitedMs = at - extracted.at;
  if (conversation.prospect_id === null) {
    const nothing = journey.stored ?? (waitedMs >= graceMs ? { rowId: null, afterMs: null } : null);
    return { ...onward, extracted, stored: nothing };
  }
  if (prospect === null) return { ...onward, extracted };
  // The time shown is this message's: a later deepening of the same row does not rewrite it.
  const before = journey.stored?.rowId === prospect.id ? journey.stored : null;
  const stored = before ?? { rowId: prospect.id, afterMs: span(message?.received_at, prospect.updated_at) };
  return { ...onward, extracted, stored };
}

function see(journey: Journey, sighting: Sighting, at: number, graceMs = NOTHING_TO_KEEP_MS): Journey {
  const onward = proceed(journey, sighting, at, graceMs);
  // A fault stands until the message moves on; a failed read is over with the next one that works.
  const isOver = reached(onward) !== reached(journey) || journey.fault?.kind === 'cannot-read';
  return isOver ? { ...onward, fault: null } : onward;
}

/** The journey of the last visitor message in the table: what a reload can still tell. */
function restore(sighting: Sighting, at: number): Journey | null {
  const last = sighting.messages.filter((message) => message.role === 'user').at(-1);
  if (last === undefined) return null;
  const saidAt = millis(last.sent_at ?? last.received_at) ?? at;
  return see(departure(last.position, saidAt, null), sighting, at, 0);
}

function departure(position: number, saidAt: number, extractedBefore: Journey['extractedBefore']): Journey {
  return {
    position,
    saidAt,
    accepted: null,
    read: null,
    extracted: null,
    stored: null,
    fault: null,
    extractedBefore,
  };
}

/**
 * The journey after an event.
 *
 * @param journey null before the visitor has said anything
 * @returns the same object when the event says nothing about it
 */
export function advance(journey: Journey | null, event: JourneyEvent): Journey | null {
  if (event.type === 'said') {
    // Positions only grow in a conversation: an older one is history told again.
    if (journey !== null && event.position <= journey.position) return journey;
    // Before the visitor's first message there was nothing to extract.
    const before = event.position <= 1 ? null : event.conversation?.extracted_at;
    return departure(event.position, event.at, before);
  }
  if (journey === null) return event.type === 'seen' ? restore(event, event.at) : null;
  switch (event.type) {
    case 'saved': {
      const holds = event.firstPosition <= journey.position && journey.position < event.firstPosition + event.count;
      if (!holds || journey.accepted !== null) return journey;
      const { at, partition, offset, durationMs } = event;
      return { ...journey, accepted: { at, partition, offset, durationMs }, fault: null };
    }
    case 'failed':
      // A failed delivery of something later does not undo this message's 202.
      return journey.accepted === null ? { ...journey, fault: faultOfDelivery(event.status, event.detail) } : journey;
    case 'seen': {
      const last = event.messages.filter((message) => message.role === 'user').at(-1);
      // Said in another tab of the same visitor: that message is the latest now.
      const isOvertaken = last !== undefined && last.position > journey.position;
      return isOvertaken ? restore(event, event.at) : see(journey, event, event.at);
    }
    case 'unreadable': {
      if (!isTravelling(journey)) return journey;
      const next = STATIONS[STATIONS.indexOf(reached(journey)) + 1] ?? 'stored';
      return { ...journey, fault: { station: next, kind: 'cannot-read', detail: event.detail } };
    }
    case 'overdue':
      return isTravelling(journey) ? { ...journey, fault: faultOfDelay(journey, event.health) } : journey;
  }
}
