import { describe, expect, it } from 'vitest';
import type { ConversationInput } from '../supabase/functions/_shared/contract/conversation.ts';
import type { Envelope } from './batches.ts';
import type { NexusEvents } from './events.ts';
import { createOutbox, DEBOUNCE_MS, MAX_BACKOFF_MS } from './outbox.ts';
import type { Entry, EntryState } from './transcript.ts';
import type { Delivery } from './transport.ts';

const envelope: Envelope = { sessionId: 's', fingerprint: 'f' };
const entry = (position: number, role: Entry['role'] = 'user', state: EntryState = 'pending'): Entry => ({
  position,
  role,
  content: `message ${position}`,
  sentAt: '2026-11-24T09:00:00.000Z',
  state,
});
const accepted: Delivery = {
  kind: 'accepted',
  accepted: {
    status: 'accepted',
    messageId: 'm',
    kafka: { offset: 7, partition: 0 },
    message: 'Your message has been queued for processing',
    estimatedProcessingTime: '2-5 seconds',
  },
};
const unavailable = (retryAfterMs = 0): Delivery => ({ kind: 'retry', status: 503, detail: 'down', retryAfterMs });
const invalid: Delivery = { kind: 'final', status: 400, detail: 'invalid' };

/** An outbox over a transcript in memory, with a clock that only the test moves. */
function setUp(initial: readonly Entry[], answers: Delivery[] = []) {
  let entries = [...initial];
  const sent: ConversationInput[] = [];
  const beacons: ConversationInput[] = [];
  const saved: NexusEvents['saved'][] = [];
  const failed: NexusEvents['failed'][] = [];
  const timers = new Map<number, { work: () => void; ms: number }>();
  const world = { online: true, random: 1, identified: true, trouble: false };
  let nextTimer = 1;
  const outbox = createOutbox({
    transcript: {
      all: () => entries,
      mark: (positions, state) => {
        entries = entries.map((one) =>
          positions.includes(one.position) && one.state !== 'saved' ? { ...one, state } : one,
        );
      },
      refresh: () => {},
    },
    transport: {
      deliver: async (body) => {
        sent.push(body);
        return answers.shift() ?? accepted;
      },
      beacon: (body) => {
        beacons.push(body);
        return true;
      },
    },
    envelope: () => (world.identified ? envelope : undefined),
    alone: (work) => work(),
    isOnline: () => world.online,
    random: () => world.random,
    now: () => 0,
    setTimer: (work, ms) => {
      timers.set(nextTimer, { work, ms });
      return nextTimer++;
    },
    clearTimer: (timer) => timers.delete(timer),
    onSaved: (event) => saved.push(event),
    onFailed: (event) => failed.push(event),
    onTrouble: (isInTrouble) => {
      world.trouble = isInTrouble;
    },
  });
  return {
    outbox,
    sent,
    beacons,
    saved,
    failed,
    world,
    states: () => entries.map((one) => one.state),
    add: (one: Entry) => entries.push(one),
    /** What is waited for, in ms; at most one timer runs. */
    waits: () => [...timers.values()].map((timer) => timer.ms),
    async fire() {
      const [[id, timer] = []] = [...timers];
      if (id === undefined || timer === undefined) throw new Error('no timer runs');
      timers.delete(id);
      timer.work();
      await new Promise((settled) => setImmediate(settled));
    },
  };
}

describe('the outbox', () => {
  it('delivers what is not acknowledged, from its first position', async () => {
    const { outbox, sent, states, saved } = setUp([entry(0, 'user', 'saved'), entry(1, 'assistant'), entry(2)]);
    await outbox.flush();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ firstPosition: 1, sessionId: 's' });
    expect(sent[0]?.messages.map((message) => message.content)).toEqual(['message 1', 'message 2']);
    expect(states()).toEqual(['saved', 'saved', 'saved']);
    expect(saved).toEqual([
      {
        sessionId: 's',
        fingerprint: 'f',
        firstPosition: 1,
        count: 2,
        messageId: 'm',
        offset: 7,
        partition: 0,
        durationMs: 0,
      },
    ]);
  });

  it('sends nothing before the visitor has said something', async () => {
    const { outbox, sent, beacons } = setUp([entry(0, 'assistant')]);
    await outbox.flush();
    outbox.leave(true);
    expect([...sent, ...beacons]).toEqual([]);
  });

  it('waits a moment for the next message before it delivers', async () => {
    const { outbox, waits, sent, fire } = setUp([entry(0)]);
    outbox.schedule();
    outbox.schedule();
    expect(waits()).toEqual([DEBOUNCE_MS]);
    await fire();
    expect(sent).toHaveLength(1);
  });

  it('keeps what a failed delivery held and tries again, ever later, up to a minute', async () => {
    const { outbox, waits, fire, states, failed, world } = setUp(
      [entry(0)],
      Array.from({ length: 9 }, () => unavailable()),
    );
    await outbox.flush();
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      pauses.push(...waits());
      await fire();
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000, 32000, MAX_BACKOFF_MS, MAX_BACKOFF_MS]);
    expect(states()).toEqual(['pending']);
    expect(failed).toHaveLength(9);
    expect(world.trouble).toBe(true);
    await fire();
    expect(states()).toEqual(['saved']);
    expect(world.trouble).toBe(false);
  });

  it('spreads the tries of many visitors over the whole pause', async () => {
    const { outbox, waits, world } = setUp([entry(0)], [unavailable()]);
    world.random = 0.25;
    await outbox.flush();
    expect(waits()).toEqual([250]);
  });

  it('waits at least as long as the server asks', async () => {
    const { outbox, waits } = setUp([entry(0)], [unavailable(30_000)]);
    await outbox.flush();
    expect(waits()).toEqual([30_000]);
  });

  it('does not shorten a backoff because of a new message', async () => {
    const { outbox, waits } = setUp([entry(0)], [unavailable(30_000)]);
    await outbox.flush();
    outbox.schedule();
    expect(waits()).toEqual([30_000]);
  });

  it('does not try while the browser is offline', async () => {
    const { outbox, sent, waits, world } = setUp([entry(0)]);
    world.online = false;
    await outbox.flush();
    expect(sent).toEqual([]);
    expect(waits()).toEqual([]);
    expect(world.trouble).toBe(true);
    world.online = true;
    await outbox.flush();
    expect(sent).toHaveLength(1);
  });

  it('gives up a message that the server refuses, and says so', async () => {
    const { outbox, states, failed, waits } = setUp([entry(0)], [invalid]);
    await outbox.flush();
    expect(states()).toEqual(['failed']);
    expect(failed).toEqual([{ status: 400, detail: 'invalid' }]);
    expect(waits()).toEqual([]);
  });

  it('finds the one message that spoils a delivery and saves its neighbours', async () => {
    const { outbox, states, sent } = setUp([entry(0), entry(1), entry(2)], [invalid, accepted, invalid, accepted]);
    await outbox.flush();
    expect(sent.map((body) => body.messages.length)).toEqual([3, 1, 1, 1]);
    expect(states()).toEqual(['saved', 'failed', 'saved']);
  });

  it('sends a refused message again when the visitor asks for it', async () => {
    const { outbox, states } = setUp([entry(0, 'user', 'failed')]);
    outbox.retry(0);
    await new Promise((settled) => setImmediate(settled));
    expect(states()).toEqual(['saved']);
  });

  it('splits a delivery at a gap', async () => {
    const { outbox, sent } = setUp([entry(0), entry(1, 'user', 'saved'), entry(2)]);
    await outbox.flush();
    expect(sent.map((body) => body.firstPosition)).toEqual([0, 2]);
  });

  it('hands the rest to the browser when the page goes, and does not take that for an answer', () => {
    const { outbox, beacons, states } = setUp([entry(0, 'user', 'saved'), entry(1)]);
    outbox.leave(false);
    expect(beacons).toHaveLength(1);
    expect(beacons[0]).toMatchObject({ firstPosition: 1 });
    expect(beacons[0]?.ended).toBeUndefined();
    expect(states()).toEqual(['saved', 'pending']);
  });

  it('says once that the visitor left, repeating the last message if it has to', () => {
    const { outbox, beacons } = setUp([entry(0, 'user', 'saved'), entry(1, 'assistant', 'saved')]);
    outbox.leave(true);
    outbox.leave(true);
    expect(beacons).toHaveLength(1);
    expect(beacons[0]).toMatchObject({ ended: true, firstPosition: 1 });
  });

  it('keeps all beacons of one goodbye below what a browser lets a page send', () => {
    const long = Array.from({ length: 12 }, (_, i) => ({ ...entry(i), content: 'x'.repeat(12_000) }));
    const { outbox, beacons } = setUp(long);
    outbox.leave(true);
    const bytes = beacons.reduce((sum, body) => sum + JSON.stringify(body).length, 0);
    expect(beacons.length).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(64 * 1024);
  });

  it('stays silent without an identity', async () => {
    const { outbox, sent, beacons, world } = setUp([entry(0)]);
    world.identified = false;
    await outbox.flush();
    outbox.leave(true);
    expect([...sent, ...beacons]).toEqual([]);
  });

  it('does nothing after it was destroyed', async () => {
    const { outbox, sent, waits } = setUp([entry(0)]);
    outbox.schedule();
    outbox.destroy();
    await outbox.flush();
    outbox.schedule();
    expect(sent).toEqual([]);
    expect(waits()).toEqual([]);
  });

  it('hands nothing over once it is closed, since what it knows may be erased', () => {
    const { outbox, beacons } = setUp([entry(0)]);
    outbox.destroy();
    outbox.leave(true);
    expect(beacons).toEqual([]);
  });
});
