import { Component, type VNode } from 'preact';
import type { App as AppModel } from '../app.ts';
import type { Words } from '../i18n.ts';
import { Panel } from './Panel.tsx';

interface AppProps {
  readonly app: AppModel;
  readonly words: Words;
  /** The element that all of the interface is in. */
  readonly root: HTMLElement;
  readonly launcher: HTMLElement;
}

/** Renders again after each change of the view: the panel while it is open, else nothing. */
export class App extends Component<AppProps> {
  private unsubscribe: (() => void) | undefined;

  override componentDidMount(): void {
    this.unsubscribe = this.props.app.subscribe(() => this.setState({}));
  }

  override componentWillUnmount(): void {
    this.unsubscribe?.();
  }

  override render({ app, words, root, launcher }: AppProps): VNode | null {
    const view = app.view();
    return view.isOpen ? <Panel app={app} words={words} view={view} root={root} launcher={launcher} /> : null;
  }
}
