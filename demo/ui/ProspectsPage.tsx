/** The marketer's view: the newest prospects and a search. */
import { useEffect, useState } from 'preact/hooks';
import type { Language } from '../language.ts';
import { PROSPECT_WORDS } from '../prospect-words.ts';
import type { Reader } from '../reader.ts';
import type { ProspectRow } from '../rows.ts';
import { Door } from './Door.tsx';
import { failed, type Load, useAccess, useLanguage } from './hooks.ts';
import { ProspectsTable } from './ProspectsTable.tsx';

/** A pause in typing that is worth a search. */
const PAUSE_MS = 250;

function Found(props: { readonly reader: Reader; readonly search: string; readonly language: Language }) {
  const { reader, search, language } = props;
  const words = PROSPECT_WORDS[language];
  const [load, setLoad] = useState<Load<readonly ProspectRow[]>>({ kind: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    const settle = (next: Load<readonly ProspectRow[]>) => {
      if (!stop.signal.aborted) setLoad(next);
    };
    reader.newest(search, stop.signal).then(
      (value) => settle({ kind: 'loaded', value }),
      (error: unknown) => settle(failed(error)),
    );
    return () => stop.abort();
  }, [reader, search, turn]);
  const again = () => setTurn(turn + 1);
  if (load.kind === 'loading') {
    return (
      <p class="notice" role="status">
        {words.loading}
      </p>
    );
  }
  if (load.kind === 'failed') {
    return (
      <div class="notice" role="alert">
        <p>
          <b>{words.failed}</b>
        </p>
        <p class="small">{load.detail}</p>
        <button type="button" class="link" onClick={again}>
          {words.retry}
        </button>
      </div>
    );
  }
  const rows = load.value;
  return (
    <>
      <div class="found">
        <p role="status">{rows.length === 0 ? '' : words.count(rows.length)}</p>
        <button type="button" class="quiet" onClick={again}>
          {words.refresh}
        </button>
      </div>
      {rows.length === 0 ? (
        <div class="notice" role="status">
          <p>{search.trim() === '' ? words.none : words.noneFound(search.trim())}</p>
          {search.trim() === '' && <a href="/">{words.toSite}</a>}
        </div>
      ) : (
        <ProspectsTable rows={rows} reader={reader} language={language} />
      )}
    </>
  );
}

/** What is typed, once typing pauses. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

export function ProspectsPage() {
  const language = useLanguage();
  const { access, setAccess, retry } = useAccess();
  const [typed, setTyped] = useState('');
  const search = usePaused(typed);
  const words = PROSPECT_WORDS[language];
  const signOut = async () => {
    if (access?.kind !== 'open' || access.signOut === null) return;
    await access.signOut();
    retry();
  };
  return (
    <>
      <div class="page-head">
        <h1>{words.title}</h1>
        {access?.kind === 'open' && (
          <label class="search">
            <span>{words.search}</span>
            <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
          </label>
        )}
        {access?.kind === 'open' && access.signOut !== null && (
          <button type="button" class="quiet" onClick={signOut}>
            {words.signOut}
          </button>
        )}
      </div>
      {access === null && (
        <p class="notice" role="status">
          {words.loading}
        </p>
      )}
      <Door access={access} language={language} onAccess={setAccess} onRetry={retry} />
      {access?.kind === 'open' && <Found reader={access.reader} search={search} language={language} />}
    </>
  );
}
