import { describe, expect, it } from 'vitest';
import { readJson } from './body.ts';
import { HttpProblem } from './problem.ts';

const post = (body: BodyInit, type = 'application/json'): Request =>
  new Request('http://nexus.test/', { method: 'POST', body, headers: { 'content-type': type } });

async function refusal(request: Request): Promise<HttpProblem> {
  const error: unknown = await readJson(request).then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof HttpProblem) return error;
  throw new Error('expected a refusal');
}

describe('readJson', () => {
  it('reads JSON from application/json and from text/plain, with or without charset', async () => {
    for (const type of [
      'application/json',
      'text/plain',
      'text/plain;charset=UTF-8',
      'Application/JSON; charset=utf-8',
    ]) {
      expect(await readJson(post('{"a":[1,"ñ"]}', type))).toEqual({ a: [1, 'ñ'] });
    }
  });

  it('allows the same key in different objects', async () => {
    expect(await readJson(post('{"a":{"x":1},"b":{"x":2},"c":[{"x":3},{"x":4}]}'))).toBeTruthy();
  });

  it.each([
    ['a repeated key', '{"a":1,"a":2}', '/a'],
    ['a repeated key deep inside', '{"m":[{"role":"user"},{"role":"user","role":"assistant"}]}', '/m/1/role'],
    ['a key repeated by escape', String.raw`{"a":1,"\u0061":2}`, '/a'],
    ['__proto__', '{"__proto__":{"x":1}}', '/__proto__'],
    ['constructor inside', '{"page":{"constructor":1}}', '/page/constructor'],
  ])('refuses %s and names it', async (_what, body, pointer) => {
    const problem = await refusal(post(body));
    expect(problem.kind).toBe('invalid-input');
    expect(problem.violations.map((one) => one.pointer)).toEqual([pointer]);
  });

  it.each([
    ['nothing', ''],
    ['half of an object', '{"a":'],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{/* hi */"a":1}'],
    ['two values', '{} {}'],
    ['a byte order mark and NaN', '\uFEFFNaN'],
  ])('refuses %s as malformed', async (_what, body) => {
    expect((await refusal(post(body))).violations).toEqual([{ pointer: '', detail: 'must be valid JSON' }]);
  });

  it('refuses bytes that are not UTF-8', async () => {
    expect((await refusal(post(new Uint8Array([0x22, 0xff, 0x22])))).message).toMatch(/UTF-8/);
  });

  it('refuses 30,000 levels without running out of stack', async () => {
    expect((await refusal(post('['.repeat(30_000) + ']'.repeat(30_000)))).message).toMatch(/16 levels/);
  });

  it('refuses a body over 64 KiB, declared or streamed', async () => {
    expect((await refusal(post(`"${'x'.repeat(65_536)}"`))).kind).toBe('too-large');
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000).fill(0x20)),
    });
    const request = new Request('http://nexus.test/', {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit);
    expect((await refusal(request)).kind).toBe('too-large');
  });

  it('takes exactly 64 KiB', async () => {
    expect(await readJson(post(`"${'x'.repeat(65_534)}"`))).toHaveLength(65_534);
  });

  it.each(['', 'text/html', 'multipart/form-data; boundary=x', 'application/xml'])(
    'refuses the media type "%s"',
    async (type) => {
      const problem = await refusal(post(new Blob(['{}']), type));
      expect(problem.kind).toBe('unsupported-media-type');
      expect(problem.violations[0]?.header).toBe('content-type');
    },
  );
});
