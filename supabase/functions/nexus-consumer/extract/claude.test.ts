import { describe, expect, it } from 'vitest';
import type { Transcript } from '../../_shared/contract/prospect.ts';
import { claudeExtractor } from './claude.ts';
import type { DroppedFinding } from './claude-answer.ts';
import type { Reading } from './extractor.ts';
import { readWhole } from './reading.ts';
import { estimateTokens, type TokenUsage } from './usage.ts';

const at = '2026-11-24T09:00:00Z';
const TRANSCRIPT: Transcript = [
  { position: 0, role: 'assistant', content: 'Hola, soy Marta. ¿Cómo te llamas?', at },
  { position: 3, role: 'user', content: '👋 me llamo Iván, ¿y tú? Iván Prieto', at },
  { position: 4, role: 'user', content: 'hasta 5.000 €, ivan arroba sur punto es', at },
];

const EVIDENCE = { position: 4, start: 0, end: 3, quote: 'sur', confidence: 1 };

/** Runs the extractor against an answer that needs no network; returns what it did with it. */
async function extractFrom(answer: unknown, stopReason = 'end_turn', reading: Reading = readWhole(TRANSCRIPT)) {
  const requests: { url: string; text: string; body: Record<string, unknown> }[] = [];
  const usages: TokenUsage[] = [];
  const dropped: DroppedFinding[] = [];
  const extractor = claudeExtractor({
    apiKey: 'test-key',
    model: 'claude-haiku-4-5',
    timeoutMs: 1_000,
    maxRetries: 0,
    maxTokens: 700,
    onUsage: (usage) => usages.push(usage),
    onDropped: (each) => dropped.push(each),
    fetch: async (input, init) => {
      const text = String(init?.body);
      requests.push({ url: String(input), text, body: JSON.parse(text) as Record<string, unknown> });
      return Response.json({
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-haiku-4-5',
        content: [{ type: 'text', text: typeof answer === 'string' ? answer : JSON.stringify(answer) }],
        stop_reason: stopReason,
        usage: { input_tokens: 11, output_tokens: 7, cache_read_input_tokens: 5, cache_creation_input_tokens: null },
      });
    },
  });
  const { findings, withdrawals, dropped: count, billing } = await extractor.read(reading);
  expect(count).toBe(dropped.length);
  return { findings, withdrawals, billing, requests, usages, dropped, extractor };
}

describe('claudeExtractor', () => {
  it('gives each value with the offsets of its quote in UTF-16', async () => {
    const { findings, dropped } = await extractFrom({
      name: { value: 'Iván Prieto', position: 3, quote: 'Iván Prieto' },
      budget: { value: { max: 5000, currency: 'EUR' }, position: 4, quote: 'hasta 5.000 €' },
      email: { value: 'ivan@sur.es', position: 4, quote: 'ivan arroba sur punto es' },
    });
    expect(dropped).toEqual([]);
    expect(findings.map(({ field }) => field).sort()).toEqual(['budget', 'email', 'name']);
    for (const { evidence } of findings) {
      const content = TRANSCRIPT.find(({ position }) => position === evidence.position)?.content;
      expect(content?.slice(evidence.start, evidence.end)).toBe(evidence.quote);
      expect(evidence.confidence).toBe(0.9);
    }
    expect(findings.find(({ field }) => field === 'name')?.evidence.start).toBe(25);
  });

  it('drops a bad field and keeps its neighbours', async () => {
    const { findings, dropped } = await extractFrom({
      name: { value: 'Iván', position: 3, quote: 'Iván' },
      email: { value: 'not an address', position: 4, quote: 'ivan arroba sur punto es' },
      phone: { value: '600', position: 4, quote: 'hasta' },
      budget: { value: { max: -1 }, position: 4, quote: '5.000' },
      team_size: { value: {}, position: 4, quote: 'hasta' },
      timeline: 'soon',
      interests: [{ value: 'café', position: 4, quote: 'hasta' }, 'x', { value: '', position: 4, quote: 'hasta' }],
      password: { value: 'x', position: 3, quote: 'Iván' },
    });
    expect(findings.map(({ field, value }) => [field, value])).toEqual([
      ['name', 'Iván'],
      ['interests', 'café'],
    ]);
    expect(dropped.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
      'email invalid_value',
      'phone invalid_value',
      'interests invalid_value',
      'interests invalid_value',
      'budget invalid_value',
      'timeline invalid_value',
      'team_size invalid_value',
    ]);
  });

  it('takes no quote that the visitor did not write there', async () => {
    const { findings, dropped } = await extractFrom({
      name: { value: 'Marta', position: 0, quote: 'Marta' },
      company: { value: 'Acme', position: 3, quote: 'Acme' },
      city: { value: 'Sur', position: 9, quote: 'sur' },
      role: { value: 'iván', position: 3, quote: 'IVÁN' },
    });
    expect(findings).toEqual([]);
    expect(dropped.map(({ reason }) => reason)).toEqual(Array.from({ length: 4 }, () => 'quote_not_found'));
  });

  it('passes on what the visitor takes back, where a quote of theirs says so', async () => {
    const { withdrawals, dropped } = await extractFrom({
      withdrawn: [
        { field: 'phone', item: '', position: 4, quote: 'hasta' },
        { field: 'needs', item: 'café', position: 0, quote: 'Hola' },
        { field: 'do_not_contact', item: '', position: 4, quote: 'hasta' },
      ],
    });
    expect(withdrawals).toEqual([{ field: 'phone', item: '', position: 4, quote: 'hasta' }]);
    expect(dropped).toEqual([
      { field: 'withdrawn', reason: 'quote_not_found' },
      { field: 'withdrawn', reason: 'invalid_value' },
    ]);
  });

  it('begins every request with the same bytes, long enough for the model’s cache', async () => {
    const [one] = (await extractFrom({})).requests;
    const other: Reading = {
      turns: [{ position: 7, role: 'user', content: 'Guten Tag', isRead: false }],
      record: { city: { value: 'Sur', evidence: { ...EVIDENCE, extractor: 'claude', at } } },
      hints: [{ field: 'city', value: 'Sur', evidence: EVIDENCE }],
    };
    const [two] = (await extractFrom({}, 'end_turn', other)).requests;
    const prefixOf = (text = ''): string => text.slice(0, text.indexOf('"messages":'));
    expect(prefixOf(one?.text)).toContain('"schema"');
    expect(prefixOf(one?.text)).toContain('"ttl":"1h"');
    expect(prefixOf(two?.text)).toBe(prefixOf(one?.text));
    expect(two?.text.slice(prefixOf(two.text).length)).toMatch(/<record>.+<\/record>\\n<hints>.+<\/hints>.+Guten Tag/);
    // Haiku 4.5 caches from 4,096 tokens on; English has at most some 4.5 bytes a token.
    const system = JSON.parse(one?.text ?? '').system[0].text as string;
    expect(new TextEncoder().encode(system).length / 4.5).toBeGreaterThan(4_096);
  });

  it('knows what a call may cost and what it did cost', async () => {
    const { extractor, billing } = await extractFrom({});
    expect(billing).toEqual({
      usage: { inputTokens: 11, outputTokens: 7, cacheReadTokens: 5, cacheWriteTokens: 0 },
      lostAttempts: 0,
    });
    const reading = readWhole(TRANSCRIPT);
    expect(extractor.billedUsd(reading, billing)).toBeCloseTo((11 * 1 + 5 * 0.1 + 7 * 5) / 1e6, 12);
    const most = extractor.estimateUsd(reading);
    expect(most).toBeGreaterThan((estimateTokens(JSON.stringify(TRANSCRIPT)) / 2 + 700 * 5) / 1e6);
    expect(most).toBeLessThan(0.03);
    expect(extractor.billedUsd(reading, { lostAttempts: 2 })).toBeCloseTo(2 * most, 12);
  });

  it('sends no more attempts than it may', async () => {
    let sent = 0;
    const extractor = claudeExtractor({
      apiKey: 'test-key',
      model: 'claude-haiku-4-5',
      timeoutMs: 1_000,
      maxRetries: 2,
      maxTokens: 700,
      fetch: async () => {
        sent++;
        return new Response('{}', { status: 500, headers: { 'retry-after-ms': '1' } });
      },
    });
    expect(extractor.attempts).toBe(3);
    await expect(extractor.read(readWhole(TRANSCRIPT), undefined, 1)).rejects.toThrow();
    expect(sent).toBe(1);
    await expect(extractor.read(readWhole(TRANSCRIPT))).rejects.toThrow();
    expect(sent).toBe(4);
  });

  it('reads null parts of a value as absent', async () => {
    const { findings } = await extractFrom({
      budget: { value: { min: null, max: 5000, currency: 'EUR', period: null }, position: 4, quote: 'hasta 5.000 €' },
    });
    expect(findings[0]?.value).toEqual({ max: 5000, currency: 'EUR' });
  });

  it('sends a cached prompt, the transcript as data, and the schema', async () => {
    const { requests, usages } = await extractFrom({});
    expect(requests).toHaveLength(1);
    expect(requests[0]?.url).toBe('https://api.anthropic.com/v1/messages');
    expect(requests[0]?.body).toMatchObject({
      model: 'claude-haiku-4-5',
      max_tokens: 700,
      system: [{ type: 'text', cache_control: { type: 'ephemeral' } }],
      messages: [
        {
          role: 'user',
          content: expect.stringMatching(/^<transcript>\n\{"position":0,"by":"assistant","contextOnly":true/),
        },
      ],
      output_config: { format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } } },
    });
    expect(usages).toEqual([{ inputTokens: 11, outputTokens: 7, cacheReadTokens: 5, cacheWriteTokens: 0 }]);
  });

  it.each([
    ['an answer that is no JSON', '{"name":', 'end_turn', 'invalid_output'],
    ['an answer that is no object', '[]', 'end_turn', 'invalid_output'],
    ['an answer cut at max_tokens', '{"name": {"va', 'max_tokens', 'max_tokens'],
    ['a refusal', '', 'refusal', 'refusal'],
  ])('fails for good on %s', async (_, answer, stopReason, reason) => {
    await expect(extractFrom(answer, stopReason)).rejects.toMatchObject({
      name: 'ExtractionError',
      retryable: false,
      reason,
    });
  });
});
