import { Component, type VNode } from 'preact';
import type { ChatPhase } from '../chat.ts';
import type { App } from '../view.ts';
import { words } from '../words.ts';

interface StreamProps {
  readonly app: App;
  readonly phase: ChatPhase;
  /** Called after the text has grown. */
  readonly onGrow: () => void;
}

/** The running reply. It renders by itself, once a frame, so that the messages above are not touched. */
export class Stream extends Component<StreamProps> {
  private frame = 0;
  private unsubscribe: (() => void) | undefined;

  override componentDidMount(): void {
    this.unsubscribe = this.props.app.subscribeStream(() => {
      if (this.frame !== 0) return;
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.setState({});
      });
    });
  }

  override componentDidUpdate(): void {
    this.props.onGrow();
  }

  override componentWillUnmount(): void {
    this.unsubscribe?.();
    cancelAnimationFrame(this.frame);
  }

  override render({ app, phase }: StreamProps): VNode | null {
    if (phase !== 'waiting' && phase !== 'streaming') return null;
    const text = app.streamed();
    return (
      <div class="message assistant last">
        {text === '' ? (
          <div class="bubble dots" role="img" aria-label={words.writing}>
            <i />
            <i />
            <i />
          </div>
        ) : (
          <div class="bubble">{app.view().format(text)}</div>
        )}
      </div>
    );
  }
}
