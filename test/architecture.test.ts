import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));

/** Rooms of the house, the longest path first, so that a file belongs to the innermost. */
const ROOMS = {
  contract: 'supabase/functions/_shared/contract',
  broker: 'supabase/functions/_shared/broker',
  shared: 'supabase/functions/_shared',
  consumer: 'supabase/functions/nexus-consumer',
  local: 'server/local',
  server: 'server',
  widget: 'widget',
  demo: 'demo',
} as const;
type Room = keyof typeof ROOMS;

/** Which rooms a room may import, besides itself. */
const MAY_IMPORT: Record<Room, readonly Room[]> = {
  contract: [],
  shared: ['contract'],
  broker: ['contract', 'shared'],
  consumer: ['contract', 'broker', 'shared'],
  server: ['contract', 'broker', 'shared'],
  local: ['contract', 'broker', 'shared', 'consumer', 'server'],
  widget: ['contract'],
  demo: ['contract', 'widget'],
};

/** Rooms that may name these only as types: nothing of them reaches the bundle. */
const TYPES_ONLY: ReadonlySet<string> = new Set(['widget>contract', 'demo>contract', 'demo>widget']);

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly isType: boolean;
}

function sources(dir: string): string[] {
  return readdirSync(join(ROOT, dir)).flatMap((name) => {
    const path = join(dir, name);
    if (statSync(join(ROOT, path)).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(/^\s*(import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'/gm)) {
    found.push({ file, specifier: match[3] ?? '', isType: match[2] !== undefined });
  }
  for (const match of text.matchAll(/^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)) {
    found.push({ file, specifier: match[1] ?? match[2] ?? '', isType: false });
  }
  return found;
}

const roomOf = (path: string): Room | undefined =>
  (Object.keys(ROOMS) as Room[]).find((room) => path.startsWith(`${ROOMS[room]}/`));

const files = ['supabase/functions', 'server', 'widget', 'demo'].flatMap(sources);
const imports = files.flatMap(importsOf);
const relativeImports = imports.filter(({ specifier }) => specifier.startsWith('.'));

describe('the rooms of the house', () => {
  it('has sources in every room, so that the rules below have something to hold', () => {
    for (const room of Object.keys(ROOMS) as Room[]) {
      if (room === 'shared') continue;
      expect(
        files.some((file) => roomOf(file) === room),
        room,
      ).toBe(true);
    }
    expect(relativeImports.length).toBeGreaterThan(100);
  });

  it('imports one way only', () => {
    const broken = relativeImports.flatMap(({ file, specifier, isType }) => {
      const from = roomOf(file);
      const to = roomOf(relative(ROOT, resolve(ROOT, dirname(file), specifier)));
      if (from === undefined || to === undefined || from === to) return [];
      if (!MAY_IMPORT[from].includes(to)) return [`${file} imports ${specifier}: ${from} may not import ${to}`];
      if (TYPES_ONLY.has(`${from}>${to}`) && !isType) return [`${file} imports ${specifier}: only its types`];
      return [];
    });
    expect(broken).toEqual([]);
  });

  it('keeps the contract free of everything but zod', () => {
    const foreign = imports.filter(
      ({ file, specifier }) => roomOf(file) === 'contract' && !specifier.startsWith('.') && specifier !== 'zod',
    );
    expect(foreign).toEqual([]);
    for (const file of files.filter((one) => roomOf(one) === 'contract')) {
      expect(readFileSync(join(ROOT, file), 'utf8'), file).not.toMatch(/\b(Deno|process|window|document)\./);
    }
  });

  it('carries .ts on relative imports, which Node and Deno need', () => {
    expect(relativeImports.filter(({ specifier }) => !/\.(tsx?|css|css\?inline|json)$/.test(specifier))).toEqual([]);
  });

  it('names process and Deno only where a program starts', () => {
    const entries = ['server/main.ts', 'server/local/start.ts', 'supabase/functions/nexus-consumer/index.ts'];
    const stray = files.filter(
      (file) =>
        !entries.includes(file) &&
        !file.startsWith('server/local/') &&
        /(?<![.\w'"`])(process|Deno)\.\w/.test(
          readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
        ),
    );
    expect(stray).toEqual([]);
  });

  it('maps every bare import of the Edge Function to a pinned version that package.json also has', () => {
    const denoJson: unknown = JSON.parse(
      readFileSync(join(ROOT, 'supabase/functions/nexus-consumer/deno.json'), 'utf8'),
    );
    const packageJson: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const map = new Map(Object.entries((denoJson as { imports: Record<string, string> }).imports));
    const pinned = (packageJson as { dependencies: Record<string, string> }).dependencies;
    const bare = imports.filter(
      ({ file, specifier }) => file.startsWith('supabase/functions/') && !specifier.startsWith('.'),
    );
    const used = new Set(bare.map(({ specifier }) => specifier));
    expect([...used].filter((specifier) => !map.has(specifier))).toEqual([]);
    for (const [specifier, target] of map) {
      expect(used.has(specifier), `${specifier} is mapped and not used`).toBe(true);
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      expect(target, specifier).toMatch(new RegExp(`^npm:${name.replaceAll('/', '\\/')}@${pinned[name]}(/|$)`));
    }
  });
});
