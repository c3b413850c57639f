/** A fake of Anthropic's Message Batches for tests: the real wire over HTTP on 127.0.0.1. Never part of the product. */
import { createServer, type IncomingMessage } from 'node:http';

/** What becomes of one request of a batch. */
export type FakeResult =
  | { readonly type: 'succeeded'; readonly text: string; readonly stopReason?: 'end_turn' | 'max_tokens' | 'refusal' }
  | { readonly type: 'errored'; readonly error: string }
  | { readonly type: 'canceled' | 'expired' };

interface FakeBatchRequest {
  readonly custom_id: string;
  readonly params: {
    readonly model: string;
    readonly system?: readonly { readonly text: string }[];
    readonly messages: readonly { readonly role: string; readonly content: string }[];
  };
}

export interface FakeBatches {
  /** For the client's `baseURL`. */
  readonly url: string;
  /** The requests of each batch that was created. */
  readonly created: readonly (readonly FakeBatchRequest[])[];
  /** Times that any batch's status was asked for. */
  polls(): number;
  /** Sets what becomes of requests, and whether batches have ended when they are asked about. */
  respond(result: (request: FakeBatchRequest) => FakeResult, isEnded?: (polls: number) => boolean): void;
  /** Sets an error that every call answers with; undefined: none. */
  fail(status: number | undefined): void;
  close(): Promise<void>;
}

/** One result line as the API writes it. */
function toLine({ custom_id, params }: FakeBatchRequest, result: FakeResult): string {
  if (result.type === 'errored') {
    const error = { type: 'error', error: { type: result.error, message: `fake ${result.error}` }, request_id: null };
    return JSON.stringify({ custom_id, result: { type: 'errored', error } });
  }
  if (result.type !== 'succeeded') return JSON.stringify({ custom_id, result: { type: result.type } });
  const message = {
    ...{ id: `msg_${custom_id.slice(0, 8)}`, type: 'message', role: 'assistant', model: params.model },
    content: [{ type: 'text', text: result.text, citations: null }],
    ...{ stop_reason: result.stopReason ?? 'end_turn', stop_sequence: null },
    usage: { input_tokens: 1_000, output_tokens: 100, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
  };
  return JSON.stringify({ custom_id, result: { type: 'succeeded', message } });
}

async function readJson(request: IncomingMessage): Promise<{ requests: FakeBatchRequest[] }> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as { requests: FakeBatchRequest[] };
}

const isValid = (requests: readonly FakeBatchRequest[]): boolean =>
  requests.length > 0 &&
  new Set(requests.map((one) => one.custom_id)).size === requests.length &&
  requests.every((one) => /^[a-zA-Z0-9_-]{1,64}$/.test(one.custom_id) && !('stream' in one.params));

/** Opens the fake on a free port of 127.0.0.1. Batches end at once and find nothing until told otherwise. */
export async function openFakeBatches(): Promise<FakeBatches> {
  const created: FakeBatchRequest[][] = [];
  let resultOf: (request: FakeBatchRequest) => FakeResult = () => ({ type: 'succeeded', text: '{}' });
  let isEnded: (polls: number) => boolean = () => true;
  let polls = 0;
  let failure: number | undefined;
  let url = '';

  const batch = (index: number, hasEnded: boolean): string =>
    JSON.stringify({
      ...{ id: `msgbatch_${index}`, type: 'message_batch', processing_status: hasEnded ? 'ended' : 'in_progress' },
      request_counts: { canceled: 0, errored: 0, expired: 0, processing: created[index]?.length ?? 0, succeeded: 0 },
      ...{ created_at: '2026-11-24T10:00:00Z', expires_at: '2026-11-25T10:00:00Z', cancel_initiated_at: null },
      ...{ ended_at: hasEnded ? '2026-11-24T10:01:00Z' : null, archived_at: null },
      results_url: hasEnded ? `${url}/v1/messages/batches/msgbatch_${index}/results` : null,
    });

  const server = createServer(async (request, response) => {
    const send = (status: number, body: string): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fake' }).end(body);
    };
    const refuse = (status: number, type: string): void =>
      send(status, JSON.stringify({ type: 'error', error: { type, message: `fake ${type}` }, request_id: 'req_fake' }));
    if (failure !== undefined) return refuse(failure, 'api_error');
    if (request.headers.authorization === undefined && request.headers['x-api-key'] === undefined)
      return refuse(401, 'authentication_error');
    if (request.headers['anthropic-version'] === undefined) return refuse(400, 'invalid_request_error');
    if (request.method === 'POST' && request.url === '/v1/messages/batches') {
      const { requests } = await readJson(request);
      if (!isValid(requests)) return refuse(400, 'invalid_request_error');
      created.push(requests);
      return send(200, batch(created.length - 1, false));
    }
    const [, index = '', isResults] =
      /^\/v1\/messages\/batches\/msgbatch_(\d+)(\/results)?$/.exec(request.url ?? '') ?? [];
    const requests = created[Number(index)];
    if (index === '' || requests === undefined) return refuse(404, 'not_found_error');
    if (isResults === undefined) {
      polls += 1;
      return send(200, batch(Number(index), isEnded(polls)));
    }
    // In another order than they were sent in, as the API may do.
    const lines = requests.toReversed().map((one) => `${toLine(one, resultOf(one))}\n`);
    response.writeHead(200, { 'content-type': 'application/x-jsonl' }).end(lines.join(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake has no port');
  url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    created,
    polls: () => polls,
    respond(result, ended = () => true) {
      resultOf = result;
      isEnded = ended;
      polls = 0;
    },
    fail(status) {
      failure = status;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
