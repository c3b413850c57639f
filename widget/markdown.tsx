/**
 * The little Markdown that assistants write, as nodes: no string ever becomes markup, so nothing in a reply can be more
 * than text, emphasis, code, a list or a link. What is not understood stays readable as it was written.
 */
import type { ComponentChildren, VNode } from 'preact';

/** Order matters: code shields what is in it, bold comes before italics. */
const INLINE =
  /`([^`\n]+)`|\[([^\]\n]+)\]\(([^\s()]+)\)|\*\*(?=\S)([^\n]*?\S)\*\*(?!\*)|(?<![\w*])[*_](?=[^\s*_])([^*_\n]*[^\s*_])[*_](?!\w)|(https?:\/\/[^\s<>"]*[^\s<>".,;:!?'()])|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;

/** @returns the address when a visitor may safely be led there, else undefined */
export function safeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return /^(https?|mailto|tel):$/.test(protocol) ? href : undefined;
}

function link(address: string, text: ComponentChildren, asWritten: string): VNode | string {
  const href = safeHref(address);
  if (href === undefined) return asWritten;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {text}
    </a>
  );
}

function inline(text: string): ComponentChildren[] {
  const match = INLINE.exec(text);
  if (match === null) return text === '' ? [] : [text];
  const [whole, code, label, address, bold, italic, url, email] = match;
  let node: ComponentChildren = whole;
  if (code !== undefined) node = <code>{code}</code>;
  else if (label !== undefined && address !== undefined) node = link(address, inline(label), whole);
  else if (bold !== undefined) node = <strong>{inline(bold)}</strong>;
  else if (italic !== undefined) node = <em>{inline(italic)}</em>;
  else if (url !== undefined) node = link(url, url, whole);
  else if (email !== undefined) node = link(`mailto:${email}`, email, whole);
  const end = match.index + whole.length;
  return [text.slice(0, match.index), node, ...inline(text.slice(end))].filter((part) => part !== '');
}

/** A long line of code scrolls, so the keyboard must reach it (WCAG 2.1.1). */
const SCROLLABLE = { tabIndex: 0 };

const BULLET = /^\s{0,3}[-*+]\s+/;
const NUMBER = /^\s{0,3}\d{1,3}[.)]\s+/;

/** @returns block nodes for a whole or a still growing text */
export function markdown(text: string): VNode[] {
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
      blocks.push(
        <pre {...SCROLLABLE}>
          <code>{code.join('\n')}</code>
        </pre>,
      );
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const marker = BULLET.test(line) ? BULLET : NUMBER;
      const items = take((item) => marker.test(item)).map((item) => <li>{inline(item.replace(marker, ''))}</li>);
      blocks.push(marker === BULLET ? <ul>{items}</ul> : <ol start={Number.parseInt(line, 10)}>{items}</ol>);
    } else {
      // Headings in a chat bubble shout; they become bold lines.
      const paragraph = take(isParagraph).map((part) => part.replace(/^#+ (.*)/, '**$1**'));
      blocks.push(<p>{paragraph.flatMap((part, n) => [n > 0 && <br />, ...inline(part)])}</p>);
    }
  }
  return blocks;
}
