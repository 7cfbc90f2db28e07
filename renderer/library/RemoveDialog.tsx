import { useEffect, useRef } from 'react';
import { removedDays } from '../../shared/contract/photo.ts';
import { house } from '../bridge.ts';
import { selection } from '../stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { useAnswer } from '../ui/useAnswer.ts';
import { removePhotos } from './removing.ts';

/** Asks before the selected photos leave the library, and says what a person's work goes with them. */
export function RemoveDialog() {
  const onClose = () => {
    selection.getState().askToRemove(false);
  };
  const photos = [...selection.getState().selection.photos];
  const { answer: confirmed, error } = useAnswer('confirmed', () => house.countConfirmed({ photos }));
  const footer = useRef<HTMLElement>(null);
  useEffect(() => {
    // Nothing is lost that another reading would not bring back: then Enter may remove.
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
          <strong>
            {formatPlural(confirmed, 'word')} that you confirmed {confirmed === 1 ? 'goes' : 'go'} with{' '}
            {photos.length === 1 ? 'it' : 'them'}.{' '}
          </strong>
        )}
        For {String(removedDays)} days the library can put {photos.length === 1 ? 'it' : 'them'} back, then it
        forgets all words. The files themselves stay where they are.
      </p>
      <footer ref={footer} className="dialog-footer">
        <Button data-first-focus onClick={onClose}>
          Keep
        </Button>
        <Button kind="danger" disabled={confirmed === undefined && error === null} onClick={remove}>
          Remove
        </Button>
      </footer>
    </Dialog>
  );
}
