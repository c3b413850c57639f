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
      {view.mayAskFingerprint && (
        <label>
          <input
            type="checkbox"
            checked={view.consent.fingerprint === 'granted'}
            aria-describedby="nexus-why"
            onChange={(event) => app.setFingerprint(event.currentTarget.checked ? 'granted' : 'denied')}
          />
          <span>
            {words.remember}
            <small id="nexus-why">{words.rememberWhy}</small>
          </span>
        </label>
      )}
      {view.consent.chat === 'granted' && (
        <button type="button" class="text" onClick={() => app.setNotice(false)}>
          {words.hide}
        </button>
      )}
    </section>
  );
}
