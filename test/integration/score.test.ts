import { describe, expect, it } from 'vitest';
import { compareField, noCounts } from '../eval/compare.ts';
import { type Labelled, parseLabels, rates, score } from '../eval/score.ts';

const RIGHT = { ...noCounts(), tp: 1 };
const WRONG = { ...noCounts(), fp: 1, fn: 1 };
const MADE_UP = { ...noCounts(), fp: 1, hallucinated: 1 };

describe('comparing one field', () => {
  it('takes names in any order without titles and accents, and misses a missing surname', () => {
    expect(compareField('name', 'Dra. Inés Peña', 'pena ines')).toEqual(RIGHT);
    expect(compareField('name', 'Inés Peña', 'Inés')).toEqual(WRONG);
  });

  it('takes national digits where the country is unknown', () => {
    expect(compareField('phone', '612345678', '+34612345678')).toEqual(RIGHT);
    expect(compareField('phone', '+34612345678', '+1612345678')).toEqual(WRONG);
  });

  it('leaves the legal form out of a company', () => {
    expect(compareField('company', 'Papelera del Duero', 'Papelera del Duero, S.A.')).toEqual(RIGHT);
  });

  it('takes an exact sum given by one bound, within a percent', () => {
    expect(compareField('budget', { min: 300, max: 300 }, { max: 302 })).toEqual(RIGHT);
    expect(compareField('budget', { max: 300 }, { min: 300, max: 300 })).toEqual(WRONG);
    expect(compareField('budget', { max: 300, currency: 'EUR' }, { max: 300, currency: 'USD' })).toEqual(WRONG);
  });

  it('counts each part of a preference and takes the best alternative', () => {
    const gold = { anyOf: [{ channel: 'phone', time: 'after 5' }, { time: 'after 5' }] };
    expect(compareField('contact_preference', gold, { channel: 'phone', time: 'after 5pm' })).toEqual({
      ...noCounts(),
      tp: 2,
    });
    expect(compareField('contact_preference', gold, { time: 'after 5' })).toEqual(RIGHT);
  });

  it('pairs each list item once, with alternatives between bars', () => {
    const counts = compareField(
      'needs',
      ['slow invoices|invoices are slow', 'no backup'],
      ['invoices are slow', 'lost'],
    );
    expect(counts).toEqual({ ...noCounts(), tp: 1, fp: 1, fn: 1 });
  });

  it('counts a claim where nothing was said as wrong, and false as nothing', () => {
    expect(compareField('city', undefined, 'Oslo')).toEqual(MADE_UP);
    expect(compareField('contact_preference', undefined, { channel: 'phone' })).toEqual(MADE_UP);
    expect(compareField('needs', [], ['a quiet office', 'more light'])).toEqual({ ...MADE_UP, fp: 2 });
    expect(compareField('do_not_contact', undefined, false)).toEqual(noCounts());
    expect(compareField('budget', undefined, {})).toEqual(noCounts());
  });
});

describe('scoring a set', () => {
  const labels: Labelled[] = parseLabels(
    '{"id":"a","lang":"en","messages":[],"gold":{"city":"Oslo","language":"en"},"scored":["city","name","language"]}\n\n',
  );

  it('ignores fields that are not scored and keeps language out of the sum', () => {
    const result = score(labels, new Map([['a', { city: 'oslo', language: 'en', company: 'Acme' }]]));
    expect(result.micro).toEqual(RIGHT);
    expect(result.byField.get('language')).toEqual(RIGHT);
  });

  it('counts a missing prediction as empty', () => {
    expect(score(labels, new Map()).byLang.get('en')).toEqual({ ...noCounts(), fn: 1 });
  });

  it('names each mistake, and counts conversations that are wholly right and clean ones with nothing to find', () => {
    const two = [
      ...labels,
      ...parseLabels('{"id":"b","lang":"en","messages":[],"gold":{"language":"en"},"scored":["city","language"]}'),
    ];
    const clean = score(two, new Map([['a', { city: 'Bergen', language: 'en' }]]));
    expect(clean.mistakes).toEqual([
      { id: 'a', field: 'city', gold: 'Oslo', value: 'Bergen' },
      { id: 'b', field: 'language', gold: 'en', value: undefined },
    ]);
    expect(clean).toMatchObject({ exact: 0, nothing: { total: 1, clean: 1 } });
    const right = score(
      two,
      new Map([
        ['a', { city: 'Oslo', language: 'en' }],
        ['b', { city: 'Oslo', language: 'en' }],
      ]),
    );
    expect(right).toMatchObject({
      exact: 1,
      nothing: { total: 1, clean: 0 },
      micro: { tp: 1, fp: 1, hallucinated: 1 },
    });
  });

  it('weighs each labelled field the same in macro F1, without language and fields that no label has', () => {
    const set = parseLabels(
      '{"id":"a","lang":"en","messages":[],"gold":{"city":"Oslo","name":"Ada Lund"},"scored":["city","name","role","language"]}',
    );
    expect(score(set, new Map([['a', { city: 'Oslo', role: 'baker', language: 'en' }]])).macroF1).toBe(0.5);
  });

  it('gives 1 where there was nothing to find and nothing was claimed', () => {
    expect(rates(noCounts())).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(rates({ ...noCounts(), tp: 1, fp: 1 }).f1).toBeCloseTo(2 / 3);
  });
});
