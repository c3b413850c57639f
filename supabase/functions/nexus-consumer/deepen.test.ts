import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeStore, fakeStore } from '../../../test/fakes/store.ts';
import type { Finding, Transcript } from '../_shared/contract/prospect.ts';
import { type DeepenDeps, type DeepenOptions, type DeepenResult, deepenClaims } from './deepen.ts';
import { type Billing, ExtractionError, type Reading, type Withdrawal } from './extract/extractor.ts';
import { rulesExtractor } from './extract/rules.ts';
import type { Reservation } from './spend.ts';
import type { ClaimedConversation } from './store.ts';

const at = '2026-11-24T10:00:00.000Z';
const transcript: Transcript = [
  { position: 0, role: 'assistant', content: '¿Quién eres? Soy Marta', at },
  { position: 1, role: 'user', content: 'Soy la encargada de Tostadero Norte, ana@norte.example', at },
];
const quoted = (field: 'company' | 'name', value: string, position: number, start: number): Finding => ({
  field,
  value,
  evidence: { position, start, end: start + value.length, quote: value, confidence: 0.9 },
});
const claim = (over: Partial<ClaimedConversation> = {}): ClaimedConversation => ({
  sessionId: 's-1',
  revision: 1,
  transcript,
  deepFacts: null,
  deepThrough: null,
  attempts: 1,
  site: 'demo',
  deepSeen: null,
  ...over,
});

const usage = { inputTokens: 700, outputTokens: 90, cacheReadTokens: 5_000, cacheWriteTokens: 0 };
const billing: Billing = { usage, lostAttempts: 0 };
const NO_MODEL = {
  calls: 0,
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
  usd: 0,
};

describe('deepenClaims', () => {
  let store: FakeStore;
  let model: (reading: Reading) => Promise<readonly Finding[]>;
  let withdrawals: Withdrawal[];
  let readings: Reading[];
  let reservation: Reservation | Error;
  let room: number;
  let attempts: number | undefined;
  let allowed: (number | undefined)[];
  let settled: unknown[];
  let now: number;
  beforeEach(async () => {
    store = fakeStore();
    await store.append(
      [
        {
          sessionId: 's-1',
          site: 'demo',
          fingerprint: 'f',
          page: undefined,
          locale: undefined,
          consent: undefined,
          ended: false,
          stamps: {},
          messages: [],
          partition: 0,
          offset: 1,
        },
      ],
      60,
    );
    store.claims = [claim()];
    model = async () => [quoted('company', 'Tostadero Norte', 1, 20)];
    withdrawals = [];
    readings = [];
    reservation = { id: 'r-1' };
    room = 1;
    attempts = undefined;
    allowed = [];
    settled = [];
    now = Date.parse(at) + 3_600_000;
  });
  const deepen = (over: Partial<DeepenOptions> = {}): Promise<DeepenResult> => {
    const deps: DeepenDeps = {
      store,
      rules: rulesExtractor(),
      model: {
        name: 'claude',
        extract: () => Promise.reject(new Error('the consumer asks by reading')),
        ...(attempts && { attempts }),
        async read(reading, _signal, most) {
          readings.push(reading);
          allowed.push(most);
          return { findings: await model(reading), withdrawals, billing };
        },
        estimateUsd: () => 0.03,
        billedUsd: (_reading, billed) => (billed.usage ? 0.004 : 0) + billed.lostAttempts * 0.03,
      },
      spend: {
        async reserve(_sessionId, usd) {
          if (reservation instanceof Error) throw reservation;
          if (usd > room) return { refused: 'cap_day' };
          return reservation;
        },
        async settle(...args) {
          settled.push(args);
        },
      },
      log: () => {},
      now: () => 0,
      clock: () => now,
    };
    const options = {
      concurrency: 8,
      leaseSeconds: 60,
      maxAttempts: 3,
      quietSeconds: 120,
      inputTokens: 6_000,
      ...over,
    };
    return deepenClaims(deps, options, new AbortController().signal);
  };

  it('saves what the model found together with what rules found', async () => {
    expect(await deepen()).toEqual({
      claimed: 1,
      extracted: 1,
      skipped: 0,
      capped: 0,
      upserted: 1,
      failed: 0,
      model: { calls: 1, usage, usd: 0.004 },
    });
    const [update] = store.updates;
    expect(update).toMatchObject({
      extractor: 'claude',
      deepThrough: 1,
      deepSeen: 2,
      facts: { email: { value: 'ana@norte.example' } },
    });
    expect(update?.facts.company).toMatchObject({
      value: 'Tostadero Norte',
      evidence: { extractor: 'claude', position: 1, quote: 'Tostadero Norte', at },
    });
  });

  it('drops what the visitor did not say: the assistant’s words, words from nowhere, values their quote does not hold', async () => {
    model = async () => [
      quoted('name', 'Marta', 0, 18),
      quoted('company', 'Acme', 1, 0),
      { field: 'role', value: 'CEO', evidence: { position: 1, start: 5, end: 14, quote: 'la encarg', confidence: 1 } },
    ];
    await deepen();
    expect(store.updates[0]?.deepFacts).toEqual({});
  });

  it.each([
    [
      'a passing failure',
      new ExtractionError('429', { retryable: true, reason: 'rate_limited' }),
      1,
      { error: 'rate_limited', retrySeconds: 60 },
    ],
    [
      'a later passing failure',
      new ExtractionError('529', { retryable: true, reason: 'overloaded' }),
      2,
      { error: 'overloaded', retrySeconds: 120 },
    ],
    [
      'the last allowed failure',
      new ExtractionError('timeout', { retryable: true, reason: 'timeout' }),
      3,
      { error: 'timeout' },
    ],
    ['a refusal', new ExtractionError('no', { retryable: false, reason: 'refusal' }), 1, { error: 'refusal' }],
    ['a bug', new TypeError('x is not a function'), 1, { error: 'failed', retrySeconds: 60 }],
  ])('gives the lease back after %s; the rules’ row stands', async (_what, error, attempts, release) => {
    store.claims = [claim({ attempts })];
    model = () => Promise.reject(error);
    expect(await deepen()).toMatchObject({ claimed: 1, upserted: 0, failed: 1 });
    expect(store.releases).toEqual([{ sessionId: 's-1', revision: 1, ...release }]);
    expect(store.updates).toEqual([]);
    expect(settled).toHaveLength(1);
  });

  it('does not ask the model when the visitor said nothing', async () => {
    store.claims = [claim({ transcript: transcript.slice(0, 1) })];
    model = () => Promise.reject(new Error('must not be called'));
    expect(await deepen()).toMatchObject({ claimed: 1, skipped: 1, failed: 0, model: NO_MODEL });
    expect(store.releases).toEqual([{ sessionId: 's-1', revision: 1 }]);
  });

  it('tells the model what the rules found, as hints', async () => {
    await deepen();
    const hints = readings[0]?.hints ?? [];
    expect(hints).toContainEqual(expect.objectContaining({ field: 'email', value: 'ana@norte.example' }));
    expect(hints.filter(({ field }) => field === 'language' || field === 'intent')).toEqual([]);
  });

  it('lets a visitor who came back finish before it asks again', async () => {
    store.claims = [claim({ deepThrough: 0, deepSeen: 1 })];
    now = Date.parse(at) + 50_400;
    expect(await deepen()).toMatchObject({ claimed: 1, skipped: 1, model: NO_MODEL });
    expect(store.releases).toEqual([{ sessionId: 's-1', revision: 1, retrySeconds: 70, isUncounted: true }]);
    store.claims = [claim({ deepThrough: 0, deepSeen: 1 })];
    now = Date.parse(at) + 120_000;
    expect(await deepen()).toMatchObject({ extracted: 1 });
  });

  it('asks at once about a conversation that was left and never read', async () => {
    now = Date.parse(at);
    expect(await deepen()).toMatchObject({ extracted: 1 });
  });

  it('adds what is new to what was found before, and takes away what the visitor took back', async () => {
    const said: Transcript = [
      ...transcript,
      { position: 2, role: 'user', content: `Olvida lo de Tostadero Norte. ${'Ya sabes. '.repeat(600)}`, at },
      { position: 3, role: 'user', content: 'Ahora estoy en Horno Sur', at },
    ];
    await deepen();
    const before = store.updates[0]?.deepFacts ?? null;
    store.claims = [claim({ transcript: said, deepFacts: before, deepThrough: 1, deepSeen: 2 })];
    model = async () => [];
    withdrawals = [{ field: 'company', item: '', position: 2, quote: 'Olvida lo de Tostadero Norte' }];
    await deepen();
    expect(readings[1]?.record).toEqual(before);
    expect(readings[1]?.turns.map(({ position, isRead }) => `${position}${isRead ? ' read' : ''}`)).toEqual([
      '0 read',
      '1 read',
      '2',
      '3',
    ]);
    expect(store.updates[1]).toMatchObject({ deepFacts: {}, deepThrough: 3, deepSeen: 4 });
  });

  it('keeps a part that fits the budget, and makes the rest due at once', async () => {
    const said: Transcript = [
      ...transcript,
      { position: 2, role: 'user', content: 'Ya sabes. '.repeat(600), at },
      { position: 3, role: 'user', content: 'Y una cosa más', at },
    ];
    store.claims = [claim({ transcript: said })];
    expect(await deepen({ inputTokens: 500 })).toMatchObject({ upserted: 1 });
    expect(store.updates[0]).toMatchObject({ deepThrough: 1, deepSeen: 2, leftOver: 2, facts: { company: {} } });
    expect(store.releases).toEqual([]);
  });

  it.each([
    ['cap_conversation', undefined],
    ['cap_site', 4_000],
    ['cap_day', 4_000],
  ] as const)('makes no call at %s: the rules’ row stands and says why', async (refused, retrySeconds) => {
    reservation = { refused, ...(retrySeconds && { retrySeconds }) };
    expect(await deepen()).toMatchObject({ claimed: 1, capped: 1, failed: 0, model: NO_MODEL });
    expect(readings).toEqual([]);
    expect(store.updates).toEqual([]);
    expect(store.releases).toEqual([
      { sessionId: 's-1', revision: 1, error: refused, isUncounted: true, ...(retrySeconds && { retrySeconds }) },
    ]);
  });

  it.each([
    ['all attempts', 0.1, [3]],
    ['one, which is then the only one', 0.08, [1]],
    ['none', 0.02, []],
  ])('sets money aside for each attempt: room for %s', async (_, left, most) => {
    attempts = 3;
    room = left;
    await deepen();
    expect(allowed).toEqual(most);
  });

  it('makes no call when the caps cannot be asked', async () => {
    reservation = new Error('no answer');
    expect(await deepen()).toMatchObject({ failed: 1, model: NO_MODEL });
    expect(readings).toEqual([]);
    expect(store.releases).toMatchObject([{ error: 'failed', retrySeconds: 60 }]);
  });

  it.each([
    ['an answer', undefined, ['r-1', 0.004, usage]],
    ['a useless answer', { reason: 'invalid_output', billing }, ['r-1', 0.004, usage]],
    ['silence', { reason: 'timeout', billing: { lostAttempts: 2 } }, ['r-1', 0.06, undefined]],
    ['an error that is not billed', { reason: 'overloaded', billing: { lostAttempts: 0 } }, ['r-1', 0, undefined]],
  ])('books what a call cost: %s', async (_, failure, booked) => {
    if (failure) model = () => Promise.reject(new ExtractionError('no', { retryable: false, ...failure }));
    const { model: totals } = await deepen();
    expect(settled).toEqual([booked]);
    expect(totals.usd).toBe(booked[1]);
    expect(totals.calls).toBe(booked[1] === 0 ? 0 : 1);
  });

  it('asks again for words that arrived late, before what the model had read', async () => {
    store.claims = [claim({ deepThrough: 1 })];
    expect(await deepen()).toMatchObject({ claimed: 1, extracted: 1, skipped: 0 });
    expect(store.updates[0]).toMatchObject({ deepThrough: 1, facts: { company: { value: 'Tostadero Norte' } } });
  });

  it('leaves a conversation that moved on to its next claim', async () => {
    store.claims = [claim({ revision: 0 })];
    expect(await deepen()).toMatchObject({ extracted: 1, upserted: 0 });
    expect(store.releases).toEqual([{ sessionId: 's-1', revision: 0 }]);
  });
});
