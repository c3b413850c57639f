import { Component, createRef, type VNode } from 'preact';
import type { App, View } from '../view.ts';
import { words } from '../words.ts';
import { Composer } from './Composer.tsx';
import { Icon } from './icons.tsx';
import { MessageList } from './MessageList.tsx';
import { YourData } from './YourData.tsx';

/** Below this size the panel covers the screen; the same as in the style sheets. */
const PHONE = '(max-width: 479.98px), (max-height: 419.98px)';

const FOCUSABLE = 'a, button, textarea, input, [tabindex="0"]';

interface PanelProps {
  readonly app: App;
  readonly view: View;
  readonly root: HTMLElement;
  readonly launcher: HTMLElement;
}

/** The open panel: a dialog beside the page, or over it on a phone. */
export class Panel extends Component<PanelProps> {
  private readonly dialog = createRef<HTMLDivElement>();
  private readonly phone = matchMedia(PHONE);

  /** Over the page there is nothing else; in an element of the page there always is. */
  private isOver(): boolean {
    return this.phone.matches && !this.props.app.settings.container;
  }

  private readonly gone = new AbortController();
  /** What had the focus when the panel opened. */
  private readonly before = document.activeElement;

  private focused(): Element | null {
    return (this.props.root.getRootNode() as ShadowRoot).activeElement;
  }

  private takeFocus(): void {
    // On a touch screen a focused field raises the keyboard over half of what there is to read.
    const isTouch = matchMedia('(pointer: coarse)').matches;
    const target = isTouch ? this.dialog.current : this.dialog.current?.querySelector('textarea');
    target?.focus({ preventScroll: true });
  }

  /** A button that is gone once used, such as a quick reply, must not take the focus out of the panel with it. */
  override getSnapshotBeforeUpdate(): boolean {
    return this.dialog.current?.contains(this.focused()) === true;
  }

  override componentDidUpdate(_before: PanelProps, _state: unknown, hadFocus: boolean): void {
    if (hadFocus && this.focused() === null) this.takeFocus();
  }

  override componentDidMount(): void {
    const { signal } = this.gone;
    // A panel that opened by itself must not take the focus from what the visitor is doing.
    if (navigator.userActivation?.isActive !== false) this.takeFocus();
    this.fit();
    this.phone.addEventListener('change', this.fit, { signal });
    window.visualViewport?.addEventListener('resize', this.fit, { signal });
    window.visualViewport?.addEventListener('scroll', this.fit, { signal });
  }

  override componentWillUnmount(): void {
    const { launcher } = this.props;
    const { before } = this;
    this.gone.abort();
    // Only where the focus would be lost with the panel.
    if (!this.dialog.current?.contains(this.focused())) return;
    const isOfPage = before instanceof HTMLElement && before !== document.body && before.shadowRoot === null;
    (isOfPage && before.isConnected ? before : launcher).focus({ preventScroll: true });
  }

  /** iOS lays the keyboard over a fixed element; the visual viewport is what is left to see. */
  private readonly fit = (): void => {
    const viewport = window.visualViewport;
    const style = this.dialog.current?.style;
    if (style === undefined) return;
    const isOver = this.isOver() && viewport !== null && viewport.scale === 1;
    style.height = isOver ? `${viewport.height}px` : '';
    style.top = isOver ? `${viewport.offsetTop}px` : '';
  };

  /** Over the page there is nothing else to reach: Tab goes round. */
  private keepFocus(event: KeyboardEvent): void {
    if (event.key !== 'Tab' || !this.isOver()) return;
    const all = [...(this.dialog.current?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
    const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    const focused = this.focused();
    if (focused !== from && !(event.shiftKey && focused === this.dialog.current)) return;
    event.preventDefault();
    to?.focus();
  }

  private act(event: Event): void {
    if (event.isTrusted) this.props.app.act();
  }

  override render({ app, view }: PanelProps): VNode {
    return (
      <div
        ref={this.dialog}
        class="panel"
        part="panel"
        role="dialog"
        aria-modal={this.isOver()}
        aria-labelledby="nexus-title"
        tabIndex={-1}
        onKeyDown={(event) => {
          this.act(event);
          this.keepFocus(event);
        }}
        onPointerDown={(event) => this.act(event)}
      >
        <header class="header" part="header">
          <div class="who">
            <h2 id="nexus-title">{app.settings.title || words.title}</h2>
            <p>{words.automated}</p>
          </div>
          <button
            type="button"
            class="bare"
            aria-label={words.yourData}
            aria-pressed={view.isData}
            onClick={() => app.showData(!view.isData)}
          >
            <Icon name="privacy" />
          </button>
          {app.settings.container === '' && (
            <button type="button" class="bare" aria-label={words.close} onClick={() => app.close()}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {view.isData ? <YourData app={app} view={view} /> : <MessageList app={app} view={view} />}
        {(!view.isOnline || view.isDegraded) && (
          <p class="status" role="status">
            {view.isOnline ? words.memoryOnly : words.offline}
          </p>
        )}
        {!view.isData && <Composer app={app} view={view} />}
      </div>
    );
  }
}
