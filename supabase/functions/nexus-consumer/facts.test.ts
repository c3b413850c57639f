import { describe, expect, it } from 'vitest';
import type { Evidence, Facts, Transcript } from '../_shared/contract/prospect.ts';
import { mergeReadings, stillSaid, toFacts } from './facts.ts';

const at = '2026-11-24T10:00:00.000Z';
const transcript: Transcript = [
  { position: 0, role: 'user', content: 'Ana, de Lima', at },
  { position: 1, role: 'assistant', content: 'Soy Marta, de Oslo', at },
  { position: 2, role: 'user', content: 'perdón, de Quito: lento y caro', at },
];
const quote = (text: string, position: number): Evidence => {
  const start = transcript[position]?.content.indexOf(text) ?? -1;
  return { position, start, end: start + text.length, quote: text, confidence: 1, extractor: 'claude', at };
};
const finding = (value: string, position: number) => {
  const { extractor: _extractor, at: _at, ...evidence } = quote(value, position);
  return { field: 'city' as const, value, evidence };
};

describe('facts', () => {
  it('come with what the fields said before', () => {
    const { facts, history } = toFacts([finding('Quito', 2), finding('Lima', 0)], transcript, 'rules');
    expect(facts.city?.value).toBe('Quito');
    expect(history.city?.map(({ value }) => value)).toEqual(['Lima', 'Quito']);
  });

  it('of the rules alone keep their history while the model has not read', () => {
    const rules = toFacts([finding('Quito', 2), finding('Lima', 0)], transcript, 'rules');
    expect(mergeReadings(rules, undefined, null)).toEqual({ facts: rules.facts, history: rules.history });
  });
});

describe('what the model found earlier', () => {
  const facts: Facts = {
    name: { value: 'Ana', evidence: quote('Ana', 0) },
    needs: { value: ['lento', 'caro'], evidence: [quote('lento', 2), quote('caro', 2)] },
    contact_preference: { value: { channel: 'email', time: 'lento' }, evidence: [quote('Ana', 0), quote('lento', 2)] },
  };
  const history = { city: [{ value: 'Lima', evidence: quote('Lima', 0) }] };

  it('stands while its words do', () => {
    expect(stillSaid(facts, history, transcript)).toEqual({ facts, history });
    expect(stillSaid(null, null, transcript)).toBeUndefined();
  });

  it('goes with the words when a longer text took their place', () => {
    const [first, ...rest] = transcript;
    const replaced = first === undefined ? [] : [{ ...first, content: 'Me llamo Ana, de Lima' }, ...rest];
    const kept = stillSaid(facts, history, replaced);
    expect(kept?.facts).toEqual({ needs: facts.needs });
    expect(kept?.history).toEqual({ city: [] });
  });

  it('keeps the items of a list that are still there', () => {
    const slow = transcript.map((m) => (m.position === 2 ? { ...m, content: 'perdón, de Quito: lento' } : m));
    expect(stillSaid(facts, null, slow)?.facts.needs).toEqual({ value: ['lento'], evidence: [quote('lento', 2)] });
  });

  it('is not taken from the assistant’s words', () => {
    const forged: Facts = { name: { value: 'Marta', evidence: quote('Marta', 1) } };
    expect(stillSaid(forged, null, transcript)?.facts).toEqual({});
  });
});
