import { describe, expect, it } from 'vitest';
import { hexOf } from './hash.ts';
import { WEIGHTS, WEIGHTS_ID } from './tagger/weights.ts';
import { claudeVersion, RULES_VERSION } from './version.ts';

describe('an extractor’s version', () => {
  it('names model and prompt, the same each time', () => {
    expect(claudeVersion('claude-haiku-4-5', 'read')).toMatch(/^claude-haiku-4-5-[0-9a-f]{8}$/);
    expect(claudeVersion('other-model', 'read')).toMatch(/^claude-other-model-/);
  });

  it('of the rules names the weights that are shipped', () => {
    expect(RULES_VERSION).toContain(hexOf(WEIGHTS.replaceAll('\n', '')));
    expect(RULES_VERSION).toContain(WEIGHTS_ID);
  });

  it('is another one for another prompt', () => {
    expect(claudeVersion('claude-haiku-4-5', 'read')).not.toBe(claudeVersion('claude-haiku-4-5', 'read.'));
  });
});
