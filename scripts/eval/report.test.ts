import { describe, expect, it } from 'vitest';
import { type Labelled, score } from '../../test/eval/score.ts';
import { jsonReport, markdownTable, markdownTimes, replaceBlock, textReport } from './report.ts';
import type { EvaluatedPart } from './run.ts';

const label = (id: string, gold: Labelled['gold']): Labelled => ({
  id,
  lang: 'en',
  messages: [],
  gold,
  scored: ['name', 'city'],
});
const times = { meanMs: 1.25, p95Ms: 3.5 };
const look: EvaluatedPart = {
  part: { name: 'look', labels: [label('a', { city: 'Oslo' })], isOpen: true },
  score: score([label('a', { city: 'Oslo' })], new Map([['a', { city: 'Oslo', name: 'Ada' }]])),
  times,
};
const hidden: EvaluatedPart = {
  part: { name: 'score', labels: [label('b', { name: 'Ada' })], isOpen: false },
  score: score([label('b', { name: 'Ada' })], new Map()),
  times,
};
const report = { extractor: 'rules', parts: [look, hidden], cpu: times };

describe('the report of an evaluation', () => {
  it('shows the parts side by side, with fields in the order of the contract', () => {
    const lines = textReport(report).split('\n');
    expect(lines[0]).toMatch(/^extractor rules +look \(1\) +score \(1\)$/);
    expect(lines[2]).toMatch(/^name +0\.000 {2}1\.000 {2}0\.000 +1 +0\.000 {2}0\.000 {2}0\.000 +0$/);
    expect(lines[3]).toMatch(/^city +1\.000 {2}1\.000 {2}1\.000 +0 +1\.000 {2}1\.000 {2}1\.000 +0$/);
    expect(lines).toContainEqual(expect.stringMatching(/^wholly right +0 of 1 +0 of 1$/));
    expect(lines.at(-1)).toBe('CPU per conversation of 20 messages: mean 1.3 ms, 95 % within 3.5 ms');
  });

  it('tells programs the same without rounding, and no conversation', () => {
    const json = JSON.parse(JSON.stringify(jsonReport(report)));
    expect(json.parts.look.fields.name).toEqual({
      ...{ tp: 0, fp: 1, fn: 0, hallucinated: 1 },
      ...{ precision: 0, recall: 1, f1: 0 },
    });
    expect(json).not.toHaveProperty('mistakes');
    expect(JSON.stringify(json)).not.toContain('Oslo');
  });

  it('makes a table without times, which change from run to run', () => {
    const table = markdownTable([look, hidden]);
    expect(table).toContain('| name | 0.00 | 1.00 | 0.00 | 1 | 0.00 | 0.00 | 0.00 | 0 |');
    expect(table).not.toContain('ms');
    expect(markdownTimes(report)).toContain('1.3 ms (95 % within 4 ms)');
  });

  it('replaces what stands between the markers, and asks for them', () => {
    const text = 'a\n<!-- x -->\nold\n<!-- /x -->\nb';
    expect(replaceBlock(text, 'x', 'new\nlines')).toBe('a\n<!-- x -->\nnew\nlines\n<!-- /x -->\nb');
    expect(() => replaceBlock(text, 'y', '')).toThrow('lacks the markers <!-- y -->');
  });
});
