import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Prospect } from '../../supabase/functions/_shared/contract/prospect.ts';
import { parseLabels, rates, score } from '../eval/score.ts';

interface Run {
  readonly code: number | null;
  readonly lines: readonly { id: string; prospect: Prospect; evidence?: Record<string, unknown> }[];
  readonly errors: string;
}

/** Runs the command as a user does. */
function extract(input: string, ...args: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/extract.ts', ...args], { stdio: 'pipe' });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const lines = out.split('\n').filter((line) => line !== '');
      resolve({ code, lines: lines.map((line) => JSON.parse(line) as Run['lines'][number]), errors });
    });
    child.stdin.end(input);
  });
}

const conversation = (id: string, content: string): string =>
  JSON.stringify({ id, messages: [{ role: 'user', content }] });

describe('npm run extract', () => {
  it('answers the labelled conversations in order and as well as it did', async () => {
    const labels = parseLabels(readFileSync('test/eval/look.jsonl', 'utf8'));
    const input = labels.map(({ id, messages }) => JSON.stringify({ id, messages })).join('\n');
    const { code, lines } = await extract(input);
    expect(code).toBe(0);
    expect(lines.map((line) => line.id)).toEqual(labels.map((label) => label.id));
    const { micro } = score(labels, new Map(lines.map((line) => [line.id, line.prospect])));
    // A floor against regressions, not a claim: these conversations were looked at while the rules were written.
    expect(rates(micro).f1).toBeGreaterThanOrEqual(0.95);
    expect(rates(micro).precision).toBeGreaterThanOrEqual(0.95);
  });

  it('adds evidence when asked to', async () => {
    const { lines } = await extract(conversation('a', 'Soy Ana Ruiz'), '--evidence');
    expect(lines[0]?.evidence?.name).toMatchObject({ position: 0, start: 4, end: 12, quote: 'Ana Ruiz' });
  });

  it('leaves out broken lines, names them, and fails in the end', async () => {
    const input = [conversation('a', 'hola'), '{"id":', '{"id":"b"}', '', conversation('c', 'hello there')].join('\n');
    const { code, lines, errors } = await extract(input);
    expect(code).toBe(1);
    expect(lines.map((line) => line.id)).toEqual(['a', 'c']);
    expect(errors).toMatch(/^Line 2 is not JSON; it was left out\.\nLine 3 must be \{"id", "messages"/);
  });

  it.each([
    ['claude', /^ANTHROPIC_API_KEY is not set; [^\n]+\.\n$/],
    ['oracle', /^The extractor must be "rules" or "claude", got "oracle"\.\n$/],
  ])('refuses the extractor "%s" in a plain sentence', async (name, sentence) => {
    const { code, errors } = await extract('', '--extractor', name);
    expect(code).not.toBe(0);
    expect(errors).toMatch(sentence);
  });
});
