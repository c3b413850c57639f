/**
 * `npm run bench:widget`: what the tag costs its page, and what a click on the launcher costs the visitor. The page without
 * a chat, with a script that only adds a button, and with the tag take turns in one run, so that whatever else the
 * machine does falls on all of them. Prints medians; `-- --runs 3` is a quick look. No test: machines are noisy.
 */
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { buildIfStale } from '../../server/local/build.ts';
import { openBrowser } from '../../test/support/browser.ts';
import { CPU_SLOWDOWN, KBITS_PER_SECOND, LATENCY_MS, type Visit, type VisitOptions, visit } from './measure.ts';
import { openSite } from './site.ts';
import { printReport } from './table.ts';

const RUNS = 9;

const CONDITIONS = {
  page: { kind: 'page', opens: false, savesData: false },
  floor: { kind: 'floor', opens: false, savesData: false },
  tag: { kind: 'tag', opens: true, savesData: false },
  unprepared: { kind: 'tag', opens: true, savesData: true },
} as const satisfies Record<string, VisitOptions>;
/** `tag` is opened after its panel was downloaded ahead, `unprepared` with nothing downloaded. */
export type Condition = keyof typeof CONDITIONS;
export type Visits = Readonly<Record<Condition, readonly Visit[]>>;

function parseRuns(): number {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: String(RUNS) } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1 || runs > 99) throw new Error(`--runs must be 1..99, got "${values.runs}"`);
  return runs;
}

async function measure(browser: Browser, runs: number, widgetFolder: string): Promise<Visits> {
  const site = await openSite(widgetFolder);
  try {
    // The first visit of a fresh browser pays for its start.
    await visit(browser, site, CONDITIONS.page);
    const visits: Record<Condition, Visit[]> = { page: [], floor: [], tag: [], unprepared: [] };
    for (let run = 0; run < runs; run++)
      for (const condition of Object.keys(CONDITIONS) as Condition[])
        visits[condition].push(await visit(browser, site, CONDITIONS[condition]));
    return visits;
  } finally {
    await site.close();
  }
}

try {
  const runs = parseRuns();
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await buildIfStale(root);
  const browser = await openBrowser();
  try {
    const [load = 0] = loadavg();
    console.log(
      `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), load ${load.toFixed(1)} before, ` +
        `Chromium ${browser.version()}, Node ${process.versions.node}\n` +
        `CPU ${CPU_SLOWDOWN}x slower, ${LATENCY_MS} ms a request, ${KBITS_PER_SECOND / 1000} Mbps, phone viewport, cold cache; ` +
        `medians of ${runs} interleaved runs, quartiles in brackets\n`,
    );
    printReport(await measure(browser, runs, `${root}dist/widget`));
  } finally {
    await browser.close();
  }
} catch (cause) {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  console.error(`The widget could not be measured: ${reason}`);
  process.exitCode = 1;
}
