import { RefreshCw, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { WatchedFolder } from '../../shared/contract/library.ts';
import { ChoosePlace } from '../common/ChoosePlace.tsx';
import { useCall } from '../host/useCall.ts';
import { watchedFolders } from './stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { DialogList, ListedPath } from './DialogList.tsx';
import { lookThrough, unwatchFolder, watchFolder } from './watching.ts';

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
  const { path, name, photos, isThere } = folder;
  return (
    <ListedPath
      name={name}
      path={path}
      actions={
        <>
          <IconButton label={`Scan ${name} now`} icon={RefreshCw} onClick={() => void lookThrough(folder)} />
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
    </ListedPath>
  );
}
