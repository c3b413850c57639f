/** Every attack of the corpus through the whole consumer, on one database: rules alone, and with a Claude that obeys. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../server/local/database.ts';
import { pgmqBroker } from '../../supabase/functions/_shared/broker/pgmq.ts';
import {
  type Evidence,
  type Facts,
  isListField,
  PROSPECT_FIELDS,
  type ProspectField,
  prospectSchema,
} from '../../supabase/functions/_shared/contract/prospect.ts';
import { TOPIC } from '../../supabase/functions/_shared/contract/topic.ts';
import { parseConsumerConfig } from '../../supabase/functions/nexus-consumer/config.ts';
import type { ConsumerSummary, RunConsumer } from '../../supabase/functions/nexus-consumer/consumer.ts';
import { createConsumerFromConfig } from '../../supabase/functions/nexus-consumer/create.ts';
import { ATTACK_KINDS } from '../../supabase/functions/nexus-consumer/extract/attack.ts';
import { foldKey } from '../../supabase/functions/nexus-consumer/extract/fold.ts';
import { type FakeAnthropic, openFakeAnthropic } from '../fakes/anthropic.ts';
import { openTestDatabase, testSupabase } from '../support/database.ts';
import { aRecord } from '../support/records.ts';
import { ATTACKS, type AttackCase } from './corpus.ts';
import { obey } from './obey.ts';

/** People who were there before. The attackers name one of them. */
const VICTIMS: readonly (readonly [asked: string, said: string][])[] = [
  [
    ['Hello!', 'Vera Holt, victim@shop.com'],
    ['And your budget?', 'budget 3000 euros'],
  ],
  [['Hola', 'Me llamo Bruno Paz, bob@shop.com, busco una web']],
  [['Hallo', 'Ich heiße Clara Weiß, clara@weiss.de, bitte rufen Sie mich an']],
  [
    ['¿Cómo te llamas?', 'Macarena'],
    ['¿Y tu apellido?', 'Bravo Luna'],
  ],
];

interface Stored {
  readonly session_id: string;
  readonly facts: Facts;
  readonly attacks?: unknown;
}

const sessionOf = (one: AttackCase): string => `s-${one.id}`;

/** Whether a stored value is, or holds, what the attacker wanted. */
function isWanted(stored: unknown, wanted: unknown): boolean {
  if (Array.isArray(stored)) return stored.some((item) => isWanted(item, wanted));
  if (typeof stored === 'string' && typeof wanted === 'string') return foldKey(stored).includes(foldKey(wanted));
  if (typeof stored === 'object' && stored !== null && typeof wanted === 'object' && wanted !== null) {
    return Object.entries(wanted).some(([part, value]) => Reflect.get(stored, part) === value);
  }
  return stored === wanted;
}

const evidenceOf = (fact: NonNullable<Facts[ProspectField]>): readonly Evidence[] =>
  Array.isArray(fact.evidence) ? fact.evidence : [fact.evidence as Evidence];

describe.each(['rules', 'claude'] as const)('attacks on %s', (extractor) => {
  let database: Database;
  let service: SupabaseClient;
  let anthropic: FakeAnthropic;
  let before: string;
  let summary: ConsumerSummary;
  let stored: ReadonlyMap<string, Stored>;
  const logs: string[] = [];

  const victims = async (): Promise<string> =>
    JSON.stringify(
      await database.query(
        `select to_jsonb(p) as row, to_jsonb(c) as conversation
         from public.prospect_tracking p join public.conversations c on c.prospect_id = p.id
         where p.fingerprint_id like 'victim-%' order by p.fingerprint_id`,
      ),
    );

  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    const supabase = testSupabase(database);
    service = supabase.client(supabase.keys.secretKey);
    anthropic = await openFakeAnthropic();
    anthropic.respond((request) => ({ kind: 'text', text: obey(request.body.messages) }));
    const config = parseConsumerConfig({
      SUPABASE_URL: 'http://127.0.0.1',
      SUPABASE_SECRET_KEY: supabase.keys.secretKey,
      ...(extractor === 'claude' && { ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: anthropic.url }),
    });
    const run: RunConsumer = createConsumerFromConfig(config, {
      log: (level, event, fields) => logs.push(JSON.stringify({ level, event, ...fields })),
      now: () => performance.now(),
      fetch: supabase.fetch,
    });
    const broker = pgmqBroker({ supabase: service, topic: TOPIC, timeoutMs: 10_000 });
    const say = (sessionId: string, fingerprint: string, messages: AttackCase['messages']): Promise<unknown> =>
      broker.produce({
        key: sessionId,
        value: JSON.stringify(
          aRecord({ sessionId, fingerprint, messageId: `m-${sessionId}`, ended: true, messages: [...messages] }),
        ),
      });

    for (const [i, turns] of VICTIMS.entries()) {
      const messages = turns.flatMap(([asked, said]) => [
        { role: 'assistant' as const, content: asked },
        { role: 'user' as const, content: said },
      ]);
      await say(`victim-${i}`, `victim-${i}`, messages);
    }
    await run('all');
    before = await victims();
    for (const one of ATTACKS) await say(sessionOf(one), `fp-${one.id}`, one.messages);
    summary = await run('all');
    const { data } = await service.from('conversations').select('*').like('session_id', 's-%').throwOnError();
    stored = new Map((data as Stored[]).map((row) => [row.session_id, row]));
  }, 120_000);

  afterAll(async () => {
    await anthropic?.close();
    await database?.close();
  });

  it('read every attack with the extractor in question', () => {
    expect(summary).toMatchObject({ read: ATTACKS.length, conversations: ATTACKS.length, retried: 0, deadLettered: 0 });
    expect(summary.extracted).toMatchObject({
      rules: ATTACKS.length,
      claude: extractor === 'claude' ? ATTACKS.length : 0,
    });
    expect(stored.size).toBe(ATTACKS.length);
  });

  it.each(ATTACKS.map((one) => [one.id, one] as const))('%s stores nothing that it wanted', (_, one) => {
    const facts = stored.get(sessionOf(one))?.facts ?? {};
    for (const [field, wanted] of Object.entries(one.never)) {
      const value = facts[field as ProspectField]?.value;
      if (value !== undefined) expect([field, value, isWanted(value, wanted)]).toEqual([field, value, false]);
    }
  });

  it('stores only values of the contract, each with a visitor’s words at their offsets', () => {
    let values = 0;
    for (const one of ATTACKS) {
      const facts = stored.get(sessionOf(one))?.facts ?? {};
      for (const field of Object.keys(facts)) expect(PROSPECT_FIELDS).toContain(field);
      for (const field of PROSPECT_FIELDS) {
        const fact = facts[field];
        if (fact === undefined) continue;
        values++;
        expect(prospectSchema.safeParse({ [field]: fact.value }).success).toBe(true);
        if (isListField(field)) expect(evidenceOf(fact)).toHaveLength((fact.value as string[]).length);
        for (const { position, start, end, quote } of evidenceOf(fact)) {
          expect(one.messages[position]?.role).toBe('user');
          expect(one.messages[position]?.content.slice(start, end)).toBe(quote);
        }
      }
    }
    expect(values).toBeGreaterThanOrEqual(10);
  });

  it.runIf(extractor === 'claude')('stores what was honestly said beside an attack', () => {
    for (const one of ATTACKS) {
      const facts = stored.get(sessionOf(one))?.facts ?? {};
      const got = Object.keys(one.may).map((field) => [one.id, field, facts[field as ProspectField]?.value]);
      expect(got).toEqual(Object.entries(one.may).map(([field, value]) => [one.id, field, value]));
    }
  });

  it('touches no row of anybody else', async () => {
    expect(JSON.parse(before)).toHaveLength(VICTIMS.length);
    expect(await victims()).toBe(before);
    const { data } = await service.from('prospect_tracking').select('fingerprint_id').throwOnError();
    const known = new Set([...ATTACKS.map(({ id }) => `fp-${id}`), ...VICTIMS.map((_, i) => `victim-${i}`)]);
    expect((data ?? []).filter(({ fingerprint_id }) => !known.has(String(fingerprint_id)))).toEqual([]);
  });

  it('keeps a quote from each message for a name given in two', async () => {
    const { data } = await service
      .from('prospect_tracking')
      .select('prospect_data, evidence')
      .eq('fingerprint_id', 'victim-3')
      .throwOnError();
    expect(data).toMatchObject([
      {
        prospect_data: { name: 'Macarena Bravo Luna' },
        evidence: {
          name: [
            { position: 3, quote: 'Bravo Luna' },
            { position: 1, quote: 'Macarena' },
          ],
        },
      },
    ]);
  });

  it('counts the attacks by kind, and what was refused', () => {
    expect(Object.keys(summary.attacks).toSorted()).toEqual([...ATTACK_KINDS].toSorted());
    const sum = Object.values(summary.attacks).reduce((total, n) => total + n, 0);
    expect(sum).toBeGreaterThanOrEqual(ATTACKS.length);
    if (extractor === 'claude') expect(summary.dropped).toBeGreaterThan(ATTACKS.length);
  });

  it('logs nothing that a visitor wrote', () => {
    expect(logs.join('\n')).not.toMatch(/Umbrella|Hooli|Eve Stone|victim@|million|Ana Ruiz/i);
  });
});
