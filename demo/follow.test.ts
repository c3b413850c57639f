import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversation, MESSAGES, PROSPECT, SESSION } from '../test/fakes/demo-rows.ts';
import { type Follower, follow } from './follow.ts';
import { reached } from './journey.ts';
import { ReadError, type Reader } from './reader.ts';
import type { Health } from './rows.ts';

const HEALTH: Health = {
  status: 'healthy',
  broker: { kind: 'pgmq', topic: 't', reachable: true, lag: 2 },
  extractor: 'rules',
};

describe('follow', () => {
  let target: EventTarget;
  let follower: Follower;
  let stage: Parameters<typeof conversation>[0];
  let isVisible: boolean;
  let failure: Error | null;
  let looks: number;
  let reads: string[];

  const reader: Reader = {
    async conversation() {
      looks += 1;
      if (failure !== null) throw failure;
      return conversation(stage);
    },
    async messages(ids) {
      reads.push(`messages ${ids}`);
      return stage === 'before' ? MESSAGES.slice(0, 2) : MESSAGES;
    },
    async prospect(id) {
      reads.push(`prospect ${id}`);
      return PROSPECT;
    },
    newest: async () => [],
  };
  const send = (name: string, detail: unknown) => target.dispatchEvent(new CustomEvent(name, { detail }));
  const say = () => send('nexus:message', { position: 2, role: 'user' });
  const save = () =>
    send('nexus:saved', {
      sessionId: SESSION,
      fingerprint: 'fp',
      firstPosition: 2,
      count: 1,
      messageId: 'm',
      offset: 1042,
      partition: 0,
      durationMs: 40,
    });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const station = () => {
    const { journey } = follower.state();
    return journey === null ? null : reached(journey);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    target = new EventTarget();
    stage = 'before';
    isVisible = true;
    failure = null;
    looks = 0;
    reads = [];
    follower = follow({ target, askHealth: async () => HEALTH, isVisible: () => isVisible, now: Date.now });
    follower.readWith(reader);
  });
  afterEach(() => {
    follower.stop();
    vi.useRealTimers();
  });

  it('asks the database nothing before there is a conversation', async () => {
    await pass(60_000);
    expect(looks).toBe(0);
    expect(follower.state().health).toEqual(HEALTH);
  });

  it('follows a message from said to stored', async () => {
    send('nexus:session', { sessionId: SESSION });
    await pass(0);
    say();
    expect(station()).toBe('said');
    save();
    await pass(0);
    expect(station()).toBe('accepted');
    stage = 'stored';
    await pass(250);
    expect(station()).toBe('stored');
    expect(follower.state().prospect).toEqual(PROSPECT);
  });

  it('asks four times a second only while a message is on its way', async () => {
    send('nexus:session', { sessionId: SESSION });
    await pass(10_000);
    expect(looks).toBe(3);
    say();
    save();
    await pass(1000);
    expect(looks).toBeGreaterThanOrEqual(7);
    stage = 'stored';
    await pass(250);
    const before = looks;
    await pass(10_000);
    expect(looks - before).toBe(2);
  });

  it('does not ask at rest while the page is hidden, and looks when it is shown again', async () => {
    send('nexus:session', { sessionId: SESSION });
    await pass(0);
    isVisible = false;
    await pass(5000);
    const before = looks;
    await pass(60_000);
    expect(looks).toBe(before);
    isVisible = true;
    follower.look();
    await pass(0);
    expect(looks).toBe(before + 1);
  });

  it('reads transcript and prospect again only when the conversation changed', async () => {
    stage = 'stored';
    send('nexus:session', { sessionId: SESSION });
    await pass(20_000);
    expect(looks).toBeGreaterThan(3);
    expect(reads).toEqual([`messages ${SESSION}`, `prospect ${PROSPECT.id}`]);
  });

  it('says after 30 s where the message is, and slows down', async () => {
    send('nexus:session', { sessionId: SESSION });
    await pass(0);
    say();
    save();
    await pass(29_000);
    expect(follower.state().journey?.fault).toBeNull();
    await pass(1500);
    expect(follower.state().journey?.fault).toMatchObject({ station: 'read', kind: 'waiting-in-queue', detail: '2' });
    const before = looks;
    await pass(10_000);
    expect(looks - before).toBeLessThanOrEqual(3);
    stage = 'stored';
    await pass(5000);
    expect(station()).toBe('stored');
    expect(follower.state().journey?.fault).toBeNull();
  });

  it('says that it cannot read, and goes on trying', async () => {
    send('nexus:session', { sessionId: SESSION });
    await pass(0);
    say();
    failure = new ReadError(403, 'permission denied');
    save();
    await pass(300);
    expect(follower.state().journey?.fault).toMatchObject({
      kind: 'cannot-read',
      detail: 'HTTP 403: permission denied',
    });
    failure = null;
    stage = 'stored';
    await pass(300);
    expect(station()).toBe('stored');
  });

  it('only listens while it may not read', async () => {
    follower.readWith(null);
    send('nexus:session', { sessionId: SESSION });
    say();
    save();
    await pass(60_000);
    expect(looks).toBe(0);
    expect(station()).toBe('accepted');
    expect(follower.state().journey?.fault).toBeNull();
  });

  it('keeps what was said before the conversation had an id, and forgets it with the next conversation', async () => {
    say();
    send('nexus:session', { sessionId: SESSION });
    expect(station()).toBe('said');
    send('nexus:session', { sessionId: 'another' });
    expect(follower.state().journey).toBeNull();
  });

  it('finds a conversation again after a reload', async () => {
    stage = 'stored';
    follower.adopt(SESSION);
    await pass(0);
    expect(station()).toBe('stored');
  });
});
