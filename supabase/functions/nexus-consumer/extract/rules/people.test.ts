import { describe, expect, it } from 'vitest';
import { peopleOf } from './people.ts';
import { readTranscript } from './reading.ts';

function people(text: string) {
  const reading = readTranscript([{ role: 'user', content: text, position: 0, at: '2026-11-24T09:30:00Z' }]);
  const turn = reading.turns[0];
  return turn && peopleOf(turn, { start: 0, end: text.length });
}

describe('a marked team', () => {
  it.each([
    ['5 guys plus me', 6],
    ['me and two seasonal guys', 3],
    ['36 Angestellte plus 4 Minijobber', 40],
    ['cinq associés et deux apprentis, sept quoi', 7],
    ['8, no, 9 with the apprentice', 9],
    ['une trentaine de collaborateurs', 30],
    ['ein Dreierteam', 3],
    ['solo yo y mi hermana', 2],
    ['toute seule', 1],
  ])('counts everybody in "%s"', (text, value) => {
    expect(people(text)).toEqual({ min: value, max: value });
  });

  it.each([
    ['veintipico empleados', { min: 20, max: 29 }],
    ['10 to 12 people', { min: 10, max: 12 }],
    ['más de 50 empleados', { min: 50 }],
    ['up to 20 people', { max: 20 }],
    ['au moins 300 salariés', { min: 300 }],
  ])('keeps the bounds of "%s"', (text, value) => {
    expect(people(text)).toEqual(value);
  });
});
