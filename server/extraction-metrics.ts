import { Counter } from 'prom-client';
import { z } from 'zod';

/** What runs of the consumer met, counted from the summaries that this server saw. */
export interface ExtractionMetrics {
  readonly counters: readonly Counter<string>[];
  /**
   * Adds what one run counted.
   *
   * @param summary the consumer's answer; of an older or another consumer nothing is taken
   * @returns the summary, so that a call can be wrapped
   */
  count<T>(summary: T): T;
}

const countsSchema = z.object({
  attacks: z.record(z.string().regex(/^[a-z_]{1,40}$/), z.int().min(1)),
  dropped: z.int().min(0),
});

/**
 * Creates the counters without a registry: runs are counted from before the app exists.
 * Runs that a schedule makes elsewhere, such as pg_cron's, answer to the schedule and are not in them.
 */
export function createExtractionMetrics(): ExtractionMetrics {
  const attacks = new Counter({
    name: 'nexus_extraction_attacks_total',
    help: 'Attacks on the extraction in messages that this server’s consumer runs read',
    labelNames: ['kind'],
    registers: [],
  });
  const dropped = new Counter({
    name: 'nexus_extraction_dropped_total',
    help: 'Findings of extractors that the visitor’s words did not hold',
    registers: [],
  });
  return {
    counters: [attacks, dropped],
    count(summary) {
      const counts = countsSchema.safeParse(summary);
      if (counts.success) {
        for (const [kind, n] of Object.entries(counts.data.attacks)) attacks.inc({ kind }, n);
        dropped.inc(counts.data.dropped);
      }
      return summary;
    },
  };
}
