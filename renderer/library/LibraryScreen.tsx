import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { PhotoStatus } from '../../shared/contract/photo.ts';
import { useCall } from '../host/useCall.ts';
import { folderDialog, removedList, selection, watchedFolders } from './stores.ts';
import { photoList, toasts } from '../state/stores.ts';
import { EmptyLibrary } from './EmptyLibrary.tsx';
import { FailuresPanel } from './FailuresPanel.tsx';
import { FolderBrowser } from './FolderBrowser.tsx';
import { LibraryToolbar } from './LibraryToolbar.tsx';
import { PhotoGrid } from './PhotoGrid.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { RemovedDialog } from './RemovedDialog.tsx';
import { WatchedFoldersDialog } from './WatchedFoldersDialog.tsx';

export function LibraryScreen({ status }: { readonly status: PhotoStatus | null }) {
  const show = useStore(photoList, (state) => state.show);
  const isRemoving = useStore(selection, (state) => state.isRemoving);
  const isListingRemoved = useStore(removedList, (state) => state.isOpen);
  const isListingWatched = useStore(watchedFolders, (state) => state.isOpen);
  const browseFrom = useStore(folderDialog, (state) => state.start);
  const closeBrowser = useStore(folderDialog, (state) => state.close);

  useEffect(() => closeDialogs, []);
  useEffect(() => {
    document.title = 'Library · Inkdex';
    void toasts.getState().attempt(show(status));
  }, [show, status]);

  return (
    <div className="library">
      <LibraryContent status={status} />
      {isRemoving && <RemoveDialog />}
      {isListingRemoved && <RemovedDialog />}
      {isListingWatched && <WatchedFoldersDialog />}
      {browseFrom !== null && <FolderBrowser start={browseFrom} onClose={closeBrowser} />}
    </div>
  );
}

/** Leaving the screen by the browser's Back closes the dialogs: they must not reopen on the next visit. */
function closeDialogs(): void {
  selection.getState().askToRemove(false);
  removedList.getState().close();
  watchedFolders.getState().close();
  folderDialog.getState().close();
}

function LibraryContent({ status }: { readonly status: PhotoStatus | null }) {
  const total = useStore(photoList, (state) => state.total);
  const { answer: info } = useCall('libraryInfo', {});
  const photos = info?.photos;
  const { answer: failed = [] } = useCall('listFailures', {});
  // Before the first answer it is unknown whether the library is empty.
  if (photos === undefined || (photos === 0 && total === null)) return null;

  const failedFiles = failed.length > 0 && <FailuresPanel failures={failed} />;
  if (photos === 0 && total === 0) {
    return (
      <>
        {failedFiles}
        <EmptyLibrary />
      </>
    );
  }
  return (
    <>
      <LibraryToolbar status={status} />
      {failedFiles}
      {total === 0 && status !== null && <p className="library-nothing">No photos with this status.</p>}
      {total !== null && total > 0 && <PhotoGrid key={status ?? 'all'} total={total} status={status} />}
    </>
  );
}
