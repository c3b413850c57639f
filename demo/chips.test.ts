import { describe, expect, it } from 'vitest';
import { MESSAGES, PROSPECT } from '../test/fakes/demo-rows.ts';
import { markMessage, toChips } from './chips.ts';
import type { MessageRow, ProspectRow } from './rows.ts';

const chips = toChips(PROSPECT, 'en');
const [first] = MESSAGES;
if (first === undefined) throw new Error('no message');
const quoted = (message: MessageRow) =>
  markMessage(message, chips)
    .filter((piece) => piece.isQuote)
    .map((piece) => piece.text);

describe('toChips', () => {
  it('makes one chip for each value, and one for each item of a list', () => {
    expect(chips.map((chip) => chip.key)).toContain('needs.0');
    expect(chips).toHaveLength(14);
  });

  it('gives a value that was said in two places both quotes', () => {
    const reach = chips.find((chip) => chip.key === 'contact_preference');
    expect(reach?.evidence.map((item) => item.quote)).toEqual(['por WhatsApp', 'por la tarde']);
  });

  it('tells what a value was before, as it tells the value', () => {
    const history = { budget: [{ value: { max: 500, currency: 'EUR' } }, { value: PROSPECT.prospect_data.budget }] };
    const pastOf = (row: ProspectRow) => toChips(row, 'en').find(({ field }) => field === 'budget')?.before;
    expect(pastOf({ ...PROSPECT, history })).toEqual(['up to €500']);
    expect(pastOf(PROSPECT)).toEqual([]);
  });

  it('shows a value without evidence too', () => {
    const [chip] = toChips({ ...PROSPECT, prospect_data: { name: 'Ana' }, evidence: {} }, 'es');
    expect(chip).toMatchObject({ label: 'Nombre', value: 'Ana', evidence: [] });
  });
});

describe('markMessage', () => {
  it('marks the quotes of the message, also those inside others', () => {
    expect(quoted(first)).toEqual([
      'Ana Ruiz',
      'Lumbre',
      'unas 40 personas',
      'Valencia',
      'la ',
      'máquina',
      ' de ahora se atasca',
    ]);
  });

  it('does not mark at rest what was judged over the whole message', () => {
    const [opening] = markMessage(first, chips);
    expect(opening).toMatchObject({ text: 'Hola, soy ', keys: ['language'], isQuote: false });
  });

  it('marks nothing whose quote is not at its offsets', () => {
    expect(quoted({ ...first, content: `¡${first.content}` })).toEqual([]);
  });

  it('marks nothing in another conversation', () => {
    expect(quoted({ ...first, session_id: 'another' })).toEqual([]);
  });
});
