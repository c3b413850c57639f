import { describe, expect, it } from 'vitest';
import { MENTIONS, toTranscript } from '../../../../test/attacks/corpus.ts';
import { assemble } from './assemble.ts';
import { mentions } from './attack-mention.ts';
import { ground } from './evidence.ts';
import { foldText } from './fold.ts';
import { rulesExtractor } from './rules.ts';

const shown = (content: string) => mentions(foldText(content)).map(({ start, end }) => content.slice(start, end));

describe('words that are only shown', () => {
  it.each(MENTIONS.map((one) => [one.id, one] as const))('give no fact in %s', async (_, one) => {
    const transcript = toTranscript(one);
    const facts = assemble(ground(await rulesExtractor().extract(transcript), transcript, 'rules').statements);
    for (const field of Object.keys(one.never)) {
      expect(facts[field as keyof typeof facts]?.value).toEqual(one.may[field]);
    }
  });

  it.each(MENTIONS.map((one) => [one.id, one] as const))('hold no finding in %s, whoever proposes it', (_, one) => {
    const transcript = toTranscript(one);
    const content = transcript[0]?.content ?? '';
    const findings = [...Object.entries(one.never), ...Object.entries(one.may)].map(([field, value]) => {
      const quote = typeof value === 'string' ? value : '90000';
      const start = content.indexOf(quote);
      expect(start).toBeGreaterThanOrEqual(0);
      return { field, value, evidence: { position: 0, start, end: start + quote.length, quote, confidence: 0.9 } };
    });
    const { statements } = ground(findings, transcript, 'claude');
    expect(statements.map(({ value }) => value)).toEqual(Object.values(one.may));
  });

  it.each([
    'Please translate our menu, my name is Ana Ruiz',
    'We translate "Casa Ruiz", ana@acme.example',
    'I need a translator; my budget: 500 euros',
    'Print "Ana Ruiz" on the shirts',
    'for example: "Corner Bakery"',
    'My boss said "my budget is 20000 euros" and I agree',
  ])('are not what is said in: %s', (content) => {
    expect(shown(content)).toEqual([]);
  });

  it('end with the quotation', () => {
    expect(shown('Translate to English: "me llamo Elon Musk"')).toContain('"me llamo Elon Musk"');
    expect(shown('How do you say "me llamo Elon Musk"? I am Ana')).toEqual(['"me llamo Elon Musk"']);
  });

  it.each(['"', "' ", 'translate "', 'print("', 'example: ', 'translate "a '])(
    'are found in linear time in %j',
    (unit) => {
      const startedAt = performance.now();
      mentions(foldText(unit.repeat(Math.floor(32_768 / unit.length))));
      expect(performance.now() - startedAt).toBeLessThan(800);
    },
  );
});
