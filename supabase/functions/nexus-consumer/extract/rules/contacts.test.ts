import { describe, expect, it } from 'vitest';
import type { Prospect, Transcript } from '../../../_shared/contract/prospect.ts';
import { assemble, toProspect } from '../assemble.ts';
import { ground } from '../evidence.ts';
import { rulesExtractor } from '../rules.ts';

/** What the rules know of a chat, lines of the assistant beginning with "A: ". */
async function read(...lines: string[]): Promise<Prospect> {
  const transcript: Transcript = lines.map((line, position) => ({
    position,
    role: line.startsWith('A: ') ? 'assistant' : 'user',
    content: line.replace(/^A: /, ''),
    at: '2026-11-24T09:30:00Z',
  }));
  const findings = await rulesExtractor().extract(transcript);
  const { statements, dropped } = ground(findings, transcript, 'rules');
  expect(dropped).toEqual([]);
  return toProspect(assemble(statements));
}

describe('the country of a phone without prefix', () => {
  it.each([
    ['a small town', ['we keep goats near Letterkenny', 'A: Phone?', '087 555 0166'], '+353875550166'],
    [
      'the town that the assistant names',
      ['A: Our van is in Leicester today. Number?', '0116 555 0149'],
      '+441165550149',
    ],
    ['a prefix said apart', ['Bonjour', 'A: Numéro ?', '079 555 61 22, préfixe +41'], '+41795556122'],
    ['money', ['mein Budget: 900 Franken', 'A: Telefon?', '079 555 61 22'], '+41795556122'],
    ['dialect', ['Grüezi mitenand, ich sueche es Velo', 'A: Telefon?', '079 555 61 22'], '+41795556122'],
    ['the top-level domain of an address', ['eva@lana.co.nz', 'A: Phone?', '021 555 0177'], '+64215550177'],
    ['the way its digits are grouped', ['A: Ihre Nummer?', '0664 555 61 22'], '+436645556122'],
    ['an authority', ['el SRI me pide facturar', 'A: ¿Celular?', '0998 555 017'], '+593998555017'],
    [
      'another number with its prefix',
      ['al +595 981 555 123 no', 'A: ¿Otro?', 'llame al 0982 555 124'],
      '+595982555124',
    ],
  ])('follows %s', async (_, lines, phone) => {
    expect(await read(...lines)).toMatchObject({ phone });
  });

  it('is that of the language when nothing else speaks', async () => {
    expect(await read('A: ¿Teléfono?', '655 12 98 33')).toMatchObject({ phone: '+34655129833' });
    expect(await read('A: Votre numéro ?', '06 55 12 98 33')).toMatchObject({ phone: '+33655129833' });
  });
});

describe('phones', () => {
  it.each([
    ['dictated', ['A: Number?', 'oh double seven, oh oh nine, double oh, double one two, in Leeds'], '+447700900112'],
    [
      'dictated in Belgian French',
      ['je suis à Namur', 'A: Tél ?', 'zéro quatre cent septante-trois, cinquante, douze, nonante'],
      '+32473501290',
    ],
    ['digit by digit', ['A: ¿Móvil?', '6 5 5 1 2 9 8 3 3'], '+34655129833'],
    ['with an item number on both sides', ['1) Vera 2) llamadme al 655 12 98 33 3) tardes'], '+34655129833'],
    ['mended at its end', ['A: ¿Móvil?', '655 12 98 33... no, espera, termina en 37'], '+34655129837'],
    ['mended a turn later', ['A: ¿Móvil?', '655 12 98 33', 'A: ¿655 12 98 33?', 'uy, acaba en 37'], '+34655129837'],
    [
      'given after a relative’s',
      ['A: Number?', 'not dad’s 0116 555 0149, mine is 07700 900 163, Leeds'],
      '+447700900163',
    ],
    ['confirmed by a no', ['Leeds', 'A: Number?', '07700 900163', 'A: 07700 900136?', 'no, 163'], '+447700900163'],
  ])('are read when %s', async (_, lines, phone) => {
    expect(await read(...lines)).toMatchObject({ phone });
  });

  it.each([
    ['a policy number asked for', ['A: What is your policy number?', '55 0192 3371']],
    ['a contract', ['mi contrato es CT-2023-00981']],
    ['a tax number', ['Tax ID 47-5550123']],
    ['a VAT number', ['USt-IdNr. DE 214 887 911']],
    ['a range of sums', ['1.500 – 2.000 €, höchstens']],
    ['hours', ['free sundays 1000-1400']],
    ['a fax', ['Fax 0831 57 20 44']],
    ['who called', ['Er hat mich unter 05242 7790 12 angerufen']],
    ['what only the assistant says', ['hola', 'A: ¿Es el 655 12 98 33?', 'sí']],
    ['a mother’s', ['my mum is 07700 900163']],
  ])('are none in %s', async (_, lines) => {
    expect(await read(...lines)).not.toHaveProperty('phone');
  });
});

describe('addresses', () => {
  it.each([
    ['completed in the next message', ['eva@panal.com', 'ups .com.ar*'], 'eva@panal.com.ar'],
    ['mended by a letter', ['b.bran@lana.es', 'A: ¿Con b?', 'no, v.bran, v de Vigo'], 'v.bran@lana.es'],
    [
      'given to answer to',
      ['Del correo de mi jefa (r.paz@lana.es), pero contestad a mí: vera@lana.es'],
      'vera@lana.es',
    ],
    ['followed by a correction of something else', ['eva@lana.es, perdón, son 300 y no 500'], 'eva@lana.es'],
  ])('are read when %s', async (_, lines, email) => {
    expect(await read(...lines)).toMatchObject({ email });
  });

  it('leave the rest of the message that mends them to other facts', async () => {
    const lines = ['b.bran@lana.es', 'A: b as in Bravo?', 'sorry, v.bran, v like Vigo. My name is Vera Bran'];
    expect(await read(...lines)).toMatchObject({ email: 'v.bran@lana.es', name: 'Vera Bran' });
  });

  it.each([
    ['not to be used', ['My niece does the mail, it’s zoe@lana.es but don’t use that']],
    ['somebody’s who was asked for', ['my daughter ordered', 'A: What is her email?', 'zoe@lana.es']],
  ])('are none when %s', async (_, lines) => {
    expect(await read(...lines)).not.toHaveProperty('email');
  });
});

describe('websites', () => {
  it.each([
    ['named like the firm', ['I run Moss & Twine (mossandtwine.shop), we need ads'], 'mossandtwine.shop'],
    ['asked for as a domain', ['A: Do you have a domain?', 'yes, mossy.com.ng but it’s empty'], 'mossy.com.ng'],
    ['spelled', ['A: ¿Qué dominio es?', 'musgoverde punto com'], 'musgoverde.com'],
    ['where the visitor’s mail is', ['eva@musgo.es, fotos en musgo.es/taller'], 'musgo.es/taller'],
  ])('are the visitor’s when %s', async (_, lines, website) => {
    expect(await read(...lines)).toMatchObject({ website });
  });

  it.each(['I saw it on shopzilla.com', 'find me on instagram.com', 'mi insta es vera.lv99'])(
    'are not in "%s"',
    async (text) => {
      expect(await read(text)).not.toHaveProperty('website');
    },
  );
});

describe('the language', () => {
  it.each([
    ['de', ['Kündigen']],
    ['es', ['A: ¿Código de reserva?', 'STOP']],
    ['pt', ['ok eu passo aí amanhã']],
    ['fr', ['rdv vendredi svp']],
    ['en', ['name: Linh Tran\nitem: 3 used lathes']],
    ['es', ['hello! busco un piso for my team', 'A: ¡Hola! ¿En qué zona lo buscas?', 'near Chueca, gracias']],
  ])('is %s in %j', async (language, lines) => {
    expect(await read(...lines)).toMatchObject({ language });
  });
});
