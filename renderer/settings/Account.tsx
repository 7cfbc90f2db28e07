import { LogOut } from 'lucide-react';
import type { Role } from '../../shared/contract/account.ts';
import { useCaller } from '../common/permissions.ts';
import { signOut } from '../host/session.ts';
import { Button } from '../ui/Button.tsx';
import { Fact } from '../ui/NumberTable.tsx';

/** What each role may do. */
export const roleNames: Readonly<Record<Role, string>> = {
  read: 'Read: look and search',
  label: 'Label: also correct words, boxes, albums and datasets',
  admin: 'Admin: everything',
};

/** The person who has signed in with a token. The owner of the library has no account. */
export function Account() {
  const { name, role } = useCaller();
  if (name === null) return null;
  return (
    <section aria-labelledby="account">
      <h2 id="account">Account</h2>
      <dl className="facts">
        <Fact name="Name">{name}</Fact>
        <Fact name="Role">{roleNames[role]}</Fact>
      </dl>
      <div className="settings-actions">
        <Button
          icon={LogOut}
          onClick={() => {
            void signOut().then(() => {
              location.reload();
            });
          }}
        >
          Sign out
        </Button>
      </div>
    </section>
  );
}
