import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Broker } from '../supabase/functions/_shared/broker/broker.ts';

/** What the server counts; none of it holds a visitor's words or ids. */
export interface Metrics {
  readonly registry: Registry;
  readonly produced: Counter<'site'>;
  readonly produceErrors: Counter;
  readonly produceSeconds: Histogram;
  readonly requests: Counter<'route' | 'status'>;
  readonly replies: Counter<'replier'>;
  readonly erasures: Counter<'site'>;
}

/**
 * @param broker asked for its lag at each scrape; while it is unreachable the lag is absent rather than wrong
 * @param more counters that count already
 */
export function createMetrics(broker: Broker, more: readonly Counter<string>[] = []): Metrics {
  const registry = new Registry();
  for (const counter of more) registry.registerMetric(counter);
  const registers = [registry];
  new Gauge({
    name: 'nexus_queue_lag_messages',
    help: 'Records accepted and not yet committed or set aside',
    registers,
    async collect() {
      try {
        this.set(await broker.lag());
      } catch {
        // The gauge's absence says it; nexus_produce_errors_total and the health answer say why.
        this.remove();
      }
    },
  });
  return {
    registry,
    produced: new Counter({
      name: 'nexus_produced_total',
      help: 'Deliveries accepted',
      labelNames: ['site'],
      registers,
    }),
    produceErrors: new Counter({
      name: 'nexus_produce_errors_total',
      help: 'Deliveries the broker did not take',
      registers,
    }),
    produceSeconds: new Histogram({
      name: 'nexus_produce_seconds',
      help: 'Time until the broker acknowledged a delivery',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    requests: new Counter({
      name: 'nexus_requests_total',
      help: 'Requests answered',
      labelNames: ['route', 'status'],
      registers,
    }),
    replies: new Counter({
      name: 'nexus_replies_total',
      help: 'Chat replies started',
      labelNames: ['replier'],
      registers,
    }),
    erasures: new Counter({
      name: 'nexus_erasures_total',
      help: 'Erasures that visitors asked for and that are done, those that found nothing included',
      labelNames: ['site'],
      registers,
    }),
  };
}
