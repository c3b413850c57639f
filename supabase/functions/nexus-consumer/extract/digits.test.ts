import { describe, expect, it } from 'vitest';
import { digitsHeld, digitsOf } from './digits.ts';
import { foldText } from './fold.ts';

const digits = (text: string) => digitsOf(foldText(text).low);
const held = (text: string, ...earlier: string[]) =>
  digitsHeld(
    foldText(text).low,
    earlier.map((message) => foldText(message).low),
  );

describe('dictated digits', () => {
  it.each([
    ['seis cinco cinco, doce, treinta y cuatro, 56', '655123456'],
    ['oh one six, double four, triple nine', '01644999'],
    ['cero nueve cero ocho', '0908'],
    ['nonante-deux, septante, huitante-trois', '927083'],
    ['null eins sieben neun, einundzwanzig', '017921'],
    ['zéro sept, soixante-douze, quatre-vingt-onze', '077291'],
    ['nove oito, meia, duas vezes', '9862'],
  ])('reads "%s"', (text, expected) => {
    expect(digits(text)).toBe(expected);
  });
});

describe('the digits that a quote holds', () => {
  it('include those of a number whose end is taken back in the same words', () => {
    expect(held('612 40 50 60, no, termina en 66')).toContain('612405066');
  });

  it('include those of an earlier number whose end the quote mends', () => {
    expect(held('sorry, it ends in 18', 'ring 01204 555 871 please')).toContain('01204555818');
  });

  it('include an earlier number with the digit that was missing', () => {
    expect(held('me faltó un 7', '634 98 76 5')).toContain('634987657');
  });

  it('do not include an earlier number that the quote leaves alone', () => {
    expect(held('I have 18 sheep', 'ring 01204 555 871')).toEqual(['18']);
  });
});
