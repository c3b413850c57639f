/** The row as SQL and as JSON, with the select that reads it. */
import { useRef, useState } from 'preact/hooks';
import type { Language } from '../language.ts';
import { PANEL_WORDS } from '../panel-words.ts';
import type { ProspectRow } from '../rows.ts';
import { rowJson, rowSql, selectSql } from '../sql.ts';

type Outcome = 'none' | 'copied' | 'failed';

function Code({
  title,
  text,
  language,
}: {
  readonly title: string;
  readonly text: string;
  readonly language: Language;
}) {
  const words = PANEL_WORDS[language];
  const pre = useRef<HTMLPreElement>(null);
  const [outcome, setOutcome] = useState<Outcome>('none');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      // No clipboard without a secure context or a permission: the text is selected, and a key press away.
      if (pre.current !== null) getSelection()?.selectAllChildren(pre.current);
      setOutcome('failed');
    }
  };
  return (
    <div class="code">
      <div class="code-head">
        <span role="status">{outcome === 'copied' ? words.copied : outcome === 'failed' ? words.copyFailed : ''}</span>
        <button type="button" class="quiet" onClick={copy} aria-label={`${words.copy}: ${title}`}>
          {words.copy}
        </button>
      </div>
      <pre ref={pre}>{text}</pre>
    </div>
  );
}

export function RowText({ prospect, language }: { readonly prospect: ProspectRow; readonly language: Language }) {
  const words = PANEL_WORDS[language];
  const [form, setForm] = useState<'SQL' | 'JSON'>('SQL');
  return (
    <div class="row-text">
      <h3>{words.select}</h3>
      <Code title={words.select} text={selectSql(prospect)} language={language} />
      <div class="row-head">
        <h3>{words.theRow}</h3>
        <div class="choice">
          {(['SQL', 'JSON'] as const).map((name) => (
            <button key={name} type="button" aria-pressed={form === name} onClick={() => setForm(name)}>
              {name}
            </button>
          ))}
        </div>
      </div>
      <Code
        key={form}
        title={`${words.theRow}, ${form}`}
        text={form === 'SQL' ? rowSql(prospect) : rowJson(prospect)}
        language={language}
      />
    </div>
  );
}
