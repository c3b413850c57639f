import { describe, expect, it } from 'vitest';
import { foldText } from './fold.ts';
import { emailsHeld } from './hosts.ts';
import { findEmails } from './spelled-email.ts';

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
    ['tess guion bajo mora arroba lana punto cl', 'tess_mora@lana.cl'],
    ['bodo tiret bas faure arobase vigne point fr', 'bodo_faure@vigne.fr'],
    ['ruth treinta y tres arroba correo punto es', 'ruth33@correo.es'],
    ['l u z arroba vidrio punto mx', 'luz@vidrio.mx'],
    ['nina arroba la casa roja punto com', 'nina@lacasaroja.com'],
    ['escríbeme a pia.rey arroba gmail', 'pia.rey@gmail.com'],
    ['kim @ brot.at', 'kim@brot.at'],
    ['My guests are 40. otto dot weiss at lehm dot de', 'otto.weiss@lehm.de'],
    ['mia punkt lang at ofen punkt example', 'mia.lang@ofen.example'],
  ])('reads %s', (text, email) => {
    expect(found(text)).toContain(email);
  });

  it.each([
    'meet me at noon',
    'nos vemos at home dot please',
    'arroba',
    'a @ b',
    'we sell candles at fairs. It is fun',
    'find me at candleshop.com',
    'mi insta es @vela.studio',
  ])('reads none in "%s"', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('holds an address with its corrected letter', () => {
    expect(emailsHeld('veto@correo.es, perdón, es con b')).toContain('beto@correo.es');
  });

  it.each([
    ['.com.ar*', 'info@panal.com', 'info@panal.com.ar'],
    ['no no, v.bran, v de Vigo', 'b.bran@lana.es', 'v.bran@lana.es'],
    ['perdón, es outlook, no hotmail', 'eva@hotmail.com', 'eva@outlook.com'],
    ['sorry, with a k', 'erica@brot.at', 'erika@brot.at'],
  ])('holds an earlier address as "%s" mends it', (quote, earlier, expected) => {
    expect([...emailsHeld(quote, [foldText(earlier)])]).toContain(expected);
  });

  it('holds no earlier address that the quote does not mend', () => {
    expect([...emailsHeld('thanks, Erica', [foldText('erica@brot.at')])]).toEqual([]);
  });

  it('leaves the words after a spelled host out of it', () => {
    expect(found('soy ana arroba correo punto es y llamo mañana')).toEqual(['ana@correo.es']);
  });
});
