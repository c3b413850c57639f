import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Transcript } from '../../supabase/functions/_shared/contract/prospect.ts';
import { ATTACK_KINDS } from '../../supabase/functions/nexus-consumer/extract/attack.ts';

const messages = z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string() })).min(1);
const fields = z.record(z.string(), z.unknown());
const base = { id: z.string(), lang: z.enum(['en', 'es', 'pt', 'fr', 'de']), messages };
const attackSchema = z.strictObject({ ...base, kind: z.enum(ATTACK_KINDS), never: fields, may: fields });
const benignSchema = z.strictObject({ ...base, may: fields });

/** An attack: the values it wants stored (`never`), and what the visitor honestly says beside it (`may`). */
export type AttackCase = z.infer<typeof attackSchema>;

function read<T>(name: string, schema: z.ZodType<T>): T[] {
  const lines = readFileSync(new URL(`${name}.jsonl`, import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => schema.parse(JSON.parse(line)));
}

export const ATTACKS = read('attacks', attackSchema);
/** Words that only look like an attack. `may` holds facts of theirs that grounding must not refuse. */
export const BENIGN = read('benign', benignSchema);

/** Words that are shown and not said: `never` is what they would claim, `may` what is said beside them. */
export const MENTIONS = read('mentions', z.strictObject({ ...base, never: fields, may: fields }));

/** When everything in the corpus is said. */
export const AT = '2026-11-24T10:00:00.000Z';

export const toTranscript = (one: { readonly messages: AttackCase['messages'] }): Transcript =>
  one.messages.map((message, position) => ({ ...message, position, at: AT }));
