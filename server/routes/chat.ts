import type { ChatEvent } from '../../supabase/functions/_shared/contract/chat.ts';
import type { Replier, ReplyRequest } from '../reply/replier.ts';

const encoder = new TextEncoder();

/** JSON holds no line break, so one `data:` line always holds the whole event. */
const frame = (event: ChatEvent): Uint8Array =>
  encoder.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

/** A comment line: clients ignore it, but proxies see that the connection lives. */
const HEARTBEAT = encoder.encode(': heartbeat\n\n');

const CUT_OFF: ChatEvent = { type: 'error', detail: 'the reply ended early; ask again', retryable: true };

/**
 * A reply as server-sent events: each `ChatEvent` with its type in the `event:` line.
 * The stream closes after the first `done` or `error`; a replier that stops without one gets an `error` of its own.
 *
 * @param options.signal ends the reply when the client's request ends
 * @param options.heartbeatMs a comment goes out this often, so that no proxy takes a slow reply for a dead one
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamReply(
  replier: Replier,
  request: ReplyRequest,
  options: { signal: AbortSignal; heartbeatMs: number },
): Response {
  const gone = new AbortController();
  const signal = AbortSignal.any([options.signal, gone.signal]);
  const events = replier.reply(request, signal)[Symbol.asyncIterator]();
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let finished = false;

  /** Runs once, whichever comes first: the last event, the client leaving, or the request's end. */
  const finish = (controller: ReadableStreamDefaultController<Uint8Array> | undefined, last?: ChatEvent): void => {
    if (finished) return;
    finished = true;
    clearInterval(heartbeat);
    if (last !== undefined) controller?.enqueue(frame(last));
    controller?.close();
    gone.abort();
    // Lets the generator run its `finally`. It may wait on a call that is only now being aborted, so nothing waits for it,
    // and its failure concerns nobody any more.
    events.return?.().catch(() => {});
  };

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      heartbeat = setInterval(() => controller.enqueue(HEARTBEAT), options.heartbeatMs);
      if (signal.aborted) finish(controller);
      else signal.addEventListener('abort', () => finish(controller), { once: true });
    },
    async pull(controller) {
      let next: IteratorResult<ChatEvent>;
      try {
        next = await events.next();
      } catch {
        return finish(controller, CUT_OFF);
      }
      if (finished) return;
      if (next.done === true) return finish(controller, CUT_OFF);
      if (next.value.type === 'delta') controller.enqueue(frame(next.value));
      else finish(controller, next.value);
    },
    cancel() {
      finish(undefined);
    },
  });

  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx and the like would otherwise hold the words back until the reply is whole.
      'x-accel-buffering': 'no',
    },
  });
}
