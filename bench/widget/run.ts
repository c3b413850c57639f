/**
 * `npm run bench:widget`: what the tag costs a page, against the same page without it and against the least that any
 * launcher can be, in turns in one run; medians. `-- --runs 3` for a quick look. No test: machines are noisy.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { openBrowser } from '../../test/support/browser.ts';
import { CONDITIONS, type Visit, visit } from './measure.ts';
import { startSite, type Variant } from './site.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '9' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || runs > 99) {
  console.error(`--runs must be 1..99, got "${values.runs}"`);
  process.exit(2);
}

const CASES: Readonly<Record<string, { readonly variant: Variant; readonly opens: boolean }>> = {
  'page without tag': { variant: 'without', opens: false },
  'bare floor': { variant: 'floor', opens: false },
  'with the tag': { variant: 'tag', opens: false },
  'panel opened': { variant: 'tag', opens: true },
  'opened, not prefetched': { variant: 'cold', opens: true },
};

const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;

const site = await startSite();
const browser = await openBrowser();
const visits = new Map<string, Visit[]>(Object.keys(CASES).map((name) => [name, []]));
try {
  // The first visit pays for what the browser itself has to load.
  await visit(browser, site.origin, 'without', false);
  for (let run = 0; run < runs; run++) {
    for (const [name, { variant, opens }] of Object.entries(CASES))
      visits.get(name)?.push(await visit(browser, site.origin, variant, opens));
  }
} finally {
  await browser.close();
  await site.close();
}

const of = (name: string, pick: (one: Visit) => number | null | undefined): number =>
  median((visits.get(name) ?? []).flatMap((one) => pick(one) ?? []));
const ms = (value: number): string => (Number.isNaN(value) ? '' : `${Math.round(value)} ms`);
const rows = Object.keys(CASES).map((name) => ({
  page: name,
  'bytes before an act': of(name, (one) => one.bytes),
  LCP: ms(of(name, (one) => one.lcp)),
  TBT: ms(of(name, (one) => one.tbt)),
  'longest task': ms(of(name, (one) => one.longestTask)),
  CLS: of(name, (one) => one.cls).toFixed(3),
  'launcher after': ms(of(name, (one) => one.launcher)),
  'click to usable': ms(of(name, (one) => one.opened?.usable)),
  INP: ms(of(name, (one) => one.opened?.inp)),
  'its longest task': ms(of(name, (one) => one.opened?.longestTask)),
}));
console.log(
  `medians of ${runs} visits each, in turns; CPU ${CONDITIONS.cpu}x slower, ${CONDITIONS.latencyMs} ms a request, 1.44 Mbps; Chromium ${browser.version()}, ${cpus().length} cores`,
);
console.table(rows);
const tag = visits.get('with the tag') ?? [];
console.log(`requested before an act: ${[...new Set(tag.flatMap((one) => one.requests))].join(' ')}`);
console.log(`stored before an act: ${Math.max(...tag.map((one) => one.stored))} keys`);
const [without, floor] = ['page without tag', 'bare floor'];
console.log(
  `with the tag : without: LCP ${(of('with the tag', (one) => one.lcp) / of(without, (one) => one.lcp)).toFixed(2)}; launcher ${Math.round(of('with the tag', (one) => one.launcher) - of(floor, (one) => one.launcher))} ms after the floor's`,
);
