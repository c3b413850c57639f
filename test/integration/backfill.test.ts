/** `npm run backfill`, as an operator runs it, against a database over HTTP and a fake of Message Batches. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planRules } from '../../scripts/backfill/plan.ts';
import { backfill } from '../../scripts/backfill/run.ts';
import { readStored, type Selection } from '../../scripts/backfill/stored.ts';
import type { Database } from '../../server/local/database.ts';
import type { Finding } from '../../supabase/functions/_shared/contract/prospect.ts';
import { coalesce } from '../../supabase/functions/nexus-consumer/coalesce.ts';
import type { Extractor } from '../../supabase/functions/nexus-consumer/extract/extractor.ts';
import { SYSTEM_PROMPT } from '../../supabase/functions/nexus-consumer/extract/prompt.ts';
import { rulesExtractor } from '../../supabase/functions/nexus-consumer/extract/rules.ts';
import { extractRules } from '../../supabase/functions/nexus-consumer/extract-rules.ts';
import { type ProspectStore, supabaseStore } from '../../supabase/functions/nexus-consumer/store.ts';
import { type FakeBatches, openFakeBatches } from '../fakes/anthropic-batches.ts';
import { openTestDatabase, testSupabase } from '../support/database.ts';
import { temporaryDir } from '../support/nexus.ts';
import { aRecord } from '../support/records.ts';

/** The rules as they once were: they knew neither cities nor needs, and of a name its first word. */
function oldRules(): Extractor {
  const rules = rulesExtractor();
  return {
    name: 'rules',
    version: 'rules-0',
    async extract(transcript) {
      const findings = await rules.extract(transcript);
      return findings.flatMap((finding): Finding[] => {
        if (finding.field === 'city' || finding.field === 'needs') return [];
        if (finding.field !== 'name') return [finding];
        const first = finding.value.split(' ')[0] ?? '';
        const { start } = finding.evidence;
        return [
          { ...finding, value: first, evidence: { ...finding.evidence, end: start + first.length, quote: first } },
        ];
      });
    },
  };
}

const quiet = { log: () => undefined, now: () => 0 };

describe('npm run backfill', () => {
  let database: Database;
  let server: ServerType;
  let supabase: SupabaseClient;
  let store: ProspectStore;
  let fake: FakeBatches;
  let dir: Awaited<ReturnType<typeof temporaryDir>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await openTestDatabase('pglite');
    const rest = testSupabase(database);
    supabase = rest.client(rest.keys.secretKey);
    store = supabaseStore({ supabase });
    fake = await openFakeBatches();
    const port = await new Promise<number>((resolve) => {
      server = serve({ fetch: (request) => rest.fetch(request), hostname: '127.0.0.1', port: 0 }, (info) =>
        resolve(info.port),
      );
    });
    env = { SUPABASE_URL: `http://127.0.0.1:${port}`, SUPABASE_SECRET_KEY: rest.keys.secretKey };
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await fake.close();
    await database.close();
  });
  beforeEach(async () => {
    dir = await temporaryDir();
    fake.fail(undefined);
    await database.script('truncate public.conversations, public.messages, public.prospect_tracking');
    return dir.remove;
  });

  /** Stores conversations as an earlier version extracted them; one visitor for each. */
  async function seed(conversations: Record<string, string>, site = 'demo'): Promise<void> {
    for (const [sessionId, content] of Object.entries(conversations)) {
      await deliver(sessionId, [content], site);
      for await (const [conversation] of readStored(supabase, { session: sessionId }, 10)) {
        const update = conversation && (await extractRules({ rules: oldRules(), ...quiet }, conversation));
        if (update !== undefined) await store.update([update]);
      }
    }
  }
  function deliver(sessionId: string, contents: readonly string[], site = 'demo', firstPosition = 0) {
    const messages = contents.map((content) => ({ role: 'user' as const, content }));
    const record = aRecord({ sessionId, fingerprint: `fp-${sessionId}`, site, messages, firstPosition });
    const message = {
      partition: 0,
      offset: 1,
      key: sessionId,
      value: '',
      headers: {},
      attempts: 1,
      enqueuedAt: record.receivedAt,
    };
    return store.append(coalesce([{ record, message }]), 60);
  }

  /** Every row of every table that holds what visitors said, as text. */
  async function dump(): Promise<string> {
    const rows = await database.query(
      `select (select jsonb_agg(c order by session_id) from public.conversations c)::text as conversations,
         (select jsonb_agg(p order by fingerprint_id) from public.prospect_tracking p)::text as prospects`,
    );
    return JSON.stringify(rows);
  }
  const prospects = async (): Promise<unknown[]> =>
    (await database.query('select prospect_data from public.prospect_tracking order by fingerprint_id')).map(
      (row) => row.prospect_data,
    );

  function start(args: readonly string[], over: Record<string, string> = {}): ChildProcess {
    const { ANTHROPIC_API_KEY: _, ...inherited } = process.env;
    return spawn(process.execPath, ['scripts/backfill.ts', ...args], {
      env: { ...inherited, ...env, NEXUS_DATA_DIR: dir.path, ...over },
    });
  }
  function run(args: readonly string[], over: Record<string, string> = {}) {
    return new Promise<{ code: number | null; out: string; errors: string }>((resolve, reject) => {
      const child = start(args, over);
      let [out, errors] = ['', ''];
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        out += chunk;
      });
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        errors += chunk;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, errors }));
    });
  }

  describe('with the rules', () => {
    it('prints what would change, value by value, and writes nothing', async () => {
      await seed({ 's-1': 'My name is Ada Lund and I live in Oslo', 's-2': 'hello there' });
      const before = await dump();
      const { code, out } = await run([]);
      expect(code).toBe(0);
      expect(out.split('\n').slice(0, 2)).toEqual([
        '"s-1"  name  "Ada" -> "Ada Lund"  "Ada Lund"',
        expect.stringMatching(/^"s-1" {2}city {2}- -> "Oslo" {2}"[^"]*Oslo"$/),
      ]);
      expect(out).toContain('conversations: 2, of which 1 changed, 1 the same, 0 failed');
      expect(out).toContain('values: 1 changed, 1 added, 0 removed, 0 with other evidence');
      expect(out).toContain('nothing was written; --apply writes it');
      expect(await dump()).toBe(before);
    });

    it('writes it with --apply, and the second time there is nothing left to do', async () => {
      await seed({ 's-1': 'My name is Ada Lund and I live in Oslo', 's-2': 'hello there' });
      const first = await run(['--apply']);
      expect(first.out).toContain('written: 2,');
      expect(await prospects()).toMatchObject([{ name: 'Ada Lund', city: 'Oslo' }, { language: 'en' }]);
      const after = await dump();
      const second = await run(['--apply']);
      expect(second.out).toMatch(/^conversations: 2, of which 0 changed, 2 the same, 0 failed\n/);
      expect(second.out).toContain('written: 0,');
      expect(await dump()).toBe(after);
    });

    it('makes a row what the next delivery would make it, with what its fields said before', async () => {
      await seed({ 's-1': 'My name is Ada Lund, our budget is 5000 euros' });
      await deliver('s-1', ['sorry, the budget is 8000 euros'], 'demo', 1);
      await run(['--apply']);
      for await (const [conversation] of readStored(supabase, {}, 10)) {
        const update = conversation && (await extractRules({ rules: rulesExtractor(), ...quiet }, conversation));
        expect(update?.history?.budget?.map(({ value }) => value.max)).toEqual([5_000, 8_000]);
        expect(conversation).toMatchObject(
          JSON.parse(JSON.stringify({ facts: update?.facts, history: update?.history })),
        );
        expect(conversation?.extractorVersion).toBe(update?.extractorVersion);
      }
    });

    it('keeps what the model found', async () => {
      await seed({ 's-1': 'My name is Ada Lund and I run the bakery' });
      await database.query(`update public.conversations set extractor = 'claude', deep_through = 0, deep_facts = $1`, [
        { role: { value: 'run the bakery', evidence: { ...aQuote('run the bakery', 26), extractor: 'claude' } } },
      ]);
      const { out } = await run(['--apply']);
      expect(out).toContain('"s-1"  role  - -> "run the bakery"');
      expect(await prospects()).toMatchObject([{ name: 'Ada Lund', role: 'run the bakery' }]);
      expect((await database.query('select extractor from public.conversations'))[0]).toEqual({ extractor: 'claude' });
    });

    it('reads only the conversations that are asked for', async () => {
      const text = 'My name is Ada Lund';
      await seed({ 's-1': text, 's-2': text, 's-3': text });
      await seed({ 's-4': text }, 'shop');
      await database.query(`update public.conversations set updated_at = '2026-01-01' where session_id <> 's-3'`);
      const ids = async (selection: Selection): Promise<string[]> => {
        const found: string[] = [];
        for await (const page of readStored(supabase, selection, 10)) found.push(...page.map((one) => one.sessionId));
        return found;
      };
      expect(await ids({ site: 'shop' })).toEqual(['s-4']);
      expect(await ids({ session: 's-2' })).toEqual(['s-2']);
      expect(await ids({ limit: 2 })).toEqual(['s-1', 's-2']);
      expect(await ids({ since: '2026-02-01T00:00:00Z' })).toEqual(['s-3']);
      const { out } = await run(['--site', 'demo', '--since', '2025-12-31', '--limit', '1']);
      expect(out).toMatch(/^"s-1" [^\n]*\nconversations: 1, /);
    });

    it('goes through all pages, each conversation once', async () => {
      await seed(Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`s-${i}`, 'hello there'])));
      const sizes: number[] = [];
      const seen: string[] = [];
      for await (const page of readStored(supabase, { limit: 6 }, 4)) {
        sizes.push(page.length);
        seen.push(...page.map(({ sessionId }) => sessionId));
      }
      expect(sizes).toEqual([4, 2]);
      expect(seen).toEqual(['s-0', 's-1', 's-2', 's-3', 's-4', 's-5']);
    });

    it('leaves a conversation alone that changed meanwhile, and says so', async () => {
      await seed({ 's-1': 'My name is Ada Lund', 's-2': 'My name is Eva Berg' });
      const plan = planRules(rulesExtractor());
      const lines: string[] = [];
      const totals = await backfill(
        {
          pages: readStored(supabase, {}, 10),
          plan: async (page) => {
            const plans = await plan(page);
            await deliver('s-2', ['sorry, Eva Holm'], 'demo', 1);
            return plans;
          },
          store,
          print: (line) => lines.push(line),
        },
        true,
      );
      expect(totals).toMatchObject({ written: 1, stale: 1, failed: 0 });
      expect(lines.at(-1)).toBe('"s-2"  not written: it changed meanwhile');
      expect(await prospects()).toMatchObject([{ name: 'Ada Lund' }, { name: 'Eva' }]);
    });

    it('writes the others when the database refuses one', async () => {
      await seed({ 's-1': 'My name is Ada Lund', 's-2': 'My name is Eva Berg' });
      const plan = planRules(rulesExtractor());
      const lines: string[] = [];
      const totals = await backfill(
        {
          pages: readStored(supabase, {}, 10),
          plan: async (page) =>
            (await plan(page)).map((one) =>
              one.kind === 'update' && one.sessionId === 's-1'
                ? { ...one, update: { ...one.update, facts: { city: { value: 'Rome', evidence: aQuote('Rome', 0) } } } }
                : one,
            ),
          store,
          print: (line) => lines.push(line),
        },
        true,
      );
      expect(totals).toMatchObject({ written: 1, stale: 0, failed: 1 });
      expect(lines.at(-1)).toBe('"s-1"  failed: the database refused it');
      expect(await prospects()).toMatchObject([{ name: 'Ada' }, { name: 'Eva Berg' }]);
    });

    it.each([
      [['--extractor', 'oracle'], /^nexus: the extractor must be "rules" or "claude", got "oracle"\n$/],
      [['--extractor', 'claude'], /^nexus: ANTHROPIC_API_KEY is not set; [^\n]+\n$/],
      [['--limit', '0'], /^nexus: --limit takes a whole number, got "0"\n$/],
      [['--since', 'spring'], /^nexus: --since takes a time such as [^\n]+ got "spring"\n$/],
      [['--colour'], /^nexus: Unknown option '--colour'[^\n]*\n$/],
    ])('refuses %j in a plain sentence', async (args, sentence) => {
      const { code, out, errors } = await run(args);
      expect(errors).toMatch(sentence);
      expect({ code, out }).toEqual({ code: 1, out: '' });
    });

    it('says when nobody answers', async () => {
      const { code, errors } = await run([], { SUPABASE_URL: 'http://127.0.0.1:9' });
      expect({ code, errors }).toEqual({
        code: 1,
        errors: expect.stringMatching(/^nexus: the database does not answer/),
      });
    });
  });

  describe('with Claude', () => {
    const claude = (...args: string[]) =>
      run(['--extractor', 'claude', ...args], { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: fake.url });
    const needs = JSON.stringify({ needs: [{ value: 'quieter evenings', position: 0, quote: 'quieter evenings' }] });
    const state = () => join(dir.path, 'backfill.json');

    it('matches answers to conversations in any order, grounds them, and pays once for look and apply', async () => {
      await seed({ 's-1': 'My name is Ada Lund', 's-2': 'hello there', 's-3': 'quieter evenings please' });
      // Claims it of all three; only one said so.
      fake.respond(() => ({ type: 'succeeded', text: needs }));
      const batches = fake.created.length;
      const before = await dump();
      const look = await claude();
      expect(look).toMatchObject({ code: 0 });
      expect(look.errors).toMatch(/^3 conversations sent as batch msgbatch_\d+, at half the list price\n/);
      const found = look.out.matchAll(/^"(s-\d)" {2}needs {2}- -> "quieter evenings" {2}"quieter evenings"$/gm);
      expect([...found].map(([, id]) => id)).toEqual(['s-3']);
      expect(look.out).toContain('3000 input, 0 cached, 0 cache-written and 300 output tokens: 0.0022 USD');
      expect(await dump()).toBe(before);
      expect(readFileSync(state(), 'utf8')).not.toMatch(/Ada|evenings|s-1/);

      expect((await claude('--apply')).out).toContain('written: 3,');
      expect(await prospects()).toMatchObject([{ name: 'Ada Lund' }, {}, { needs: ['quieter evenings'] }]);
      const rows = await database.query('select extractor, deep_through, deep_seen from public.conversations');
      expect(rows).toEqual(Array(3).fill({ extractor: 'claude', deep_through: 0, deep_seen: 1 }));
      const after = await dump();
      expect((await claude('--apply')).out).toMatch(/^conversations: 3, of which 0 changed, 3 the same, 0 failed\n/);
      expect(await dump()).toBe(after);
      expect(fake.created.length).toBe(batches + 1);
    });

    it('shows Claude what the consumer shows it, and drops what the visitor took back', async () => {
      await seed({ 's-1': 'quieter evenings please, I live in Oslo' });
      await deliver('s-1', ['forget the quieter evenings'], 'demo', 1);
      const withdrawn = [
        { field: 'needs', item: 'quieter evenings', position: 1, quote: 'forget the quieter evenings' },
      ];
      fake.respond(() => ({ type: 'succeeded', text: JSON.stringify({ ...JSON.parse(needs), withdrawn }) }));
      expect((await claude('--apply')).out).toContain('written: 1,');
      const params = fake.created.at(-1)?.[0]?.params;
      expect(params?.system?.[0]?.text).toBe(SYSTEM_PROMPT);
      expect(params?.messages[0]?.content).toMatch(/<hints>[^<]*"city"[^<]*Oslo/);
      const [row] = await database.query('select deep_facts, facts from public.conversations');
      expect(row).toMatchObject({ deep_facts: {}, facts: { city: { value: 'Oslo' } } });
      expect(row?.deep_facts).not.toHaveProperty('needs');
    });

    it('reports what failed, applies the rest, and sends only the failed again', async () => {
      await seed({ 's-1': 'quieter evenings please', 's-2': 'hello there', 's-3': 'hi there', 's-4': 'hey there' });
      fake.respond(({ params }) => {
        const text = params.messages[0]?.content ?? '';
        if (text.includes('hello')) return { type: 'errored', error: 'overloaded_error' };
        if (text.includes('hi there')) return { type: 'expired' };
        if (text.includes('hey')) return { type: 'succeeded', text: '{}', stopReason: 'refusal' };
        return { type: 'succeeded', text: needs };
      });
      const first = await claude('--apply');
      expect(first.code).toBe(1);
      expect(first.out).toContain('"s-2"  failed: Claude: overloaded_error\n');
      expect(first.out).toContain('"s-3"  failed: Claude: expired\n');
      expect(first.out).toContain('"s-4"  failed: Claude: refusal\n');
      expect(first.out).toMatch(/^conversations: 4, .* 3 failed$/m);
      expect(first.errors).toContain('nexus: 3 of 4 conversations failed; their reasons stand above\n');
      expect((await prospects())[0]).toMatchObject({ needs: ['quieter evenings'] });

      fake.respond(({ params }) =>
        params.messages[0]?.content.includes('hey')
          ? { type: 'succeeded', text: '{}', stopReason: 'refusal' }
          : { type: 'succeeded', text: '{}' },
      );
      await claude('--apply');
      // Claude's refusal stands: it was paid for, and would be the same again.
      expect(fake.created.at(-1)).toHaveLength(2);
    });

    it('goes on with its batch after it was interrupted', async () => {
      await seed({ 's-1': 'quieter evenings please' });
      fake.respond(
        () => ({ type: 'succeeded', text: needs }),
        () => false,
      );
      const batches = fake.created.length;
      const child = start(['--extractor', 'claude'], { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: fake.url });
      const ended = new Promise((resolve) => child.on('close', resolve));
      await new Promise<void>((resolve) => {
        child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
          if (chunk.includes('waiting for batch')) resolve();
        });
      });
      child.kill('SIGKILL');
      await ended;
      fake.respond(() => ({ type: 'succeeded', text: needs }));
      expect((await claude('--apply')).out).toContain('"s-1"  needs  - -> "quieter evenings"');
      expect(fake.created.length).toBe(batches + 1);
    });

    it('ends with a sentence, without what the API said, when it refuses', async () => {
      await seed({ 's-1': 'quieter evenings please' });
      fake.fail(401);
      const { code, errors } = await claude();
      expect({ code, errors }).toEqual({
        code: 1,
        errors: 'nexus: Claude answered 401 to a batch; the same command goes on where it stopped\n',
      });
      expect(existsSync(state())).toBe(false);
    });
  });
});

const aQuote = (quote: string, start: number) => ({
  ...{ position: 0, start, end: start + quote.length, quote, confidence: 1 },
  ...{ extractor: 'rules' as const, at: '2026-11-24T10:00:00.000Z' },
});
