import { describe, expect, it } from 'vitest';
import { readTranscript } from '../rules/reading.ts';
import { type Entity, tokensOf } from './tokens.ts';

function keysOf(content: string, entities: readonly Entity[] = []): string[] {
  const { turns } = readTranscript([{ position: 0, role: 'user', content, at: '2026-11-24T09:30:00Z' }]);
  const [turn] = turns;
  return turn === undefined ? [] : tokensOf(turn, entities).map(({ key }) => key);
}

describe('tokens', () => {
  it('are words, numbers by their length, and marks', () => {
    expect(keysOf('Somos 12, ¿vale?')).toEqual(['somos', '<2>', ',', '¿', 'vale', '?']);
  });

  it('begin a name after an elided article', () => {
    expect(keysOf("l'Atelier d'Inès")).toEqual(["l'", 'atelier', "d'", 'ines']);
  });

  it('take an address or number as one', () => {
    expect(keysOf('llama al 612 34 56 78 ya', [{ kind: 'phone', start: 9, end: 21 }])).toEqual([
      'llama',
      'al',
      '<phone>',
      'ya',
    ]);
  });

  it.each([
    ['emoji', '👋🏽 soy Ana 🇪🇸'],
    ['spaces', '  soy   Ana\n'],
    ['marks at the end', 'soy Ana!!!'],
    ['dots at the end', 'soy Ana...'],
  ])('do not change with %s', (_, content) => {
    expect(keysOf(content)).toEqual(['soy', 'ana']);
  });

  it('keep a question, said once', () => {
    expect(keysOf('¿y Ana??')).toEqual(['¿', 'y', 'ana', '?']);
  });
});
