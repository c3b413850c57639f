/**
 * The little Markdown that assistants write, as nodes: no string ever becomes markup, so nothing in a reply can be more
 * than text, emphasis, code, a list or a link. What is not understood stays readable as it was written.
 */
import type { ComponentChildren, VNode } from 'preact';
import { parseUrl } from './page.ts';

/** Order matters: code shields what is in it, bold comes before italics. */
const INLINE =
  /`([^`\n]{1,500})`|\[([^\]\n]{1,300})\]\(([^\s()]+)\)|\*\*(?=\S)([^\n]*?\S)\*\*(?!\*)|(?<![\w*])[*_](?=[^\s*_])([^*_\n]*[^\s*_])[*_](?!\w)|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?'()])|((?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]+)+)/;

/** @returns the address when a visitor may safely be led there, else undefined */
export function safeHref(address: string): string | undefined {
  const url = parseUrl(address);
  return url && /^(https?|mailto|tel):$/.test(url.protocol) ? url.href : undefined;
}

/** @returns block nodes for a whole or a still growing text */
export type Markdown = (text: string) => VNode[];

/** A long line of code scrolls, so the keyboard must reach it (WCAG 2.1.1). */
const SCROLLABLE = { tabIndex: 0 };

const BULLET = /^\s{0,3}[-*+]\s+/;
const NUMBER = /^\s{0,3}\d{1,3}[.)]\s+/;

/** Preact's `createElement`, as far as it is needed here. */
export type CreateNode = (type: string, props: object | null, ...children: ComponentChildren[]) => VNode;

/** @param h given by the panel, since this file travels in another chunk */
export function createMarkdown(h: CreateNode): Markdown {
  function link(address: string, text: ComponentChildren, asWritten: string): VNode | string {
    const href = safeHref(address);
    if (href === undefined) return asWritten;
    return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow ugc' }, text);
  }

  function inline(text: string): ComponentChildren[] {
    const match = INLINE.exec(text);
    if (match === null) return text === '' ? [] : [text];
    const [whole, code, label, address, bold, italic, url, email] = match;
    let node: ComponentChildren = whole;
    if (code !== undefined) node = h('code', null, code);
    else if (label !== undefined && address !== undefined) node = link(address, inline(label), whole);
    else if (bold !== undefined) node = h('strong', null, inline(bold));
    else if (italic !== undefined) node = h('em', null, inline(italic));
    else if (url !== undefined) node = link(url, url, whole);
    else if (email !== undefined) node = link(`mailto:${email}`, email, whole);
    const end = match.index + whole.length;
    return [text.slice(0, match.index), node, ...inline(text.slice(end))].filter((part) => part !== '');
  }

  return (text) => {
    const lines = text.split('\n');
    const blocks: VNode[] = [];
    let i = 0;
    const take = (belongs: (line: string) => boolean): string[] => {
      const from = i;
      while (i < lines.length && belongs(lines[i] ?? '')) i++;
      return lines.slice(from, i);
    };
    const isParagraph = (line: string) =>
      line.trim() !== '' && !/^```/.test(line) && !BULLET.test(line) && !NUMBER.test(line);

    while (i < lines.length) {
      const line = lines[i] ?? '';
      if (line.trim() === '') i++;
      else if (line.startsWith('```')) {
        i++;
        const code = take((inner) => !inner.startsWith('```'));
        i++;
        blocks.push(h('pre', SCROLLABLE, h('code', null, code.join('\n'))));
      } else if (BULLET.test(line) || NUMBER.test(line)) {
        const marker = BULLET.test(line) ? BULLET : NUMBER;
        const items = take((item) => marker.test(item)).map((item) => h('li', null, inline(item.replace(marker, ''))));
        blocks.push(marker === BULLET ? h('ul', null, items) : h('ol', { start: Number.parseInt(line, 10) }, items));
      } else {
        // Headings in a chat bubble shout; they become bold lines.
        const paragraph = take(isParagraph).map((part) => part.replace(/^#+ (.*)/, '**$1**'));
        const parts = paragraph.flatMap((part, n) => [...(n > 0 ? [h('br', null)] : []), ...inline(part)]);
        blocks.push(h('p', null, parts));
      }
    }
    return blocks;
  };
}
