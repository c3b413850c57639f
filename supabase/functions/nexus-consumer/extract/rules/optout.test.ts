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
    'Delete my account and never contact me again',
    'I am one of your customers and you must stop calling me',
    'under no circumstances should you contact me',
    'i would appreciate it if you never reached out to me again',
    'No representative of yours should ever get in touch with me again',
    'plz dont contcat me agian',
    'I object to the processing of my personal data',
    'no quiero que me vuelvan a contactar nunca',
    'Nadie de su empresa debe volver a contactarme',
    'no tienen permiso para llamarme',
    'me opongo a que me contacten',
    'Kontaktieren Sie mich bitte unter keinen Umständen',
    'Ich will nie wieder von Ihnen hören',
    'Bitte sorgen Sie dafür, dass mich niemand mehr anruft',
    'Apague a minha conta e não me contacte mais',
    'Nunca mais quero ouvir falar de vocês',
    'Em hipótese alguma me liguem',
    'Ne me contactez sous aucun prétexte',
    'Que personne ne me rappelle',
    'I said it before: "never call me again"',
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
    'My client said "do not contact me" and now I need a CRM',
    'My ex said "never contact me again" lol. Anyway I need a website',
    'what if I say don\u2019t contact me, do you stop?',
    'Quiero que mis clientes dejen de llamarme para pedir cita',
    'No dejen de llamarme',
    'Nunca mais me ligaram, o que houve?',
    'Sie haben mich nie kontaktiert',
    'Wir wollen nie wieder einen Anruf verpassen',
    'Pourquoi vous ne m\u2019appelez plus ?',
    'don\u2019t call me, I\u2019ll call you',
    'no me llamen al fijo, llámenme al móvil',
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

  it.each([3_990, 4_100, 32_000])('hears one after %i characters of something else, and quotes it', (length) => {
    const filler = 'We bake bread in a small shop. '.repeat(1_100).slice(0, length);
    const content = `${filler}. Never contact me again!`;
    const reading = readTranscript([{ role: 'user', content, position: 0, at: '2026-11-24T09:30:00Z' }]);
    const [found] = reading.turns.flatMap((turn) => readOptOuts(turn));
    expect(found).toMatchObject({ value: true, evidence: { quote: 'Never contact me again' } });
    expect(content.slice(found?.evidence.start, found?.evidence.end)).toBe('Never contact me again');
  });

  it('hears none in a long message that has none', () => {
    expect(wishes('We bake bread in a small shop. '.repeat(1_000))).toEqual([]);
  });
});
