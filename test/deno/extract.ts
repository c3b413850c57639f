/** Runs the Claude extractor as the Edge Function would, and prints what came of it as one JSON line. Started by claude.test.ts. */
import process from 'node:process';
import type { Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import { claudeExtractor } from '../../supabase/functions/nexus-consumer/extract/claude.ts';
import { ExtractionError } from '../../supabase/functions/nexus-consumer/extract/extractor.ts';

const [baseUrl, transcript = '[]', timeoutMs = '5000'] = process.argv.slice(2);
const runtime = navigator.userAgent;
const extractor = claudeExtractor({
  apiKey: 'test-key',
  baseUrl,
  model: 'claude-haiku-4-5',
  timeoutMs: Number(timeoutMs),
  maxRetries: 1,
  maxTokens: 800,
});

try {
  const findings = await extractor.extract(JSON.parse(transcript) as Transcript);
  console.log(JSON.stringify({ runtime, findings }));
} catch (error) {
  if (!(error instanceof ExtractionError)) throw error;
  console.log(JSON.stringify({ runtime, reason: error.reason, retryable: error.retryable }));
}
