import { type Broker, BrokerError } from '../../supabase/functions/_shared/broker/broker.ts';
import {
  type Accepted,
  type ConversationRecord,
  parseConversation,
} from '../../supabase/functions/_shared/contract/conversation.ts';
import type { Log } from '../../supabase/functions/_shared/log.ts';
import { type Caller, checkAccess, findSite } from '../access.ts';
import { readJson } from '../body.ts';
import type { ServerConfig } from '../config.ts';
import { withDeadline } from '../deadline.ts';
import type { Limiter } from '../limits.ts';
import { messageIdOf } from '../message-id.ts';
import type { Metrics } from '../metrics.ts';
import { HttpProblem } from '../problem.ts';

export interface ProducerDeps {
  readonly config: ServerConfig;
  readonly broker: Broker;
  readonly limiter: Limiter;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Tells the consumer that there is something to read. Returns at once and never throws. */
  readonly nudge: () => void;
}

/**
 * `POST /api/nexus/producer`: checks a delivery, appends it to the topic, and answers 202 once the broker holds it.
 *
 * @throws {HttpProblem} 400, 403, 413, 415, 429, or 503 with Retry-After when the broker does not answer in time;
 *   after a 503 the record may be there all the same, and delivering it again does no harm
 * @throws {ContractError} with one violation for each broken rule
 */
export async function produce(
  deps: ProducerDeps,
  request: Request,
  caller: Caller,
  requestId: string,
): Promise<Response> {
  const conversation = parseConversation(await readJson(request));
  const site = findSite(deps.config, conversation.site);
  await checkAccess(deps.config, site, caller, request.headers.get('authorization'));
  await deps.limiter.session(conversation.sessionId);

  const messageId = await messageIdOf(conversation);
  const record: ConversationRecord = {
    ...conversation,
    site: site.key,
    messageId,
    receivedAt: new Date(deps.now()).toISOString(),
  };
  const stop = deps.metrics.produceSeconds.startTimer();
  try {
    const { offset, partition } = await withDeadline(
      deps.broker.produce({ key: record.sessionId, value: JSON.stringify(record) }),
      deps.config.produceDeadlineMs,
      () => new BrokerError(`no answer within ${deps.config.produceDeadlineMs} ms`, { retryable: true }),
    );
    stop();
    deps.metrics.produced.inc({ site: site.key });
    deps.nudge();
    deps.log('info', 'accepted', { requestId, messageId, partition, offset, messages: record.messages.length });
    const accepted: Accepted = {
      status: 'accepted',
      messageId,
      kafka: { offset, partition },
      message: 'Your message has been queued for processing',
      estimatedProcessingTime: '2-5 seconds',
    };
    return Response.json(accepted, { status: 202, headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    stop();
    deps.metrics.produceErrors.inc();
    if (error instanceof BrokerError && !error.retryable) {
      throw new HttpProblem(
        'unavailable',
        'Failed to produce message: the broker refused the record. See the server’s log.',
        {
          headers: { 'retry-after': '30' },
          cause: error,
        },
      );
    }
    throw new HttpProblem(
      'unavailable',
      'Failed to produce message: the broker does not answer. Keep the message and try again.',
      {
        headers: { 'retry-after': '2' },
        cause: error,
      },
    );
  }
}
