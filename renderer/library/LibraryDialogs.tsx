import { type ReactNode, useState } from 'react';
import { RefreshCw, Trash2, Undo2, X } from 'lucide-react';
import { useStore } from 'zustand';
import { removedDays, type RemovedPhoto } from '../../shared/contract/photo.ts';
import type { WatchedFolder } from '../../shared/contract/library.ts';
import { useCall } from '../host/useCall.ts';
import { removedList, restorePhotos } from '../common/removing.ts';
import { removedPage } from '../state/removedList.ts';
import { watchedFolders } from './stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatCount, formatMoment, formatPlural } from '../ui/format.ts';
import { forget, scanNow, unwatchFolder, watchFolder, watchFor } from './actions.ts';
import { OnlyWriting, onlyWritingLabel } from '../common/OnlyWriting.tsx';
import { CheckField } from '../ui/Field.tsx';
import { ChoosePlace } from '../common/ChoosePlace.tsx';

/** The photos that were removed from the library: to restore them, or to delete them permanently. */
export function RemovedDialog() {
  const close = useStore(removedList, (state) => state.close);
  const { answer: { total, photos } = { total: 0, photos: [] } } = useCall('listRemoved', removedPage);
  return (
    <Dialog title="Removed photos" size="large" onClose={close}>
      <p className="dialog-text">
        {total === 0
          ? 'No removed photos.'
          : `Removed photos are kept for ${removedDays} days of use, with their words and labels. Their files are never deleted. The list also contains pages that a newer version of their PDF no longer has.`}
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
          <Button icon={Undo2} aria-label={`Restore ${name}`} onClick={() => void restorePhotos([id])}>
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
        <Button kind="primary" data-first-focus icon={Undo2} onClick={() => void restorePhotos(null)}>
          Restore all
        </Button>
      )}
    </footer>
  );
}

/** The folders whose new photos are imported automatically: to add a folder, scan it now, or stop watching it. */
export function WatchedFoldersDialog() {
  const close = useStore(watchedFolders, (state) => state.close);
  const { answer: folders = [] } = useCall('listWatchedFolders', {});
  return (
    <Dialog title="Watched folders" size="large" onClose={close}>
      <p className="dialog-text">
        While Inkdex is open, new photos and PDFs in these folders are added and read automatically. Useful
        for your phone's uploads or the PDFs of a notes app.
      </p>
      {folders.length === 0 ? (
        <p className="dialog-text">No watched folders yet.</p>
      ) : (
        <DialogList label="Watched folders">
          {folders.map((folder) => (
            <Watched key={folder.path} folder={folder} />
          ))}
        </DialogList>
      )}
      <OnlyWriting label="A folder that you add: read only photos with writing" />
      <footer className="dialog-footer">
        <ChoosePlace
          title="Watch a folder"
          isFileWelcome={false}
          onChoose={(path) => void watchFolder(path)}
        />
        <Button data-first-focus onClick={close}>
          Close
        </Button>
      </footer>
    </Dialog>
  );
}

function Watched({ folder }: { readonly folder: WatchedFolder }) {
  const { path, name, photos, isThere, onlyWriting } = folder;
  return (
    <ListedPath
      name={name}
      path={path}
      actions={
        <>
          <IconButton label={`Scan ${name} now`} icon={RefreshCw} onClick={() => void scanNow(folder)} />
          <IconButton label={`Stop watching ${name}`} icon={X} onClick={() => void unwatchFolder(folder)} />
        </>
      }
    >
      <p className="hint watched-path">{path}</p>
      <p className={isThere ? 'hint' : 'watched-gone'}>
        {isThere
          ? `${formatPlural(photos, 'photo')} in the library`
          : 'Not available now. New photos in it are imported when it is available again.'}
      </p>
      <CheckField
        label={onlyWritingLabel}
        isChecked={onlyWriting}
        onChange={(isChecked) => void watchFor(folder, isChecked)}
      />
    </ListedPath>
  );
}

interface DialogListProps {
  /** What the list contains, for screen readers. */
  readonly label: string;
  readonly children: ReactNode;
}

/** Files or folders in a dialog, one per row, each with its actions. */
function DialogList({ label, children }: DialogListProps) {
  return (
    <ul className="dialog-list" aria-label={label}>
      {children}
    </ul>
  );
}

interface ListedPathProps {
  readonly name: string;
  /** Shown on hover. */
  readonly path: string;
  /** Details below the name, one paragraph per line. */
  readonly children: ReactNode;
  readonly actions: ReactNode;
}

function ListedPath({ name, path, children, actions }: ListedPathProps) {
  return (
    <li className="listed-path">
      <div>
        <p className="listed-name" dir="auto" title={path}>
          {name}
        </p>
        {children}
      </div>
      {actions}
    </li>
  );
}
