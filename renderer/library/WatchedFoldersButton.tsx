import { FolderSync } from 'lucide-react';
import { toasts, watchedFolders } from '../stores.ts';
import { IconButton } from '../ui/Button.tsx';

/** The way to the folders whose new photos come in by themselves. */
export function WatchedFoldersButton() {
  return (
    <IconButton
      label="Watched folders"
      icon={FolderSync}
      aria-haspopup="dialog"
      onClick={() => void toasts.getState().attempt(watchedFolders.getState().open())}
    />
  );
}
