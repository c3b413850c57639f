import type { VNode } from 'preact';
import type { App, View } from '../app.ts';
import type { Words } from '../i18n.ts';

interface ConsentNoticeProps {
  readonly app: App;
  readonly view: View;
  readonly words: Words;
}

/** Says what is kept, and asks, apart from that, whether the browser may be recognised. */
export function ConsentNotice({ app, view, words }: ConsentNoticeProps): VNode {
  const { privacyUrl } = app.config;
  return (
    <section class="notice" aria-label={words.privacy}>
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
