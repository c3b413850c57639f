import { Component, createRef, type VNode } from 'preact';
import type { App, View } from '../view.ts';
import { ConsentNotice } from './ConsentNotice.tsx';

interface YourDataProps {
  readonly app: App;
  readonly view: View;
}

/** Where the chunk with the visitor's data draws itself, and what they have agreed to. */
export class YourData extends Component<YourDataProps> {
  private readonly container = createRef<HTMLDivElement>();
  private empty: (() => void) | undefined;

  override componentDidMount(): void {
    if (this.container.current !== null) this.empty = this.props.app.fillData(this.container.current);
  }

  override componentWillUnmount(): void {
    this.empty?.();
  }

  override render({ app, view }: YourDataProps): VNode {
    return (
      <div class="scroller">
        <div ref={this.container} />
        <ConsentNotice app={app} view={view} />
      </div>
    );
  }
}
