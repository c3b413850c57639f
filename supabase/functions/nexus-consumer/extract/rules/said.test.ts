import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TranscriptMessage } from '../../../_shared/contract/prospect.ts';
import { rulesExtractor } from '../rules.ts';
import { currencyBeside } from './currency.ts';
import { propose } from './propose.ts';
import { readTranscript } from './reading.ts';
import { lastPrices } from './said.ts';
import { findSums } from './sums.ts';

vi.mock('./sums.ts', async (original) => {
  const real = await original<typeof import('./sums.ts')>();
  return { ...real, findSums: vi.fn(real.findSums) };
});
vi.mock('./currency.ts', async (original) => {
  const real = await original<typeof import('./currency.ts')>();
  return { ...real, currencyBeside: vi.fn(real.currencyBeside) };
});
afterEach(() => vi.clearAllMocks());

const chat = (...messages: [TranscriptMessage['role'], string][]): TranscriptMessage[] =>
  messages.map(([role, content], position) => ({ position, role, content, at: '2026-11-24T09:30:00Z' }));

/** How often sums were looked for, and currencies beside them, in so many messages that each name sums. */
function work(messages: number): number {
  vi.clearAllMocks();
  const turns = Array.from({ length: messages }, (_, i): ['user', string] => [
    'user',
    `We can spend ${i + 1100}. Or spend ${i + 2100}. Or spend ${i + 3100}.`,
  ]);
  const { findings } = propose(chat(...turns), undefined);
  expect(findings.filter(({ field }) => field === 'budget').length).toBe(3 * messages);
  return vi.mocked(findSums).mock.calls.length + vi.mocked(currencyBeside).mock.calls.length;
}

describe('the work on sums', () => {
  it('doubles with the messages and does not quadruple', () => {
    const once = work(40);
    expect(once).toBeGreaterThan(40);
    expect(work(80)).toBeLessThan(once * 2.2);
  });

  it('is bounded where the assistant floods a conversation', () => {
    const flood = Array.from({ length: 300 }, (_, i): ['assistant', string] => [
      'assistant',
      `That is ${i + 100} euros. `.repeat(300),
    ]);
    const reading = readTranscript(chat(...flood, ['user', 'yes, 500']));
    expect(reading.assistant.length).toBeLessThan(65_000);
    expect(reading.assistant).toContain('399 euros');
    expect(lastPrices(reading).length).toBeLessThanOrEqual(8_000);
    expect(lastPrices(reading)).toMatch(/^\s/);
  });

  it('still takes the currency from a price of the assistant’s', async () => {
    const flood = Array.from({ length: 300 }, (): ['assistant', string] => [
      'assistant',
      'We are here to help. '.repeat(90),
    ]);
    const messages = chat(...flood, ['assistant', 'The plans cost 400 or 600 CHF. Your budget?'], ['user', '500']);
    const found = await rulesExtractor().extract(messages);
    expect(found.find(({ field }) => field === 'budget')?.value).toMatchObject({ currency: 'CHF' });
  });
});

describe('3,000 messages', () => {
  it('give what the first and the last of them say', async () => {
    const middle = Array.from({ length: 2_998 }, (): ['user', string] => ['user', 'ok, thanks for that']);
    const found = await rulesExtractor().extract(
      chat(['user', 'My name is Ana Ruiz.'], ...middle, ['user', 'My budget is 500 euros.']),
    );
    const at = new Map(found.map(({ field, evidence }) => [field, evidence]));
    expect(at.get('name')).toMatchObject({ position: 0, quote: 'Ana Ruiz' });
    expect(at.get('budget')).toMatchObject({ position: 2_999 });
  });
});
