import { Component, createRef, type VNode } from 'preact';
import { MAX_LENGTH } from '../transcript.ts';
import type { App, View } from '../view.ts';
import { words } from '../words.ts';
import { Icon } from './icons.tsx';

interface ComposerProps {
  readonly app: App;
  readonly view: View;
}

/** The field and its one button, which sends, or stops the reply while there is nothing to send. */
export class Composer extends Component<ComposerProps> {
  private readonly field = createRef<HTMLTextAreaElement>();

  override componentDidMount(): void {
    this.grow();
  }

  override componentDidUpdate(): void {
    this.grow();
  }

  private grow(): void {
    const style = this.field.current?.style;
    // Measuring costs a layout: not for an empty field that has not grown.
    if (style === undefined || (this.props.app.draft() === '' && style.height === '')) return;
    // Measured at its least height, or it would never shrink; the style sheet caps it at five lines.
    style.height = 'auto';
    style.height = `${(this.field.current?.scrollHeight ?? 0) + 2}px`;
  }

  private change(text: string): void {
    this.props.app.setDraft(text);
    this.setState({});
  }

  private submit(): void {
    const { app } = this.props;
    const text = app.draft();
    if (text.trim() === '') return;
    this.change('');
    app.send(text);
    this.field.current?.focus({ preventScroll: true });
  }

  private onKeyDown(event: KeyboardEvent): void {
    // 229 is how Safari reports the Enter that ends a composition, after it has said that none is running.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    event.preventDefault();
    this.submit();
  }

  override render({ app, view }: ComposerProps): VNode {
    const isReplying = view.phase === 'waiting' || view.phase === 'streaming';
    const isEmpty = app.draft().trim() === '';
    const isStop = isReplying && isEmpty;
    return (
      <form
        class="composer"
        part="composer"
        onSubmit={(event) => {
          event.preventDefault();
          this.submit();
        }}
      >
        <textarea
          ref={this.field}
          rows={1}
          dir="auto"
          value={app.draft()}
          maxLength={MAX_LENGTH}
          placeholder={words.placeholder}
          aria-label={words.placeholder}
          enterkeyhint="send"
          onInput={(event) => this.change(event.currentTarget.value)}
          onKeyDown={(event) => this.onKeyDown(event)}
        />
        <button
          type={isStop ? 'button' : 'submit'}
          class="send"
          aria-label={isStop ? words.stop : words.send}
          aria-disabled={isEmpty && !isStop}
          onClick={() => isStop && app.stop()}
        >
          <Icon name={isStop ? 'stop' : 'send'} />
        </button>
      </form>
    );
  }
}
