import type { Broker } from '../../supabase/functions/_shared/broker/broker.ts';
import { describeError, type Log } from '../../supabase/functions/_shared/log.ts';

/** The body of `GET /api/nexus/producer`. */
export interface Health {
  readonly status: 'healthy' | 'unhealthy';
  readonly broker: {
    readonly kind: Broker['kind'];
    readonly topic: string;
    readonly reachable: boolean;
    /** Records that wait; null while the broker is unreachable. */
    readonly lag: number | null;
  };
  readonly extractor: string;
  readonly store: string;
  readonly version: string;
  readonly uptimeSeconds: number;
}

export interface HealthDeps {
  readonly broker: Broker;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly startedAt: number;
  readonly extractor: string;
  readonly store: string;
  readonly version: string;
}

/** `GET /api/nexus/producer`: 200 when the broker answers, else 503. */
export async function health(deps: HealthDeps): Promise<Response> {
  let lag: number | null = null;
  try {
    lag = await deps.broker.lag();
  } catch (error) {
    deps.log('warn', 'broker unreachable', { reason: describeError(error) });
  }
  const body: Health = {
    status: lag === null ? 'unhealthy' : 'healthy',
    broker: { kind: deps.broker.kind, topic: deps.broker.topic, reachable: lag !== null, lag },
    extractor: deps.extractor,
    store: deps.store,
    version: deps.version,
    uptimeSeconds: Math.floor((deps.now() - deps.startedAt) / 1000),
  };
  return Response.json(body, {
    status: lag === null ? 503 : 200,
    headers: { 'cache-control': 'no-store', ...(lag === null ? { 'retry-after': '5' } : {}) },
  });
}
