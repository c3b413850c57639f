import { describe, expect, it } from 'vitest';
import type { Facts, Finding, Transcript } from '../../_shared/contract/prospect.ts';
import { readWhole } from './reading.ts';
import { carryOver, toFindings } from './record.ts';

const at = '2026-11-24T09:00:00.000Z';
const transcript: Transcript = [
  { position: 0, role: 'user', content: 'budget is 5000, we need a website and hosting', at },
  { position: 1, role: 'assistant', content: 'Which city?', at },
  { position: 2, role: 'user', content: 'Leeds. call me on mondays', at },
  { position: 3, role: 'user', content: 'make it 8000. forget the hosting, and the money is off the table', at },
];

function finding(field: string, value: unknown, position: number, quote: string): Finding {
  const start = transcript.find((message) => message.position === position)?.content.indexOf(quote) ?? -1;
  return { field, value, evidence: { position, start, end: start + quote.length, quote, confidence: 0.9 } } as Finding;
}
const FIRST = [
  finding('budget', { min: 5000, max: 5000 }, 0, '5000'),
  finding('interests', 'website', 0, 'website'),
  finding('interests', 'hosting', 0, 'hosting'),
];
const carry = (
  record: Facts | undefined,
  findings: Finding[],
  withdrawals: Parameters<typeof carryOver>[1]['withdrawals'] = [],
) => carryOver(record, { findings, withdrawals }, transcript);
const record = carry(undefined, FIRST).facts;

describe('carrying facts from call to call', () => {
  it('lets a later statement win, whichever call read it', () => {
    const later = finding('budget', { min: 8000, max: 8000 }, 3, '8000');
    expect(carry(record, [later]).facts.budget?.value).toEqual({ min: 8000, max: 8000 });
    const late = carry(carry(undefined, [later]).facts, FIRST).facts;
    expect(late.budget?.value).toEqual({ min: 8000, max: 8000 });
  });

  it('keeps what the answer does not mention, and unites lists', () => {
    const { facts } = carry(record, [finding('city', 'Leeds', 2, 'Leeds'), finding('interests', 'call', 2, 'call')]);
    expect(facts).toMatchObject({
      budget: { value: { min: 5000, max: 5000 } },
      city: { value: 'Leeds' },
      interests: { value: ['website', 'hosting', 'call'] },
    });
  });

  it('takes away the item that the visitor took back, and no other', () => {
    const back = { field: 'interests' as const, item: 'Hosting', position: 3, quote: 'forget the hosting' };
    expect(carry(record, [], [back]).facts.interests?.value).toEqual(['website']);
    expect(carry(record, [], [{ ...back, item: 'other' }]).facts.interests?.value).toEqual(['website', 'hosting']);
  });

  it('takes away a single value that was said before its withdrawal, not one that was said after', () => {
    const back = { field: 'budget' as const, item: '', position: 3, quote: 'the money is off the table' };
    expect(carry(record, [], [back]).facts.budget).toBeUndefined();
    const sooner = { ...back, position: 2, quote: 'call me' };
    const later = finding('budget', { min: 8000, max: 8000 }, 3, '8000');
    expect(carry(record, [later], [sooner]).facts.budget?.value).toEqual({ min: 8000, max: 8000 });
  });

  it.each([
    ['no message', { position: 9, quote: 'forget' }],
    ['the assistant’s message', { position: 1, quote: 'city' }],
    ['words that are not there', { position: 3, quote: 'forget it all' }],
    ['blank words', { position: 3, quote: ' ' }],
  ])('does not believe a withdrawal with %s for a quote', (_, place) => {
    const { facts } = carry(record, [], [{ field: 'budget', item: '', ...place }]);
    expect(facts.budget).toEqual(record.budget);
  });

  it('grounds the record again: a fact whose message reads otherwise now goes', () => {
    const replaced = transcript.map((m) => (m.position === 0 ? { ...m, content: 'we need a website, 900 tops' } : m));
    const { facts, dropped } = carryOver(record, { findings: [], withdrawals: [] }, replaced);
    expect(facts).toMatchObject({ interests: { value: ['website'] } });
    expect(facts.budget).toBeUndefined();
    expect(dropped).toBe(0);
  });

  it('counts what the words do not hold, and what the reader of the answer dropped before', () => {
    const findings = [finding('city', 'Oslo', 2, 'Leeds')];
    expect(carry(undefined, findings)).toMatchObject({ facts: {}, dropped: 1 });
    expect(carryOver(undefined, { findings, withdrawals: [], dropped: 2 }, transcript)).toMatchObject({ dropped: 3 });
  });

  it('takes facts apart and puts them together without loss', () => {
    const apart = [
      ...FIRST,
      finding('contact_preference', { channel: 'phone' }, 2, 'call me'),
      finding('contact_preference', { time: 'mondays' }, 2, 'mondays'),
    ];
    const { facts } = carry(undefined, apart);
    expect(facts.contact_preference?.evidence).toHaveLength(2);
    expect(toFindings(facts)).toHaveLength(apart.length);
    expect(carry(facts, []).facts).toEqual(facts);
  });
});

describe('reading a whole conversation', () => {
  it('leaves out what the assistant said last', () => {
    const { turns } = readWhole([...transcript, { position: 4, role: 'assistant', content: 'Thanks!', at }]);
    expect(turns.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  });
});
