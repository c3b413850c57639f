import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence, Facts } from '../../supabase/functions/_shared/contract/prospect.ts';
import { describeCell, diffFacts, printable } from './diff.ts';

const said = (quote: string, over: Partial<Evidence> = {}): Evidence => ({
  ...{ position: 0, start: 0, end: quote.length, quote, confidence: 1, extractor: 'rules', at: '2026-11-24T10:00:00Z' },
  ...over,
});
const single = (value: string): { value: string; evidence: Evidence } => ({ value, evidence: said(value) });
const list = (...items: string[]) => ({ value: items, evidence: items.map((item) => said(item)) });

describe('the difference between two extractions', () => {
  it('names each value that is new, gone or another, with the words for it', () => {
    const before: Facts = { name: single('Ana'), city: single('Cuzco'), needs: list('light', 'heat') };
    const after: Facts = { name: single('Ana Ruiz'), role: single('baker'), needs: list('heat', 'air') };
    expect(diffFacts(before, after)).toEqual([
      { field: 'name', change: 'changed', before: 'Ana', after: 'Ana Ruiz', quote: 'Ana Ruiz' },
      { field: 'role', change: 'added', after: 'baker', quote: 'baker' },
      { field: 'city', change: 'removed', before: 'Cuzco', quote: 'Cuzco' },
      { field: 'needs', change: 'removed', before: 'light', quote: 'light' },
      { field: 'needs', change: 'added', after: 'air', quote: 'air' },
    ]);
  });

  it('tells the same value with other evidence apart', () => {
    const moved: Facts = { city: { value: 'Cuzco', evidence: said('Cuzco', { position: 4 }) } };
    expect(diffFacts({ city: single('Cuzco') }, moved)).toMatchObject([{ field: 'city', change: 'evidence' }]);
  });

  it('has a cell exactly when the facts differ, also when a list only changed its order', () => {
    const needs = fc.uniqueArray(fc.constantFrom('light', 'heat', 'air', 'water'), { maxLength: 4 });
    fc.assert(
      fc.property(needs, needs, fc.constantFrom('Ana', 'Eva'), (one, two, name) => {
        const [a, b] = [
          { needs: list(...one), name: single('Ana') },
          { name: single(name), needs: list(...two) },
        ];
        const isSame = one.join() === two.join() && name === 'Ana';
        expect(diffFacts(a, b).length === 0).toBe(isSame);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('prints nothing that acts on a terminal', () => {
    const line = describeCell('s\u0007', {
      field: 'name',
      change: 'changed',
      before: '\u001b[2J',
      after: 'a\u202eb\u2028',
      quote: 'x\u009b1m',
    });
    expect(line).toBe('"s\\u0007"  name  "\\u001b[2J" -> "a\\u{202e}b\\u{2028}"  "x\\u{9b}1m"');
    expect(printable(undefined)).toBe('');
  });
});
