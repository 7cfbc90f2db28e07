import type { VersionId } from '../../../shared/contract/dataset.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { house } from '../../host/transport.ts';
import { useCall } from '../../host/useCall.ts';
import { toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatPlural } from '../../ui/format.ts';
import { describeChanges } from '../diff/describeChanges.ts';
import { shortId } from '../../common/names.ts';

interface RestoreDialogProps {
  readonly dataset: Dataset;
  readonly version: VersionId;
  readonly onClose: () => void;
}

/** Asks for confirmation before a version is restored, and says what would be lost. */
export function RestoreDialog({ dataset, version, onClose }: RestoreDialogProps) {
  const { id, name, isChanged, head } = dataset;
  const { answer } = useCall('diffContents', { before: { dataset: id }, after: { version }, kind: null, offset: 0, limit: 1 });
  const restore = async () => {
    onClose();
    const restored = await toasts.getState().attempt(house.restoreVersion({ dataset: id, version }));
    if (restored === undefined) return;
    const samples = formatPlural(restored.samples, 'sample');
    toasts.getState().show('notice', `${name} restored to version ${shortId(version)}: ${samples}.`);
  };
  return (
    <Dialog title={`Restore version ${shortId(version)}?`} onClose={onClose}>
      <p className="dialog-text" role="status">
        This changes the current state of {name}:{' '}
        {answer === undefined ? '…' : describeChanges(answer.counts)}. All versions stay.
      </p>
      {isChanged && (
        <p className="dialog-warning">
          {head === null
            ? 'The current state is not frozen and will be lost. Freeze it first to keep it.'
            : `Changes since ${shortId(head)} are not frozen and will be lost. Freeze them first to keep them.`}
        </p>
      )}
      <footer className="dialog-footer">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind={isChanged ? 'danger' : 'primary'} data-first-focus onClick={() => void restore()}>
          Restore
        </Button>
      </footer>
    </Dialog>
  );
}
