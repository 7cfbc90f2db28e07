import type { UpdateState } from '../../shared/contract/update.ts';
import { host } from '../host/transport.ts';
import { useToldCall } from '../state/messages.ts';
import { attempt } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { CheckField } from '../ui/Field.tsx';
import { FormError } from '../ui/FormError.tsx';
import { Fact } from '../ui/NumberTable.tsx';
import { ProgressBar } from '../ui/Progress.tsx';
import { describeUpdate } from './updateText.ts';

/** Newer versions of the app, where it is one that can be updated. */
export function Updates() {
  const updates = useToldCall('updates', {});
  if (updates === undefined || updates === null) return null;
  const { state } = updates;
  return (
    <section aria-labelledby="updates">
      <h2 id="updates">Updates</h2>
      <CheckField
        label="Check for updates once a day"
        hint="Inkdex then asks GitHub for the newest version, and GitHub sees the address of this machine. Nothing else is sent."
        isChecked={updates.isDaily}
        onChange={(isDaily) => {
          tell(host.setDailyUpdates({ isDaily }));
        }}
      />
      <dl className="facts">
        <Fact name="Version">{updates.version}</Fact>
        <Fact name="State">
          <span role="status">{describeUpdate(updates)}</span>
        </Fact>
      </dl>
      <FormError message={state.kind === 'failed' ? state.message : null} />
      {state.kind === 'downloading' && <ProgressBar label="Download of the update" value={state.share} />}
      <div className="settings-actions">
        <Actions state={state} canInstall={updates.canInstall} />
      </div>
    </section>
  );
}

/** The next step, which a person takes. */
function Actions({ state, canInstall }: { readonly state: UpdateState; readonly canInstall: boolean }) {
  const button = (label: string, act: () => Promise<unknown>, kind: 'plain' | 'primary' = 'plain') => (
    <Button
      kind={kind}
      onClick={() => {
        tell(act());
      }}
    >
      {label}
    </Button>
  );
  switch (state.kind) {
    case 'found':
      return (
        <>
          {canInstall && button('Download', () => host.downloadUpdate({}), 'primary')}
          {button('What is new', () => host.showUpdate({}))}
        </>
      );
    case 'downloading':
      return button('Cancel', () => host.cancelUpdate({}));
    case 'ready':
      return button('Install and start again', () => host.installUpdate({}), 'primary');
    case 'asking':
    case 'installing':
      return null;
    case 'unknown':
    case 'newest':
    case 'failed':
      return button('Check now', () => host.findUpdate({}));
  }
}

function tell(done: Promise<unknown>): void {
  void attempt(done);
}
