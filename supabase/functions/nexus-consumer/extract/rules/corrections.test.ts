import { describe, expect, it } from 'vitest';
import type { Transcript } from '../../../_shared/contract/prospect.ts';
import { toFacts } from '../../facts.ts';
import { rulesExtractor } from '../rules.ts';

/** A chat as lines; those of the assistant begin with "A: ". */
async function read(...lines: string[]) {
  const transcript: Transcript = lines.map((line, position) => ({
    position,
    role: line.startsWith('A: ') ? 'assistant' : 'user',
    content: line.replace(/^A: /, ''),
    at: '2026-11-24T09:30:00Z',
  }));
  const { facts, history } = toFacts(await rulesExtractor().extract(transcript), transcript, 'rules');
  return { budget: facts.budget?.value, team: facts.team_size?.value, history };
}

describe('a budget said again', () => {
  it.each([
    ['en', 'our budget is 5k', 'actually, make it 8k'],
    ['en', 'our budget is 5k', 'sorry, make that 8k'],
    ['en', 'our budget is 5k', '8k'],
    ['es', 'nuestro presupuesto es de 5000 euros', 'bueno, mejor 8000'],
    ['es', 'nuestro presupuesto es de 5000 euros', 'al final son 8k'],
    ['de', 'unser Budget ist 5000 Euro', 'nein, doch 8000'],
    ['fr', 'notre budget est de 5000 euros', 'finalement 8000 euros'],
    ['pt', 'nosso orçamento é de 5 mil reais', 'na verdade são 8 mil'],
  ])('is the new one, with the old one kept, in %s: "%s", "%s"', async (_, first, then) => {
    const { budget, history } = await read(first, 'A: OK.', then);
    expect(budget).toMatchObject({ min: 8000, max: 8000 });
    expect(history.budget?.map(({ value }) => value.max)).toEqual([5000, 8000]);
  });

  it.each(['no wait, 8k', 'sorry, make that 8k', 'actually 8k'])('is heard after a bare answer: "%s"', async (then) => {
    const { budget, history } = await read('A: What is your budget?', '5k', 'A: Great!', then);
    expect(budget).toMatchObject({ min: 8000, max: 8000 });
    expect(history.budget).toHaveLength(2);
  });

  it('keeps the currency and the period that are not said anew', async () => {
    const { budget } = await read('my budget is 500 euros per month', 'A: Noted.', 'actually, make it 800');
    expect(budget).toEqual({ min: 800, max: 800, currency: 'EUR', period: 'month' });
  });

  it.each([
    ['A: How many people are you?', 'sorry, 8'],
    ['A: OK.', 'actually, make it 8 weeks'],
    ['A: OK.', 'actually the other agency charges 8k'],
    ['A: OK.', 'wait, is it 8k?'],
    ['A: OK.', 'sorry, not 8k'],
    ['A: It costs 8k.', '8k'],
    ['A: What is your zip code?', '8000'],
    ['A: OK.', 'sorry, our rent is 8k'],
  ])('is none after "%s" in "%s"', async (question, then) => {
    const { budget, history } = await read('our budget is 5k', question, then);
    expect(budget).toMatchObject({ max: 5000 });
    expect(history).not.toHaveProperty('budget');
  });
});

it('puts a team size right', async () => {
  const { team } = await read('we are a team of 5 people', 'A: OK.', 'sorry, 8 people');
  expect(team).toEqual({ min: 8, max: 8 });
});
