/** A fake Anthropic API for tests: the real wire over HTTP on 127.0.0.1, with faults on demand. Never part of the product. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the fake answers to one request to `POST /v1/messages`. */
export type FakeAnswer =
  /** A whole answer. Streamed in `chunks` (default: its words) when the request asks for a stream. */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly chunks?: readonly string[];
      readonly stopReason?: 'end_turn' | 'max_tokens' | 'refusal' | 'stop_sequence';
      readonly usage?: Partial<FakeUsage>;
    }
  /** An error answer in Anthropic's shape. `retryAfterSeconds` becomes the `retry-after` header. */
  | { readonly kind: 'error'; readonly status: number; readonly type: string; readonly retryAfterSeconds?: number }
  /** Accepts the request and never answers; with `afterHeaders` the headers of a stream come first. */
  | { readonly kind: 'hang'; readonly afterHeaders?: boolean }
  /** Streams these chunks, then cuts the connection; without a stream it cuts in the middle of the JSON. */
  | { readonly kind: 'cut'; readonly chunks: readonly string[] }
  /** Streams these chunks, then an `error` event, as the API does when it is overloaded while answering. */
  | { readonly kind: 'errorMidStream'; readonly chunks: readonly string[] }
  /** Streams these chunks and then falls silent, with the connection open. */
  | { readonly kind: 'stall'; readonly chunks: readonly string[] };

interface FakeUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation_input_tokens: number;
}

/** A request as the fake received it. */
interface FakeRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: {
    readonly model: string;
    readonly max_tokens: number;
    readonly stream?: boolean;
    readonly system?: readonly { readonly text: string; readonly cache_control?: { readonly type: string } }[];
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly output_config?: { readonly format?: { readonly type: string; readonly schema: unknown } };
  };
  /** True once the client closed the connection before the answer was complete. */
  readonly aborted: () => boolean;
}

export interface FakeAnthropic {
  /** For the client's `baseURL`. */
  readonly url: string;
  /** Every request so far that carried a key, retries included. */
  readonly requests: readonly FakeRequest[];
  /** Sets what comes next: a function of the request, or answers in turn, the last of which then stays. Forgets `requests`. */
  respond(answers: ((request: FakeRequest, index: number) => FakeAnswer) | readonly FakeAnswer[]): void;
  close(): Promise<void>;
}

const USAGE: FakeUsage = {
  input_tokens: 100,
  output_tokens: 20,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
};

/** Largest request that the fake reads, in bytes. */
const MAX_REQUEST_BYTES = 4_000_000;

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_REQUEST_BYTES) throw new Error('the request is too large for the fake');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

function message(model: string, text: string | null, stopReason: string | null, usage: FakeUsage): object {
  const content = text === null ? [] : [{ type: 'text', text, citations: null }];
  return {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage,
  };
}

function sendError(response: ServerResponse, status: number, type: string, retryAfterSeconds?: number): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': 'req_fake',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(JSON.stringify({ type: 'error', error: { type, message: `fake ${type}` }, request_id: 'req_fake' }));
}

function openStream(response: ServerResponse, model: string, usage: FakeUsage, chunks: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_fake' });
  response.write(event('message_start', { message: message(model, null, null, { ...usage, output_tokens: 1 }) }));
  response.write(event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }));
  response.write(event('ping', {}));
  for (const text of chunks) {
    response.write(event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }));
  }
}

function closeStream(response: ServerResponse, stopReason: string, usage: FakeUsage): void {
  response.write(event('content_block_stop', { index: 0 }));
  response.write(
    event('message_delta', {
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: { output_tokens: usage.output_tokens },
    }),
  );
  response.end(event('message_stop', {}));
}

function send(response: ServerResponse, request: FakeRequest, answer: FakeAnswer): void {
  const { model, stream = false } = request.body;
  switch (answer.kind) {
    case 'error':
      sendError(response, answer.status, answer.type, answer.retryAfterSeconds);
      return;
    case 'hang':
      if (answer.afterHeaders === true)
        response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' }).flushHeaders();
      return;
    case 'text': {
      const usage = { ...USAGE, ...answer.usage };
      const stopReason = answer.stopReason ?? 'end_turn';
      if (stream) {
        openStream(response, model, usage, answer.chunks ?? answer.text.match(/\S+\s*/gu) ?? []);
        closeStream(response, stopReason, usage);
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_fake' });
      response.end(JSON.stringify(message(model, answer.text, stopReason, usage)));
      return;
    }
    case 'stall':
      openStream(response, model, USAGE, answer.chunks);
      return;
    case 'errorMidStream':
      openStream(response, model, USAGE, answer.chunks);
      response.end(event('error', { error: { type: 'overloaded_error', message: 'fake overloaded_error' } }));
      return;
    case 'cut': {
      if (stream) openStream(response, model, USAGE, answer.chunks);
      else
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' }).write('{"id":"msg_');
      // A short wait lets the written bytes reach the client before the connection resets.
      setTimeout(() => response.destroy(), 20).unref();
      return;
    }
    default:
      answer satisfies never;
  }
}

/** Opens the fake on a free port of 127.0.0.1. Answers "ok" until told otherwise. */
export async function openFakeAnthropic(): Promise<FakeAnthropic> {
  let requests: FakeRequest[] = [];
  let next: (request: FakeRequest, index: number) => FakeAnswer = () => ({ kind: 'text', text: 'ok' });

  const server = createServer(async (incoming, response) => {
    if (incoming.method !== 'POST' || incoming.url !== '/v1/messages') {
      return sendError(response, 404, 'not_found_error');
    }
    const raw = await readBody(incoming);
    if (incoming.headers.authorization === undefined && incoming.headers['x-api-key'] === undefined) {
      return sendError(response, 401, 'authentication_error');
    }
    if (incoming.headers['anthropic-version'] === undefined) {
      return sendError(response, 400, 'invalid_request_error');
    }
    let aborted = false;
    response.once('close', () => {
      aborted = !response.writableFinished;
    });
    const request: FakeRequest = {
      path: incoming.url,
      headers: incoming.headers,
      body: JSON.parse(raw) as FakeRequest['body'],
      aborted: () => aborted,
    };
    requests.push(request);
    send(response, request, next(request, requests.length - 1));
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    get requests() {
      return requests;
    },
    respond(answers) {
      requests = [];
      if (typeof answers === 'function') next = answers;
      else {
        const last = answers.at(-1);
        if (last === undefined) throw new Error('respond needs at least one answer');
        next = (_request, index) => answers[index] ?? last;
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
