import { Component, createRef, Fragment, type VNode } from 'preact';
import { createCalendar } from '../i18n.ts';
import type { App, View } from '../view.ts';
import { words } from '../words.ts';
import { Bubble } from './Bubble.tsx';
import { ConsentNotice } from './ConsentNotice.tsx';
import { Icon } from './icons.tsx';
import { Stream } from './Stream.tsx';

/** Messages drawn at first; a long conversation must not cost a long task. */
const PAGE = 60;

/** Messages that each step towards the beginning or the end adds. */
const STEP = 15;

/** Most messages drawn at a time. */
const MOST = 150;

/** Within this distance of the end the list follows what comes. */
const NEAR_END_PX = 48;

/** Within this distance of what is drawn more is drawn. */
const NEAR_EDGE_PX = 300;

/** What scrolls must be reachable by keyboard (WCAG 2.1.1), though there is nothing in it to press. */
const SCROLLABLE = { tabIndex: 0 };

interface MessageListProps {
  readonly app: App;
  readonly view: View;
}

interface MessageListState {
  /** The visitor has scrolled away from the end. */
  readonly isAway: boolean;
  /** Entries before this one are not drawn, nor those from `to` on; without `to` the list ends where the conversation does. */
  readonly from: number;
  readonly to?: number | undefined;
}

/** The log, the running reply, and what the visitor may answer. */
export class MessageList extends Component<MessageListProps, MessageListState> {
  override state: MessageListState = { isAway: false, from: Math.max(0, this.props.view.entries.length - PAGE) };
  private readonly scroller = createRef<HTMLElement>();
  private readonly calendar = createCalendar(this.props.app.settings.locale);
  private isFollowing = true;
  // The window shrinks under a keyboard and as the composer grows: what was at the end stays there.
  private readonly observer = new ResizeObserver(() => this.follow());

  private readonly toEnd = (): void => {
    this.isFollowing = true;
    const { entries } = this.props.view;
    const { length } = entries;
    // Drawn anew, it is at its end already.
    if (this.state.to !== undefined) this.setState({ from: Math.max(0, length - PAGE), to: undefined });
    const element = this.scroller.current;
    // Before the visitor has said anything, what they agree to stays in sight.
    if (element !== null && entries.some(({ role }) => role === 'user')) element.scrollTop = element.scrollHeight;
  };

  private readonly follow = (): void => {
    if (this.isFollowing) this.toEnd();
  };

  /** Places in the entries: of the first that is drawn, and after the last. */
  private drawn(): readonly [start: number, end: number] {
    const { from, to = this.props.view.entries.length } = this.state;
    return [Math.max(from, to - MOST), to];
  }

  /** @param step negative towards the beginning */
  private shift(step: number): void {
    const [start, end] = this.drawn();
    const from = Math.max(0, step < 0 ? start + step : start);
    const to = step < 0 ? Math.min(end, from + MOST) : end + step;
    this.setState({ from, to: to < this.props.view.entries.length ? to : undefined });
  }

  private scrolled({ scrollHeight, scrollTop, clientHeight }: HTMLElement): void {
    const { isAway, to } = this.state;
    const below = scrollHeight - scrollTop - clientHeight;
    this.isFollowing = to === undefined && below < NEAR_END_PX;
    if (isAway === this.isFollowing) this.setState({ isAway: !isAway });
    if (scrollTop < NEAR_EDGE_PX && this.drawn()[0] > 0) this.shift(-STEP);
    else if (below < NEAR_EDGE_PX && to !== undefined) this.shift(STEP);
  }

  /** Where a message in sight was, so that it stays there when others are drawn above it or taken away. */
  override getSnapshotBeforeUpdate(_props: MessageListProps, before: MessageListState): (() => void) | null {
    const element = this.scroller.current;
    if (element === null || (before.from === this.state.from && before.to === this.state.to)) return null;
    const inSight = [...element.querySelectorAll<HTMLElement>('.message')].find(
      ({ offsetTop, offsetHeight }) => offsetTop + offsetHeight > element.scrollTop,
    );
    const top = inSight?.offsetTop ?? 0;
    return () => {
      if (inSight?.isConnected) element.scrollTop += inSight.offsetTop - top;
    };
  }

  override componentDidMount(): void {
    this.toEnd();
    if (this.scroller.current !== null) this.observer.observe(this.scroller.current);
  }

  override componentDidUpdate(before: MessageListProps, _state: unknown, restore: (() => void) | null): void {
    const { view } = this.props;
    restore?.();
    const last = view.entries.at(-1);
    // What the visitor says brings them to the end, wherever they were reading.
    if (last?.role === 'user' && last.position !== before.view.entries.at(-1)?.position) this.isFollowing = true;
    if (view !== before.view || restore) this.follow();
  }

  override componentWillUnmount(): void {
    this.observer.disconnect();
  }

  private log(): VNode[] {
    const { app, view } = this.props;
    const { calendar } = this;
    const entries = view.entries.slice(...this.drawn());
    const lastUser = view.entries.findLast((entry) => entry.role === 'user');
    const now = new Date();
    let day = '';
    return entries.map((entry, i) => {
      const before = day;
      day = calendar.day(entry.sentAt, now);
      return (
        <Fragment key={entry.position}>
          {day !== before && <p class="day">{day}</p>}
          <Bubble
            app={app}
            entry={entry}
            format={view.format}
            time={calendar.time(entry.sentAt)}
            isLastOfRun={entries[i + 1]?.role !== entry.role}
            showSaved={entry === lastUser}
            isInTrouble={view.isInTrouble || !view.isOnline}
          />
        </Fragment>
      );
    });
  }

  override render({ app, view }: MessageListProps, { isAway }: MessageListState): VNode {
    const last = view.entries.at(-1);
    const isIdle = view.phase === 'idle' || view.phase === 'failed';
    const quickReplies = isIdle && last?.role === 'assistant' ? (last.quickReplies ?? []) : [];
    return (
      <div class="list">
        <section
          ref={this.scroller}
          class="scroller"
          aria-label={words.log}
          {...SCROLLABLE}
          onScroll={(event) => this.scrolled(event.currentTarget)}
        >
          {view.consent.chat !== 'granted' && <ConsentNotice app={app} view={view} />}
          {this.drawn()[0] > 0 && (
            <button type="button" class="text earlier" onClick={() => this.shift(-STEP)}>
              {words.earlier}
            </button>
          )}
          {/* Until the visitor acts the site's greeting is no message yet, as nothing may be kept. */}
          {last === undefined && <p class="day">{app.settings.greeting}</p>}
          {/* A running reply is outside the log, so that it is announced once, when it is whole. */}
          <div
            class="log"
            role="log"
            aria-label={words.log}
            aria-relevant="additions"
            // What is drawn as they read back is nothing new to those who listen.
            aria-live={isAway ? 'off' : 'polite'}
          >
            {this.log()}
          </div>
          <Stream app={app} phase={view.phase} onGrow={this.follow} />
          {view.phase === 'failed' && last?.role !== 'assistant' && view.isOnline && (
            <p class="trouble">
              {words.noReply}{' '}
              <button type="button" class="text" onClick={() => app.askAgain()}>
                {words.retry}
              </button>
            </p>
          )}
          {quickReplies.length > 0 && (
            <div class="quick">
              {quickReplies.map((reply) => (
                <button type="button" key={reply} onClick={() => app.send(reply)}>
                  {reply}
                </button>
              ))}
            </div>
          )}
        </section>
        {isAway && (
          <button type="button" class="latest" aria-label={words.latest} onClick={this.toEnd}>
            <Icon name="send" />
          </button>
        )}
      </div>
    );
  }
}
