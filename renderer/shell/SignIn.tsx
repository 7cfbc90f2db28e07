import { TextField } from '../ui/Field.tsx';
import { Lock, LogIn } from 'lucide-react';
import { useState } from 'react';
import { refusalOf, type Role } from '../../shared/contract/account.ts';
import { useCaller } from '../common/permissions.ts';
import { signIn } from '../host/session.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Mark } from './Sidebar.tsx';

/** A token that a person types, and what becomes of it. */
function useToken(onSignedIn: () => void) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    if (token.trim() === '' || isBusy) return;
    setBusy(true);
    const failed = await signIn(token);
    setBusy(false);
    setProblem(failed);
    if (failed === null) onSignedIn();
  };
  const change = (text: string) => {
    setToken(text);
    setProblem(null);
  };
  return { token, problem, mayStart: token.trim() !== '' && !isBusy, submit, change };
}

/**
 * Signs in without leaving the page, after the host was started again: what was typed on it stays. The page goes on by
 * itself once the browser is signed in.
 */
export function SignInAgain() {
  const { token, problem, mayStart, submit, change } = useToken(() => undefined);
  return (
    <form
      className="sign-in-again"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <input
        type="password"
        aria-label="Address or token"
        placeholder="Address or token"
        autoComplete="off"
        value={token}
        onChange={(event) => {
          change(event.target.value);
        }}
      />
      <Button type="submit" icon={LogIn} disabled={!mayStart}>
        Sign in
      </Button>
      {problem !== null && <span role="alert">{problem}</span>}
    </form>
  );
}

/** Asks a person for a token, in a form that password managers fill in. */
export function SignIn() {
  // A new page keeps no data of the person who was signed in before, and password managers offer to save.
  const { token, problem, mayStart, submit, change } = useToken(() => {
    location.reload();
  });
  return (
    <main className="sign-in" aria-label="Sign in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="brand">
          <Mark />
          <span>Inkdex</span>
        </div>
        <h1>Sign in</h1>
        {/* Password managers save a token under a name. */}
        <input type="text" name="username" autoComplete="username" value="Inkdex" readOnly hidden />
        <TextField
          label="Token"
          problem={problem}
          hint="Paste the token that you were given. The owner of this library makes tokens in Settings."
          type="password"
          name="token"
          autoComplete="current-password"
          required
          autoFocus
          value={token}
          onChange={change}
        />
        <Button kind="primary" type="submit" icon={LogIn} disabled={!mayStart}>
          Sign in
        </Button>
      </form>
    </main>
  );
}

/** Shown in place of a screen that the person's role does not allow. */
export function NotAllowed({ needed }: { readonly needed: Role }) {
  const { role } = useCaller();
  return (
    <EmptyState icon={Lock} title="Not allowed">
      <p>{refusalOf(role, needed)}</p>
    </EmptyState>
  );
}
