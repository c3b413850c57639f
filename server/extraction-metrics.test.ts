import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createExtractionMetrics } from './extraction-metrics.ts';

async function textAfter(...summaries: readonly unknown[]): Promise<string> {
  const metrics = createExtractionMetrics();
  const registry = new Registry();
  for (const counter of metrics.counters) registry.registerMetric(counter);
  for (const summary of summaries) expect(metrics.count(summary)).toBe(summary);
  return registry.metrics();
}

it('adds up what runs met', async () => {
  const text = await textAfter(
    { status: 'ok', attacks: { order: 2, sql: 1 }, dropped: 3 },
    { status: 'ok', attacks: { order: 1 }, dropped: 0 },
  );
  expect(text).toMatch(/^nexus_extraction_attacks_total\{kind="order"\} 3$/m);
  expect(text).toMatch(/^nexus_extraction_attacks_total\{kind="sql"\} 1$/m);
  expect(text).toMatch(/^nexus_extraction_dropped_total 3$/m);
});

it('takes nothing from answers of another shape', async () => {
  const text = await textAfter(
    undefined,
    { status: 'ok' },
    { attacks: { 'a"b': 1 }, dropped: 1 },
    { attacks: {}, dropped: -1 },
  );
  expect(text).toMatch(/^nexus_extraction_dropped_total 0$/m);
  expect(text).not.toContain('kind=');
});
