import { describe, expect, it } from 'vitest';
import { claudeVersion } from './version.ts';

describe('an extractor’s version', () => {
  it('names model and prompt, the same each time', () => {
    expect(claudeVersion('claude-haiku-4-5', 'read')).toMatch(/^claude-haiku-4-5-[0-9a-f]{8}$/);
    expect(claudeVersion('claude-haiku-4-5', 'read')).toBe(claudeVersion('claude-haiku-4-5', 'read'));
    expect(claudeVersion('other-model', 'read')).toMatch(/^claude-other-model-/);
  });

  it('is another one for another prompt', () => {
    expect(claudeVersion('claude-haiku-4-5', 'read')).not.toBe(claudeVersion('claude-haiku-4-5', 'read.'));
  });
});
