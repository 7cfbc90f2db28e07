import { Lock, LogIn } from 'lucide-react';
import { useState } from 'react';
import { refusalOf, type Role } from '../../shared/contract/account.ts';
import { useCaller } from '../common/permissions.ts';
import { signIn } from '../host/session.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Field } from '../ui/Field.tsx';
import { Mark } from './Sidebar.tsx';

/** Asks a person for a token, in a form that password managers fill in. */
export function SignIn() {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const failed = await signIn(token.trim());
    setBusy(false);
    setProblem(failed);
    // A new page keeps no data of the person who was signed in before, and password managers offer to save.
    if (failed === null) location.reload();
  };
  return (
    <main className="sign-in" aria-label="Sign in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '' && !isBusy) void submit();
        }}
      >
        <div className="brand">
          <Mark />
          <span>Inkdex</span>
        </div>
        <h1>Sign in</h1>
        {/* Password managers save a token under a name. */}
        <input type="text" name="username" autoComplete="username" value="Inkdex" readOnly hidden />
        <Field
          label="Token"
          problem={problem}
          hint="Paste the token that you were given. The owner of this library makes tokens in Settings."
        >
          <input
            type="password"
            name="token"
            autoComplete="current-password"
            required
            autoFocus
            value={token}
            onChange={(event) => {
              setToken(event.target.value);
              setProblem(null);
            }}
          />
        </Field>
        <Button kind="primary" type="submit" icon={LogIn} disabled={token.trim() === '' || isBusy}>
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
