import { describe, expect, it } from 'vitest';
import { type ChatRequest, MAX_CHAT_MESSAGES, parseChatRequest } from '../supabase/functions/_shared/contract/chat.ts';
import { MAX_BODY_BYTES } from '../supabase/functions/_shared/contract/topic.ts';
import { type ChatPhase, createChat, MAX_CONTEXT_MESSAGES, toContext, wholeWords } from './chat.ts';
import type { Entry } from './transcript.ts';
import { type Reply, ReplyError } from './transport.ts';

const entry = (position: number, content = `message ${position}`): Entry => ({
  position,
  role: position % 2 === 0 ? 'assistant' : 'user',
  content,
  sentAt: '2026-11-24T09:00:00.000Z',
  state: 'saved',
});

/** A chat whose replies the test speaks. */
function setUp() {
  const entries = [entry(0), entry(1)];
  const requests: ChatRequest[] = [];
  const phases: ChatPhase[] = [];
  const shown: string[] = [];
  const speak: { say: (text: string) => void; finish: (reply: Reply) => void; fail: () => void }[] = [];
  const chat = createChat({
    transcript: {
      all: () => entries,
      append: async (role, content, quickReplies) => {
        if (content.trim() === '') return undefined;
        const added: Entry = { ...entry(entries.length, content), role, ...(quickReplies ? { quickReplies } : {}) };
        entries.push(added);
        return added;
      },
    },
    transport: {
      reply: (request, onText, signal) => {
        requests.push(request);
        return new Promise((finish, reject) => {
          signal.addEventListener('abort', () => reject(new ReplyError('stopped')));
          speak.push({ say: onText, finish, fail: () => reject(new ReplyError('down')) });
        });
      },
    },
    envelope: () => ({ sessionId: 's' }),
    onPhase: (phase) => phases.push(phase),
    onText: (text) => shown.push(text),
  });
  return { chat, entries, requests, phases, shown, speaker: () => speak.at(-1) };
}
const settle = () => new Promise((settled) => setImmediate(settled));

describe('a reply', () => {
  it('appears by whole words and joins the transcript when it is done', async () => {
    const { chat, entries, phases, shown, speaker } = setUp();
    const asked = chat.ask();
    await settle();
    speaker()?.say('Hel');
    speaker()?.say('Hello the');
    speaker()?.say('Hello there, friend');
    speaker()?.finish({ text: 'Hello there, friend', quickReplies: ['Hi'] });
    await asked;
    expect(shown).toEqual(['Hello ', 'Hello there, ', '']);
    expect(phases).toEqual(['waiting', 'streaming', 'idle']);
    expect(entries.at(-1)).toMatchObject({ role: 'assistant', content: 'Hello there, friend', quickReplies: ['Hi'] });
  });

  it('that does not come leaves the transcript as it is and can be asked for again', async () => {
    const { chat, entries, phases, requests, speaker } = setUp();
    const asked = chat.ask();
    await settle();
    speaker()?.say('Half an ans');
    speaker()?.fail();
    await asked;
    expect(entries).toHaveLength(2);
    expect(phases.at(-1)).toBe('failed');
    void chat.ask();
    await settle();
    expect(requests).toHaveLength(2);
    expect(requests[1]?.messages).toHaveLength(2);
  });

  it('that the visitor stops keeps what was shown', async () => {
    const { chat, entries, phases, speaker } = setUp();
    void chat.ask();
    await settle();
    speaker()?.say('First second thi');
    await chat.stop();
    expect(entries.at(-1)).toMatchObject({ role: 'assistant', content: 'First second ' });
    expect(phases.at(-1)).toBe('idle');
  });

  it('that is stopped before its first word leaves nothing', async () => {
    const { chat, entries, phases } = setUp();
    void chat.ask();
    await settle();
    await chat.stop();
    expect(entries).toHaveLength(2);
    expect(phases.at(-1)).toBe('idle');
  });
});

describe('the context of a reply', () => {
  it('is the newest messages, as many as the contract allows', () => {
    expect(MAX_CONTEXT_MESSAGES).toBeLessThanOrEqual(MAX_CHAT_MESSAGES);
    const context = toContext(Array.from({ length: 100 }, (_, i) => entry(i)));
    expect(context).toHaveLength(MAX_CONTEXT_MESSAGES);
    expect(context.at(-1)?.content).toBe('message 99');
    expect(() => parseChatRequest({ sessionId: 's', messages: context })).not.toThrow();
  });

  it('stays below the limit of a body', () => {
    const context = toContext(Array.from({ length: 30 }, (_, i) => entry(i, '漢'.repeat(3000))));
    expect(new TextEncoder().encode(JSON.stringify(context)).length).toBeLessThan(MAX_BODY_BYTES);
    expect(context.length).toBeGreaterThan(3);
  });
});

it('holds back the word that may still grow', () => {
  expect(['', 'a', 'a ', 'a b', 'a\n\nb'].map(wholeWords)).toEqual(['', '', 'a ', 'a ', 'a\n\n']);
});
