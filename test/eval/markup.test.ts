import { describe, expect, it } from 'vitest';
import { parseMarkup, toLabelled } from './markup.ts';

const TEXT = `## es high
u: soy {name:Ana}, {phone:612 34 56 78=>+34612345678} \\n {interest:un torno}
a: ¿Presupuesto?
u: {budget:5 mil=>min:5000,max:5000,cur:EUR}, no, {budget:6 mil=>min:6000,max:6000,cur:EUR,per:year}
u: {dnc:no me llaméis}. {undnc:bueno, podéis llamar} {channel:whatsapp=>whatsapp}

## en none
u: hi
`;

describe('marked conversations', () => {
  const [first, second] = parseMarkup(TEXT, 'x');

  it('are messages without the marks, and marks at their offsets', () => {
    expect(first?.messages[0]).toEqual({ role: 'user', content: 'soy Ana, 612 34 56 78\nun torno' });
    for (const mark of first?.marks ?? []) {
      expect(first?.messages[mark.message]?.content.slice(mark.start, mark.end)).not.toBe('');
    }
    expect(first?.marks[1]).toEqual({ message: 0, start: 9, end: 21, label: 'phone', value: '+34612345678' });
  });

  it('amount to labels: the last of single values, all of lists, a withdrawn opt-out is none', () => {
    expect(first && toLabelled(first)).toMatchObject({
      id: 'x-001',
      lang: 'es',
      gold: {
        language: 'es',
        name: 'Ana',
        phone: '+34612345678',
        interests: ['un torno'],
        budget: { min: 6000, max: 6000, currency: 'EUR', period: 'year' },
        contact_preference: { channel: 'whatsapp' },
        intent: 'high',
      },
    });
    expect(first && toLabelled(first).gold).not.toHaveProperty('do_not_contact');
    expect(second && toLabelled(second).gold).toEqual({ language: 'en' });
  });

  it.each([
    ['a line of neither kind', '## es high\nhola', 'x, line 2'],
    ['a message before any header', 'u: hola', 'x, line 1'],
    ['an unknown label', '## es high\nu: {nombre:Ana}', 'nombre'],
  ])('refuse %s', (_, text, message) => {
    expect(() => parseMarkup(text, 'x')).toThrow(message);
  });
});
