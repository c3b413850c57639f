import { describe, expect, it } from 'vitest';
import { channelOf } from './channels.ts';
import { timeOf } from './preference.ts';
import { readTranscript, type Span, type Turn, wordsOf } from './reading.ts';

function marked(text: string): { turn: Turn; span: Span } {
  const content = text.replace(/[[\]]/g, '');
  const [turn] = readTranscript([{ role: 'user', content, position: 0, at: '2026-11-24T09:30:00Z' }]).turns;
  if (turn === undefined) throw new Error('no turn');
  return { turn, span: { start: text.indexOf('['), end: text.indexOf(']') - 1 } };
}

describe('a marked channel', () => {
  it.each([
    ['[guasap] mejor', 'whatsapp'],
    ['[Rückruf], vormittags', 'phone'],
    ['[un coup de fil] au 418-555-0177', 'phone'],
    ['[textez-moi]', 'sms'],
    ['[per Video]', 'videocall'],
    ['[venham cá ver], às quartas', 'in_person'],
    ['[por aqui mesmo]', 'chat'],
    ['mejor [escriba]: ana@obrador.example', 'email'],
    ['rufen sie bitte [an]', 'phone'],
  ])('is in "%s": %s', (text, channel) => {
    const { turn, span } = marked(text);
    expect(channelOf(turn, span)).toBe(channel);
  });
});

describe('a marked time', () => {
  it.each([
    ['[por las tardes, por favor]', 'por las tardes'],
    ['[after 5pm works best]', 'after 5pm'],
    ['[nachmittags, wenn möglich]', 'nachmittags'],
    ['[entre 9 y 11]', 'entre 9 y 11'],
  ])('is said without what surrounds it: "%s"', (text, time) => {
    const { turn, span } = marked(text);
    expect(wordsOf(turn, timeOf(turn, span))).toBe(time);
  });
});
