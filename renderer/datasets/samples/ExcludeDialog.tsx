import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { host } from '../../host/transport.ts';
import { toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatPlural } from '../../ui/format.ts';
import { exclude } from './sampleSelection.ts';

interface ExcludeDialogProps {
  readonly dataset: DatasetId;
  readonly samples: readonly HeldSample[];
  readonly onClose: (isDone: boolean) => void;
}

/** Asks for confirmation before samples are removed from the dataset. */
export function ExcludeDialog({ dataset, samples, onClose }: ExcludeDialogProps) {
  const remove = async () => {
    const done = toasts.getState().attempt(exclude(host, dataset, samples).then(() => true));
    onClose((await done) === true);
  };
  return (
    <Dialog
      title={`Remove ${formatPlural(samples.length, 'sample')}?`}
      onClose={() => {
        onClose(false);
      }}
    >
      <p className="dialog-text">
        They are removed from the current state of the dataset. Existing versions keep them; restoring such a
        version brings them back.
      </p>
      <footer className="dialog-footer">
        <Button
          onClick={() => {
            onClose(false);
          }}
        >
          Cancel{' '}
        </Button>
        <Button kind="danger" data-first-focus onClick={() => void remove()}>
          Remove
        </Button>
      </footer>
    </Dialog>
  );
}
