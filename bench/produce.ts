/**
 * `npm run bench`: what group commit is worth. Appends the same records through the broker (records gather while an append
 * is under way) and one call each, in turns in one run, and prints medians and their ratio. No test: machines are noisy.
 */
import { pgmqBroker } from '../supabase/functions/_shared/broker/pgmq.ts';
import { TOPIC } from '../supabase/functions/_shared/contract/topic.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../test/support/database.ts';

const ROUNDS = 7;
const RECORDS = 400;
const value = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(400) }] });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

for (const kind of DATABASE_KINDS) {
  const database = await openTestDatabase(kind);
  const { client, keys } = testSupabase(database);
  const supabase = client(keys.secretKey);
  const broker = pgmqBroker({ supabase, topic: TOPIC, timeoutMs: 60_000 });
  const records = Array.from({ length: RECORDS }, (_, n) => ({ key: `s-${n}`, value, headers: {} }));

  const ways = {
    grouped: () => Promise.all(records.map((record) => broker.produce(record))),
    single: () =>
      Promise.all(
        records.map(async (record) => {
          const { error } = await supabase.rpc('queue_produce', { p_topic: TOPIC, p_records: [record] });
          if (error !== null) throw new Error(error.message);
        }),
      ),
  };
  const perSecond: Record<keyof typeof ways, number[]> = { grouped: [], single: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ['grouped', 'single'] as const) {
      const startedAt = performance.now();
      await ways[way]();
      perSecond[way].push((RECORDS / (performance.now() - startedAt)) * 1000);
    }
  }
  const [grouped, single] = [median(perSecond.grouped), median(perSecond.single)];
  console.log(
    `${kind.padEnd(9)} grouped ${grouped.toFixed(0)}/s, single ${single.toFixed(0)}/s, ratio ${(grouped / single).toFixed(1)} (medians of ${ROUNDS} rounds of ${RECORDS} concurrent appends)`,
  );
  await database.close();
}
