/** `npm run ledger`: where every accepted record is now, and whether the sum holds. Exit code 1 when it does not. */
import { TOPIC } from '../supabase/functions/_shared/contract/topic.ts';
import { callOrFail, connect, fail } from './operator.ts';

interface Ledger {
  readonly accepted: number;
  readonly committed: number;
  readonly erased: number;
  readonly dead_letters: number;
  readonly in_flight: number;
}

const [ledger] = await callOrFail<Ledger[]>(await connect(process.env), 'queue_ledger', { p_topic: TOPIC });
if (ledger === undefined) fail(`topic ${TOPIC} does not exist`);

const { accepted, committed, erased, dead_letters: deadLetters, in_flight: inFlight } = ledger;
const rows = { accepted, stored: committed, erased, 'dead letters': deadLetters, 'in flight': inFlight };
for (const [name, count] of Object.entries(rows)) console.log(`${name.padEnd(14)}${String(count).padStart(12)}`);

const missing = accepted - committed - erased - deadLetters - inFlight;
if (missing !== 0) fail(`the ledger does not balance: ${missing} of ${accepted} accepted records are nowhere`);
console.log('balanced: accepted = stored + erased + dead letters + in flight');
