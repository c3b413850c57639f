/** The report: one row a measure, one column a condition. */
import type { Loading, Opening, Visit } from './measure.ts';
import type { Condition, Visits } from './run.ts';

/** @param part 0.5 is the median */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

const spread = (values: readonly number[], digits: number): string => {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(values, part).toFixed(digits));
  return low === high ? `${middle}` : `${middle} [${low}-${high}]`;
};

const ratio = (values: readonly number[], base: readonly number[]): string => {
  const [ours, theirs] = [quantile(values, 0.5), quantile(base, 0.5)];
  return theirs === 0 ? (ours === 0 ? 'same' : '-') : (ours / theirs).toFixed(3);
};

const printRow = (name: string, cells: readonly string[]) =>
  console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(20)).join(''));

interface Row<T> {
  readonly name: string;
  readonly of: (part: T) => number;
  readonly digits?: number;
}

const LOADING: readonly Row<Loading>[] = [
  { name: 'bytes of the chat, brotli', of: ({ bytes }) => bytes },
  { name: 'requests of the chat', of: ({ requests }) => requests.length },
  { name: 'largest contentful paint, ms', of: ({ lcpMs }) => lcpMs },
  { name: 'total blocking time, ms', of: ({ tbtMs }) => tbtMs },
  { name: 'longest task over 50 ms, ms', of: ({ longestTaskMs }) => longestTaskMs },
  { name: 'cumulative layout shift', of: ({ cls }) => cls, digits: 4 },
  { name: 'main thread until settled, ms CPU', of: ({ mainThreadMs }) => mainThreadMs },
  { name: 'launcher on screen after, ms', of: ({ launcherMs }) => launcherMs },
];

const OPENING: readonly Row<Opening>[] = [
  { name: 'click to usable, ms', of: ({ usableMs }) => usableMs },
  { name: 'click to next paint (INP), ms', of: ({ interactionMs }) => interactionMs },
  { name: 'longest task over 50 ms, ms', of: ({ longestTaskMs }) => longestTaskMs },
  { name: 'cumulative layout shift', of: ({ cls }) => cls, digits: 4 },
];

const listed = (lists: readonly (readonly string[])[]): string => [...new Set(lists.flat())].join(', ') || 'nothing';

/** Prints both tables and what was requested and stored before the first act. */
export function printReport(visits: Visits): void {
  const loading = (condition: Condition): Loading[] => visits[condition].map((visit: Visit) => visit.loading);
  const opening = (condition: Condition): Opening[] => visits[condition].flatMap((visit) => visit.opening ?? []);

  printRow('before any act', ['page', 'with a bare button', 'with the tag', 'tag / page', 'tag / bare']);
  for (const { name, of, digits = 0 } of LOADING) {
    const [page, floor, tag] = [loading('page').map(of), loading('floor').map(of), loading('tag').map(of)];
    const cells = [page, floor, tag].map((values) => spread(values, digits));
    printRow(name, [...cells, ratio(tag, page), ratio(tag, floor)]);
  }
  const median = (values: readonly Loading[]) =>
    quantile(
      values.map(({ launcherMs }) => launcherMs),
      0.5,
    );
  console.log(
    `the launcher comes ${(median(loading('tag')) - median(loading('floor'))).toFixed(0)} ms after the bare button`,
  );

  console.log();
  printRow('the opening click', ['panel downloaded', 'nothing downloaded', 'ratio']);
  for (const { name, of, digits = 0 } of OPENING) {
    const [ready, unprepared] = [opening('tag').map(of), opening('unprepared').map(of)];
    printRow(name, [spread(ready, digits), spread(unprepared, digits), ratio(ready, unprepared)]);
  }

  const before = loading('tag');
  console.log(`\nbefore any act, with the tag
  requested  ${listed(before.map(({ requests }) => requests))}
  elsewhere  ${listed(before.map(({ foreign }) => foreign))}
  stored     ${listed(before.map(({ stored }) => stored))}
  under Save-Data requested  ${listed(loading('unprepared').map(({ requests }) => requests))}`);
}
