/** Asks for replies and shows them as they come; a finished reply joins the transcript. */
import type { ChatRequest } from '../supabase/functions/_shared/contract/chat.ts';
import type { Entry, Transcript } from './transcript.ts';
import type { Transport } from './transport.ts';

/** Most messages that a request carries, the contract's limit; the older ones matter least to the reply. */
export const MAX_CONTEXT_MESSAGES = 60;

/** The request shares the server's 64 KiB limit. */
const MAX_CONTEXT_BYTES = 48 * 1024;

/** `waiting`: asked, nothing came yet. `failed`: the visitor may ask again. */
export type ChatPhase = 'idle' | 'waiting' | 'streaming' | 'failed';

export interface Chat {
  /** Asks for a reply to the transcript as it stands; an empty one asks for the greeting. Never rejects. */
  ask(): Promise<void>;
  /** Ends the reply; what has been shown of it is kept. */
  stop(): Promise<void>;
  phase(): ChatPhase;
}

export interface ChatOptions {
  readonly transcript: Pick<Transcript, 'all' | 'append'>;
  readonly transport: Pick<Transport, 'reply'>;
  /** The request but for its messages. */
  readonly envelope: () => Omit<ChatRequest, 'messages'>;
  readonly onPhase: (phase: ChatPhase) => void;
  /** Given what may be shown of the running reply: whole words only. */
  readonly onText: (text: string) => void;
}

/** @returns the newest messages that fit, oldest first */
export function toContext(entries: readonly Entry[]): ChatRequest['messages'] {
  const context: ChatRequest['messages'] = [];
  let bytes = 0;
  for (const { role, content, sentAt } of entries.slice(-MAX_CONTEXT_MESSAGES).reverse()) {
    bytes += new TextEncoder().encode(JSON.stringify(content)).length + 80;
    if (bytes > MAX_CONTEXT_BYTES) break;
    context.unshift({ role, content, sentAt });
  }
  return context;
}

/** @returns `text` without the word that may still grow */
export const wholeWords = (text: string): string => text.slice(0, text.search(/\S*$/));

export function createChat({ transcript, transport, envelope, onPhase, onText }: ChatOptions): Chat {
  let phase: ChatPhase = 'idle';
  let running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  const enter = (next: ChatPhase) => {
    phase = next;
    onPhase(next);
  };

  const run = async (abort: AbortController): Promise<void> => {
    let shown = '';
    enter('waiting');
    try {
      const request = { ...envelope(), messages: toContext(transcript.all()) };
      const reply = await transport.reply(
        request,
        (text) => {
          if (abort.signal.aborted) return;
          shown = wholeWords(text);
          if (shown.trim() === '') return;
          if (phase !== 'streaming') enter('streaming');
          onText(shown);
        },
        abort.signal,
      );
      await transcript.append('assistant', reply.text, reply.quickReplies);
      enter('idle');
    } catch {
      // The reason is of no use to the visitor: all they can do is ask again, which is what they are offered.
      if (abort.signal.aborted) {
        await transcript.append('assistant', shown);
        enter('idle');
      } else enter('failed');
    }
    onText('');
  };

  const stop = async () => {
    running?.abort.abort();
    await running?.done;
  };

  return {
    async ask() {
      await stop();
      const abort = new AbortController();
      running = { abort, done: run(abort) };
      await running.done;
    },
    stop,
    phase: () => phase,
  };
}
