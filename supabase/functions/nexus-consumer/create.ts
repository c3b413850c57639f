import { createClient } from '@supabase/supabase-js';
import { pgmqBroker } from '../_shared/broker/pgmq.ts';
import { TOPIC } from '../_shared/contract/topic.ts';
import type { Log } from '../_shared/log.ts';
import type { ConsumerConfig } from './config.ts';
import { createConsumer, type RunConsumer } from './consumer.ts';
import { claudeExtractor } from './extract/claude.ts';
import { rulesExtractor } from './extract/rules.ts';
import { toFacts } from './facts.ts';
import { supabaseSpend } from './spend.ts';
import { supabaseStore } from './store.ts';

/**
 * Wires the consumer from its settings, the same way in every runtime.
 *
 * @param options.fetch how to reach Supabase; the embedded server passes its own door
 */
export function createConsumerFromConfig(
  config: ConsumerConfig,
  options: { log: Log; now: () => number; fetch?: typeof fetch },
): RunConsumer {
  const supabase = createClient(config.supabaseUrl, config.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    ...(options.fetch === undefined ? {} : { global: { fetch: options.fetch } }),
  });
  const { anthropic } = config;
  return createConsumer(
    {
      broker: pgmqBroker({ supabase, topic: TOPIC, timeoutMs: 10_000 }),
      store: supabaseStore({ supabase }),
      rules: rulesExtractor(),
      model: anthropic === undefined ? undefined : claudeExtractor({ ...anthropic, maxRetries: 2 }),
      spend: supabaseSpend({ supabase, caps: config.caps }),
      log: options.log,
      now: options.now,
      clock: Date.now,
    },
    {
      budgetMs: config.budgetMs,
      maxMessages: config.maxMessages,
      visibilitySeconds: config.visibilitySeconds,
      maxAttempts: config.maxAttempts,
      quietSeconds: config.quietSeconds,
      inputTokens: config.inputTokens,
      concurrency: 16,
      leaseSeconds: 120,
      minModelMs: Math.min(anthropic?.timeoutMs ?? 0, config.budgetMs / 2),
    },
  );
}

/** Made-up visitors, so that every reader has something to read. */
const WARM_UP: readonly string[] = [
  'Ana Ruiz de Acme, Madrid, ana@acme.example, 612 345 678, unos 500 euros al mes',
  'Hola, soy Carlos, carlos@acme.example. Buscamos un CRM antes de mayo, somos 12, llámame por la tarde',
  'We need a website, about 5k, my number is 020 7946 0018. Please do not contact me again',
];

/**
 * Reads made-up conversations a few times, grounding included, so that the first visitor does not wait until dictionaries
 * are built, weights unpacked and expressions compiled: a second or two on a slow machine.
 */
export async function warmUp(): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z';
  const rules = rulesExtractor();
  for (let round = 0; round < 3; round++) {
    for (const content of WARM_UP) {
      const transcript = [
        { position: 0, role: 'assistant', content: 'What is your name?', at },
        { position: 1, role: 'user', content, at },
      ] as const;
      toFacts(await rules.extract(transcript), transcript, 'rules');
    }
  }
}
