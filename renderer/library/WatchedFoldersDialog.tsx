import { RefreshCw, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { WatchedFolder } from '../../shared/contract/watchedFolder.ts';
import { ChoosePlace } from '../datasets/places/ChoosePlace.tsx';
import { watchedFolders } from '../stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { DialogList, ListedPath } from './DialogList.tsx';
import { lookThrough, unwatchFolder, watchFolder } from './watching.ts';

/** The folders whose new photos come in by themselves: to add one, to look through one now, to leave one alone. */
export function WatchedFoldersDialog() {
  const { folders, close } = useStore(watchedFolders);
  return (
    <Dialog title="Watched folders" size="large" onClose={close}>
      <p className="dialog-text">
        Photos and PDFs that come into these folders are added and read by themselves while Inkdex is open:
        your phone's uploads, say, or where a notes app puts its PDFs.
      </p>
      {folders.length === 0 ? (
        <p className="dialog-text">No folder is watched yet.</p>
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
          <IconButton
            label={`Look through ${name} now`}
            icon={RefreshCw}
            onClick={() => void lookThrough(folder)}
          />
          <IconButton label={`Stop watching ${name}`} icon={X} onClick={() => void unwatchFolder(folder)} />
        </>
      }
    >
      <p className="hint watched-path">{path}</p>
      <p className={isThere ? 'hint' : 'watched-gone'}>
        {isThere
          ? `${formatPlural(photos, 'photo')} in the library`
          : 'Cannot be opened now. What is new in it comes in when it is back.'}
      </p>
    </ListedPath>
  );
}
