import { describe, expect, it } from 'vitest';
import { accountSchema, conversationSchema } from '../supabase/functions/_shared/contract/conversation.ts';
import { cleanAccount, cleanFacts } from './site-facts.ts';

function clean(facts: unknown) {
  const warnings: string[] = [];
  return { facts: cleanFacts(facts, (sentence) => warnings.push(sentence)), warnings };
}

describe('what the site says', () => {
  it('passes when the producer takes it', () => {
    const facts = { plan: 'free', seats: 3, trial: false, 'cart.total': 12.5 };
    expect(clean(facts)).toEqual({ facts, warnings: [] });
  });

  it.each([
    ['a name that is no name', { '1st': 1 }, '"1st"'],
    ['a nested value', { cart: { total: 3 } }, '"cart"'],
    ['a number that JSON cannot say', { ratio: Number.NaN }, '"ratio"'],
    ['a name that could change a prototype', { constructor: 'Bau GmbH' }, '"constructor"'],
    [
      'what is too much together',
      { a: 'é'.repeat(500), b: '界'.repeat(500), c: '界'.repeat(500), d: '界'.repeat(500) },
      '"d"',
    ],
    ['the twenty-first', Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, i])), '"k20"'],
  ])('loses %s, with a sentence', (_, given, named) => {
    const { facts, warnings } = clean({ ...given });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(named);
    expect(Object.keys(facts ?? {})).not.toContain(named.slice(1, -1));
  });

  it('is nothing at all when nothing is left', () => {
    for (const given of [undefined, null, {}, 'text'.slice(4), 7]) expect(clean(given).facts).toBeUndefined();
  });

  it('never spoils a delivery', () => {
    const hostile = { a: '\ud800\0x', b: 'y'.repeat(9000), c: Number.POSITIVE_INFINITY, d: [1], __proto__: { e: 1 } };
    const delivery = {
      messages: [{ role: 'user', content: 'Hi' }],
      fingerprint: 'f',
      sessionId: 's',
      context: clean(hostile).facts,
    };
    expect(conversationSchema.safeParse(delivery).success).toBe(true);
  });

  it.each([
    ['customer-7', 'customer-7'],
    [7, '7'],
    [' bob ', 'bob'],
    ['a\0b', 'ab'],
    [`${'a'.repeat(127)}😀`, `${'a'.repeat(127)}\ufffd`],
  ])('knows a visitor by %j as %j', (id, kept) => {
    const account = cleanAccount(id, { seats: 3 }, () => {});
    expect(account).toEqual({ id: kept, traits: { seats: 3 } });
    expect(accountSchema.safeParse(account).success).toBe(true);
  });

  it.each(['', '  ', undefined, null, {}])('has no account without an id: %j', (id) => {
    const warnings: string[] = [];
    expect(cleanAccount(id, {}, (sentence) => warnings.push(sentence))).toBeUndefined();
    expect(warnings).toEqual(['identify needs an id']);
  });
});
