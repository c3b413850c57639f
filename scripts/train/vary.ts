/** Variations of marked conversations: other names in the same sentences, so that the sentences are what is learned. */
import type { Label } from '../../supabase/functions/nexus-consumer/extract/tagger/crf.ts';
import type { Mark, MarkedConversation } from '../../test/eval/markup.ts';
import { random } from '../random.ts';

/** Labels whose words may be exchanged between conversations of one language. */
const EXCHANGED: readonly Label[] = ['name', 'company', 'city', 'role', 'interest', 'need', 'timeline', 'time'];

interface Edit {
  readonly mark: Mark;
  readonly words: string;
}

/** Applies edits to the messages, and moves the marks accordingly. */
function rewrite(one: MarkedConversation, edits: readonly Edit[]): MarkedConversation {
  const marks: Mark[] = [];
  const messages = one.messages.map((message, index) => {
    const own = one.marks.filter((mark) => mark.message === index).toSorted((a, b) => a.start - b.start);
    let content = '';
    let last = 0;
    for (const mark of own) {
      const words = edits.find((edit) => edit.mark === mark)?.words ?? message.content.slice(mark.start, mark.end);
      content += message.content.slice(last, mark.start);
      marks.push({ ...mark, start: content.length, end: content.length + words.length, value: words });
      content += words;
      last = mark.end;
    }
    return { ...message, content: content + message.content.slice(last) };
  });
  return { ...one, messages, marks };
}

/** Maps each letter to one letter, so that offsets hold. */
const mapped = (one: MarkedConversation, map: (text: string) => string): MarkedConversation => ({
  ...one,
  messages: one.messages.map((message) =>
    message.role === 'user' ? { ...message, content: map(message.content) } : message,
  ),
});

const lower = (text: string): string =>
  Array.from(text, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join('');

/**
 * Each conversation, and `copies` variations of it.
 *
 * @returns the same on every run
 */
export function vary(conversations: readonly MarkedConversation[], copies: number): MarkedConversation[] {
  const next = random(7);
  const pools = new Map<string, string[]>();
  for (const one of conversations) {
    for (const mark of one.marks) {
      const text = one.messages[mark.message]?.content.slice(mark.start, mark.end) ?? '';
      const key = `${one.lang} ${mark.label}`;
      pools.set(key, [...(pools.get(key) ?? []), text]);
    }
  }
  const pick = (key: string): string => {
    const pool = pools.get(key) ?? [];
    return pool[Math.floor(next() * pool.length)] ?? '';
  };
  return conversations.flatMap((one) => [
    one,
    ...Array.from({ length: copies }, () => {
      const edits = one.marks
        .filter((mark) => EXCHANGED.includes(mark.label) && next() < 0.7)
        .map((mark) => ({ mark, words: pick(`${one.lang} ${mark.label}`) }));
      const varied = rewrite(one, edits);
      const dice = next();
      if (dice < 0.15) return mapped(varied, lower);
      if (dice < 0.25) return mapped(varied, (text) => text.replace(/[,.!¡¿?]/g, ' '));
      return varied;
    }),
  ]);
}
