import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExtractorName, Facts, ProspectField } from '../../_shared/contract/prospect.ts';
import { assemble } from './assemble.ts';
import type { Statement } from './evidence.ts';
import { historyOf, mergeHistory, type Reading } from './history.ts';
import { mergeFacts } from './merge.ts';

function said(
  field: ProspectField,
  value: unknown,
  position: number,
  start = 0,
  extractor: ExtractorName = 'rules',
): Statement {
  const at = `2026-11-24T09:30:0${position % 10}.000Z`;
  const evidence = { position, start, end: start + 3, quote: 'abc', confidence: 1, extractor, at };
  return { field, value, evidence } as Statement;
}
const read = (...statements: Statement[]): Reading => {
  const facts = assemble(statements);
  return { facts, history: historyOf(statements, facts) };
};
const values = (history: Reading['history'], field: ProspectField): unknown[] | undefined =>
  history[field]?.map(({ value }) => value);

describe('the history of a field', () => {
  it('holds what was said before, oldest first, the present value last', () => {
    const { facts, history } = read(
      said('budget', { max: 8000 }, 4),
      said('city', 'Oslo', 0),
      said('budget', { max: 5000 }, 2),
    );
    expect(values(history, 'budget')).toEqual([{ max: 5000 }, { max: 8000 }]);
    expect(history.budget?.at(-1)).toEqual(facts.budget);
    expect(history.budget?.[0]).toMatchObject({ evidence: { position: 2, quote: 'abc' } });
    expect(Object.keys(history)).toEqual(['budget']);
  });

  it('tells two values of one message by their place', () => {
    expect(values(read(said('city', 'Oslo', 0, 9), said('city', 'Bergen', 0, 1)).history, 'city')).toEqual([
      'Bergen',
      'Oslo',
    ]);
  });

  it('counts the same value once, also in other letters and another order of parts, and a return to it again', () => {
    const { history } = read(
      said('company', 'ACME', 0),
      said('company', 'Acme', 1),
      said('company', 'Luz', 2),
      said('company', 'acme', 3),
    );
    expect(values(history, 'company')).toEqual(['Acme', 'Luz', 'acme']);
    expect(read(said('budget', { min: 1, max: 2 }, 0), said('budget', { max: 2, min: 1 }, 1)).history).toEqual({});
  });

  it('has no lists, and nothing where nothing changed', () => {
    expect(read(said('needs', 'slow', 0), said('needs', 'dear', 1), said('name', 'Ana', 2)).history).toEqual({});
  });

  it('takes a preference’s second part as no change, and another channel as one', () => {
    const channel = said('contact_preference', { channel: 'phone' }, 0);
    const time = said('contact_preference', { time: 'noon' }, 1);
    expect(read(channel, time).history).toEqual({});
    expect(
      values(read(channel, time, said('contact_preference', { channel: 'email' }, 2)).history, 'contact_preference'),
    ).toEqual([
      { channel: 'phone', time: 'noon' },
      { channel: 'email', time: 'noon' },
    ]);
  });

  it('keeps the twenty latest entries', () => {
    const many = Array.from({ length: 30 }, (_, i) => said('city', `City ${i}`, i));
    const kept = values(read(...many).history, 'city');
    expect(kept).toHaveLength(20);
    expect(kept?.at(-1)).toBe('City 29');
  });
});

describe('the history of a merged record', () => {
  const merge = (rules: Reading, claude: Reading, through: number) => {
    const facts = mergeFacts(rules.facts, claude.facts, through);
    return { facts, history: mergeHistory(facts, [rules], [claude]) };
  };

  it('takes one statement that both read once, as it is read by the one trusted with the field', () => {
    const rules = read(said('company', 'Tostadero', 0), said('email', 'a@x.example', 0, 9));
    const claude = read(
      said('company', 'Tostadero Norte', 0, 1, 'claude'),
      said('company', 'Luz', 2, 0, 'claude'),
      said('email', 'b@x.example', 0, 9, 'claude'),
    );
    const { history } = merge(rules, claude, 2);
    expect(values(history, 'company')).toEqual(['Tostadero Norte', 'Luz']);
    expect(history.email).toBeUndefined();
  });

  it('unites what only one of them heard', () => {
    const { history } = merge(read(said('name', 'Ana Ruiz', 6)), read(said('name', 'Eva', 1, 0, 'claude')), 4);
    expect(values(history, 'name')).toEqual(['Eva', 'Ana Ruiz']);
  });

  it('leaves out what lost to an earlier statement', () => {
    const { facts, history } = merge(read(said('city', 'Oslo', 4)), read(said('city', 'Bergen', 2, 0, 'claude')), 9);
    expect(facts.city?.value).toBe('Bergen');
    expect(history).toEqual({});
  });

  it('keeps what the model said in an earlier reading', () => {
    const before = read(said('role', 'buyer', 1, 0, 'claude'));
    const now = read(said('role', 'owner', 5, 0, 'claude'));
    const history = mergeHistory(now.facts, [], [now, before]);
    expect(values(history, 'role')).toEqual(['buyer', 'owner']);
    expect(values(mergeHistory(now.facts, [read()], [{ facts: now.facts, history }]), 'role')).toEqual([
      'buyer',
      'owner',
    ]);
  });

  it('depends on no order, ends in the present value, goes forward and never says one thing twice in a row', () => {
    const statement = fc
      .record({
        field: fc.constantFrom<ProspectField>('city', 'budget', 'email'),
        value: fc.constantFrom('a', 'A', 'b', 'c'),
        position: fc.nat(5),
        start: fc.nat(8),
        extractor: fc.constantFrom<ExtractorName>('rules', 'claude'),
      })
      .map(({ field, value, position, start, extractor }) => said(field, value, position, start, extractor));
    const shuffled = fc
      .array(statement, { maxLength: 12 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.nat(5)));
    const build = (all: readonly Statement[], through: number) => {
      const by = (name: ExtractorName) => read(...all.filter(({ evidence }) => evidence.extractor === name));
      return merge(by('rules'), by('claude'), through);
    };
    fc.assert(
      fc.property(shuffled, ([all, other, through]) => {
        const { facts, history } = build(all, through);
        expect(build(other, through).history).toEqual(history);
        for (const [field, entries] of Object.entries(history)) {
          expect(entries.length).toBeGreaterThan(1);
          expect(entries.at(-1)).toEqual(facts[field as keyof Facts]);
          entries.slice(1).forEach((entry, i) => {
            const last = entries[i];
            expect(entry.value.toString().toLowerCase()).not.toBe(last?.value.toString().toLowerCase());
            const [a, b] = [last?.evidence, entry.evidence];
            expect([a?.position, a?.start]).not.toEqual([b.position, b.start]);
            expect(a?.position).toBeLessThanOrEqual(b.position);
          });
        }
      }),
    );
  });
});
