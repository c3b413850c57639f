/**
 * Fits the rules extractor's tagger and intent classifier to the marked conversations of `test/eval/train/` and writes
 * their weights. The same conversations give the same bytes.
 */
import { globSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { hexOf } from '../supabase/functions/nexus-consumer/extract/hash.ts';
import { propose, toFolded } from '../supabase/functions/nexus-consumer/extract/rules/propose.ts';
import { resolve } from '../supabase/functions/nexus-consumer/extract/rules/resolve.ts';
import { intentPieces } from '../supabase/functions/nexus-consumer/extract/tagger/intent.ts';
import type { MarkedConversation } from '../test/eval/markup.ts';
import { readMarked, taggedTurns, transcriptOf } from './train/data.ts';
import { fitTagger } from './train/fit.ts';
import { fitIntent, type IntentExample } from './train/fit-intent.ts';
import { packRows } from './train/pack.ts';
import { vary } from './train/vary.ts';

const OUTPUT = 'supabase/functions/nexus-consumer/extract/tagger/weights.ts';
const BASE64_LINE = 120;

/** The conversation's intent with what its marks amount to, as the classifier will see it. */
function intentExample(one: MarkedConversation): IntentExample[] {
  if (one.intent === 'unsure') return [];
  const proposals = propose(transcriptOf(one), undefined);
  const turns = proposals.reading.turns.map((turn) => ({
    turn,
    spans: one.marks
      .filter(({ message }) => message === turn.position)
      .map((mark) => ({ label: mark.label, ...toFolded(turn, mark), confidence: 1 })),
  }));
  const { pieces, whole } = intentPieces(proposals.reading, resolve(turns, proposals));
  return [{ intent: one.intent, features: [...new Set([...whole, ...pieces.flatMap(({ features }) => features)])] }];
}

const greatestOf = (rows: Iterable<ArrayLike<number>>): number => {
  let greatest = 0;
  for (const row of rows) for (let i = 0; i < row.length; i++) greatest = Math.max(greatest, Math.abs(row[i] ?? 0));
  return greatest;
};

function main(): void {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { output: { type: 'string', default: OUTPUT }, epochs: { type: 'string', default: '4' } },
  });
  const conversations = readMarked(positionals.length > 0 ? positionals : globSync('test/eval/train/*.txt').sort());
  const turns = vary(conversations, 1).flatMap(taggedTurns);
  const { weights, transitions } = fitTagger(turns, {
    epochs: Number(values.epochs),
    rate: 0.12,
    dropout: 0.3,
    minCount: 3,
    onEpoch: (epoch, likelihood) =>
      process.stdout.write(`epoch ${epoch}: log-likelihood ${likelihood.toFixed(3)} a turn\n`),
  });
  const intents = fitIntent(conversations.flatMap(intentExample), {
    epochs: 10,
    rate: 0.05,
    decay: 0.1,
    dropout: 0.4,
    minCount: 2,
  });
  const parts = [
    new Uint8Array(Float32Array.from(transitions).buffer),
    packRows(weights, greatestOf(weights.values())),
    packRows(intents, greatestOf(intents.values())),
  ];
  const base64 = gzipSync(Buffer.concat(parts), { level: 9 }).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${BASE64_LINE}}`, 'g')) ?? [];
  writeFileSync(values.output, `${HEADER}'${hexOf(base64)}';\nexport const WEIGHTS = \`${lines.join('\n')}\`;\n`);
  process.stdout.write(`${conversations.length} conversations, ${turns.length} turns, ${base64.length} characters\n`);
}

const HEADER =
  '/** Made by `npm run train`; the format is in `packed.ts`. */\n/** Hash of the weights. */\nexport const WEIGHTS_ID = ';

main();
