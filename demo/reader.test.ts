import { describe, expect, it } from 'vitest';
import { searchFilter } from './reader.ts';

describe('searchFilter', () => {
  it('is nothing without words', () => {
    expect(searchFilter('  ')).toBeNull();
  });

  it('looks in e-mail and name', () => {
    expect(searchFilter('ana')).toBe('prospect_data->>email.ilike."*ana*",prospect_data->>name.ilike."*ana*"');
  });

  it('looks for a phone’s digits only, as they are stored', () => {
    expect(searchFilter('+34 600-111')).toContain('prospect_data->>phone.ilike."*34600111*"');
    expect(searchFilter('ana 4')).not.toContain('phone');
  });

  it('cannot leave its quotes or widen its pattern', () => {
    expect(searchFilter('a"),id.neq.(')).toContain('email.ilike."*a\\"),id.neq.(*"');
    expect(searchFilter('*50%_\\')).toContain('email.ilike."*50\\\\%\\\\_\\\\\\\\*"');
  });
});
