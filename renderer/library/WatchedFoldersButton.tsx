import { FolderSync } from 'lucide-react';
import { toasts } from '../state/stores.ts';
import { watchedFolders } from './stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';

const open = () => void toasts.getState().attempt(watchedFolders.getState().open());

/** Opens the list of folders whose new photos are imported automatically. */
export function WatchedFoldersButton() {
  return <IconButton label="Watched folders" icon={FolderSync} aria-haspopup="dialog" onClick={open} />;
}

/** The same with a text, for the empty library. */
export function WatchAFolderButton() {
  return (
    <Button kind="quiet" icon={FolderSync} aria-haspopup="dialog" onClick={open}>
      Watch a folder
    </Button>
  );
}
