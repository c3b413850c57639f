import { describe, expect, it } from 'vitest';
import { foldText } from './fold.ts';
import { emailsHeld, findEmails } from './spelled-email.ts';

const found = (text: string) => findEmails(foldText(text).low).map((span) => span.value);

describe('addresses', () => {
  it.each([
    ['Ana.Ruiz@Correo.ES', 'ana.ruiz@correo.es'],
    ['ana punto ruiz arroba correo punto es', 'ana.ruiz@correo.es'],
    ['lou (at) oakfarm (dot) org', 'lou@oakfarm.org'],
    ['otavio arroba loja ponto com ponto br', 'otavio@loja.com.br'],
    ['paul point durand arobase orange point fr', 'paul.durand@orange.fr'],
    ['max punkt frei at posteo punkt de', 'max.frei@posteo.de'],
    ['j dot alvarez underscore 88 at gmail dot com', 'j.alvarez_88@gmail.com'],
    ['lou [at] oakfarm.org', 'lou@oakfarm.org'],
  ])('reads %s', (text, email) => {
    expect(found(text)).toContain(email);
  });

  it.each(['meet me at noon', 'nos vemos at home dot please', 'arroba', 'a @ b'])('reads none in "%s"', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('holds an address with its corrected letter', () => {
    expect(emailsHeld('veto@correo.es, perdón, es con b')).toContain('beto@correo.es');
  });

  it('leaves the words after a spelled host out of it', () => {
    expect(found('soy ana arroba correo punto es y llamo mañana')).toEqual(['ana@correo.es']);
  });
});
