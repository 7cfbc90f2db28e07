import { Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { removedDays, type RemovedPhoto } from '../../shared/contract/photo.ts';
import { useCall } from '../host/useCall.ts';
import { removedPage } from './removedList.ts';
import { removedList } from './stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatCount, formatMoment, formatPlural } from '../ui/format.ts';
import { DialogList, ListedPath } from './DialogList.tsx';
import { forget, putBack } from './removing.ts';

/** The photos that were removed from the library: to restore them, or to delete them permanently. */
export function RemovedDialog() {
  const close = useStore(removedList, (state) => state.close);
  const { answer: { total, photos } = { total: 0, photos: [] } } = useCall('listRemoved', removedPage);
  return (
    <Dialog title="Removed photos" size="large" onClose={close}>
      <p className="dialog-text">
        {total === 0
          ? 'No removed photos.'
          : `Removed photos are kept for ${removedDays} days, with their words and labels. Their files are never deleted. The list also contains pages that a newer version of their PDF no longer has.`}
      </p>
      {total > 0 && (
        <DialogList label="Removed photos">
          {photos.map((photo) => (
            <Removed key={photo.id} photo={photo} />
          ))}
          {total > photos.length && (
            <li className="hint">and {formatPlural(total - photos.length, 'more', 'more')}</li>
          )}
        </DialogList>
      )}
      <Footer total={total} onClose={close} />
    </Dialog>
  );
}

function Removed({
  photo: { id, name, path, removedAt, words, confirmed },
}: {
  readonly photo: RemovedPhoto;
}) {
  const all = words === 0 ? 'no words' : formatPlural(words, 'word');
  const held = confirmed > 0 ? `${all}, ${formatCount(confirmed)} confirmed` : all;
  return (
    <ListedPath
      name={name}
      path={path}
      actions={
        <>
          <Button icon={Undo2} aria-label={`Restore ${name}`} onClick={() => void putBack([id])}>
            Restore
          </Button>
          <IconButton label={`Delete ${name} permanently`} icon={Trash2} onClick={() => void forget([id])} />
        </>
      }
    >
      <p className="hint">
        {held} · removed {formatMoment(removedAt) ?? ''}
      </p>
    </ListedPath>
  );
}

/** Deleting all also deletes their labels permanently, so it asks for a confirmation. */
function Footer({ total, onClose }: { readonly total: number; readonly onClose: () => void }) {
  const [isAsking, ask] = useState(false);
  if (total === 0) {
    return (
      <footer className="dialog-footer">
        <Button data-first-focus onClick={onClose}>
          Close
        </Button>
      </footer>
    );
  }
  return (
    <footer className="dialog-footer">
      {isAsking && (
        <span role="status">
          Permanently delete {formatPlural(total, 'photo')} and all {total === 1 ? 'its' : 'their'} words?
        </span>
      )}
      <Button
        onClick={() => {
          ask(!isAsking);
        }}
      >
        {isAsking ? 'Cancel' : 'Delete all…'}
      </Button>
      {isAsking ? (
        <Button kind="danger" onClick={() => void forget(null)}>
          Delete
        </Button>
      ) : (
        <Button kind="primary" data-first-focus icon={Undo2} onClick={() => void putBack(null)}>
          Restore all
        </Button>
      )}
    </footer>
  );
}
