import { z } from 'zod';
import { chatEventSchema, chatRequestSchema } from '../supabase/functions/_shared/contract/chat.ts';
import { acceptedSchema, conversationSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { ownDataRequestSchema } from '../supabase/functions/_shared/contract/own-data.ts';
import { problemSchema } from '../supabase/functions/_shared/contract/problem.ts';
import { evidenceSchema, prospectSchema } from '../supabase/functions/_shared/contract/prospect.ts';
import { ownDataSchema, ownErasureSchema } from './own-data-schema.ts';

const input = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
const output = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'output', target: 'draft-2020-12' });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ 'application/json': { schema: ref(name) } });
const body = (name: string) => ({
  required: true,
  content: { ...json(name), 'text/plain': { schema: { type: 'string', contentMediaType: 'application/json' } } },
});

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
const inputProblems = {
  400: problem('The body breaks the contract; `errors` names each field and rule.'),
  403: problem('The Origin is not one of the site’s.'),
  413: problem('The body is larger than 64 KiB.'),
  415: problem('The body is neither application/json nor text/plain.'),
  429: problem('Too many requests; Retry-After says when to come again.'),
};

/**
 * The HTTP interface as an OpenAPI 3.1 document, its schemas made from those that check the requests.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(version: string): Record<string, unknown> {
  return {
    openapi: '3.1.1',
    info: { title: 'NEXUS', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths: {
      '/api/nexus/producer': {
        post: {
          operationId: 'produce',
          summary: 'Deliver messages of a conversation',
          requestBody: body('Conversation'),
          responses: {
            202: { description: 'The broker holds the delivery.', content: json('Accepted') },
            ...inputProblems,
            503: problem('The broker does not answer; keep the message and come again after Retry-After.'),
          },
        },
        get: {
          operationId: 'health',
          summary: 'Health of the producer and its broker',
          responses: { 200: { description: 'healthy' }, 503: { description: 'the broker is unreachable' } },
        },
      },
      '/api/nexus/chat': {
        post: {
          operationId: 'chat',
          summary: 'Stream the next reply',
          requestBody: body('ChatRequest'),
          responses: {
            200: {
              description: 'Server-sent events; the data of each is a ChatEvent.',
              content: { 'text/event-stream': { schema: ref('ChatEvent') } },
            },
            ...inputProblems,
          },
        },
      },
      '/api/nexus/data': {
        post: {
          operationId: 'readOwnData',
          summary: 'Everything that is stored of the conversation whose secret the body holds',
          requestBody: body('OwnDataRequest'),
          responses: {
            200: {
              description:
                'What is stored; null, empty and zero where nothing is, or where the conversation is another site’s.',
              content: json('OwnData'),
            },
            ...inputProblems,
            503: problem('The database does not answer, or there is none; come again after Retry-After.'),
          },
        },
      },
      '/api/nexus/erase': {
        post: {
          operationId: 'eraseOwnData',
          summary: 'Erase that conversation from the database, the queue and the dead letters',
          requestBody: body('OwnDataRequest'),
          responses: {
            200: { description: 'How much was removed; asking again answers zeros.', content: json('OwnErasure') },
            ...inputProblems,
            503: problem('The database does not answer; it may be done all the same, and asking again does no harm.'),
          },
        },
      },
      '/api/nexus/consumer-trigger': {
        get: {
          operationId: 'triggerConsumer',
          summary: 'Run the consumer once (for schedulers)',
          security: [{ cronSecret: [] }],
          responses: {
            200: { description: 'what the run did' },
            401: problem('CRON_SECRET is wrong.'),
            503: problem('The run failed, or CRON_SECRET is not set.'),
          },
        },
      },
      '/api/nexus/metrics': {
        get: {
          operationId: 'metrics',
          summary: 'Prometheus text',
          responses: { 200: { description: 'metrics', content: { 'text/plain': {} } } },
        },
      },
      '/api/nexus/console': {
        get: {
          operationId: 'console',
          summary:
            'How the demo’s live panel reads prospects: address, publishable key and, on the embedded default from this machine, a marketer’s session',
          responses: { 200: { description: 'connection' } },
        },
      },
    },
    components: {
      securitySchemes: { cronSecret: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Conversation: input(conversationSchema),
        Accepted: output(acceptedSchema),
        ChatRequest: input(chatRequestSchema),
        ChatEvent: output(chatEventSchema),
        OwnDataRequest: input(ownDataRequestSchema),
        OwnData: output(ownDataSchema),
        OwnErasure: output(ownErasureSchema),
        Prospect: output(prospectSchema),
        Evidence: output(evidenceSchema),
        Problem: output(problemSchema),
      },
    },
  };
}
