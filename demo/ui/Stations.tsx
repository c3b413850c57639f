/** Five stations in a row, the dot that passes them, and the real figures under each. */
import { useEffect, useState } from 'preact/hooks';
import { formatClock, formatDuration, shortId } from '../format.ts';
import { type Journey, reached, STATIONS, type Station } from '../journey.ts';
import type { Language } from '../language.ts';
import { PANEL_WORDS } from '../panel-words.ts';
import type { Health } from '../rows.ts';
import { useMedia } from './hooks.ts';

/** The figures of a station, a line each. */
export function figures(
  station: Station,
  journey: Journey,
  health: Health | null,
  language: Language,
): readonly string[] {
  const words = PANEL_WORDS[language];
  const duration = (ms: number | null) => (ms === null ? [] : [formatDuration(ms, language)]);
  const after = (ms: number | null) => duration(ms).map((text) => `${words.after} ${text}`);
  const { accepted, read, extracted, stored } = journey;
  switch (station) {
    case 'said':
      return [formatClock(journey.saidAt, language), `${words.message} ${journey.position + 1}`];
    case 'accepted':
      if (accepted === null) return [];
      return [
        ...duration(accepted.durationMs),
        `${words.partition} ${accepted.partition}`,
        `${words.offset} ${accepted.offset}`,
      ];
    case 'read': {
      const lag = health === null || accepted === null ? [] : [`${words.lag} ${health.broker.lag}`];
      return [...after(read?.afterMs ?? null), ...lag];
    }
    case 'extracted':
      return extracted === null ? [] : [extracted.extractor, ...duration(extracted.tookMs)];
    case 'stored':
      if (stored === null) return [];
      return stored.rowId === null ? [words.none] : [`${words.row} ${shortId(stored.rowId)}`, ...after(stored.afterMs)];
  }
}

/** How long the dot rests at each station when several were passed between two looks. */
const REST_MS = 200;

/** The station the dot is at: it passes all of them, one after the other, and returns at once for a new message. */
function useDot(journey: Journey | null): number {
  const target = journey === null ? 0 : STATIONS.indexOf(reached(journey));
  const isStill = useMedia('(prefers-reduced-motion: reduce)');
  // After a reload nothing travels: the message has been where it is for long.
  const jumps = isStill || journey === null || journey.accepted?.durationMs === null;
  const [at, setAt] = useState(target);
  useEffect(() => {
    if (at === target) return;
    if (jumps || target < at) {
      setAt(target);
      return;
    }
    const timer = setTimeout(() => setAt(at + 1), REST_MS);
    return () => clearTimeout(timer);
  }, [at, target, jumps]);
  return at;
}

type Mark = 'done' | 'next' | 'fault';

export function Stations(props: {
  readonly journey: Journey | null;
  readonly health: Health | null;
  readonly language: Language;
}) {
  const { journey, health, language } = props;
  const words = PANEL_WORDS[language];
  const at = useDot(journey);
  const last = journey === null ? -1 : STATIONS.indexOf(reached(journey));
  const mark = (station: Station, index: number): Mark => {
    if (journey?.fault?.station === station) return 'fault';
    return index <= last ? 'done' : 'next';
  };
  // Before a station is reached it says what it is; then its figures say what happened.
  const lines = (station: Station) => {
    const real = journey === null ? [] : figures(station, journey, health, language);
    return real.length > 0 ? real : [words.about[station]];
  };
  return (
    <div
      class="stations"
      data-at={journey === null ? 'none' : at}
      data-reached={journey === null ? 'none' : reached(journey)}
    >
      <span class="way" aria-hidden="true" />
      <span class="way way-done" aria-hidden="true" />
      <span class="dot-way" aria-hidden="true">
        <span class="dot" />
      </span>
      <ol>
        {STATIONS.map((station, index) => (
          <li key={station} data-mark={mark(station, index)} aria-current={index === last ? 'step' : undefined}>
            <span class="stop" aria-hidden="true" />
            <span class="station-name">{words.stations[station]}</span>
            <span class="figures">
              {lines(station).map((line) => (
                <span key={line}>{line} </span>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
