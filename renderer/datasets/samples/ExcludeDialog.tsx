import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { house } from '../../bridge.ts';
import { toasts } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatPlural } from '../../ui/format.ts';
import { exclude } from './relabel.ts';

interface ExcludeDialogProps {
  readonly dataset: DatasetId;
  readonly samples: readonly HeldSample[];
  readonly onClose: (isDone: boolean) => void;
}

/** Asks before samples leave the dataset. */
export function ExcludeDialog({ dataset, samples, onClose }: ExcludeDialogProps) {
  const remove = async () => {
    const done = toasts.getState().attempt(exclude(house, dataset, samples).then(() => true));
    onClose((await done) === true);
  };
  return (
    <Dialog
      title={`Take ${formatPlural(samples.length, 'sample')} out?`}
      onClose={() => {
        onClose(false);
      }}
    >
      <p className="dialog-text">
        They leave the dataset as it is now. Versions that hold them keep them, and restoring one brings them
        back.
      </p>
      <footer className="dialog-footer">
        <Button
          onClick={() => {
            onClose(false);
          }}
        >
          Keep
        </Button>
        <Button kind="danger" data-first-focus onClick={() => void remove()}>
          Take out
        </Button>
      </footer>
    </Dialog>
  );
}
