import { FolderSync } from 'lucide-react';
import { toasts, watchedFolders } from '../stores.ts';
import { Button, IconButton } from '../ui/Button.tsx';

const open = () => void toasts.getState().attempt(watchedFolders.getState().open());

/** The way to the folders whose new photos come in by themselves. */
export function WatchedFoldersButton() {
  return <IconButton label="Watched folders" icon={FolderSync} aria-haspopup="dialog" onClick={open} />;
}

/** The same for who has not met it yet. */
export function WatchAFolderButton() {
  return (
    <Button kind="quiet" icon={FolderSync} aria-haspopup="dialog" onClick={open}>
      Watch a folder
    </Button>
  );
}
