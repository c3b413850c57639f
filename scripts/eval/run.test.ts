import { describe, expect, it } from 'vitest';
import type { Labelled } from '../../test/eval/score.ts';
import { cpuOfLongConversations, evaluate, timesOf } from './run.ts';

const label = (id: string): Labelled => ({
  id,
  lang: 'en',
  messages: Array.from({ length: 11 }, () => ({ role: 'user', content: id })),
  gold: { city: id },
  scored: ['city'],
});
const part = { name: 'look', labels: ['a', 'b', 'c', 'd'].map(label), isOpen: true } as const;

describe('running an evaluation', () => {
  it('reads every conversation once, never more at a time than asked for', async () => {
    let [now, most] = [0, 0];
    const read: string[] = [];
    const [result] = await evaluate(
      [part],
      async ({ id }) => {
        now += 1;
        most = Math.max(most, now);
        await Promise.resolve();
        now -= 1;
        read.push(String(id));
        return { city: String(id) };
      },
      { concurrency: 2 },
    );
    expect(read.sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(most).toBe(2);
    expect(result?.score).toMatchObject({ exact: 4, micro: { tp: 4 } });
  });

  it('stops at the first failure', async () => {
    let calls = 0;
    const read = async () => {
      calls += 1;
      throw new Error('no answer');
    };
    await expect(evaluate([part], read, { concurrency: 2 })).rejects.toThrow('no answer');
    expect(calls).toBeLessThanOrEqual(2);
  });

  it('gives the mean and what 95 of 100 stay within', () => {
    expect(timesOf(Array.from({ length: 100 }, (_, i) => i + 1))).toEqual({ meanMs: 50.5, p95Ms: 95 });
    expect(timesOf([])).toEqual({ meanMs: 0, p95Ms: 0 });
  });

  it('times conversations of 20 messages, made of those that are there', async () => {
    const lengths: number[] = [];
    await cpuOfLongConversations(part.labels, async ({ messages }) => {
      lengths.push(messages.length);
      return {};
    });
    expect(lengths).toEqual([20, 20]);
  });
});
