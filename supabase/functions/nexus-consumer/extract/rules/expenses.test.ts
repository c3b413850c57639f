import { describe, expect, it } from 'vitest';
import { toFacts } from '../../facts.ts';
import { toProspect } from '../assemble.ts';
import { rulesExtractor } from '../rules.ts';

async function read(content: string) {
  const transcript = [{ position: 0, role: 'user' as const, content, at: '2026-11-24T09:30:00Z' }];
  return toProspect(toFacts(await rulesExtractor().extract(transcript), transcript, 'rules').facts);
}

describe('what is paid or earned anyway', () => {
  it.each([
    'Our rent is 2000 euros a month',
    'we pay 2000 euros a month in rent',
    'Nuestro alquiler es de 2000 euros al mes',
    'pagamos 2000 euros al mes de alquiler',
    'nosso aluguel é de 2000 reais por mês',
    'notre loyer est de 2000 euros par mois',
    'unsere Miete ist 2000 Euro im Monat',
    'My salary is 3000 dollars',
    'our revenue is about 2 million euros',
    'nuestra facturación es de 200000 euros',
  ])('is no budget: "%s"', async (text) => {
    expect(await read(text)).not.toHaveProperty('budget');
  });

  it.each(['Our rent budget is 2000 euros a month', 'for the rent we can spend 2000 euros a month'])(
    'is one where it says so: "%s"',
    async (text) => {
      expect(await read(text)).toMatchObject({ budget: { max: 2000, currency: 'EUR', period: 'month' } });
    },
  );
});

describe('the label of an address', () => {
  it.each(['her email is laura@smith.com', 'her email address is laura@smith.com', 'ihre E-Mail ist laura@smith.com'])(
    'is no preferred channel: "%s"',
    async (text) => {
      expect(await read(`My wife Laura Smith wants a kitchen, ${text}`)).not.toHaveProperty('contact_preference');
    },
  );
});
