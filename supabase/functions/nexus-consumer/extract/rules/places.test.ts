import { describe, expect, it } from 'vitest';
import { cityNamed, placesNamed } from './places.ts';
import { TOWNS } from './towns.ts';

const countries = (name: string) => placesNamed(name).map(({ country }) => country);

describe('places', () => {
  it('know small towns and tell countries apart', () => {
    expect(countries('Embrun')).toEqual(['FR']);
    expect(countries('Nenagh')).toEqual(['IE']);
    expect(countries('Córdoba').slice(0, 2)).toEqual(['AR', 'ES']);
    expect(countries('Nowhere at all')).toEqual([]);
  });

  it('prefer the name that everybody knows', () => {
    expect(cityNamed('London')?.country).toBe('GB');
    expect(cityNamed('MÜNCHEN')?.country).toBe('DE');
  });

  it('find the first, the last and each name between them', () => {
    for (const list of Object.values(TOWNS)) {
      const entries = list.split(',').filter((entry) => entry !== '');
      for (const entry of [...entries.filter((_, i) => i % 50 === 0), ...entries.slice(-1)]) {
        const [name = '', places = ''] = entry.split(':');
        expect(countries(name)).toEqual(expect.arrayContaining(places.match(/[A-Z]{2}/g) ?? []));
      }
    }
  });
});
