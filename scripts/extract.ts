/**
 * Conversations in, prospects out, one JSON object a line: `{"id","messages":[{"role","content"}]}` becomes
 * `{"id","prospect"}`, and with `--evidence` also `evidence`. Offline with the default extractor.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Facts } from '../supabase/functions/_shared/contract/prospect.ts';
import { parseExtractConfig } from '../supabase/functions/nexus-consumer/config.ts';
import { toEvidence, toProspect } from '../supabase/functions/nexus-consumer/extract/assemble.ts';
import type { Extractor } from '../supabase/functions/nexus-consumer/extract/extractor.ts';
import { rulesExtractor } from '../supabase/functions/nexus-consumer/extract/rules.ts';
import type { TokenUsage } from '../supabase/functions/nexus-consumer/extract/usage.ts';
import { toFacts } from '../supabase/functions/nexus-consumer/facts.ts';

/** Lines carry no times; evidence needs one, and a fixed one keeps the output the same on every run. */
const NO_TIME = '1970-01-01T00:00:00Z';

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  messages: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() })),
});
export type ConversationLine = z.infer<typeof lineSchema>;

/**
 * Makes the extractor that the command line names.
 *
 * @param onUsage called for each answer of Claude's that was billed
 * @throws {Error} whose message is a sentence for the user
 */
export async function createExtractor(name: string, onUsage?: (usage: TokenUsage) => void): Promise<Extractor> {
  switch (name) {
    case 'rules':
      return rulesExtractor();
    case 'claude': {
      const { anthropic } = parseExtractConfig(process.env);
      if (anthropic === undefined) throw new Error('ANTHROPIC_API_KEY is not set; the extractor "claude" needs it.');
      // Only here: the default must start without the SDK.
      const { claudeExtractor } = await import('../supabase/functions/nexus-consumer/extract/claude.ts');
      return claudeExtractor({ ...anthropic, maxRetries: 2, onUsage });
    }
    default:
      throw new Error(`The extractor must be "rules" or "claude", got "${name}".`);
  }
}

/** What the visitor of one conversation said, after grounding. */
export async function extractFacts(extractor: Extractor, line: ConversationLine): Promise<Facts> {
  const transcript = line.messages.map((message, position) => ({ ...message, position, at: NO_TIME }));
  return toFacts(await extractor.extract(transcript), transcript, extractor.name).facts;
}

function parseLine(text: string): ConversationLine | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  const line = lineSchema.safeParse(json);
  if (line.success) return line.data;
  return 'must be {"id", "messages": [{"role": "user" or "assistant", "content"}]}';
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { extractor: { type: 'string', default: 'rules' }, evidence: { type: 'boolean', default: false } },
  });
  const extractor = await createExtractor(values.extractor);
  let exitCode = 0;
  let number = 0;
  for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() === '') continue;
    const line = parseLine(text);
    if (typeof line === 'string') {
      process.stderr.write(`Line ${number} ${line}; it was left out.\n`);
      exitCode = 1;
      continue;
    }
    const facts = await extractFacts(extractor, line);
    const answer = {
      id: line.id,
      prospect: toProspect(facts),
      ...(values.evidence && { evidence: toEvidence(facts) }),
    };
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
  return exitCode;
}

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
