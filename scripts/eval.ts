/** Runs an extractor over labelled conversations and prints precision, recall and F1 per field and language. */
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Prospect } from '../supabase/functions/_shared/contract/prospect.ts';
import { toProspect } from '../supabase/functions/nexus-consumer/extract/assemble.ts';
import { type Counts, parseLabels, rates, score } from '../test/eval/score.ts';
import { createExtractor, extractFacts } from './extract.ts';

function row(label: string, counts: Counts): string {
  const { precision, recall, f1 } = rates(counts);
  const numbers = [precision, recall, f1].map((n) => n.toFixed(3).padStart(9)).join('');
  return `${label.padEnd(20)}${numbers}${[counts.tp, counts.fp, counts.fn].map((n) => String(n).padStart(6)).join('')}`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { extractor: { type: 'string', default: 'rules' } },
    allowPositionals: true,
  });
  const files = positionals.length > 0 ? positionals : globSync('test/eval/*.jsonl').sort();
  const labels = files.flatMap((file) => parseLabels(readFileSync(file, 'utf8')));
  const extractor = await createExtractor(values.extractor);
  const prospects = new Map<string, Prospect>();
  const times: number[] = [];
  for (const one of labels) {
    const startedAt = performance.now();
    const facts = await extractFacts(extractor, { id: one.id, messages: [...one.messages] });
    times.push(performance.now() - startedAt);
    prospects.set(one.id, toProspect(facts));
  }
  const { micro, byField, byLang } = score(labels, prospects);
  times.sort((a, b) => a - b);
  const mean = times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length);
  const p95 = times[Math.floor(times.length * 0.95)] ?? 0;
  const lines = [
    `${labels.length} conversations, extractor ${extractor.name}`,
    `${''.padEnd(20)}${['precision', 'recall', 'F1'].map((h) => h.padStart(9)).join('')}    tp    fp    fn`,
    ...Array.from(byField, ([field, counts]) => row(field, counts)),
    row('all but language', micro),
    ...Array.from(byLang, ([lang, counts]) => row(`language ${lang}`, counts)),
    `${mean.toFixed(1)} ms per conversation, 95 % within ${p95.toFixed(1)} ms`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
