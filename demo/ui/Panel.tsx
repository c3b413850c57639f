/** The pipeline panel: docked beside the page on wide screens, a sheet behind a button elsewhere. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Access } from '../access.ts';
import type { Follower, Following } from '../follow.ts';
import { type Journey, reached, STATIONS } from '../journey.ts';
import type { Language } from '../language.ts';
import { whenNexus } from '../nexus.ts';
import { PANEL_WORDS } from '../panel-words.ts';
import { Door } from './Door.tsx';
import { useAccess, useLanguage, useMedia } from './hooks.ts';
import { ProspectCard } from './ProspectCard.tsx';
import { RowText } from './RowText.tsx';
import { Stations } from './Stations.tsx';
import { Tabs } from './Tabs.tsx';

/** Where the panel has its own column; panel.css says the same. */
const DOCKED = '(min-width: 1200px)';

/** What happened, in a sentence; at a fault also what to do. */
function Status({ journey, language }: { readonly journey: Journey | null; readonly language: Language }) {
  const words = PANEL_WORDS[language];
  const fault = journey?.fault ?? null;
  const sentence = () => {
    if (journey === null) return '';
    return journey.stored?.rowId === null ? words.nothingToKeep : words.now[reached(journey)];
  };
  if (fault === null) {
    return (
      <p class="status" role="status">
        {sentence()}
      </p>
    );
  }
  const { what, remedy } = words.faults[fault.kind];
  return (
    <div class="status fault" role="status">
      <p>
        <b>
          {words.stations[fault.station]}: {what}
        </b>
      </p>
      <p>{remedy}</p>
      {fault.detail !== '' && <p class="detail">{fault.detail}</p>}
    </div>
  );
}

function Empty({ language }: { readonly language: Language }) {
  const words = PANEL_WORDS[language];
  const put = async () => {
    const nexus = await whenNexus();
    nexus?.open();
    nexus?.prefill(words.example);
  };
  return (
    <div class="empty">
      <p>{words.empty}</p>
      <blockquote>{words.example}</blockquote>
      <button type="button" class="link" onClick={put}>
        {words.tryIt}
      </button>
    </div>
  );
}

function Stored(props: { readonly state: Following; readonly access: Access | null; readonly language: Language }) {
  const { state, access, language } = props;
  const words = PANEL_WORDS[language];
  const [shown, show] = useState<'prospect' | 'row'>('prospect');
  if (access?.kind !== 'open' || state.journey === null) return null;
  const { prospect, messages } = state;
  if (prospect === null) {
    // Beside a fault, or when there was nothing to keep, it would promise too much.
    const isComing = state.journey.fault === null && state.journey.stored === null;
    return isComing ? <p class="waiting">{words.waiting}</p> : null;
  }
  return (
    <Tabs
      label={words.tabs}
      tabs={[
        { key: 'prospect', title: words.tabProspect },
        { key: 'row', title: words.tabRow },
      ]}
      shown={shown}
      onShow={show}
    >
      {shown === 'prospect' ? (
        <ProspectCard prospect={prospect} messages={messages} language={language} />
      ) : (
        <RowText prospect={prospect} language={language} />
      )}
    </Tabs>
  );
}

function Pill(props: { readonly journey: Journey | null; readonly language: Language; readonly onOpen: () => void }) {
  const { journey, language, onOpen } = props;
  const words = PANEL_WORDS[language];
  const last = journey === null ? -1 : STATIONS.indexOf(reached(journey));
  const station = journey === null ? '' : words.stations[journey.fault?.station ?? reached(journey)];
  return (
    <button type="button" class="pill" aria-expanded={false} aria-controls="pipeline-panel" onClick={onOpen}>
      <span class="pill-stops" aria-hidden="true">
        {STATIONS.map((name, index) => (
          <span key={name} data-mark={journey?.fault?.station === name ? 'fault' : index <= last ? 'done' : 'next'} />
        ))}
      </span>
      {station === '' ? words.pill : `${words.pill}: ${station}${journey?.fault ? ' ⚠' : ''}`}
    </button>
  );
}

export function Panel({ follower }: { readonly follower: Follower }) {
  const language = useLanguage();
  const isDocked = useMedia(DOCKED);
  const { access, setAccess, retry } = useAccess();
  const [state, setState] = useState(follower.state);
  const [isOpen, setIsOpen] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const words = PANEL_WORDS[language];
  const isShown = isDocked || isOpen;

  useEffect(() => {
    setState(follower.state());
    return follower.subscribe(setState);
  }, [follower]);
  useEffect(() => follower.readWith(access?.kind === 'open' ? access.reader : null), [follower, access]);

  const open = () => {
    setIsOpen(true);
    // The panel is inert until it is shown, and what is inert takes no focus.
    requestAnimationFrame(() => panel.current?.focus());
  };
  const close = () => {
    setIsOpen(false);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.pill')?.focus());
  };
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !isDocked) close();
  };

  return (
    <>
      {!isShown && <Pill journey={state.journey} language={language} onOpen={open} />}
      <aside
        id="pipeline-panel"
        class="panel"
        data-shown={isShown}
        inert={!isShown}
        tabIndex={-1}
        ref={panel}
        aria-labelledby="pipeline-title"
        onKeyDown={closeByKey}
      >
        <div class="panel-head">
          <h2 id="pipeline-title">{words.title}</h2>
          {!isDocked && (
            <button type="button" class="panel-close" aria-label={words.close} onClick={close}>
              <svg viewBox="0 0 24 24" aria-hidden="true">
                <path d="M6 6l12 12M18 6L6 18" />
              </svg>
            </button>
          )}
        </div>
        <Stations journey={state.journey} health={state.health} language={language} />
        <Status journey={state.journey} language={language} />
        {state.journey === null && <Empty language={language} />}
        <Door access={access} language={language} onAccess={setAccess} onRetry={retry} />
        <Stored state={state} access={access} language={language} />
        {access?.kind === 'open' && (
          <p class="panel-foot">
            <a href="/prospects.html">{words.marketerView}</a>
            {state.health !== null && (
              <span>
                {state.health.broker.kind} · {state.health.extractor}
              </span>
            )}
          </p>
        )}
      </aside>
    </>
  );
}
