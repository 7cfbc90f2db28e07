import { Plus } from 'lucide-react';
import { useState } from 'react';
import { house } from '../bridge.ts';
import { toasts } from '../stores.ts';
import { Button } from '../ui/Button.tsx';
import { FolderBrowser } from './FolderBrowser.tsx';
import { importPaths } from './importing.ts';

/** Opens the system's dialog where there is one, otherwise the folders of the machine in our own. */
export function AddPhotosButton({ kind }: { readonly kind: 'primary' | 'plain' }) {
  const [start, setStart] = useState<string | null>(null);

  const choose = async () => {
    const chosen = await toasts.getState().attempt(house.choosePaths({ what: 'folders' }));
    if (chosen?.kind === 'chosen') await importPaths(chosen.paths);
    if (chosen?.kind === 'browse') setStart(chosen.start);
  };

  return (
    <>
      <Button kind={kind} icon={Plus} onClick={() => void choose()}>
        Add photos
      </Button>
      {start !== null && (
        <FolderBrowser
          start={start}
          onClose={() => {
            setStart(null);
          }}
        />
      )}
    </>
  );
}
