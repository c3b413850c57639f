// @vitest-environment happy-dom
import { createElement, render } from 'preact';
import { describe, expect, it } from 'vitest';
import { type CreateNode, createMarkdown, safeHref } from './markdown.ts';

const markdown = createMarkdown(createElement as CreateNode);

function html(text: string): string {
  const root = document.createElement('div');
  render(markdown(text), root);
  return root.innerHTML;
}
const REL = 'target="_blank" rel="noopener noreferrer nofollow ugc"';

describe('Markdown', () => {
  it.each([
    ['plain text', 'Hello', '<p>Hello</p>'],
    ['paragraphs and line breaks', 'a\nb\n\nc', '<p>a<br>b</p><p>c</p>'],
    [
      'bold and italics',
      '**a** *b* _c_ **d *e***',
      '<p><strong>a</strong> <em>b</em> <em>c</em> <strong>d <em>e</em></strong></p>',
    ],
    ['code', 'use `a*b*c` now', '<p>use <code>a*b*c</code> now</p>'],
    ['a code block', '```ts\na < b\n\n**c**\n```', '<pre tabindex="0"><code>a &lt; b\n\n**c**</code></pre>'],
    ['a list', '- a\n- **b**', '<ul><li>a</li><li><strong>b</strong></li></ul>'],
    ['a numbered list', '3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['a heading, as a bold line', '## Prices', '<p><strong>Prices</strong></p>'],
    ['a link', '[our site](https://faro.test/a_b)', `<p><a href="https://faro.test/a_b" ${REL}>our site</a></p>`],
    [
      'a bare address',
      'See https://faro.test/x.',
      `<p>See <a href="https://faro.test/x" ${REL}>https://faro.test/x</a>.</p>`,
    ],
    ['an e-mail', 'to ana@faro.test.', `<p>to <a href="mailto:ana@faro.test" ${REL}>ana@faro.test</a>.</p>`],
  ])('shows %s', (_, text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it.each([
    ['markup', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['a script address', '[x](javascript:alert(1))', '[x](javascript:alert(1))'],
    ['data', '[x](data:text/html,hi)', '[x](data:text/html,hi)'],
    ['names with underscores', 'team_size and max_value', 'team_size and max_value'],
    ['sums', '2 * 3 * 4', '2 * 3 * 4'],
    ['half of a pair', '**not closed', '**not closed'],
  ])('leaves %s as text', (_, text, expected) => {
    expect(html(text)).toBe(`<p>${expected}</p>`);
  });

  it('allows only addresses that are safe to follow', () => {
    expect(['https://a.test/', 'mailto:a@b.test', 'tel:+34600000000'].map(safeHref)).not.toContain(undefined);
    expect(
      ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:,x', 'vbscript:x', '//a.test', '/a', ''].map(safeHref),
    ).toEqual(Array.from({ length: 7 }, () => undefined));
  });

  it('understands a growing text at every length in no time', () => {
    const text = `${'**a** [b](https://c.test) `d` '.repeat(200)}\n- x\n1. y`;
    const startedAt = performance.now();
    for (let length = 0; length < text.length; length += 100) markdown(text.slice(0, length));
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it.each(['*', '_', '**', '[', '`', '[a](', 'a@', 'http://'])('is not slowed down by many %s', (piece) => {
    const startedAt = performance.now();
    markdown(piece.repeat(12_000 / piece.length));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
