import { Plus } from 'lucide-react';
import { house } from '../host/transport.ts';
import { folderDialog } from './stores.ts';
import { toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { importPaths } from './importing.ts';

/** Opens the system's file dialog on the desktop, our own folder dialog in a browser. */
export function AddPhotosButton() {
  const choose = async () => {
    const chosen = await toasts.getState().attempt(house.choosePaths({ what: 'folders' }));
    if (chosen?.kind === 'chosen') await importPaths(chosen.paths);
    if (chosen?.kind === 'browse') folderDialog.getState().open(chosen.start);
  };

  return (
    <Button kind="primary" icon={Plus} onClick={() => void choose()}>
      Add photos
    </Button>
  );
}
