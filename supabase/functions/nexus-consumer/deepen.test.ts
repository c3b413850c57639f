import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeStore, fakeStore } from '../../../test/fakes/store.ts';
import type { Finding, Transcript } from '../_shared/contract/prospect.ts';
import { type DeepenDeps, type DeepenResult, deepenClaims } from './deepen.ts';
import { ExtractionError, type Extractor } from './extract/extractor.ts';
import { rulesExtractor } from './extract/rules.ts';
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

describe('deepenClaims', () => {
  let store: FakeStore;
  let model: Extractor['extract'];
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
  });
  const deepen = (maxAttempts = 3): Promise<DeepenResult> => {
    const deps: DeepenDeps = {
      store,
      rules: rulesExtractor(),
      model: { name: 'claude', extract: (...args) => model(...args) },
      log: () => {},
      now: () => 0,
    };
    return deepenClaims(deps, { concurrency: 8, leaseSeconds: 60, maxAttempts }, new AbortController().signal);
  };

  it('saves what the model found together with what rules found', async () => {
    expect(await deepen()).toEqual({ claimed: 1, extracted: 1, skipped: 0, upserted: 1, failed: 0 });
    const [update] = store.updates;
    expect(update).toMatchObject({
      extractor: 'claude',
      deepThrough: 1,
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
  });

  it('does not ask the model when the visitor said nothing', async () => {
    store.claims = [claim({ transcript: transcript.slice(0, 1) })];
    model = () => Promise.reject(new Error('must not be called'));
    expect(await deepen()).toMatchObject({ claimed: 1, skipped: 1, failed: 0 });
    expect(store.releases).toEqual([{ sessionId: 's-1', revision: 1 }]);
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
