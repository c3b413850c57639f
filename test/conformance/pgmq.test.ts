import { createClient } from '@supabase/supabase-js';
import { pgmqBroker } from '../../supabase/functions/_shared/broker/pgmq.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { DATABASE_KINDS, openTestDatabase, testSupabase } from '../support/database.ts';
import { describeBroker } from './broker.ts';

for (const kind of DATABASE_KINDS) {
  describeBroker(`pgmq on ${kind}`, async () => {
    const database = await openTestDatabase(kind);
    const { client, keys } = testSupabase(database);
    const queue = `pgmq."q_${TOPIC}"`;
    return {
      broker: pgmqBroker({ supabase: client(keys.secretKey), topic: TOPIC }),
      async elapse(seconds) {
        await database.query(`update ${queue} set vt = vt - make_interval(secs => $1)`, [seconds]);
      },
      deadLetters: () =>
        database.query('select "offset", payload, reason, attempts from public.dead_letters order by id'),
      unreachable: () =>
        pgmqBroker({
          supabase: createClient('http://127.0.0.1', keys.secretKey, {
            global: {
              fetch: () => Promise.reject(new TypeError('fetch failed')),
            },
          }),
          topic: TOPIC,
          timeoutMs: 200,
        }),
      close: () => database.close(),
    };
  });
}
