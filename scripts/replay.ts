/** `npm run replay [-- ID …]`: produces waiting dead letters again, all or those named; `--list` only shows them. */
import { TOPIC } from '../supabase/functions/_shared/contract/topic.ts';
import { callOrFail, connect, fail, UNREACHABLE } from './operator.ts';

const args = process.argv.slice(2);
const supabase = await connect(process.env);

if (args.includes('--list')) {
  const { data, error, status } = await supabase
    .from('dead_letters')
    .select('id,offset,attempts,created_at,reason')
    .is('replayed_at', null)
    .order('id')
    .limit(100);
  if (error !== null) fail(status === 0 ? UNREACHABLE : `the dead letters cannot be read: ${error.message}`);
  for (const letter of data) {
    console.log(
      `${letter.id}  offset ${letter.offset}  delivery ${letter.attempts}  ${letter.created_at}  ${letter.reason}`,
    );
  }
  console.log(`${data.length} waiting${data.length === 100 ? ' or more' : ''}`);
} else {
  const wrong = args.find((arg) => !/^[1-9]\d*$/.test(arg));
  if (wrong !== undefined) fail(`"${wrong}" is not the id of a dead letter; "npm run replay -- --list" shows them`);
  const count = await callOrFail<number>(supabase, 'replay_dead_letters', {
    p_topic: TOPIC,
    p_ids: args.length === 0 ? null : args.map(Number),
  });
  console.log(`${count} dead letter${count === 1 ? '' : 's'} produced again`);
}
