import { NotConnected } from '../common/NotConnected.tsx';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { ChevronRight, ImagePlus, RotateCw, Sparkles, TriangleAlert, X } from 'lucide-react';
import { useWindowTitle } from '../common/windowTitle.ts';
import { favouritesId } from '../../shared/contract/collection.ts';
import type { FailedFile } from '../../shared/contract/photo.ts';
import { answers, useCall } from '../host/useCall.ts';
import { removedList } from '../common/removing.ts';
import { folderDialog, selection, watchedFolders } from './stores.ts';
import type { PhotoFilter } from '../state/route.ts';
import { connection, jobs, photoList, toasts } from '../state/stores.ts';
import { emptySelection } from './selection.ts';
import { FolderBrowser } from './FolderBrowser.tsx';
import { AddPhotosButton, LibraryToolbar, RemovedButton, WatchAFolderButton } from './LibraryToolbar.tsx';
import { PhotoGrid } from './PhotoGrid.tsx';
import { RemovedDialog, WatchedFoldersDialog } from './LibraryDialogs.tsx';
import { isUnfinished } from '../../shared/jobProgress.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useFocusHeir } from '../ui/useFocusHeir.ts';
import { SamplesHint } from './SamplesHint.tsx';
import { importSamples } from './actions.ts';
import { UploadProgress } from '../common/UploadProgress.tsx';
import { host } from '../host/transport.ts';
import { formatPlural } from '../ui/format.ts';

export function LibraryScreen({ status, collection, folder }: PhotoFilter) {
  const show = useStore(photoList, (state) => state.show);
  const isListingRemoved = useStore(removedList, (state) => state.isOpen);
  const isListingWatched = useStore(watchedFolders, (state) => state.isOpen);
  const browseFrom = useStore(folderDialog, (state) => state.subject);
  const closeBrowser = useStore(folderDialog, (state) => state.close);

  useEffect(() => closeDialogs, []);
  useWindowTitle('Library');
  useEffect(() => {
    // What was selected in another album is not on screen here.
    const { filter } = photoList.getState();
    if (filter.collection !== collection || filter.folder !== folder)
      selection.getState().change(() => emptySelection);
    void toasts.getState().attempt(show({ status, collection, folder }));
  }, [show, status, collection, folder]);

  return (
    <div className="library">
      <LibraryContent status={status} collection={collection} folder={folder} />
      {isListingRemoved && <RemovedDialog />}
      {isListingWatched && <WatchedFoldersDialog />}
      {browseFrom !== null && <FolderBrowser start={browseFrom} onClose={closeBrowser} />}
    </div>
  );
}

/** Leaving the screen by the browser's Back closes the dialogs: they must not reopen on the next visit. */
function closeDialogs(): void {
  removedList.getState().close();
  watchedFolders.getState().close();
  folderDialog.getState().close();
}

function LibraryContent(filter: PhotoFilter) {
  const { status, collection, folder } = filter;
  const total = useStore(photoList, (state) => state.total);
  const { answer: info } = useCall('libraryInfo', {});
  const photos = info?.photos;
  const { answer: failed = [] } = useCall('listFailures', {});
  const state = useStore(connection, (current) => current.state);
  if (state !== 'connected' && (photos === undefined || total === null)) {
    return <NotConnected>The photos appear here once the connection is back.</NotConnected>;
  }
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
      <LibraryToolbar filter={filter} />
      <SamplesHint />
      {failedFiles}
      {total === 0 && <NothingListed {...filter} />}
      {total !== null && total > 0 && (
        <PhotoGrid key={JSON.stringify([status, collection, folder])} total={total} filter={filter} />
      )}
    </>
  );
}

function NothingListed({ status, collection, folder }: PhotoFilter) {
  const key = collection === favouritesId ? 'F' : 'L';
  if (folder !== null) return <p className="library-nothing">No photos in this folder.</p>;
  if (status === null && collection === null) return null;
  return (
    <p className="library-nothing">
      {status === null
        ? `No photos here yet. Select photos in the library and press ${key} to add them.`
        : 'No photos with this status.'}
    </p>
  );
}

const numberWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The first screen of a new user: how to add photos, and sample photos to try. */
function EmptyLibrary() {
  const { answer: info } = useCall('libraryInfo', {});
  const samples = info?.samples ?? 0;
  const isImporting = useStore(jobs, (state) =>
    state.jobs.some((job) => isUnfinished(job) && job.kind === 'import'),
  );
  useFocusHeir('main');
  return (
    <div className="empty-library">
      <EmptyState icon={ImagePlus} title="Drop your photos here">
        <p>
          Whiteboards, notebooks, pages of notes, also as PDFs. Inkdex reads the words in them, and a search
          shows the right photo with the word highlighted. Nothing leaves this machine.
        </p>
        <div className="empty-actions">
          <AddPhotosButton />
          {samples > 0 && (
            <Button
              icon={Sparkles}
              changes="importSamples"
              disabled={isImporting}
              onClick={() => void importSamples()}
            >
              Try {numberWords[samples] ?? String(samples)} sample photos
            </Button>
          )}
          <WatchAFolderButton />
          <RemovedButton />
        </div>
        <UploadProgress />
        {isImporting && (
          <p className="hint" role="status">
            Scanning files…
          </p>
        )}
      </EmptyState>
    </div>
  );
}

/** Files that could not be imported, each with its reason, to retry or to dismiss. */
function FailuresPanel({ failures }: { readonly failures: readonly FailedFile[] }) {
  const change = async (done: Promise<unknown>) => {
    await toasts.getState().attempt(done.then(() => answers.outdate('failuresChanged')));
  };
  const retry = (ids: number[]) => change(host.retryFailures({ failures: ids }));
  const dismiss = (ids: number[]) => change(host.dismissFailures({ failures: ids }));
  const all = failures.map(({ id }) => id);

  return (
    <details className="failures">
      <summary>
        <ChevronRight size={16} className="failures-arrow" aria-hidden />
        <TriangleAlert size={16} aria-hidden />
        {formatPlural(failures.length, 'file')} could not be added
      </summary>
      <ul aria-label="Files that could not be added">
        {failures.map(({ id, name, path, error }) => (
          <li key={id} className="failure">
            <div>
              <p className="failure-name" dir="auto" title={path}>
                {name}
              </p>
              <p className="failure-reason">{error.message}</p>
            </div>
            <IconButton
              label={`Retry ${name}`}
              icon={RotateCw}
              changes="retryFailures"
              onClick={() => void retry([id])}
            />
            <IconButton
              label={`Dismiss ${name}`}
              icon={X}
              changes="dismissFailures"
              onClick={() => void dismiss([id])}
            />
          </li>
        ))}
      </ul>
      <div className="failures-actions">
        <Button icon={RotateCw} changes="retryFailures" onClick={() => void retry(all)}>
          Retry all
        </Button>
        <Button kind="quiet" changes="dismissFailures" onClick={() => void dismiss(all)}>
          Dismiss all
        </Button>
      </div>
    </details>
  );
}
