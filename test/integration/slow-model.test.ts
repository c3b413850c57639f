import { describe, expect, it } from 'vitest';
import { openFakeAnthropic } from '../fakes/anthropic.ts';
import { eventually, startNexus, temporaryDir } from '../support/nexus.ts';

describe('a model that does not answer', () => {
  it('holds up nobody’s row', async () => {
    const dir = await temporaryDir();
    const anthropic = await openFakeAnthropic();
    anthropic.respond(() => ({ kind: 'hang' }));
    const nexus = await startNexus(dir.path, {
      ANTHROPIC_API_KEY: 'test-key',
      ANTHROPIC_BASE_URL: anthropic.url,
      EXTRACT_QUIET_SECONDS: '0',
    });
    try {
      const service = await nexus.service();
      const deliver = (id: string) =>
        fetch(`${nexus.url}/api/nexus/producer`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            messages: [{ role: 'user', content: `Hola, soy Ana Ruiz, ${id}@example.com` }],
            fingerprint: id,
            sessionId: id,
            ended: true,
          }),
        });
      const row = (id: string) => async () => {
        const { data } = await service
          .from('prospect_tracking')
          .select('prospect_data')
          .eq('fingerprint_id', id)
          .maybeSingle();
        return data ?? undefined;
      };
      await deliver('first');
      await eventually('the first row', 5_000, row('first'));
      await eventually('the model is asked', 15_000, async () => (anthropic.requests.length > 0 ? true : undefined));
      await deliver('second');
      expect(await eventually('the second row, while the model hangs', 3_000, row('second'))).toMatchObject({
        prospect_data: { email: 'second@example.com' },
      });
    } finally {
      await nexus.kill();
      await anthropic.close();
      await dir.remove();
    }
  }, 60_000);
});
