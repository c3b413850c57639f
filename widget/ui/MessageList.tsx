import { Component, createRef, Fragment, type VNode } from 'preact';
import type { App, View } from '../app.ts';
import { createCalendar } from '../i18n.ts';
import { words } from '../words.ts';
import { Bubble } from './Bubble.tsx';
import { ConsentNotice } from './ConsentNotice.tsx';
import { Icon } from './icons.tsx';
import { Stream } from './Stream.tsx';

/** Messages shown at first, and more at each request: a long conversation must not cost a long task. */
const PAGE = 60;

/** Within this distance of the end the list follows what comes. */
const NEAR_END_PX = 48;

/** What scrolls must be reachable by keyboard (WCAG 2.1.1), though there is nothing in it to press. */
const SCROLLABLE = { tabIndex: 0 };

interface MessageListProps {
  readonly app: App;
  readonly view: View;
}

interface MessageListState {
  /** The visitor has scrolled away from the end. */
  readonly isAway: boolean;
  /** Entries before this one are not rendered. */
  readonly from: number;
}

/** The log, the running reply, and what the visitor may answer. */
export class MessageList extends Component<MessageListProps, MessageListState> {
  override state = { isAway: false, from: Math.max(0, this.props.view.entries.length - PAGE) };
  private readonly scroller = createRef<HTMLElement>();
  private readonly calendar = createCalendar(this.props.app.settings.locale);
  private isFollowing = true;
  // The window shrinks under a keyboard and as the composer grows: what was at the end stays there.
  private readonly observer = new ResizeObserver(() => this.follow());

  private readonly toEnd = (): void => {
    const element = this.scroller.current;
    if (element !== null && this.props.view.entries.length > 0) element.scrollTop = element.scrollHeight;
  };

  private readonly follow = (): void => {
    if (this.isFollowing) this.toEnd();
  };

  override componentDidMount(): void {
    this.toEnd();
    if (this.scroller.current !== null) this.observer.observe(this.scroller.current);
  }

  override componentDidUpdate(before: MessageListProps): void {
    const { view } = this.props;
    const last = view.entries.at(-1);
    // What the visitor says brings them to the end, wherever they were reading.
    if (last?.role === 'user' && last.position !== before.view.entries.at(-1)?.position) this.isFollowing = true;
    if (view !== before.view) this.follow();
  }

  override componentWillUnmount(): void {
    this.observer.disconnect();
  }

  private log(): VNode[] {
    const { app, view } = this.props;
    const { calendar } = this;
    const entries = view.entries.slice(this.state.from);
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

  override render({ app, view }: MessageListProps, { isAway, from }: MessageListState): VNode {
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
          onScroll={(event) => {
            const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
            this.isFollowing = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
            if (isAway === this.isFollowing) this.setState({ isAway: !this.isFollowing });
          }}
        >
          {view.consent.chat !== 'granted' && <ConsentNotice app={app} view={view} />}
          {from > 0 && (
            <button
              type="button"
              class="text earlier"
              onClick={() => this.setState({ from: Math.max(0, from - PAGE) })}
            >
              {words.earlier}
            </button>
          )}
          {/* Until the visitor acts the site's greeting is no message yet, as nothing may be kept. */}
          {last === undefined && <p class="day">{app.settings.greeting}</p>}
          {/* A running reply is outside the log, so that it is announced once, when it is whole. */}
          <div class="log" role="log" aria-label={words.log} aria-relevant="additions">
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
