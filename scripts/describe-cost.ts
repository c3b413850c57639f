import { costUsd, type Prices, type TokenUsage } from '../supabase/functions/nexus-consumer/extract/usage.ts';

/**
 * Tokens, and what they cost, as one sentence.
 *
 * @param prices of that model
 * @param share of the list price that is paid: 0.5 in a batch
 */
export function describeCost(
  usage: TokenUsage,
  { model, prices }: { readonly model: string; readonly prices: Prices },
  share = 1,
): string {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const tokens = `${inputTokens} input, ${cacheReadTokens} cached, ${cacheWriteTokens} cache-written and ${outputTokens} output tokens`;
  const usd = (share * costUsd(usage, prices)).toFixed(4);
  return `${tokens}: ${usd} USD with ${model}${share === 1 ? '' : `, ${share * 100} % of the list price`}`;
}
