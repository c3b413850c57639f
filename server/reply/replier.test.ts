import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../supabase/functions/_shared/contract/chat.ts';
import { boundMessages, type Replier, withFallback } from './replier.ts';

const replierOf = (name: Replier['name'], ...events: ChatEvent[]): Replier => ({
  name,
  async *reply() {
    yield* events;
  },
});

const delta = (text: string): ChatEvent => ({ type: 'delta', text });
const done = (text: string): ChatEvent => ({ type: 'done', text, quickReplies: [] });
const error: ChatEvent = { type: 'error', detail: 'the model answered 529', retryable: true };
const secondary = replierOf('scripted', delta('Hola.'), done('Hola.'));

async function run(replier: Replier): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of replier.reply({ messages: [] }, new AbortController().signal)) events.push(event);
  return events;
}

describe('withFallback', () => {
  it('leaves a reply that works alone', async () => {
    const logged: string[] = [];
    const primary = replierOf('claude', delta('Hi.'), done('Hi.'));
    const replier = withFallback(primary, secondary, (detail) => logged.push(detail));
    expect(await run(replier)).toEqual([delta('Hi.'), done('Hi.')]);
    expect(replier.name).toBe('claude');
    expect(logged).toEqual([]);
  });

  it('replies with the other when nothing was said yet, and logs why', async () => {
    const logged: string[] = [];
    const replier = withFallback(replierOf('claude', error), secondary, (detail) => logged.push(detail));
    expect(await run(replier)).toEqual([delta('Hola.'), done('Hola.')]);
    expect(logged).toEqual(['claude failed before its first word, scripted replies: the model answered 529']);
  });

  it('passes a failure on once a word was said', async () => {
    const replier = withFallback(replierOf('claude', delta('Hi'), error), secondary, () => {});
    expect(await run(replier)).toEqual([delta('Hi'), error]);
  });
});

describe('boundMessages', () => {
  it('keeps the last 60 messages, each at most 4,000 characters and never half of a pair', () => {
    const messages = Array.from({ length: 70 }, (_, index) => ({
      role: 'user' as const,
      content: `${index} ${'😀'.repeat(3_000)}`,
    }));
    const bounded = boundMessages(messages);
    expect(bounded).toHaveLength(60);
    expect(bounded[0]?.content.startsWith('10 ')).toBe(true);
    for (const { content } of bounded) {
      expect(content).toHaveLength(4_000);
      expect(content.isWellFormed()).toBe(true);
    }
  });

  it('leaves short messages as they are', () => {
    const messages = [{ role: 'user' as const, content: 'hola' }];
    expect(boundMessages(messages)).toEqual(messages);
  });
});
