import { describe, expect, it } from 'vitest';
import { type Heard, hear } from './scripted-hear.ts';
import type { Language } from './scripted-texts/index.ts';
import type { Slot } from './scripted-texts/texts.ts';

const listen = (text: string, asked: readonly Slot[] = [], language: Language = 'es', locale?: string): Heard =>
  hear(text, new Set(asked), language, locale);

describe('a name', () => {
  it.each([
    ['me llamo carlos', 'Carlos'],
    ['Hola, me llamo Ana López y busco café', 'Ana'],
    ['hola soy elena', 'Elena'],
    ['Soy Aitana Roldán', 'Aitana'],
    ['My name is BOB', 'Bob'],
    ["I'm Brian and I need beans", 'Brian'],
    ['I’m Zadie Okafor', 'Zadie'],
    ['meu nome é Joana', 'Joana'],
    ['Sou o Rui', 'Rui'],
    ["Je m'appelle Luc", 'Luc'],
    ['ich heiße jan', 'Jan'],
    ['Ich bin Anna', 'Anna'],
  ])('is heard unasked in "%s"', (text, firstName) => {
    expect(listen(text)).toMatchObject({ firstName });
    expect(listen(text).gave.has('name')).toBe(true);
  });

  it.each([
    'soy dentista',
    'Soy de Valencia',
    "I'm looking for coffee",
    'I am interested',
    "I'm from Leeds",
    'je suis dentiste',
    'Ich bin Zahnarzt',
    'SOY CELIACO',
    'sou de Lisboa',
  ])('is not heard in "%s"', (text) => {
    expect(listen(text).gave.has('name')).toBe(false);
  });

  it.each([
    ['Macarena', 'Macarena'],
    ['carlos ruiz', 'Carlos'],
    ['Hola, Ximena Bravo de la Luna', 'Ximena'],
    ["Seán O'Brien", 'Seán'],
    ['Sure, Priya', 'Priya'],
    ['Ana, gracias', 'Ana'],
    ['Otávio Brandão, diretor da construtora', 'Otávio'],
    ['Débora, do RH', 'Débora'],
    ['Nils Lund, +47 412 34 567. E-mail is fine too', 'Nils'],
  ])('is heard in the bare answer "%s"', (text, firstName) => {
    expect(listen(text, ['name'])).toMatchObject({ firstName });
  });

  it.each([
    '¿por qué?',
    'Kaffee für das Büro',
    'thanks for everything',
    'prefiero no decirlo',
    'rather not',
    'ok',
    '12',
    'quiero precios',
    'how much is it?',
  ])('is not heard in the answer "%s"', (text) => {
    expect(listen(text, ['name']).gave.has('name')).toBe(false);
  });

  it('is known but not used to address by when only a surname was given', () => {
    const heard = listen('Frau Müller', ['name'], 'de');
    expect(heard.gave.has('name')).toBe(true);
    expect(heard.firstName).toBeUndefined();
  });
});

describe('a contact', () => {
  it.each([
    ['escríbeme a ana@sur.es', 'es', undefined],
    ['ana arroba sur punto es', 'es', undefined],
    ['jo at northclinic dot co dot uk', 'en', undefined],
    ['lou (at) farm (dot) org', 'en', undefined],
    ['+593 99 222 3344', 'en', undefined],
    ['mi cel es 55 1234 5678', 'es', 'es-MX'],
    ['600 111 222', 'es', 'es'],
    ['0171 1234567', 'de', undefined],
  ] as const)('is heard unasked in "%s"', (text, language, locale) => {
    expect(listen(text, [], language, locale).gave.has('contact')).toBe(true);
  });

  it('is heard as bare digits or a handle once it was asked for', () => {
    expect(listen('4123 556', ['contact']).gave.has('contact')).toBe(true);
    expect(listen('@carlos_r', ['contact']).gave.has('contact')).toBe(true);
  });

  it.each(['somos 25 personas', 'tengo 10.000 euros', 'pedido 4821', 'estoy a las 10:30'])(
    'is not heard in "%s"',
    (text) => {
      expect(listen(text).gave.has('contact')).toBe(false);
    },
  );
});

describe('a need', () => {
  it.each([
    'necesito café',
    'I am looking for a grinder',
    '¿tenéis molinillos?',
    'quanto custa?',
    'was kostet das?',
    'Je voudrais un devis',
  ])('is heard unasked in "%s"', (text) => {
    expect(listen(text).gave.has('need')).toBe(true);
  });

  it.each([
    'hola',
    'Buenos días',
    'Hi there',
    'Guten Tag',
    'ana@sur.es',
    'me llamo Ana López',
    'are you a bot?',
    'gracias',
  ])('is not heard in "%s"', (text) => {
    expect(listen(text).gave.has('need')).toBe(false);
  });

  it('is one word when it was asked for', () => {
    expect(listen('precios', ['need']).gave.has('need')).toBe(true);
  });
});

describe('an opt-out', () => {
  it.each([
    'no me contactéis',
    'No quiero que me contacten',
    'dejen de mandarme mensajes',
    'no me llamen',
    "Don't contact me",
    'please stop emailing me',
    "I don't want to be contacted",
    "don't call me",
    'leave me alone',
    'take me off your list',
    'STOP',
    'não me contatem',
    'não me ligue',
    'ne me contactez plus',
    "ne m'appelez pas",
    'Kontaktieren Sie mich nicht',
    'Ich möchte nicht kontaktiert werden',
  ])('is heard in "%s"', (text) => {
    expect(listen(text).optOut).toBe(true);
  });

  it.each([
    'no me llamen por la mañana',
    'no me llames, mejor un correo',
    "don't call me before ten",
    'no calls please, e-mail only',
    'não me ligue de manhã',
    "ne m'appelez pas le matin",
    'Rufen Sie mich nicht vormittags an',
    'no quiero dar mi correo',
    'How do I contact you?',
  ])('is not heard in the preference "%s"', (text) => {
    expect(listen(text).optOut).toBe(false);
  });
});
