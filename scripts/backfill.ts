/**
 * `npm run backfill`: reads stored conversations again with the extractor of this version and prints what that changes,
 * value by value; `--apply` writes it. `--extractor claude` asks Claude in batches. `--site`, `--since`, `--session` and
 * `--limit` choose conversations.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RpcError } from '../supabase/functions/_shared/rpc.ts';
import { parseExtractConfig } from '../supabase/functions/nexus-consumer/config.ts';
import { rulesExtractor } from '../supabase/functions/nexus-consumer/extract/rules.ts';
import { addUsage, NO_USAGE } from '../supabase/functions/nexus-consumer/extract/usage.ts';
import { StoreError, supabaseStore } from '../supabase/functions/nexus-consumer/store.ts';
import { type Planner, planRules } from './backfill/plan.ts';
import { backfill, describeTotals } from './backfill/run.ts';
import { openBatchState } from './backfill/state.ts';
import { readStored, together } from './backfill/stored.ts';
import { describeCost } from './describe-cost.ts';
import { connect, fail, UNREACHABLE } from './operator.ts';

/** Conversations of one page; hosted Supabase answers with at most 1,000 rows. */
const PAGE_SIZE = 100;
/** Conversations that go to Claude together. */
const GROUP_SIZE = 2_000;

function parse() {
  try {
    return parseArgs({
      options: {
        extractor: { type: 'string', default: 'rules' },
        site: { type: 'string' },
        since: { type: 'string' },
        session: { type: 'string' },
        limit: { type: 'string' },
        apply: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const { extractor, apply, site, session, ...values } = parse();
if (extractor !== 'rules' && extractor !== 'claude')
  fail(`the extractor must be "rules" or "claude", got "${extractor}"`);
const limit = values.limit === undefined ? undefined : Number(values.limit);
if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
  fail(`--limit takes a whole number, got "${values.limit}"`);
const since = values.since === undefined ? undefined : new Date(values.since);
if (since !== undefined && Number.isNaN(since.getTime()))
  fail(`--since takes a time such as 2026-11-24 or 2026-11-24T10:00:00Z, got "${values.since}"`);
const { anthropic } = parseExtractConfig(process.env);
if (extractor === 'claude' && anthropic === undefined)
  fail('ANTHROPIC_API_KEY is not set; the extractor "claude" needs it');

const supabase = await connect(process.env);
const stored = readStored(supabase, { site, session, limit, since: since?.toISOString() }, PAGE_SIZE);
let usage = NO_USAGE;

async function claudePlanner(settings: NonNullable<typeof anthropic>): Promise<Planner> {
  // Only here: the rules must run without the SDK.
  const [{ default: Anthropic }, { planClaude }] = await Promise.all([
    import('@anthropic-ai/sdk'),
    import('./backfill/claude.ts'),
  ]);
  const client = new Anthropic({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl ?? 'https://api.anthropic.com',
    // What visitors wrote is in these requests, and shall be in no log or span.
    logLevel: 'off',
    openTelemetry: false,
  });
  const onUsage = (one: typeof usage) => {
    usage = addUsage(usage, one);
  };
  return planClaude(
    rulesExtractor(),
    { ...settings, onUsage },
    {
      client,
      state: await openBatchState(join(process.env.NEXUS_DATA_DIR || '.nexus', 'backfill.json'), Date.now),
      now: Date.now,
      sleep: (ms) => sleep(ms),
      say: (line) => console.error(line),
    },
  );
}

async function main(): Promise<void> {
  const isClaude = extractor === 'claude' && anthropic !== undefined;
  const totals = await backfill(
    {
      pages: isClaude ? together(stored, GROUP_SIZE) : stored,
      plan: isClaude ? await claudePlanner(anthropic) : planRules(rulesExtractor()),
      store: supabaseStore({ supabase }),
      print: (line) => console.log(line),
    },
    apply,
  );
  console.log(describeTotals(totals, apply));
  if (isClaude) console.log(describeCost(usage, anthropic, 0.5));
  if (totals.failed > 0)
    fail(`${totals.failed} of ${totals.conversations} conversations failed; their reasons stand above`);
}

try {
  await main();
} catch (error) {
  if (error instanceof RpcError || error instanceof StoreError)
    fail(error.failure === 'away' ? UNREACHABLE : error.message);
  fail(error instanceof Error ? error.message : String(error));
}
