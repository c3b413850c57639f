import { Component, type VNode } from 'preact';
import type { Entry } from '../transcript.ts';
import type { App, View } from '../view.ts';
import { words } from '../words.ts';

interface BubbleProps {
  readonly app: App;
  readonly entry: Entry;
  readonly format: View['format'];
  readonly time: string;
  /** The speaker's turn ends here: the time is shown. */
  readonly isLastOfRun: boolean;
  /** Only the newest message says that it is saved; the ones above are, or say that they are not. */
  readonly showSaved: boolean;
  readonly isInTrouble: boolean;
}

/** One message. A class, so that the many that did not change are skipped while another grows. */
export class Bubble extends Component<BubbleProps, { readonly isCopied?: boolean }> {
  override shouldComponentUpdate(next: BubbleProps, state: { readonly isCopied?: boolean }): boolean {
    return (
      (Object.keys(next) as (keyof BubbleProps)[]).some((key) => next[key] !== this.props[key]) || state !== this.state
    );
  }

  copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.props.entry.content);
      this.setState({ isCopied: true });
    } catch {
      // No clipboard without permission or https: the text stays there to be selected by hand.
    }
  };

  override render({ app, entry, format, time, isLastOfRun, showSaved, isInTrouble }: BubbleProps): VNode {
    const isUser = entry.role === 'user';
    const isFailed = entry.state === 'failed';
    const isWaiting = entry.state === 'pending' && isInTrouble;
    const word = isFailed
      ? words.failed
      : isWaiting
        ? words.notSent
        : entry.state === 'saved'
          ? words.saved
          : words.sending;
    const showState = isUser && (entry.state !== 'saved' || showSaved);
    return (
      <div class={`message ${entry.role}${isLastOfRun ? ' last' : ''}`}>
        <span class="spoken">{isUser ? words.you : words.assistant}:</span>
        <div class="bubble" dir="auto" part={`bubble ${entry.role}`}>
          {isUser ? entry.content : format(entry.content)}
        </div>
        {(isLastOfRun || showState) && (
          <p class="meta" aria-live="off">
            <time dateTime={entry.sentAt}>{time}</time>
            {showState && <span class={isFailed || isWaiting ? 'warning' : ''}>{word}</span>}
            {showState && (isFailed || (isWaiting && app.view().isOnline)) && (
              <button type="button" class="text" onClick={() => app.retry(entry.position)}>
                {words.retry}
              </button>
            )}
            {showState && isFailed && (
              <button type="button" class="text" onClick={() => void this.copy()}>
                {this.state.isCopied ? words.copied : words.copy}
              </button>
            )}
          </p>
        )}
      </div>
    );
  }
}
