import type { VNode } from 'preact';
import type { App, View } from '../app.ts';
import { words } from '../words.ts';
import { Icon } from './icons.tsx';

interface TeaserProps {
  readonly app: App;
  readonly view: View;
}

/** What the site says of its own accord, beside the launcher; answering it opens the panel. */
export function Teaser({ app, view: { teaser } }: TeaserProps): VNode | false {
  return (
    teaser !== '' && (
      <div class="teaser" part="teaser" role="status">
        <button type="button" class="say" onClick={() => app.open(true)}>
          {teaser}
        </button>
        <button type="button" class="bare" aria-label={words.dismiss} onClick={() => app.dismissTeaser()}>
          <Icon name="close" />
        </button>
      </div>
    )
  );
}
