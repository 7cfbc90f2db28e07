import { IconLink } from '../ui/IconLink.tsx';
import { FilterLink } from '../ui/FilterLink.tsx';
import {
  FolderSync,
  Heart,
  ListX,
  Plus,
  Layers2,
  RotateCwSquare,
  ScanText,
  Tag,
  Trash2,
  Undo2,
  X,
} from 'lucide-react';
import { useStore } from 'zustand';
import { favouritesId, type CollectionId } from '../../shared/contract/collection.ts';
import { type PhotoId, type PhotoStatus, photoStatusSchema } from '../../shared/contract/photo.ts';
import { host } from '../host/transport.ts';
import { everyPhoto, formatRoute, type PhotoFilter } from '../state/route.ts';
import { useCall } from '../host/useCall.ts';
import { attempt } from '../state/stores.ts';
import { removedList } from '../common/removing.ts';
import { folderDialog, selection as selectionStore, watchedFolders } from './stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';
import { statusNames } from '../ui/StatusBadge.tsx';
import { currentTile, useFocusHeir } from '../ui/useFocusHeir.ts';
import { emptySelection } from './selection.ts';
import { useIsReadOnly, useMay } from '../common/permissions.ts';
import { ExportPhotosButton } from '../common/ExportPhotos.tsx';
import { exportedPhotos } from '../common/exporting.ts';
import { collectionsDialog, takeOut, toggleFavourites } from '../common/collections.ts';
import { rotatePhotos } from '../common/rotating.ts';
import { readUnread, useStatusCounts, useUnread } from '../common/unread.ts';
import { UploadProgress } from '../common/UploadProgress.tsx';
import { importPaths, removeSelected } from './actions.ts';
import { CollectionHeader, FolderHeader } from './CollectionHeader.tsx';
import { LibraryViewControls } from './LibraryViewControls.tsx';
import { ExportLibraryButton } from './ExportLibrary.tsx';

export function LibraryToolbar({ filter }: { readonly filter: PhotoFilter }) {
  const selected = useStore(selectionStore, (state) => state.selection.photos);
  return (
    <div className="library-toolbar">
      {selected.size > 0 ? (
        <SelectionBar selected={selected} collection={filter.collection} />
      ) : filter.collection !== null ? (
        <CollectionHeader id={filter.collection}>
          <LibraryViewControls filter={filter} />
        </CollectionHeader>
      ) : filter.folder !== null ? (
        <FolderHeader folder={filter.folder}>
          <LibraryViewControls filter={filter} />
        </FolderHeader>
      ) : (
        <>
          <h1 className="visually-hidden">Library</h1>
          <StatusFilter status={filter.status} />
          <UploadProgress />
          <LibraryViewControls filter={filter} />
          <RemovedButton />
          <ReadButton />
          <IconLink href={formatRoute({ screen: 'similar-photos' })} label="Similar photos" icon={Layers2} />
          <WatchedFoldersButton />
          <ExportLibraryButton />
          <AddPhotosButton />
        </>
      )}
    </div>
  );
}

/** Shown while photos wait and no job is going to read them. */
function ReadButton() {
  const unread = useUnread();
  const isReadOnly = useIsReadOnly();
  const mayRead = useMay('readPhotos');
  if (unread === 0 || isReadOnly || !mayRead) return null;
  return (
    <Button icon={ScanText} onClick={readUnread}>
      Read {formatPlural(unread, 'waiting photo')}
    </Button>
  );
}

function StatusFilter({ status }: { readonly status: PhotoStatus | null }) {
  const counts = useStatusCounts();
  const { answer: info } = useCall('libraryInfo', {});
  const addressOf = (only: PhotoStatus | null) =>
    formatRoute({ screen: 'library', ...everyPhoto, status: only });
  const present = photoStatusSchema.options.filter((each) => counts[each] > 0 || each === status);
  return (
    <nav className="status-filter" aria-label="Filter by status">
      <FilterLink href={addressOf(null)} name="All" count={info?.photos ?? 0} isCurrent={status === null} />
      {present.map((each) => (
        <FilterLink
          key={each}
          href={addressOf(each)}
          name={statusNames[each]}
          count={counts[each]}
          isCurrent={status === each}
        />
      ))}
    </nav>
  );
}

interface SelectionBarProps {
  readonly selected: ReadonlySet<PhotoId>;
  /** The collection on screen. */
  readonly collection: CollectionId | null;
}

function SelectionBar({ selected, collection }: SelectionBarProps) {
  const change = useStore(selectionStore, (state) => state.change);
  useFocusHeir(currentTile);
  const chosen = () => [...selectionStore.getState().selection.photos];
  const clear = () => {
    change(() => emptySelection);
  };
  const readAgain = async () => {
    if ((await attempt(host.readPhotos({ photos: chosen() }))) !== undefined) clear();
  };

  return (
    <>
      <IconButton label="Clear selection" icon={X} shortcut="Esc" onClick={clear} />
      <span className="selection-count" role="status">
        {formatPlural(selected.size, 'photo')} selected
      </span>
      <span className="toolbar-space" />
      {collection !== null && collection !== favouritesId && (
        <IconButton
          label="Remove from here"
          icon={ListX}
          changes="changeCollection"
          onClick={() => void takeOut(collection, chosen()).then(clear)}
        />
      )}
      <IconButton
        label="Favourite"
        icon={Heart}
        shortcut="f"
        changes="changeCollection"
        onClick={() => void toggleFavourites(chosen())}
      />
      <IconButton
        label="Albums and tags"
        icon={Tag}
        shortcut="l"
        changes="changeCollection"
        aria-haspopup="dialog"
        onClick={() => {
          collectionsDialog.getState().open(chosen());
        }}
      />
      <Button
        icon={RotateCwSquare}
        shortcut="r"
        changes="rotatePhotos"
        onClick={() => {
          rotatePhotos(chosen(), 90);
        }}
      >
        Rotate
      </Button>
      <Button icon={ScanText} changes="readPhotos" onClick={() => void readAgain()}>
        Read again
      </Button>
      <ExportPhotosButton {...exportedPhotos([...selected])} />
      <Button
        kind="danger"
        icon={Trash2}
        changes="removePhotos"
        onClick={() => void removeSelected(chosen())}
      >
        Remove
      </Button>
    </>
  );
}

/** Opens the system's file dialog on the desktop, our own folder dialog in a browser. */
export function AddPhotosButton({ label = 'Add photos' }: { readonly label?: string }) {
  const choose = async () => {
    const chosen = await attempt(host.choosePaths({ what: 'folders' }));
    if (chosen?.kind === 'chosen') await importPaths(chosen.paths);
    if (chosen?.kind === 'browse') folderDialog.getState().open(chosen.start);
  };

  return (
    <Button kind="primary" icon={Plus} changes="importPaths" onClick={() => void choose()}>
      {label}
    </Button>
  );
}

/** Opens the list of removed photos; shown while any can be restored. */
export function RemovedButton() {
  const { answer: info } = useCall('libraryInfo', {});
  const removed = info?.removed ?? 0;
  if (removed === 0) return null;
  return (
    <Button
      kind="quiet"
      icon={Undo2}
      changes="restorePhotos"
      aria-haspopup="dialog"
      onClick={() => void attempt(removedList.getState().open())}
    >
      {formatPlural(removed, 'removed photo')}
    </Button>
  );
}

const open = () => void attempt(watchedFolders.getState().open());

/** Opens the list of folders whose new photos are imported automatically. */
function WatchedFoldersButton() {
  return (
    <IconButton
      label="Watched folders"
      icon={FolderSync}
      changes="watchFolder"
      aria-haspopup="dialog"
      onClick={open}
    />
  );
}

/** The same with a text, for the empty library. */
export function WatchAFolderButton() {
  return (
    <Button kind="quiet" icon={FolderSync} changes="watchFolder" aria-haspopup="dialog" onClick={open}>
      Watch a folder
    </Button>
  );
}
