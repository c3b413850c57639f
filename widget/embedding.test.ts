import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const guide = read('../docs/embedding.md');
const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name ?? '').sort();

describe('the guide to embedding', () => {
  it('names every attribute, and no other', () => {
    const fields = names(/interface Config \{([^}]+)\}/.exec(read('config.ts'))?.[1] ?? '', /readonly (\w+)/g);
    const attributes = names(guide, /^\| `data-([\w-]+)`/gm).map((name) =>
      name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(attributes).toEqual(fields);
  });

  it('names every method and event, and no other', () => {
    const methods = names(/interface NexusApi \{([\s\S]+?)\n\}/.exec(read('api.ts'))?.[1] ?? '', /^ {2}(\w+)[(<]/gm);
    const table = guide.slice(guide.indexOf('| method | |'), guide.indexOf('`context` and `identify` are'));
    expect([...new Set(names(table.replace(/\|[^|]*\|$/gm, ''), /`(\w+)\(/g))]).toEqual(methods);
    const events = names(/interface NexusEvents \{([\s\S]+?)\n\}/.exec(read('events.ts'))?.[1] ?? '', /^ {2}(\w+): /gm);
    const list = guide.slice(guide.indexOf('`ready`, `open`'), guide.indexOf('```js\naddEventListener'));
    expect(names(list, /`(\w+)`/g)).toEqual(events);
  });
});
