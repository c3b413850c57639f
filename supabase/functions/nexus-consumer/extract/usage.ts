/** What a call costs: tokens, and dollars at configured prices. */

/** Tokens that a call was billed for. */
export interface TokenUsage {
  /** Neither read from nor written to the cache. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

export const NO_USAGE: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

export const addUsage = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
  cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
});

/** US dollars for a million tokens of each kind. */
export interface Prices {
  readonly input: number;
  /** Of the cache that is kept for an hour: twice the input price at Anthropic's. */
  readonly cacheWrite: number;
  readonly cacheRead: number;
  readonly output: number;
}

/** Claude Haiku 4.5, as published in 2026. @see https://platform.claude.com/docs/en/about-claude/pricing */
export const HAIKU_4_5_PRICES: Prices = { input: 1, cacheWrite: 2, cacheRead: 0.1, output: 5 };

/** What these tokens cost, in US dollars. */
export const costUsd = (usage: TokenUsage, prices: Prices): number =>
  (usage.inputTokens * prices.input +
    usage.cacheWriteTokens * prices.cacheWrite +
    usage.cacheReadTokens * prices.cacheRead +
    usage.outputTokens * prices.output) /
  1_000_000;

/**
 * How many tokens a text comes to, without the model's tokenizer: a third of its UTF-8 bytes, rounded up. English has
 * about four bytes a token, the other languages three to four, JSON about three, CJK three: rather too many than too few.
 */
export const estimateTokens = (text: string): number => Math.ceil(utf8.encode(text).length / 3);

const utf8 = new TextEncoder();
