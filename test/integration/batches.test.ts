import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askInBatches, type BatchRequest } from '../../scripts/backfill/batches.ts';
import { type BatchState, openBatchState } from '../../scripts/backfill/state.ts';
import { type FakeBatches, openFakeBatches } from '../fakes/anthropic-batches.ts';
import { temporaryDir } from '../support/nexus.ts';

const request = (id: string): BatchRequest => ({
  id,
  params: { model: 'claude-haiku-4-5', max_tokens: 10, messages: [{ role: 'user', content: `I am ${id}` }] },
});

describe('asking in batches', () => {
  let fake: FakeBatches;
  let state: BatchState;
  let pauses: number[];
  let clock: number;
  beforeAll(async () => {
    fake = await openFakeBatches();
  });
  afterAll(() => fake.close());
  beforeEach(async () => {
    const dir = await temporaryDir();
    state = await openBatchState(`${dir.path}/backfill.json`, () => clock);
    [pauses, clock] = [[], 0];
    fake.fail(undefined);
    return dir.remove;
  });
  const ask = (...ids: string[]) =>
    askInBatches(
      {
        client: new Anthropic({ apiKey: 'sk-test', baseURL: fake.url, logLevel: 'off', maxRetries: 0 }),
        state,
        now: () => clock,
        sleep: async (ms) => {
          pauses.push(ms);
          clock += ms;
        },
        say: () => undefined,
      },
      ids.map(request),
    );

  it('polls 2, 4, 8 … seconds apart, at most a minute', async () => {
    fake.respond(
      () => ({ type: 'succeeded', text: '{}' }),
      (polls) => polls >= 9,
    );
    await ask('a');
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('gives up after 25 hours, and keeps the batch in mind', async () => {
    fake.respond(
      () => ({ type: 'succeeded', text: '{}' }),
      () => false,
    );
    await expect(ask('a')).rejects.toThrow(/^batch msgbatch_\d+ has not ended after a day; ask Anthropic$/);
    expect(clock).toBeGreaterThan(25 * 60 * 60 * 1_000);
    expect(state.batches()).toMatchObject([{ requests: ['a'] }]);
  });

  it('sends only what no earlier batch holds, and gathers from both', async () => {
    fake.respond(({ custom_id: id }) => ({ type: 'succeeded', text: `{"of":"${id}"}` }));
    await ask('a', 'b');
    const answers = await ask('b', 'c');
    expect(fake.created.at(-1)?.map((one) => one.custom_id)).toEqual(['c']);
    expect([...answers.keys()].sort()).toEqual(['b', 'c']);
    expect(answers.get('b')).toMatchObject({ message: { content: [{ text: '{"of":"b"}' }] } });
  });

  it('asks nothing when there is nothing to ask', async () => {
    const batches = fake.created.length;
    expect((await ask()).size).toBe(0);
    expect(fake.created.length).toBe(batches);
  });

  it('never sends a batch twice by itself: it might have been accepted', async () => {
    fake.fail(529);
    await expect(ask('a')).rejects.toThrow(/^Claude answered 529 to a batch; the same command goes on/);
    expect(state.batches()).toEqual([]);
  });

  it('says in its own words when nobody answers', async () => {
    const client = new Anthropic({ apiKey: 'sk-test', baseURL: 'http://127.0.0.1:9', logLevel: 'off', maxRetries: 0 });
    const options = { client, state, now: () => 0, sleep: async () => undefined, say: () => undefined };
    await expect(askInBatches(options, [request('a')])).rejects.toThrow(/^Claude’s batches cannot be reached/);
  });
});
