import { FormDialog } from '../ui/FormDialog.tsx';
import { useOpen } from '../ui/useOpen.ts';
import { Copy, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { roleSchema, type Role } from '../../shared/contract/account.ts';
import { scopeSchema, type ApiToken, type Scope } from '../../shared/contract/apiToken.ts';
import { signInLink } from '../host/session.ts';
import { host } from '../host/transport.ts';
import { answers, useCall } from '../host/useCall.ts';
import { copyText } from '../state/messages.ts';
import { attempt } from '../state/stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Question } from '../ui/Question.tsx';
import { ChoiceButtons, ChoiceField, CheckField, Field, TextField } from '../ui/Field.tsx';
import { formatMoment } from '../ui/format.ts';
import { roleNames } from './Account.tsx';

const scopeNames: Readonly<Record<Scope, string>> = {
  read: 'recognise words and pages',
  search: 'search the library',
};

/** Tokens with which people sign in, and programs use the API: an admin makes and revokes them. */
export function Tokens() {
  const { answer: tokens } = useCall('listTokens', {});
  const making = useOpen();
  return (
    <section aria-labelledby="tokens" aria-busy={tokens === undefined}>
      <h2 id="tokens">People and programs</h2>
      <p className="hint">
        A person signs in with a token in a browser. A program sends one to the API (inkdex serve --api).
      </p>
      {tokens !== undefined && tokens.length > 0 && (
        <ul className="token-list" aria-label="Tokens">
          {tokens.map((token) => (
            <TokenItem key={token.name} token={token} />
          ))}
        </ul>
      )}
      <div className="settings-actions">
        <Button icon={Plus} changes="createToken" aria-haspopup="dialog" onClick={making.open}>
          Create token
        </Button>
      </div>
      {making.isOpen && <TokenDialog onClose={making.close} />}
    </section>
  );
}

function TokenItem({ token: { name, role, scopes, createdAt } }: { readonly token: ApiToken }) {
  const asking = useOpen();
  const allows = [
    ...(role === null ? [] : [roleNames[role]]),
    ...(scopes.length === 0 ? [] : [`API: ${scopes.map((scope) => scopeNames[scope]).join(', ')}`]),
  ];
  const revoke = async () => {
    await attempt(host.revokeToken({ name }));
    await answers.askAgain('listTokens');
  };
  return (
    <li>
      <div>
        <p className="token-name" dir="auto">
          {name}
        </p>
        <p className="hint">{[...allows, `created ${formatMoment(createdAt) ?? createdAt}`].join(' · ')}</p>
      </div>
      <IconButton label={`Revoke ${name}`} icon={Trash2} changes="revokeToken" onClick={asking.open} />
      {asking.isOpen && (
        <Question
          title={`Revoke “${name}”?`}
          action="Revoke"
          onYes={() => void revoke()}
          onClose={asking.close}
        >
          <p className="dialog-text">
            It ends at once, also in windows that are open. What was done with it stays, under this name.
          </p>
        </Question>
      )}
    </li>
  );
}

type Kind = 'person' | 'program';

/** Asks for whom or what a token is, makes it, and shows it once. */
function TokenDialog({ onClose }: { readonly onClose: () => void }) {
  const [kind, setKind] = useState<Kind>('person');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('label');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read']);
  const [secret, setSecret] = useState<string | null>(null);
  const isReady = name.trim() !== '' && (kind === 'person' || scopes.length > 0);
  const create = async () => {
    const wanted = kind === 'person' ? { role, scopes: [] } : { role: null, scopes: [...scopes] };
    setSecret((await host.createToken({ name, ...wanted })).secret);
    await answers.askAgain('listTokens');
    return false;
  };
  if (secret !== null) {
    return <NewToken name={name.trim()} secret={secret} isOfPerson={kind === 'person'} onClose={onClose} />;
  }
  return (
    <FormDialog title="Create token" submit="Create" isReady={isReady} onSubmit={create} onClose={onClose}>
      <ChoiceButtons
        label="For"
        value={kind}
        options={[
          ['person', 'Person'],
          ['program', 'Program'],
        ]}
        onChange={setKind}
      />
      <TextField
        label="Name"
        hint={kind === 'person' ? 'Shown with the words that this person changes.' : undefined}
        dir="auto"
        value={name}
        maxLength={100}
        isFirst
        autoComplete="off"
        onChange={setName}
      />
      {kind === 'person' ? (
        <ChoiceField
          label="Role"
          value={role}
          options={roleSchema.options.map((each) => [each, roleNames[each]] as const)}
          onChange={setRole}
        />
      ) : (
        scopeSchema.options.map((each) => (
          <CheckField
            key={each}
            label={`May ${scopeNames[each]}`}
            isChecked={scopes.includes(each)}
            onChange={(isChecked) => {
              setScopes([...scopes.filter((scope) => scope !== each), ...(isChecked ? [each] : [])]);
            }}
          />
        ))
      )}
    </FormDialog>
  );
}

interface NewTokenProps {
  readonly name: string;
  readonly secret: string;
  readonly isOfPerson: boolean;
  readonly onClose: () => void;
}

function NewToken({ name, secret, isOfPerson, onClose }: NewTokenProps) {
  return (
    <Dialog title={`Token of ${name}`} onClose={onClose}>
      <Field label="Token" hint="Copy it now: it is not shown again.">
        <input type="text" readOnly value={secret} data-first-focus="" />
      </Field>
      <div className="settings-actions">
        <Button icon={Copy} onClick={() => void copyText(secret, `Copied the token of ${name}.`)}>
          Copy token
        </Button>
        {isOfPerson && (
          <Button
            icon={Copy}
            onClick={() => void copyText(signInLink(secret), `Copied a link that signs ${name} in.`)}
          >
            Copy link
          </Button>
        )}
      </div>
      {isOfPerson && (
        <p className="hint">
          Everyone with the token or the link can use the library as {name}. Send it in a way that others
          cannot read.
        </p>
      )}
      <footer className="dialog-footer">
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </footer>
    </Dialog>
  );
}
