/**
 * A fake of the NEXUS server for the widget's journeys: real HTTP, the real contract (each body goes through the
 * contract's own parser), no broker and no model behind it. Pages and the widget's files come from the same origin.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { type ChatEvent, type ChatRequest, parseChatRequest } from '../../supabase/functions/_shared/contract/chat.ts';
import { type Conversation, parseConversation } from '../../supabase/functions/_shared/contract/conversation.ts';
import {
  type OwnData,
  type OwnErasure,
  parseOwnDataRequest,
} from '../../supabase/functions/_shared/contract/own-data.ts';
import { ContractError } from '../../supabase/functions/_shared/contract/problem.ts';

/** One request as the fake saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly cookie: string | undefined;
  /** Empty until it has arrived. */
  body: string;
}

export interface FakeServer {
  readonly origin: string;
  readonly requests: SeenRequest[];
  /** Deliveries that were accepted. */
  readonly deliveries: Conversation[];
  readonly chats: ChatRequest[];
  /** What the page at each path holds; unknown paths are plain pages with the tag. */
  readonly pages: Map<string, { readonly html: string; readonly headers?: Readonly<Record<string, string>> }>;
  /** Answers the next deliveries with these instead of 202. */
  readonly failures: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[];
  /** The next replies; without one, a reply that repeats what was said. */
  readonly replies: (readonly ChatEvent[])[];
  /** Answers the next requests for the visitor's own data with these instead. */
  readonly ownFailures: { readonly status: number }[];
  /** What was understood, in the answer to the visitor; filled by the test. */
  readonly prospect: { -readonly [Field in keyof OwnData['prospect']]: OwnData['prospect'][Field] };
  /** Where scripts are looked for, in this order. */
  readonly folders: string[];
  /** What browsers reported of violated policies that name `/reports`. */
  readonly reports: string[];
  /** Pause between the events of a reply. */
  paceMs: number;
  /** Deliveries are answered once this has resolved. */
  held: Promise<void> | undefined;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = { js: 'text/javascript', html: 'text/html; charset=utf-8' };

/** The page that most journeys visit. */
export const page = (attributes = 'data-site-key="test"', body = '<h1>A shop</h1>'): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>` +
  `<meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<script async src="/nexus.js" ${attributes}></script></head><body><main>${body}</main></body></html>`;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const words = (text: string): ChatEvent[] =>
  (text.match(/\S+\s*/g) ?? []).map((word) => ({ type: 'delta', text: word }));

/** A whole reply as events, word by word. */
export const replyOf = (text: string, quickReplies: readonly string[] = []): ChatEvent[] => [
  ...words(text),
  { type: 'done', text, quickReplies: [...quickReplies] },
];

/** @param files folder of the built widget */
export async function startFakeServer(files: string): Promise<FakeServer> {
  const fake: Omit<FakeServer, 'origin' | 'close'> = {
    requests: [],
    deliveries: [],
    chats: [],
    pages: new Map(),
    failures: [],
    replies: [],
    ownFailures: [],
    prospect: {},
    folders: [files],
    reports: [],
    paceMs: 5,
    held: undefined,
  };
  let offset = 0;

  const answer = (
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*', ...headers });
    response.end(JSON.stringify(body));
  };

  const produce = (response: ServerResponse, body: string) => {
    const failure = fake.failures.shift();
    if (failure !== undefined) {
      const problem = { type: 'about:blank', title: 'Fake', status: failure.status, detail: 'as the test asked' };
      answer(response, failure.status, problem, failure.headers);
      return;
    }
    fake.deliveries.push(parseConversation(JSON.parse(body)));
    answer(response, 202, {
      status: 'accepted',
      messageId: `m${offset}`,
      kafka: { offset: offset++, partition: 0 },
      message: 'Your message has been queued for processing',
      estimatedProcessingTime: '2-5 seconds',
    });
  };

  /** Reads or erases what was delivered under the secret's session id, as the server does. */
  const own = (response: ServerResponse, path: string, body: string) => {
    const { secret } = parseOwnDataRequest(JSON.parse(body));
    const sessionId = createHash('sha256').update(Buffer.from(secret, 'base64url')).digest('base64url');
    const failure = fake.ownFailures.shift();
    const mine = fake.deliveries.filter((delivery) => delivery.sessionId === sessionId);
    const [first] = mine;
    const messages = mine.flatMap(({ firstPosition, messages: said }) =>
      said.map(({ role, content, sentAt }, i) => ({
        position: firstPosition + i,
        role,
        content,
        sentAt: sentAt ?? null,
      })),
    );
    if (failure !== undefined) {
      answer(response, failure.status, {
        type: 'about:blank',
        title: 'Fake',
        status: failure.status,
        detail: 'as asked',
      });
    } else if (path.endsWith('erase')) {
      for (const delivery of mine) fake.deliveries.splice(fake.deliveries.indexOf(delivery), 1);
      answer(response, 200, { messages: messages.length, deadLetters: 0, inFlight: 0 } satisfies OwnErasure);
    } else {
      const data: OwnData = {
        sessionId,
        conversation: first
          ? {
              fingerprint: first.fingerprint,
              site: first.site ?? 'test',
              page: first.page ?? null,
              locale: first.locale ?? null,
              consent: first.consent ?? null,
              context: first.context ?? null,
              account: first.account ?? null,
              createdAt: '2026-11-24T09:00:00.000Z',
              updatedAt: '2026-11-24T09:00:00.000Z',
            }
          : null,
        messages,
        prospect: first ? fake.prospect : {},
        deadLetters: 0,
        inFlight: 0,
      };
      answer(response, 200, data);
    }
  };

  const chat = async (response: ServerResponse, body: string) => {
    const request = parseChatRequest(JSON.parse(body));
    fake.chats.push(request);
    const said = request.messages.at(-1)?.content;
    const events =
      fake.replies.shift() ??
      (said === undefined
        ? replyOf('Hello, I am the automated assistant of this shop. What are you looking for?', ['Prices', 'A visit'])
        : replyOf(`You said: ${said}`));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' });
    for (const event of events) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      await new Promise((resume) => setTimeout(resume, fake.paceMs));
    }
    response.end();
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://fake');
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: pathname,
      contentType: request.headers['content-type'] ?? '',
      cookie: request.headers.cookie,
      body: '',
    };
    fake.requests.push(seen);
    const body = await readBody(request);
    seen.body = body;
    if (pathname === '/api/nexus/producer') {
      await fake.held;
      produce(response, body);
    } else if (pathname === '/reports') {
      fake.reports.push(body);
      response.writeHead(204).end();
    } else if (pathname === '/api/nexus/chat') await chat(response, body);
    else if (/^\/api\/nexus\/(data|erase)$/.test(pathname)) own(response, pathname, body);
    else if (pathname.endsWith('.js')) {
      const places = fake.folders.map((folder) => join(folder, basename(pathname)));
      const content = await readFile(places.find((place) => existsSync(place)) ?? join(files, basename(pathname)));
      response.writeHead(200, {
        'content-type': TYPES.js,
        'cache-control': 'max-age=60',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      });
      response.end(content);
    } else if (pathname === '/favicon.ico') response.writeHead(204).end();
    else {
      const known = fake.pages.get(pathname) ?? { html: page() };
      response.writeHead(200, { 'content-type': TYPES.html, ...known.headers });
      response.end(known.html);
    }
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.end();
      else answer(response, error instanceof ContractError ? 400 : 500, { detail: String(error) });
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    ...fake,
    origin: `http://127.0.0.1:${port}`,
    get paceMs() {
      return fake.paceMs;
    },
    set paceMs(value) {
      fake.paceMs = value;
    },
    get held() {
      return fake.held;
    },
    set held(value) {
      fake.held = value;
    },
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
