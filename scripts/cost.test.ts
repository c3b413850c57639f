import { beforeAll, describe, expect, it } from 'vitest';
import { parseConsumerConfig } from '../supabase/functions/nexus-consumer/config.ts';
import { type SimulationOptions, simulate } from './cost/simulate.ts';
import { createWorkload, DELIVERIES, SESSIONS } from './cost/workload.ts';
import { type CostReport, measureCost, renderReport } from './cost.ts';

describe('the workload', () => {
  const sessions = createWorkload();

  it('is the same on every run', () => {
    expect(JSON.stringify(createWorkload())).toBe(JSON.stringify(sessions));
    expect(JSON.stringify(createWorkload(2))).not.toBe(JSON.stringify(sessions));
  });

  it('has 2,000 sessions of six deliveries, some of them resumed', () => {
    expect(sessions).toHaveLength(SESSIONS);
    expect(sessions.every(({ deliveries }) => deliveries.length === DELIVERIES)).toBe(true);
    const gaps = ({ deliveries }: (typeof sessions)[number]) =>
      deliveries.slice(1).map(({ atMs }, index) => atMs - (deliveries[index]?.atMs ?? 0));
    const resumed = sessions.filter((session) => Math.max(...gaps(session)) >= 600_000).length;
    expect(resumed / SESSIONS).toBeGreaterThan(0.03);
    expect(resumed / SESSIONS).toBeLessThan(0.07);
  });

  it('knows its own truth: each fact is quoted at its place', () => {
    for (const { deliveries, truth } of sessions) {
      const messages = new Map(deliveries.flatMap((d) => d.messages.map((m) => [m.position, m.content] as const)));
      for (const { evidence } of truth) {
        expect(messages.get(evidence.position)?.slice(evidence.start, evidence.end)).toBe(evidence.quote);
      }
    }
  });
});

describe('what the model costs', () => {
  const { quietSeconds, inputTokens } = parseConsumerConfig({ SUPABASE_URL: 'http://x', SUPABASE_SECRET_KEY: 'x' });
  const defaults: SimulationOptions = { quietSeconds, inputTokens };
  let report: CostReport;
  beforeAll(async () => {
    report = await measureCost(defaults);
  }, 60_000);

  it('is at most 1.1 calls for a conversation, with the settings of the default', () => {
    expect(report.callsPerConversation).toBeGreaterThanOrEqual(1);
    expect(report.callsPerConversation).toBeLessThanOrEqual(1.1);
  });

  it('is at most 30 % of the tokens of one call per delivery, cached tokens counted in full', () => {
    expect(report.tokenShare).toBeLessThanOrEqual(0.3);
    expect(report.pricedShareOfBarePrompt).toBeLessThanOrEqual(0.3);
    expect(report.costShare).toBeLessThan(report.tokenShare);
  });

  it('stands side by side for the three ways', () => {
    const text = renderReport(report).join('\n');
    expect(text).toMatch(/calls +6,000 +1,000 +1,0\d\d\n/);
    expect(text).toMatch(/price, US dollars +[\d.]+ +[\d.]+ +[\d.]+\n/);
  });

  it('grows by one call, not by one a message, for a visitor who comes back', async () => {
    const session = createWorkload().find(({ deliveries, leftAtMs }) => {
      const gap = (deliveries[2]?.atMs ?? 0) - (deliveries[1]?.atMs ?? 0);
      return gap > 600_000 && leftAtMs.length === 2;
    });
    if (session === undefined) throw new Error('the workload has no such session');
    expect(await simulate(session, defaults)).toHaveLength(2);
  });
});
