import { describe, expect, it } from 'vitest';
import { type Evidence, type ExtractorName, type Facts, PROSPECT_FIELDS } from '../../_shared/contract/prospect.ts';
import { mergeFacts } from './merge.ts';

const at = (extractor: ExtractorName, position: number): Evidence => ({
  position,
  start: 0,
  end: 3,
  quote: 'abc',
  confidence: 1,
  extractor,
  at: '2026-11-24T09:30:00Z',
});
const fact = (extractor: ExtractorName, field: string, value: unknown, position: number): Facts =>
  ({ [field]: { value, evidence: at(extractor, position) } }) as Facts;
const list = (extractor: ExtractorName, items: [string, number][], field: 'needs' | 'interests' = 'needs'): Facts => ({
  [field]: { value: items.map(([item]) => item), evidence: items.map(([, position]) => at(extractor, position)) },
});

const RULES_WIN = ['email', 'phone', 'website', 'budget', 'team_size', 'do_not_contact'];
const CLAUDE_WINS = ['name', 'company', 'role', 'city', 'country', 'timeline', 'intent', 'language'];
const MERGED = ['interests', 'needs', 'contact_preference'];

describe('merging rules and Claude', () => {
  it('has a rule for each field, and each rule its test below', () => {
    expect([...RULES_WIN, ...CLAUDE_WINS, ...MERGED].sort()).toEqual([...PROSPECT_FIELDS].sort());
  });

  it('takes the rules alone while Claude has not read the conversation', () => {
    const rules = fact('rules', 'city', 'Oslo', 0);
    expect(mergeFacts(rules, undefined, undefined)).toBe(rules);
  });

  it.each(RULES_WIN)('trusts the rules with %s unless Claude quotes a later statement', (field) => {
    const rules = fact('rules', field, 'rules', 4);
    expect(mergeFacts(rules, fact('claude', field, 'claude', 4), 9)).toEqual(rules);
    expect(mergeFacts(rules, fact('claude', field, 'claude', 2), 9)).toEqual(rules);
    expect(mergeFacts(rules, fact('claude', field, 'claude', 6), 9)).toEqual(fact('claude', field, 'claude', 6));
  });

  it.each(CLAUDE_WINS)('trusts Claude with %s unless the rules heard what Claude had not', (field) => {
    const claude = fact('claude', field, 'claude', 2);
    expect(mergeFacts(fact('rules', field, 'rules', 4), claude, 4)).toEqual(claude);
    expect(mergeFacts(fact('rules', field, 'rules', 6), claude, 4)).toEqual(fact('rules', field, 'rules', 6));
    expect(mergeFacts(fact('rules', field, 'rules', 6), claude, undefined)).toEqual(claude);
  });

  it('never lets silence overwrite a value', () => {
    const merged = mergeFacts(fact('rules', 'city', 'Oslo', 0), fact('claude', 'name', 'Ana', 0), 0);
    expect(Object.keys(merged).sort()).toEqual(['city', 'name']);
  });

  it('replaces a list with Claude’s and adds what the rules heard later', () => {
    const rules = list('rules', [
      ['old wording', 0],
      ['SLOW', 6],
      ['new', 6],
    ]);
    const merged = mergeFacts(rules, list('claude', [['slow', 2]]), 4);
    expect(merged.needs?.value).toEqual(['slow', 'new']);
    expect(merged.needs?.evidence).toMatchObject([{ extractor: 'claude' }, { extractor: 'rules' }]);
  });

  it('treats interests as needs', () => {
    const rules = list(
      'rules',
      [
        ['old wording', 0],
        ['new', 6],
      ],
      'interests',
    );
    expect(mergeFacts(rules, list('claude', [['slow', 2]], 'interests'), 4).interests?.value).toEqual(['slow', 'new']);
  });

  it.each([...RULES_WIN, ...CLAUDE_WINS, 'contact_preference'])('takes %s from whoever has it alone', (field) => {
    const value = field === 'contact_preference' ? { channel: 'email' } : 'x';
    expect(mergeFacts(fact('rules', field, value, 0), {}, 4)).toEqual(fact('rules', field, value, 0));
    expect(mergeFacts({}, fact('claude', field, value, 0), 4)).toEqual(fact('claude', field, value, 0));
  });

  it('keeps the rules’ list where Claude has none', () => {
    expect(mergeFacts(list('rules', [['slow', 0]]), {}, 4).needs?.value).toEqual(['slow']);
  });

  it('merges a preference part by part', () => {
    const rules = fact('rules', 'contact_preference', { channel: 'whatsapp', time: 'noon' }, 6);
    const claude = fact('claude', 'contact_preference', { channel: 'email' }, 2);
    expect(mergeFacts(rules, claude, 6).contact_preference?.value).toEqual({ channel: 'email', time: 'noon' });
    expect(mergeFacts(rules, claude, 4).contact_preference).toEqual(rules.contact_preference);
  });
});
