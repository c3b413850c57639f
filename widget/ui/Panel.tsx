import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { App, View } from '../app.ts';
import { wordsOf } from '../i18n.ts';
import { Composer } from './Composer.tsx';
import { Icon } from './icons.tsx';
import { MessageList } from './MessageList.tsx';

/** Below this width the panel covers the screen; the same as in the style sheets. */
const PHONE = '(max-width: 479.98px)';

interface PanelProps {
  readonly app: App;
  readonly view: View;
  readonly root: HTMLElement;
  readonly launcher: HTMLElement;
}

/** The open panel: a dialog beside the page, or over it on a phone. */
export function Panel({ app, view, root, launcher }: PanelProps): VNode {
  const words = wordsOf(app.config.language);
  const dialog = useRef<HTMLDivElement>(null);
  const [isPhone, setPhone] = useState(() => matchMedia(PHONE).matches);

  useLayoutEffect(() => {
    const shadow = root.getRootNode() as ShadowRoot;
    const before = document.activeElement;
    // A panel that opened by itself must not take the focus from what the visitor is doing.
    if (navigator.userActivation?.isActive !== false) {
      const field = dialog.current?.querySelector('textarea');
      // On a touch screen a focused field raises the keyboard over half of what there is to read.
      (matchMedia('(pointer: coarse)').matches ? dialog.current : field)?.focus({ preventScroll: true });
    }
    return () => {
      // Only where the focus would be lost with the panel.
      if (shadow.activeElement !== null && shadow.activeElement !== launcher) {
        const back =
          before instanceof HTMLElement && before !== document.body && before !== shadow.host && before.isConnected;
        (back ? before : launcher).focus({ preventScroll: true });
      }
    };
  }, [root, launcher]);

  useEffect(() => {
    const off = new AbortController();
    const { signal } = off;
    const phone = matchMedia(PHONE);
    const viewport = window.visualViewport;
    /** iOS lays the keyboard over a fixed element; the visual viewport is what is left to see. */
    const fit = () => {
      setPhone(phone.matches);
      const style = dialog.current?.style;
      if (style === undefined) return;
      const isCovered = phone.matches && viewport !== null && viewport.scale === 1;
      style.blockSize = isCovered ? `${viewport.height}px` : '';
      style.insetBlockStart = isCovered ? `${viewport.offsetTop}px` : '';
    };
    fit();
    phone.addEventListener('change', fit, { signal });
    viewport?.addEventListener('resize', fit, { signal });
    viewport?.addEventListener('scroll', fit, { signal });
    return () => off.abort();
  }, []);

  /** Over the page there is nothing else to reach: Tab goes round. */
  const keepFocus = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || !isPhone) return;
    const shadow = root.getRootNode() as ShadowRoot;
    const all = [
      ...(dialog.current?.querySelectorAll<HTMLElement>('a, button:enabled, textarea, input, [tabindex="0"]') ?? []),
    ];
    const [first, last] = [all[0], all.at(-1)];
    const isAtEdge =
      shadow.activeElement === (event.shiftKey ? first : last) || shadow.activeElement === dialog.current;
    if (!isAtEdge || (shadow.activeElement === dialog.current && !event.shiftKey)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  };
  const act = (event: Event) => {
    if (event.isTrusted) app.act();
  };

  return (
    <div
      ref={dialog}
      class="panel"
      part="panel"
      role="dialog"
      aria-modal={isPhone}
      aria-labelledby="nexus-title"
      tabIndex={-1}
      onKeyDown={(event) => {
        act(event);
        keepFocus(event);
      }}
      onPointerDown={act}
    >
      <header class="header" part="header">
        <div class="who">
          <h2 id="nexus-title">{app.config.title || words.title}</h2>
          <p>{words.automated}</p>
        </div>
        <button
          type="button"
          class="bare"
          aria-label={words.privacy}
          aria-expanded={view.isNoticeOpen}
          onClick={() => app.setNotice(!view.isNoticeOpen)}
        >
          <Icon name="privacy" />
        </button>
        <button type="button" class="bare" aria-label={words.close} onClick={() => app.close()}>
          <Icon name="close" />
        </button>
      </header>
      <MessageList app={app} view={view} words={words} />
      {(!view.isOnline || view.isDegraded) && (
        <p class="status" role="status">
          {view.isOnline ? words.memoryOnly : words.offline}
        </p>
      )}
      <Composer app={app} view={view} words={words} />
    </div>
  );
}
