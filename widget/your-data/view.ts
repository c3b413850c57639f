/** The visitor's view of their own data: to see, to take away, to erase. */
import { button, el } from './dom.ts';
import { showKept, showUndelivered, showUnderstood } from './facts.ts';
import { createFormatter } from './format.ts';
import { eraseOwnData, exportOwnData, OwnDataError, type OwnExport, type YourDataParts } from './own-data.ts';
import { words } from './words.ts';
import css from './your-data.css?inline';

/** A browser needs a moment to take what a link points to. */
const DOWNLOAD_MS = 10_000;

/** What the view needs besides. */
export interface YourDataViewParts extends YourDataParts {
  /** Where the style sheet goes while the view is shown. */
  readonly root: ShadowRoot;
  onBack(): void;
  /** Makes this browser forget the conversation. Called once, after the server has erased it. */
  onErased(): Promise<void> | void;
  /** Told first, at once: the server has erased, so nothing of the old conversation may be sent any more. */
  onServerErased(): void;
}

function download(data: OwnExport, toJson: (value: unknown) => string): void {
  const href = URL.createObjectURL(new Blob([toJson(data)], { type: 'application/json' }));
  el('a', { href, download: `nexus-data-${data.exportedAt.slice(0, 10)}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(href), DOWNLOAD_MS);
}

const isOutOfSight = () => document.visibilityState === 'hidden';
/** A greeting alone is nobody's data, and no outbox sends it. */
const hasVisitorSpoken = (entries: OwnExport['browser']['messages']) => entries.some(({ role }) => role === 'user');
const troubleOf = (cause: unknown) => (cause instanceof OwnDataError ? cause.kind : 'unavailable');

/**
 * Fills `container` with everything that is kept of the visitor and the means to download and erase it.
 *
 * @returns the function that takes it away again
 */
export function showYourData(container: HTMLElement, parts: YourDataViewParts): () => void {
  const { root, onBack } = parts;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  const heading = el('h3', { tabindex: '-1' }, words.title);
  const intro = el('p', { class: 'quiet' }, words.intro);
  const facts = el('div', { class: 'facts' });
  const status = el('p', { role: 'status' });
  const actions = el('div', { class: 'actions' });
  const view = el(
    'div',
    { class: 'your-data' },
    el('div', { class: 'top' }, heading, button(words.back, 'plain', onBack)),
    intro,
    facts,
    el('div', { class: 'foot' }, status, actions),
  );
  const gone = new AbortController();
  let isErased = false;

  /** @param kind `heard`: for those who listen, since the others see it */
  const say = (text: string, kind: 'heard' | 'quiet' | 'warn' | '' = 'quiet') => {
    status.className = kind;
    status.textContent = text;
  };

  const forget = () => {
    if (!isErased) return;
    isErased = false;
    void parts.onErased();
  };

  const erase = async () => {
    say(words.erasing);
    actions.replaceChildren();
    heading.focus({ preventScroll: true });
    try {
      await eraseOwnData(parts);
    } catch (cause) {
      if (gone.signal.aborted) return;
      say(words.notErased[troubleOf(cause)], 'warn');
      const again = button(words.retry, '', () => void erase());
      actions.replaceChildren(
        again,
        button(words.keep, '', () => void load()),
      );
      again.focus();
      return;
    }
    isErased = true;
    parts.onServerErased();
    // Nothing may stay where nobody is left to press a button.
    if (gone.signal.aborted || isOutOfSight()) {
      forget();
      return;
    }
    intro.remove();
    facts.replaceChildren();
    say(words.erased, '');
    const begin = button(words.newChat, 'main', forget);
    actions.replaceChildren(begin);
    begin.focus();
  };

  const offer = (data: OwnExport) => {
    const ask = button(words.erase, 'grave', () => {
      const sentence = el('p', { id: 'nexus-erase' }, words.confirm);
      const keep = button(words.keep, '', () => {
        offer(data).focus();
      });
      const confirmation = el(
        'div',
        { class: 'confirm', role: 'group', 'aria-labelledby': sentence.id },
        sentence,
        button(words.eraseAll, 'grave main', () => void erase()),
        keep,
      );
      actions.replaceChildren(confirmation);
      keep.focus();
      confirmation.scrollIntoView?.({ block: 'nearest' });
    });
    actions.replaceChildren(
      button(words.download, '', () => download(data, parts.toJson)),
      ask,
    );
    return ask;
  };

  const draw = (data: OwnExport) => {
    const { server, browser } = data;
    const format = createFormatter(parts.locale, words);
    const isKept = server !== null && (server.conversation !== null || server.messages.length > 0);
    const isWaiting = server !== null && server.inFlight > 0;
    const undelivered = browser.messages.filter(({ role, state }) => role === 'user' && state !== 'saved');
    const isEmpty = !isKept && !isWaiting && !server?.deadLetters && !hasVisitorSpoken(browser.messages);
    facts.replaceChildren(
      ...(isEmpty ? [el('p', {}, words.nothing)] : []),
      ...(isWaiting
        ? [
            el(
              'p',
              { class: 'waiting' },
              words.inFlight,
              button(words.refresh, 'plain', () => void load()),
            ),
          ]
        : []),
      ...(isKept ? [showUnderstood(server.prospect, format)] : []),
      ...(server !== null && (isKept || server.deadLetters > 0) ? [showKept(server, format)] : []),
      ...(undelivered.length > 0 ? [showUndelivered(undelivered)] : []),
    );
    say(isEmpty ? words.nothing : isWaiting ? words.inFlight : words.loaded, 'heard');
    if (!isEmpty) offer(data);
  };

  const load = async () => {
    say(words.loading);
    facts.replaceChildren();
    actions.replaceChildren();
    heading.focus({ preventScroll: true });
    try {
      const data = await exportOwnData(parts);
      if (!gone.signal.aborted) draw(data);
    } catch (cause) {
      if (gone.signal.aborted) return;
      facts.replaceChildren();
      say(words.notLoaded[troubleOf(cause)], 'warn');
      actions.replaceChildren(button(words.retry, '', () => void load()));
    }
  };

  container.replaceChildren(view);
  void load();
  // On a phone a page out of sight may never be told that it goes.
  for (const type of ['visibilitychange', 'pagehide'])
    addEventListener(type, forget, { capture: true, signal: gone.signal });

  return () => {
    gone.abort();
    view.remove();
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    // Not at once: the panel that is taking the view away must not be taken away itself meanwhile.
    queueMicrotask(forget);
  };
}
