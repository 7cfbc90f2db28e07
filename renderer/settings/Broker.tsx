import { useState } from 'react';
import type { BrokerSettings, BrokerState } from '../../shared/contract/broker.ts';
import { host } from '../host/transport.ts';
import { useToldCall } from '../state/messages.ts';
import { attempt } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { CheckField, boundTo, TextField } from '../ui/Field.tsx';
import { formatCount } from '../ui/format.ts';
import { Fact } from '../ui/NumberTable.tsx';
import { FormError } from '../ui/FormError.tsx';

const none: BrokerSettings = { address: '', credentials: null, certificate: null, readsHere: true };

/** The broker that hands photos out to readers on other machines. */
export function Broker() {
  const state = useToldCall('broker', {});
  return (
    <section aria-labelledby="broker" aria-busy={state === undefined}>
      <h2 id="broker">Readers on other machines</h2>
      <p className="lead">
        Photos that wait are sent to a NATS server with JetStream, and every machine that runs{' '}
        <code>inkdex worker</code> reads some of them. Users of that server can see these photos. If it cannot
        be reached, photos are read on this machine.
      </p>
      {state !== undefined && (
        <>
          {state.settings !== null && <State {...state} />}
          <BrokerForm key={JSON.stringify(state.settings)} stored={state.settings} />
        </>
      )}
    </section>
  );
}

function State({ isConnected, away, read, problem }: BrokerState) {
  return (
    <>
      <dl className="facts">
        <Fact name="State">{isConnected ? 'Connected' : 'Not connected'}</Fact>
        <Fact name="Photos sent, not read yet">{formatCount(away)}</Fact>
        <Fact name="Photos read there">{formatCount(read)}</Fact>
      </dl>
      <FormError message={problem} />
    </>
  );
}

function BrokerForm({ stored }: { readonly stored: BrokerSettings | null }) {
  const [draft, setDraft] = useState(stored ?? none);
  const change = (part: Partial<BrokerSettings>): void => {
    setDraft({ ...draft, ...part });
  };
  const bound = boundTo(draft, change);
  const save = (settings: BrokerSettings | null) => void attempt(host.setBroker({ settings }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save(draft);
      }}
    >
      <TextField
        label="Address"
        hint="nats://host:4222, or tls://host:4222 for an encrypted connection. A user and password may stand before the host: user:password@host"
        value={draft.address}
        spellCheck={false}
        autoComplete="off"
        onChange={(address) => {
          change({ address: address.trim() });
        }}
      />
      <PathField
        label="Credentials file"
        hint="A .creds file of NATS, on this machine; empty for none"
        {...bound('credentials')}
      />
      <PathField
        label="CA certificate file"
        hint="PEM file on this machine, for a broker with a certificate of your own; empty for none"
        {...bound('certificate')}
      />
      <CheckField
        label="Read photos on this machine, too"
        isChecked={draft.readsHere}
        onChange={bound('readsHere').onChange}
      />
      <div className="settings-actions">
        <Button changes="setBroker" type="submit" disabled={draft.address === ''}>
          {stored === null ? 'Connect' : 'Save'}
        </Button>
        {stored !== null && (
          <Button
            changes="setBroker"
            onClick={() => {
              save(null);
            }}
          >
            Stop using this broker
          </Button>
        )}
      </div>
    </form>
  );
}

interface PathFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string | null;
  readonly onChange: (path: string | null) => void;
}

function PathField({ label, hint, value, onChange }: PathFieldProps) {
  return (
    <TextField
      label={label}
      hint={hint}
      value={value ?? ''}
      spellCheck={false}
      autoComplete="off"
      onChange={(path) => {
        onChange(path === '' ? null : path);
      }}
    />
  );
}
