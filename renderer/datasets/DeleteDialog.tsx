import type { VersionRecord } from '../../shared/contract/dataset.ts';
import type { Dataset } from '../../shared/contract/datasetContents.ts';
import { house } from '../host/transport.ts';
import { navigation, toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';

interface DeleteDialogProps {
  readonly dataset: Dataset;
  readonly versions: readonly VersionRecord[];
  readonly onClose: () => void;
}

/** Asks for confirmation before a dataset is deleted with all its versions. */
export function DeleteDialog({ dataset, versions, onClose }: DeleteDialogProps) {
  const remove = async () => {
    onClose();
    const done = await toasts.getState().attempt(house.deleteDataset({ dataset: dataset.id }));
    if (done === undefined) return;
    navigation.getState().navigate({ screen: 'datasets' });
    toasts.getState().show('notice', `${dataset.name} was deleted.`);
  };
  return (
    <Dialog title={`Delete ${dataset.name}?`} onClose={onClose}>
      <p className="dialog-text">
        This permanently deletes {formatPlural(dataset.samples, 'sample')}{' '}
        {versions.length > 0 && ` and ${formatPlural(versions.length, 'version')}`}. Models keep the id of the
        version that they were trained on, but the version can no longer be viewed. To keep a copy, export a
        version first.
      </p>
      <footer className="dialog-footer">
        <Button data-first-focus onClick={onClose}>
          Cancel{' '}
        </Button>
        <Button kind="danger" onClick={() => void remove()}>
          Delete
        </Button>
      </footer>
    </Dialog>
  );
}
