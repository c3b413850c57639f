import { describe, expect, it } from 'vitest';
import { budgetOf } from './budget.ts';
import { readTranscript } from './reading.ts';

const GREETING: Readonly<Record<string, string>> = {
  en: 'Hello, I would like to know what you can do for us, please',
  es: 'Hola, quería saber qué podéis hacer por nosotros',
  pt: 'Olá, queria saber o que vocês têm para nós',
  fr: 'Bonjour, je voudrais savoir ce que vous pouvez faire pour nous',
  de: 'Guten Tag, ich möchte wissen, was Sie für uns tun können',
};

/** The budget in brackets, after a question. */
function budget(lang: string, marked: string, question = 'Budget?', country?: string) {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const messages = [
    { role: 'user' as const, content: GREETING[lang] ?? '' },
    { role: 'assistant' as const, content: question },
    { role: 'user' as const, content: marked.replace(/[[\]]/g, '') },
  ];
  const reading = readTranscript(messages.map((one, position) => ({ ...one, position, at: '2026-11-24T09:30:00Z' })));
  const turn = reading.turns.at(-1);
  return turn && budgetOf(turn, { start, end }, reading, country)?.value;
}

describe('a marked budget', () => {
  it.each([
    ['en', 'we cannot go over [£400]', { max: 400, currency: 'GBP' }],
    ['en', '[15k or less]', { max: 15_000 }],
    ['es', 'de [300 euros] no paso', { max: 300, currency: 'EUR' }],
    ['pt', 'não quero passar de [300 reais]', { max: 300, currency: 'BRL' }],
    ['fr', 'sans dépasser [2 000 €]', { max: 2000, currency: 'EUR' }],
    ['de', 'darf nicht mehr als [300 Euro] kosten', { max: 300, currency: 'EUR' }],
  ])('has only an upper bound, in %s: "%s"', (lang, text, value) => {
    expect(budget(lang, text)).toEqual(value);
  });

  it.each([
    ['en', '[20k+]', 20_000],
    ['es', '[20 mil o más]', 20_000],
    ['pt', '[a partir de 10 mil reais]', 10_000],
    ['fr', '[au minimum 3000 euros]', 3000],
    ['de', '[ab 10.000 € aufwärts]', 10_000],
  ])('has only a lower bound, in %s: "%s"', (lang, text, min) => {
    expect(budget(lang, text)).toMatchObject({ min });
    expect(budget(lang, text)).not.toHaveProperty('max');
  });

  it.each([
    ['en', '[5k, could go to 6]', 5000, 6000],
    ['en', '[three to three and a half thousand dollars]', 3000, 3500],
    ['es', '[entre 6 y 8 mil euros]', 6000, 8000],
    ['es', '[entre mil y mil doscientos]', 1000, 1200],
    ['fr', '[6 à 8000 euros]', 6000, 8000],
    ['de', '[Zwölftausend, wenns sein muss fünfzehn]', 12_000, 15_000],
  ])('shares its scale between the ends of a range, in %s: "%s"', (lang, text, min, max) => {
    expect(budget(lang, text)).toMatchObject({ min, max });
  });

  it('takes the bound and the period from the question when the answer is bare', () => {
    expect(budget('es', '[300]', '¿Cuánto pagarías como máximo?')).toEqual({ max: 300, currency: 'EUR' });
    expect(budget('en', '[200]', 'What is your monthly budget?')).toMatchObject({ min: 200, period: 'month' });
  });

  it('takes the last of two when one corrects the other', () => {
    expect(budget('es', '[500 euros, digo 600]')).toEqual({ min: 600, max: 600, currency: 'EUR' });
  });

  it('reads a bare number in thousands where the turn talks of thousands, and quotes both', () => {
    expect(budget('en', 'I said 12 grand, make that [15]')).toMatchObject({ min: 15_000, max: 15_000 });
    expect(budget('en', 'it was 12 dollars, make that [15]')).toMatchObject({ min: 15, max: 15 });
  });

  it('settles pesos and the dollar sign by the country', () => {
    expect(budget('es', '[25 mil pesos]', 'Budget?', 'MX')).toMatchObject({ currency: 'MXN' });
    expect(budget('es', '[$ 400.000]', 'Budget?', 'CO')).toMatchObject({ currency: 'COP' });
    expect(budget('es', '[25 mil pesos]')).not.toHaveProperty('currency');
  });

  it.each([
    ['en', '[$1,200/yr]', 'year'],
    ['es', '[60 euros/mes]', 'month'],
    ['fr', "[9000 euros à l'année]", 'year'],
    ['de', '[1.800 EUR mtl.]', 'month'],
    ['de', '[50 Euro die Stunde]', 'hour'],
  ])('has its period, in %s: "%s"', (lang, text, period) => {
    expect(budget(lang, text)).toMatchObject({ period });
  });

  it('is none without a number', () => {
    expect(budget('en', '[a few thousand]')).toBeUndefined();
  });
});
