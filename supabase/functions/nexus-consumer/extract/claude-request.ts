/** What is sent to Claude: the same bytes for every call, then one conversation. */
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import type { Reading } from './extractor.ts';
import { modelSchema } from './model-schema.ts';
import { renderReading, SYSTEM_PROMPT } from './prompt.ts';
import { estimateTokens } from './usage.ts';

/** The schema of an answer. `parse` leaves the text as it is: the SDK's own would fail an answer for one bad field. */
const FORMAT = { ...zodOutputFormat(modelSchema), parse: (text: string): string => text };

/**
 * The parameters of one call, also for Message Batches.
 *
 * Prompt and schema are the same for every call and come first, so they are cached. Haiku 4.5 caches no prefix below 4,096
 * tokens; the prompt's examples bring it above. The cache is kept for an hour, which every use renews: against a third of
 * the prompt, uncached, it is cheaper from 3 calls an hour on, where a cache of five minutes would need 26.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export const claudeRequest = (reading: Reading, options: { readonly model: string; readonly maxTokens: number }) => ({
  model: options.model,
  max_tokens: options.maxTokens,
  output_config: { format: FORMAT },
  system: [
    { type: 'text' as const, text: SYSTEM_PROMPT, cache_control: { type: 'ephemeral' as const, ttl: '1h' as const } },
  ],
  messages: [{ role: 'user' as const, content: renderReading(reading) }],
});

/** Estimated tokens of what every call sends. The API shows the schema to the model as well, and counts it. */
export const PREFIX_TOKENS = {
  prompt: estimateTokens(SYSTEM_PROMPT),
  schema: estimateTokens(JSON.stringify(FORMAT.schema)),
};
