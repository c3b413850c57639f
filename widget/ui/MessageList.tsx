import { Fragment, type VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { App, View } from '../app.ts';
import { createCalendar, type Words } from '../i18n.ts';
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
  readonly words: Words;
}

/** The log, the running reply, and what the visitor may answer. */
export function MessageList({ app, view, words }: MessageListProps): VNode {
  const scroller = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const [isAway, setAway] = useState(false);
  const [shownFrom, setShownFrom] = useState(() => Math.max(0, view.entries.length - PAGE));
  const [calendar] = useState(() => createCalendar(app.config.locale));

  const entries = view.entries.slice(shownFrom);
  const last = view.entries.at(-1);
  const lastUser = view.entries.findLast((entry) => entry.role === 'user');
  const isIdle = view.phase === 'idle' || view.phase === 'failed';

  const toEnd = () => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  const follow = () => {
    if (isFollowing.current) toEnd();
  };
  // What the visitor says brings them to the end, wherever they were reading.
  useLayoutEffect(() => {
    isFollowing.current = true;
    toEnd();
  }, [lastUser?.position]);
  useLayoutEffect(follow, [view.entries, view.phase]);
  // The notice is at the top; opened from the header it must be seen.
  const wasNoticeOpen = useRef(view.isNoticeOpen);
  useLayoutEffect(() => {
    if (view.isNoticeOpen && !wasNoticeOpen.current) scroller.current?.scrollTo(0, 0);
    wasNoticeOpen.current = view.isNoticeOpen;
  }, [view.isNoticeOpen]);
  // The window shrinks under a keyboard, grows with the composer: what was at the end stays there.
  useEffect(() => {
    const observer = new ResizeObserver(follow);
    if (scroller.current !== null) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  let day = '';
  const now = new Date();
  const quickReplies = isIdle && last?.role === 'assistant' ? (last.quickReplies ?? []) : [];

  return (
    <div class="list">
      <div
        ref={scroller}
        class="scroller"
        role="group"
        aria-label={words.log}
        {...SCROLLABLE}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          isFollowing.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
          setAway(!isFollowing.current);
        }}
      >
        {view.isNoticeOpen && <ConsentNotice app={app} view={view} words={words} />}
        {shownFrom > 0 && (
          <button type="button" class="text earlier" onClick={() => setShownFrom(Math.max(0, shownFrom - PAGE))}>
            {words.earlier}
          </button>
        )}
        {view.entries.length === 0 && view.phase === 'idle' && (
          <p class="empty">{app.config.greeting || words.empty}</p>
        )}
        {/* A running reply is outside the log, so that it is announced once, when it is whole. */}
        <div class="log" role="log" aria-label={words.log} aria-relevant="additions">
          {entries.map((entry, i) => {
            const today = calendar.day(entry.sentAt, now);
            const isNewDay = today !== day;
            day = today;
            return (
              <Fragment key={entry.position}>
                {isNewDay && <p class="day">{today}</p>}
                <Bubble
                  entry={entry}
                  time={calendar.time(entry.sentAt)}
                  isLastOfRun={entries[i + 1]?.role !== entry.role}
                  showSaved={entry === lastUser}
                  isInTrouble={view.isInTrouble || !view.isOnline}
                  app={app}
                  words={words}
                />
              </Fragment>
            );
          })}
        </div>
        <Stream app={app} phase={view.phase} words={words} onGrow={follow} />
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
      </div>
      {isAway && (
        <button type="button" class="latest" aria-label={words.latest} onClick={toEnd}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
