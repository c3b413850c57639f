import { describe, expect, it } from 'vitest';
import { readOptOuts } from './optout.ts';
import { readTranscript } from './reading.ts';

function wishes(text: string) {
  const reading = readTranscript([{ role: 'user', content: text, position: 0, at: '2026-11-24T09:30:00Z' }]);
  return reading.turns.flatMap((turn) => readOptOuts(turn)).map(({ value }) => value);
}

describe('opt-outs', () => {
  it.each([
    'Kindly strike us from your mailing lists and refrain from telephoning',
    'I’d rather you didn’t get in touch',
    'wrong number, stop calling',
    'no insistan',
    'no me escriban más',
    'olvídense de que existo',
    'Peço que encerrem os contatos',
    'não me liguem nem me escrevam',
    'inutile de me relancer',
    'lâchez-moi la grappe',
    'ne m’appelez plus',
    'Von weiteren Anrufen und E-Mails ist abzusehen',
    'streicht mich von eurer Liste',
    'STOP 36105',
  ])('hears "%s"', (text) => {
    expect(wishes(text)).toEqual([true]);
  });

  it.each([
    'how do I unsubscribe a client from my list',
    'quiero darme de baja del gimnasio',
    'no me llaman nunca',
    'current accountant never returns calls',
    'don’t hesitate to contact me',
    'no tengo whatsapp',
    'notre site n’envoie plus de mails',
    'ne m’appelez pas pendant mes gardes',
    'ich habe keine E-Mail bekommen',
    'Keine E-Mails, nur Handy',
    'don’t call me, email is better: a@b.com',
    'can you stop by the office',
  ])('hears none in "%s"', (text) => {
    expect(wishes(text)).toEqual([]);
  });

  it.each([
    'I’ve changed my mind, you may contact me again',
    'Sie dürfen mich doch wieder anrufen',
    'podem voltar a ligar, mudei de ideia',
    'retiro lo dicho, llámenme',
    'J’avais demandé à ne plus être dérangé. J’ai changé d’avis, rappelez-moi',
  ])('hears that it is taken back in "%s"', (text) => {
    expect(wishes(text)).toEqual([false]);
  });
});
