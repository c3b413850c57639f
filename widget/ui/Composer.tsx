import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { App, View } from '../app.ts';
import type { Words } from '../i18n.ts';
import { MAX_LENGTH } from '../transcript.ts';
import { Icon } from './icons.tsx';

interface ComposerProps {
  readonly app: App;
  readonly view: View;
  readonly words: Words;
}

/** The field and its one button, which sends, or stops the reply while there is nothing to send. */
export function Composer({ app, view, words }: ComposerProps): VNode {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(app.draft());
  const isReplying = view.phase === 'waiting' || view.phase === 'streaming';
  const isEmpty = text.trim() === '';

  useEffect(() => setText(app.draft()), [app, view.prefilled]);
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    // Measured at its least height, or it would never shrink; the style sheet caps it at five lines.
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight + 2}px`;
  }, [text]);

  const change = (value: string) => {
    setText(value);
    app.setDraft(value);
  };
  const submit = () => {
    if (isEmpty) return;
    app.send(text);
    change('');
    field.current?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229 is how Safari reports the Enter that ends a composition, after it has said that none is running.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    event.preventDefault();
    submit();
  };
  const isStop = isReplying && isEmpty;

  return (
    <form
      class="composer"
      part="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={text}
        maxLength={MAX_LENGTH}
        placeholder={words.placeholder}
        aria-label={words.placeholder}
        enterkeyhint="send"
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
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
