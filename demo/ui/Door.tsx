/** What stands before the data: a sign-in, a notice, or a server that does not answer. */
import { useId, useState } from 'preact/hooks';
import type { Access } from '../access.ts';
import type { Language } from '../language.ts';
import { PROSPECT_WORDS } from '../prospect-words.ts';

type SignInAccess = Extract<Access, { kind: 'sign-in' }>;

function SignIn(props: {
  readonly access: SignInAccess;
  readonly language: Language;
  readonly onAccess: (access: Access) => void;
}) {
  const { access, language, onAccess } = props;
  const words = PROSPECT_WORDS[language];
  const id = useId();
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setError(null);
    try {
      onAccess(await access.signIn(String(form.get('email')), String(form.get('password'))));
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
      setIsBusy(false);
    }
  };
  return (
    <form class="door" onSubmit={submit}>
      <h2>{words.signInTitle}</h2>
      <p>{access.notice ?? words.signInWhy}</p>
      <label for={`${id}-email`}>{words.email}</label>
      <input id={`${id}-email`} name="email" type="email" autocomplete="username" required />
      <label for={`${id}-password`}>{words.password}</label>
      <input id={`${id}-password`} name="password" type="password" autocomplete="current-password" required />
      {error !== null && (
        <p class="problem" role="alert">
          {words.signInFailed} {error}
        </p>
      )}
      <button type="submit" class="button" disabled={isBusy}>
        {words.signIn}
      </button>
    </form>
  );
}

/** Renders nothing once the door is open. */
export function Door(props: {
  readonly access: Access | null;
  readonly language: Language;
  readonly onAccess: (access: Access) => void;
  readonly onRetry: () => void;
}) {
  const { access, language } = props;
  const words = PROSPECT_WORDS[language];
  if (access === null || access.kind === 'open') return null;
  if (access.kind === 'sign-in') return <SignIn access={access} language={language} onAccess={props.onAccess} />;
  if (access.kind === 'closed') {
    return (
      <div class="door">
        <h2>{words.closedTitle}</h2>
        <p>{access.notice ?? words.closed}</p>
      </div>
    );
  }
  return (
    <div class="door" role="alert">
      <p>{words.unknown}</p>
      <p class="small">{access.detail}</p>
      <button type="button" class="link" onClick={props.onRetry}>
        {words.retry}
      </button>
    </div>
  );
}
