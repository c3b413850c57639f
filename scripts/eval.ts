/**
 * `npm run eval`: precision, recall and F1 of an extractor over the labelled conversations, for each part of them;
 * `--errors N [--field name]` lists mistakes of the part that may be looked at, `--json` prints all for programs,
 * `--readme` puts the table into the README, `--extractor claude` or `both` asks Claude.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PROSPECT_FIELDS } from '../supabase/functions/_shared/contract/prospect.ts';
import { parseExtractConfig } from '../supabase/functions/nexus-consumer/config.ts';
import { toProspect } from '../supabase/functions/nexus-consumer/extract/assemble.ts';
import { mergeFacts } from '../supabase/functions/nexus-consumer/extract/merge.ts';
import { addUsage, NO_USAGE, type TokenUsage } from '../supabase/functions/nexus-consumer/extract/usage.ts';
import type { Mistake } from '../test/eval/score.ts';
import { describeCost } from './describe-cost.ts';
import { readParts } from './eval/parts.ts';
import { jsonReport, markdownTable, markdownTimes, type Report, replaceBlock, textReport } from './eval/report.ts';
import { cpuOfLongConversations, type EvaluatedPart, evaluate, type Read } from './eval/run.ts';
import { createExtractor, extractFacts } from './extract.ts';

/** Calls to Claude at the same time. */
const CONCURRENCY = 4;

interface Reader {
  readonly read: Read;
  readonly usesModel: boolean;
}

async function createReader(name: string, onUsage: (usage: TokenUsage) => void): Promise<Reader> {
  if (name === 'both') {
    const [rules, claude] = [await createExtractor('rules'), await createExtractor('claude', onUsage)];
    const read: Read = async (line) =>
      toProspect(mergeFacts(await extractFacts(rules, line), await extractFacts(claude, line), undefined));
    return { read, usesModel: true };
  }
  if (name !== 'rules' && name !== 'claude')
    throw new Error(`The extractor must be "rules", "claude" or "both", got "${name}".`);
  const extractor = await createExtractor(name, onUsage);
  return { read: async (line) => toProspect(await extractFacts(extractor, line)), usesModel: name === 'claude' };
}

/** The first mistakes of the part that may be looked at. */
function mistakesOf(parts: readonly EvaluatedPart[], limit: number, field: string | undefined): readonly Mistake[] {
  return parts
    .filter(({ part }) => part.isOpen)
    .flatMap(({ score }) => score.mistakes)
    .filter((mistake) => field === undefined || mistake.field === field)
    .slice(0, limit);
}

function progress(done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total}${done === total ? '\n' : ''}`);
  else if (done % 25 === 0 || done === total) process.stderr.write(`${done} of ${total}\n`);
}

const line = ({ id, field, gold, value }: Mistake): string =>
  JSON.stringify({ id, field, gold: gold ?? null, value: value ?? null });

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      extractor: { type: 'string', default: 'rules' },
      part: { type: 'string' },
      errors: { type: 'string' },
      field: { type: 'string' },
      json: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const { part, errors, field } = values;
  if (errors !== undefined && !/^[1-9]\d*$/.test(errors)) throw new Error(`--errors takes a number, got "${errors}".`);
  if (field !== undefined && !PROSPECT_FIELDS.some((name) => name === field))
    throw new Error(`--field must be one of ${PROSPECT_FIELDS.join(', ')}; got "${field}".`);
  if (field !== undefined && errors === undefined) throw new Error('--field goes with --errors N.');

  const all = positionals.length > 0 ? readParts(positionals) : readParts();
  const parts = part === undefined ? all : all.filter(({ name }) => name === part);
  if (parts.length === 0)
    throw new Error(
      `There is no part "${part ?? ''}"; there are: ${all.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  if (errors !== undefined && !parts.some(({ isOpen }) => isOpen))
    throw new Error('The score part is only scored: to look at its mistakes would be to fit the rules to them.');
  if (values.readme && (positionals.length > 0 || part !== undefined || values.extractor !== 'rules'))
    throw new Error('--readme writes what the rules find in all of test/eval/; it goes with no other choice.');

  let usage = NO_USAGE;
  const reader = await createReader(values.extractor, (one) => {
    usage = addUsage(usage, one);
  });
  const { read, usesModel } = reader;
  const first = parts[0]?.labels[0];
  // Dictionaries are built on first use, which says nothing about a conversation.
  if (first !== undefined && !usesModel) await read({ id: first.id, messages: [...first.messages] });
  const evaluated = await evaluate(parts, read, {
    concurrency: usesModel ? CONCURRENCY : 1,
    ...(usesModel ? { onProgress: progress } : {}),
  });
  const report: Report = {
    extractor: values.extractor,
    parts: evaluated,
    ...(usesModel ? {} : { cpu: await cpuOfLongConversations(parts.at(-1)?.labels ?? [], read) }),
  };
  const mistakes = errors === undefined ? undefined : mistakesOf(evaluated, Number(errors), field);
  const out = values.json
    ? JSON.stringify(jsonReport(report, mistakes), null, 1)
    : [textReport(report), ...(mistakes ?? []).map(line)].join('\n');
  process.stdout.write(`${out}\n`);
  const { anthropic } = parseExtractConfig(process.env);
  if (usesModel && anthropic !== undefined) process.stderr.write(`${describeCost(usage, anthropic)}\n`);
  if (values.readme) {
    const readme = replaceBlock(readFileSync('README.md', 'utf8'), 'eval', markdownTable(evaluated));
    writeFileSync('README.md', replaceBlock(readme, 'eval times', markdownTimes(report)));
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
