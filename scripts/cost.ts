/** What the model costs: one call per delivery, one per conversation, and ours, for the same made-up day. No network. */
import { PREFIX_TOKENS } from '../supabase/functions/nexus-consumer/extract/claude-request.ts';
import { INSTRUCTIONS, renderTranscript } from '../supabase/functions/nexus-consumer/extract/prompt.ts';
import {
  addUsage,
  costUsd,
  estimateTokens,
  HAIKU_4_5_PRICES,
  NO_USAGE,
  type TokenUsage,
} from '../supabase/functions/nexus-consumer/extract/usage.ts';
import { answerOf, type Call, type SimulationOptions, simulate } from './cost/simulate.ts';
import { createWorkload, DELIVERIES, type Session } from './cost/workload.ts';

/** What a strategy comes to, for the whole workload. */
export interface Column {
  readonly name: string;
  readonly calls: number;
  readonly usage: TokenUsage;
}

export interface CostReport {
  readonly conversations: number;
  readonly columns: readonly [perDelivery: Column, perConversation: Column, ours: Column];
  /** Of our calls for a conversation. */
  readonly callsPerConversation: number;
  /** Our tokens as a part of those of one call per delivery: every token counts in full, also one read from the cache. */
  readonly tokenShare: number;
  /** The same against a naive prompt that has our instructions and none of the examples. */
  readonly tokenShareOfBarePrompt: number;
  /** Against that prompt, with each of our tokens counted by its price: a cached one as a tenth, an output as one. */
  readonly pricedShareOfBarePrompt: number;
  readonly costShare: number;
}

const DEFAULTS: SimulationOptions = { quietSeconds: 120, inputTokens: 6_000 };
const CACHE_MS = 3_600_000;

const allTokens = (usage: TokenUsage): number =>
  usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens + usage.outputTokens;

/** Input tokens that would cost the same, and output tokens as they are. */
const pricedTokens = (usage: TokenUsage, { input, cacheRead, cacheWrite } = HAIKU_4_5_PRICES): number =>
  usage.inputTokens +
  (usage.cacheReadTokens * cacheRead + usage.cacheWriteTokens * cacheWrite) / input +
  usage.outputTokens;

const sum = (usages: readonly TokenUsage[]): TokenUsage => usages.reduce(addUsage, NO_USAGE);

/** A whole transcript up to a delivery, prompt and schema uncached, and every fact of it in the answer. */
function naiveUsage({ deliveries, truth }: Session, count: number, promptTokens: number): TokenUsage {
  const messages = deliveries.slice(0, count).flatMap((delivery) => delivery.messages);
  const positions = new Set(messages.map(({ position }) => position));
  return {
    ...NO_USAGE,
    inputTokens: promptTokens + PREFIX_TOKENS.schema + estimateTokens(renderTranscript(messages)),
    outputTokens: estimateTokens(answerOf(truth.filter(({ evidence }) => positions.has(evidence.position)))),
  };
}

const perDelivery = (sessions: readonly Session[], promptTokens: number): TokenUsage =>
  sum(
    sessions.flatMap((session) =>
      Array.from({ length: DELIVERIES }, (_, index) => naiveUsage(session, index + 1, promptTokens)),
    ),
  );

/** The prompt is read from the cache where a call within the hour before it wrote or read it. The schema counts as uncached. */
function withCache(calls: readonly Call[]): TokenUsage {
  let warmUntil = 0;
  return sum(
    calls
      .toSorted((a, b) => a.atMs - b.atMs)
      .map((call) => {
        const isWarm = call.atMs <= warmUntil;
        warmUntil = call.atMs + CACHE_MS;
        return {
          inputTokens: call.schemaTokens + call.messageTokens,
          cacheReadTokens: isWarm ? call.promptTokens : 0,
          cacheWriteTokens: isWarm ? 0 : call.promptTokens,
          outputTokens: call.outputTokens,
        };
      }),
  );
}

async function simulateAll(sessions: readonly Session[], options: SimulationOptions): Promise<Call[]> {
  const calls: Call[] = [];
  for (const session of sessions) calls.push(...(await simulate(session, options)));
  return calls;
}

/** Runs the three strategies over the workload. */
export async function measureCost(options: SimulationOptions = DEFAULTS): Promise<CostReport> {
  const sessions = createWorkload();
  const naive = perDelivery(sessions, PREFIX_TOKENS.prompt);
  const bare = perDelivery(sessions, estimateTokens(INSTRUCTIONS));
  const calls = await simulateAll(sessions, options);
  const ours = withCache(calls);
  const columns: CostReport['columns'] = [
    { name: 'per delivery', calls: sessions.length * DELIVERIES, usage: naive },
    {
      name: 'per conversation',
      calls: sessions.length,
      usage: sum(sessions.map((session) => naiveUsage(session, DELIVERIES, PREFIX_TOKENS.prompt))),
    },
    { name: 'ours', calls: calls.length, usage: ours },
  ];
  return {
    conversations: sessions.length,
    columns,
    callsPerConversation: calls.length / sessions.length,
    tokenShare: allTokens(ours) / allTokens(naive),
    tokenShareOfBarePrompt: allTokens(ours) / allTokens(bare),
    pricedShareOfBarePrompt: pricedTokens(ours) / allTokens(bare),
    costShare: costUsd(ours, HAIKU_4_5_PRICES) / costUsd(naive, HAIKU_4_5_PRICES),
  };
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
const whole = (n: number): string => Math.round(n).toLocaleString('en');

/** The report as lines of text. */
export function renderReport(report: CostReport): string[] {
  const per1000 = (n: number): number => (n / report.conversations) * 1_000;
  const row = (label: string, cell: (column: Column) => string): string =>
    label.padEnd(30) + report.columns.map((column) => cell(column).padStart(18)).join('');
  return [
    `${whole(report.conversations)} conversations of ${DELIVERIES} deliveries; per 1,000 conversations:`,
    row('', ({ name }) => name),
    row('calls', ({ calls }) => whole(per1000(calls))),
    row('input tokens, uncached', ({ usage }) => whole(per1000(usage.inputTokens))),
    row('input tokens, cache written', ({ usage }) => whole(per1000(usage.cacheWriteTokens))),
    row('input tokens, cache read', ({ usage }) => whole(per1000(usage.cacheReadTokens))),
    row('output tokens', ({ usage }) => whole(per1000(usage.outputTokens))),
    row('price, US dollars', ({ usage }) => per1000(costUsd(usage, HAIKU_4_5_PRICES)).toFixed(2)),
    '',
    `calls per conversation: ${report.callsPerConversation.toFixed(3)} (target: at most 1.1)`,
    `tokens, each counted in full, cached or not: ${percent(report.tokenShare)} of one call per delivery (target: at most 30 %)`,
    `  against a naive prompt without our examples: ${percent(report.tokenShareOfBarePrompt)};` +
      ` with cached tokens counted at their price: ${percent(report.pricedShareOfBarePrompt)}`,
    `price: ${percent(report.costShare)} of one call per delivery`,
    '',
    `Tokens are estimated as UTF-8 bytes / 3, in all columns alike: prompt ${whole(PREFIX_TOKENS.prompt)}, schema ${whole(PREFIX_TOKENS.schema)}.`,
    'Both naive columns send the same prompt and schema, uncached, and the whole transcript. Ours are the requests that the',
    'consumer’s own code makes; the prompt is cached for an hour, the schema counted as uncached, answers are complete.',
    'Prices: Claude Haiku 4.5.',
  ];
}

async function main(): Promise<void> {
  const report = await measureCost();
  process.stdout.write(`${renderReport(report).join('\n')}\n\ncalls per conversation by EXTRACT_QUIET_SECONDS:`);
  const sessions = createWorkload();
  for (const quietSeconds of [60, 180]) {
    const calls = await simulateAll(sessions, { ...DEFAULTS, quietSeconds });
    process.stdout.write(`  ${quietSeconds}: ${(calls.length / sessions.length).toFixed(2)}`);
  }
  process.stdout.write(`  ${DEFAULTS.quietSeconds} (default): ${report.callsPerConversation.toFixed(2)}\n`);
}

if (import.meta.main) await main();
