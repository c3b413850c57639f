import { describe, expect, it } from 'vitest';
import { assemble, toEvidence, toProspect } from './assemble.ts';
import type { Statement } from './evidence.ts';

function said(field: Statement['field'], value: unknown, position: number, start = 0): Statement {
  const evidence = {
    position,
    start,
    end: start + 3,
    quote: 'abc',
    confidence: 1,
    extractor: 'rules',
    at: '2026-11-24T09:30:00Z',
  };
  return { field, value, evidence } as Statement;
}

describe('assembling', () => {
  it('takes the latest statement of a single value, by position and then offset', () => {
    const facts = assemble([said('city', 'Oslo', 2, 9), said('city', 'Bergen', 2, 1), said('city', 'Madrid', 0, 50)]);
    expect(toProspect(facts)).toEqual({ city: 'Oslo' });
  });

  it('unites lists in the order said, without items that differ in case and accents', () => {
    const facts = assemble([said('needs', 'LENTO', 3), said('needs', 'caro', 2), said('needs', 'lento', 1)]);
    expect(facts.needs?.value).toEqual(['lento', 'caro']);
    expect(toEvidence(facts).needs).toMatchObject([{ position: 1 }, { position: 2 }]);
  });

  it('keeps at most 50 items, the contract’s limit', () => {
    const many = Array.from({ length: 60 }, (_, i) => said('interests', `item ${i}`, i));
    expect(assemble(many).interests?.value).toHaveLength(50);
  });

  it('merges channel and time, the later of each, with evidence for both', () => {
    const facts = assemble([
      said('contact_preference', { channel: 'email', time: 'mornings' }, 0),
      said('contact_preference', { channel: 'phone' }, 2),
    ]);
    expect(facts.contact_preference?.value).toEqual({ channel: 'phone', time: 'mornings' });
    expect(facts.contact_preference?.evidence).toMatchObject([{ position: 2 }, { position: 0 }]);
  });

  it('gives one evidence where channel and time were said together', () => {
    const facts = assemble([said('contact_preference', { channel: 'email', time: 'mornings' }, 0)]);
    expect(facts.contact_preference?.evidence).toMatchObject({ position: 0 });
  });

  it('lets a withdrawn opt-out be withdrawn, and a new one stand', () => {
    const withdrawn = [said('do_not_contact', true, 0), said('do_not_contact', false, 2)];
    expect(assemble(withdrawn).do_not_contact?.value).toBe(false);
    expect(assemble([...withdrawn, said('do_not_contact', true, 4)]).do_not_contact?.value).toBe(true);
  });

  it('has nothing to say about nothing', () => {
    expect(assemble([])).toEqual({});
  });
});
