import { type ChatEvent, type ChatRequest, MAX_CHAT_MESSAGES } from '../../supabase/functions/_shared/contract/chat.ts';

/** What a reply is made from. Nothing else is known about the visitor: the server keeps no state between replies. */
export interface ReplyRequest {
  /** The transcript so far, oldest first; empty asks for the greeting. Its assistant turns come from the client too. */
  readonly messages: ChatRequest['messages'];
  /** BCP 47 tag of the page or browser: the language until the visitor's own words show another. */
  readonly locale?: string | undefined;
  /** Whose assistant this is, from the server's configuration. Without it the assistant names nobody. */
  readonly siteTitle?: string | undefined;
}

/** Writes the assistant's next turn. */
export interface Replier {
  readonly name: 'claude' | 'scripted';
  /**
   * Never throws for what the visitor or a vendor did: failure is an `error` event.
   *
   * @param signal ends the reply, and a model call with it; the stream then just stops, without a last event
   * @returns any number of `delta`, then exactly one `done` or `error`
   */
  reply(request: ReplyRequest, signal: AbortSignal): AsyncIterable<ChatEvent>;
}

/** Longest part of a message that a reply looks at, in UTF-16 code units: its beginning. */
const MAX_MESSAGE_LENGTH = 4_000;

/** Bounds what a reply may cost: the last 60 messages, each cut, so that no transcript makes a prompt without end. */
export function boundMessages(messages: ReplyRequest['messages']): ReplyRequest['messages'] {
  return messages.slice(-MAX_CHAT_MESSAGES).map((message) =>
    message.content.length <= MAX_MESSAGE_LENGTH
      ? message
      : // The cut may halve a surrogate pair; the API refuses such JSON.
        { ...message, content: message.content.slice(0, MAX_MESSAGE_LENGTH).toWellFormed() },
  );
}

/**
 * Replies with `primary`; when it fails before its first word, with `secondary` instead, and the visitor notices nothing.
 * After the first word a failure stays what it is: half a reply cannot be taken back.
 *
 * @param log called once for each failure of `primary` that `secondary` covered; the text names no visitor's words
 */
export function withFallback(primary: Replier, secondary: Replier, log: (detail: string) => void): Replier {
  return {
    name: primary.name,
    async *reply(request, signal) {
      let begun = false;
      for await (const event of primary.reply(request, signal)) {
        if (event.type === 'error' && !begun) {
          log(`${primary.name} failed before its first word, ${secondary.name} replies: ${event.detail}`);
          yield* secondary.reply(request, signal);
          return;
        }
        begun = true;
        yield event;
      }
    },
  };
}
