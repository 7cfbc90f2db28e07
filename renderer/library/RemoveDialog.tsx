import { useEffect, useRef } from 'react';
import { removedDays } from '../../shared/contract/photo.ts';
import { useCall } from '../host/useCall.ts';
import { selection } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { removePhotos } from './removing.ts';

/** Asks before the selected photos are removed from the library, and says how many confirmed words go with them. */
export function RemoveDialog() {
  const onClose = () => {
    selection.getState().askToRemove(false);
  };
  const photos = [...selection.getState().selection.photos];
  const { answer: confirmed, error } = useCall('countConfirmed', { photos });
  const footer = useRef<HTMLElement>(null);
  useEffect(() => {
    // Without confirmed words, reading the photos again would recover everything: then Enter may remove.
    if (confirmed === 0) footer.current?.querySelector<HTMLElement>('.button-danger')?.focus();
  }, [confirmed]);
  const remove = () => {
    onClose();
    void removePhotos(photos);
  };

  return (
    <Dialog title={`Remove ${formatPlural(photos.length, 'photo')}?`} onClose={onClose}>
      <p className="dialog-text" aria-live="polite" aria-busy={confirmed === undefined && error === null}>
        {confirmed !== undefined && confirmed > 0 && (
          <strong>This also removes {formatPlural(confirmed, 'confirmed word')}. </strong>
        )}
        You can restore {photos.length === 1 ? 'it' : 'them'} for {String(removedDays)} days; after that,{' '}
        {photos.length === 1 ? 'its' : 'their'} words are deleted.{' '}
        {photos.length === 1 ? 'The file itself is' : 'The files themselves are'} not deleted.
      </p>
      <footer ref={footer} className="dialog-footer">
        <Button data-first-focus onClick={onClose}>
          Cancel
        </Button>
        <Button kind="danger" disabled={confirmed === undefined && error === null} onClick={remove}>
          Remove
        </Button>
      </footer>
    </Dialog>
  );
}
