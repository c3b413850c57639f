import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { random } from '../../scripts/random.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { eventually, type Nexus, startNexus, temporaryDir } from '../support/nexus.ts';

const ROUNDS = 20;
const CLIENTS = 8;

describe('kill -9', () => {
  const dirs: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const remove of dirs) await remove();
  });

  it(`loses no accepted message in ${ROUNDS} kills at random moments under load`, async () => {
    const dir = await temporaryDir();
    dirs.push(dir.remove);
    const env = { NEXUS_RATE_LIMIT: 'off', NEXUS_CONSUMER_VISIBILITY_SECONDS: '1', NEXUS_CONSUMER_MAX_ATTEMPTS: '50' };
    // The same on every run, so that a failing one can be had again.
    const next = random(20_261_124);
    const accepted = new Map<string, number>();
    let sent = 0;

    /** Delivers one message of one session after another until the process dies. */
    async function client(nexus: Nexus, id: number, round: number): Promise<void> {
      for (let position = 0; ; position++) {
        const sessionId = `kill-${round}-${id}-${position % 3}`;
        const firstPosition = Math.floor(position / 3);
        sent++;
        try {
          const response = await fetch(`${nexus.url}/api/nexus/producer`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              messages: [{ role: 'user', content: `Hola, soy Carlos ${position}, ${sessionId}@example.com` }],
              fingerprint: `fp-${id}`,
              sessionId,
              firstPosition,
            }),
          });
          if (response.status === 202) accepted.set(`${sessionId} ${firstPosition}`, round);
          await response.arrayBuffer();
        } catch {
          // The process is gone; what it did not acknowledge may or may not be there.
          return;
        }
      }
    }

    for (let round = 0; round < ROUNDS; round++) {
      const nexus = await startNexus(dir.path, env);
      const before = accepted.size;
      const load = Promise.all(Array.from({ length: CLIENTS }, (_, id) => client(nexus, id, round)));
      // From its first 202 on, so that every kill meets a server at work however slow the machine is.
      await eventually('a first 202', 20_000, async () => (accepted.size > before ? true : undefined));
      await new Promise((resolve) => setTimeout(resolve, next() * 700));
      await nexus.kill();
      await load;
    }
    expect(accepted.size).toBeGreaterThan(ROUNDS * 5);

    const nexus = await startNexus(dir.path, env);
    try {
      const service = await nexus.service();
      const ledger = await eventually('the topic is drained', 60_000, async () => {
        const { data } = await service.rpc('queue_ledger', { p_topic: TOPIC });
        return data?.[0]?.in_flight === 0 ? data[0] : undefined;
      });
      expect(ledger.accepted).toBe(ledger.committed + ledger.erased + ledger.dead_letters + ledger.in_flight);
      expect(ledger.accepted).toBeGreaterThanOrEqual(accepted.size);
      expect(ledger.accepted).toBeLessThanOrEqual(sent);

      const stored = new Set<string>();
      for (let from = 0; ; from += 1_000) {
        const { data, error } = await service
          .from('messages')
          .select('session_id,position')
          .order('session_id')
          .order('position')
          .range(from, from + 999);
        if (error !== null) throw new Error(error.message);
        for (const row of data) stored.add(`${row.session_id} ${row.position}`);
        if (data.length < 1_000) break;
      }
      const { data: letters } = await service.from('dead_letters').select('payload');
      expect(letters).toEqual([]);
      expect([...accepted.keys()].filter((key) => !stored.has(key))).toEqual([]);

      // Every visitor's row is there as well: one per session, since each has an e-mail of its own.
      const { count } = await service.from('prospect_tracking').select('*', { count: 'exact', head: true });
      expect(count).toBe(new Set([...stored].map((key) => key.split(' ')[0])).size);
    } finally {
      expect(await nexus.stop()).toBe(0);
    }
  }, 240_000);

  it('refuses a second process on the same data, and says which one holds it', async () => {
    const dir = await temporaryDir();
    dirs.push(dir.remove);
    const nexus = await startNexus(dir.path);
    try {
      await expect(startNexus(dir.path)).rejects.toThrow(new RegExp(`exited with 1[\\s\\S]*${nexus.process.pid}`));
      expect((await fetch(`${nexus.url}/api/nexus/producer`)).status).toBe(200);
    } finally {
      expect(await nexus.stop()).toBe(0);
    }
  }, 60_000);

  it('starts again in under 5 s, and keeps its keys', async () => {
    const dir = await temporaryDir();
    dirs.push(dir.remove);
    const first = await startNexus(dir.path);
    expect(await first.stop()).toBe(0);
    const second = await startNexus(dir.path);
    try {
      expect(second.startedInMs).toBeLessThan(5_000);
    } finally {
      await second.stop();
    }
  }, 60_000);
});

describe('npm start', () => {
  it('ends with its data closed when npm itself gets SIGTERM, as from a supervisor', async () => {
    const dir = await temporaryDir();
    const npm = spawn('npm', ['start'], {
      env: { ...process.env, PORT: '0', NEXUS_DATA_DIR: dir.path },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    npm.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const url = await eventually('it is up', 60_000, async () => /demo\s+(http:\S+)\//.exec(output)?.[1]);
    npm.kill('SIGTERM');
    await once(npm, 'exit');
    await eventually('the server is gone', 15_000, () =>
      fetch(url).then(
        () => undefined,
        () => true,
      ),
    );
    // The lock is free again, so the data was closed and not torn away.
    const next = await startNexus(dir.path);
    expect(await next.stop()).toBe(0);
    await dir.remove();
  }, 120_000);
});
