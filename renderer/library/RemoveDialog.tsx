import { house } from '../bridge.ts';
import { selection, toasts } from '../stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { emptySelection } from './selection.ts';

/** Asks before the selected photos leave the library. */
export function RemoveDialog() {
  const onClose = () => {
    selection.getState().askToRemove(false);
  };
  const photos = [...selection.getState().selection.photos];
  const remove = async () => {
    onClose();
    const removed = await toasts.getState().attempt(house.removePhotos({ photos }));
    if (removed === undefined) return;
    selection.getState().change(() => emptySelection);
    toasts.getState().show('notice', `${formatPlural(removed, 'photo')} taken out of the library.`);
  };

  return (
    <Dialog title={`Remove ${formatPlural(photos.length, 'photo')}?`} onClose={onClose}>
      <p className="dialog-text">
        The library forgets what was read there. The files themselves stay where they are.
      </p>
      <footer className="dialog-footer">
        <Button onClick={onClose}>Keep</Button>
        <Button kind="danger" data-first-focus onClick={() => void remove()}>
          Remove
        </Button>
      </footer>
    </Dialog>
  );
}
