import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readParts } from '../../scripts/eval/parts.ts';
import { markdownTable, replaceBlock } from '../../scripts/eval/report.ts';
import { evaluate } from '../../scripts/eval/run.ts';
import { createExtractor, extractFacts } from '../../scripts/extract.ts';
import { toProspect } from '../../supabase/functions/nexus-consumer/extract/assemble.ts';
import { type FakeAnthropic, openFakeAnthropic } from '../fakes/anthropic.ts';

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the command as a user does. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const { ANTHROPIC_API_KEY: _, ...inherited } = process.env;
    const child = spawn(process.execPath, ['scripts/eval.ts', ...args], { env: { ...inherited, ...env } });
    let [out, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, errors }));
  });
}

const label = (id: string, content: string): string =>
  `${JSON.stringify({
    ...{ id, lang: 'en', messages: [{ role: 'user', content }], gold: { name: 'Ada Lund' } },
    scored: ['name', 'city'],
  })}\n`;

describe('npm run eval', () => {
  let dir: string;
  let files: readonly string[];
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'nexus-eval-'));
    files = [join(dir, 'look.jsonl'), join(dir, 'score.jsonl')];
    writeFileSync(join(dir, 'look.jsonl'), label('l-1', 'My name is Ada Lund') + label('l-2', 'Hello there'));
    writeFileSync(join(dir, 'score.jsonl'), label('s-1', 'Hello again'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('prints the parts side by side, and mistakes of the part that may be looked at', async () => {
    const { code, out } = await run([...files, '--errors', '9']);
    expect(code).toBe(0);
    expect(out).toMatch(/^extractor rules +look \(2\) +score \(1\) +all \(3\)$/m);
    expect(out).toMatch(/^wholly right +1 of 2 +0 of 1 +1 of 3$/m);
    expect(out).toContain('{"id":"l-2","field":"name","gold":"Ada Lund","value":null}');
    expect(out).not.toContain('s-1');
  });

  it('gives programs JSON, in which the mistakes of the score part are missing too', async () => {
    const { out } = await run([...files, '--json', '--errors', '9']);
    const json = JSON.parse(out);
    expect(json.parts.all).toMatchObject({ conversations: 3, micro: { tp: 1, fn: 2 } });
    expect(json.mistakes.map(({ id }: { id: string }) => id)).toEqual(['l-2']);
  });

  it.each([
    [['--part', 'score', '--errors', '5'], /^The score part is only scored: [^\n]+\n$/],
    [['--part', 'no'], /^There is no part "no"; there are: look, score, all\.\n$/],
    [['--errors', 'many'], /^--errors takes a number, got "many"\.\n$/],
    [['--errors', '5', '--field', 'shoe'], /^--field must be one of name, email, [^\n]+ got "shoe"\.\n$/],
    [['--extractor', 'claude'], /^ANTHROPIC_API_KEY is not set; [^\n]+\n$/],
    [['--extractor', 'oracle'], /^The extractor must be "rules", "claude" or "both", got "oracle"\.\n$/],
    [['--readme'], /^--readme writes [^\n]+\n$/],
  ])('refuses %j in a plain sentence', async (args, sentence) => {
    const { code, out, errors } = await run([...files, ...args]);
    expect(errors).toMatch(sentence);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });

  describe('with Claude', () => {
    let fake: FakeAnthropic;
    beforeAll(async () => {
      fake = await openFakeAnthropic();
    });
    afterAll(() => fake.close());
    const ask = (extractor: string): Promise<Run> =>
      run([...files, '--extractor', extractor], { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: fake.url });
    const answer = JSON.stringify({ name: { value: 'Ada Lund', position: 0, quote: 'Ada Lund' } });

    it('asks once for each conversation and says what it cost', async () => {
      fake.respond(() => ({ kind: 'text', text: answer, usage: { input_tokens: 1_000, output_tokens: 100 } }));
      const { code, out, errors } = await ask('claude');
      expect(code).toBe(0);
      expect(fake.requests).toHaveLength(3);
      // Only one visitor said it: for the others the quote is not there, whatever Claude claims.
      expect(out).toMatch(/^wholly right +1 of 2 +0 of 1 +1 of 3$/m);
      expect(errors).toContain('3 of 3\n');
      expect(errors).toContain('3000 input, 0 cached, 0 cache-written and 300 output tokens: 0.0045 USD');
    });

    it('merges both extractors as the consumer does', async () => {
      fake.respond(() => ({ kind: 'text', text: '{}' }));
      const { out } = await ask('both');
      expect(out).toMatch(/^wholly right +1 of 2 +0 of 1 +1 of 3$/m);
    });

    it('ends with a sentence when Claude refuses the key', async () => {
      fake.respond(() => ({ kind: 'error', status: 401, type: 'authentication_error' }));
      expect(await ask('claude')).toMatchObject({ code: 1, errors: 'Claude answered 401\n' });
    });
  });
});

describe('the table in the README', () => {
  it('is what the rules find today', async () => {
    const rules = await createExtractor('rules');
    const read = async (line: Parameters<typeof extractFacts>[1]) => toProspect(await extractFacts(rules, line));
    const table = markdownTable(await evaluate(readParts(), read, { concurrency: 1 }));
    const readme = readFileSync('README.md', 'utf8');
    expect(replaceBlock(readme, 'eval', table), 'npm run eval -- --readme').toBe(readme);
  });
});
