import type { VNode } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import type { App as AppModel, View } from '../app.ts';
import { Panel } from './Panel.tsx';

interface AppProps {
  readonly app: AppModel;
  /** The element that all of the interface is in. */
  readonly root: HTMLElement;
  readonly launcher: HTMLElement;
  /** Aborted when the widget is destroyed. */
  readonly signal: AbortSignal;
}

/** Renders again after each change of the view. */
function useView(app: AppModel): View {
  const [, update] = useReducer((count: number) => count + 1, 0);
  useEffect(() => app.subscribe(() => update(undefined)), [app]);
  return app.view();
}

/** The theme, the keys that concern all of the interface, and the panel while it is open. */
export function App({ app, root, launcher, signal }: AppProps): VNode | null {
  const view = useView(app);

  useEffect(() => {
    const { theme } = app.config;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      root.dataset.theme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
    };
    apply();
    dark.addEventListener('change', apply, { signal });

    const shadow = root.getRootNode();
    const onKey = (event: Event) => {
      // The page sees events of a shadow tree as coming from one plain element: its shortcuts would fire while one types.
      event.stopPropagation();
      const { key, isComposing } = event as KeyboardEvent;
      if (event.type === 'keydown' && key === 'Escape' && !isComposing) app.close();
    };
    for (const type of ['keydown', 'keypress', 'keyup']) shadow.addEventListener(type, onKey, { signal });
  }, [app, root, signal]);

  return view.isOpen ? <Panel app={app} view={view} root={root} launcher={launcher} /> : null;
}
