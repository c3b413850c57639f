import type { VNode } from 'preact';
import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { App } from '../app.ts';
import type { ChatPhase } from '../chat.ts';
import type { Words } from '../i18n.ts';
import { markdown } from '../markdown.tsx';

interface StreamProps {
  readonly app: App;
  readonly phase: ChatPhase;
  readonly words: Words;
  /** Called after the text has grown. */
  readonly onGrow: () => void;
}

/** The running reply. It renders by itself, once a frame, so that the messages above are not touched. */
export function Stream({ app, phase, words, onGrow }: StreamProps): VNode | null {
  const [, update] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => {
    let frame = 0;
    const off = app.subscribeStream(() => {
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        update(undefined);
      });
    });
    return () => {
      off();
      cancelAnimationFrame(frame);
    };
  }, [app]);
  useLayoutEffect(onGrow);

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
        <div class="bubble" aria-busy="true">
          {markdown(text)}
        </div>
      )}
    </div>
  );
}
