import type { VNode } from 'preact';
import type { App, View } from '../view.ts';
import { words } from '../words.ts';

interface ConsentNoticeProps {
  readonly app: App;
  readonly view: View;
}

/** Says what is kept, and asks, apart from that, whether the browser may be recognised. */
export function ConsentNotice({ app, view }: ConsentNoticeProps): VNode {
  const { privacyUrl } = app.settings;
  return (
    <section class="notice" part="notice" aria-label={words.privacy}>
      <p>
        {words.notice}{' '}
        {privacyUrl !== '' && (
          <a href={privacyUrl} target="_blank" rel="noopener noreferrer">
            {words.policy}
          </a>
        )}
      </p>
      {app.mayAsk && (
        <label>
          <input
            type="checkbox"
            checked={view.consent.fingerprint === 'granted'}
            onChange={(event) => app.setFingerprint(event.currentTarget.checked ? 'granted' : 'denied')}
          />
          <span>
            {words.remember}
            <small>{words.rememberWhy}</small>
          </span>
        </label>
      )}
    </section>
  );
}
