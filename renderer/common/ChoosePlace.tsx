import { File, Folder } from 'lucide-react';
import { useState } from 'react';
import { house } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { toasts } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { PlaceDialog } from './PlaceDialog.tsx';

interface ChoosePlaceProps {
  /** Title of the dialog. */
  readonly title: string;
  /** Whether a file may be chosen too. */
  readonly isFileWelcome: boolean;
  readonly onChoose: (path: string) => void;
}

/** Opens the system's file dialog if there is one, otherwise our own dialog with the folders of the host. */
export function ChoosePlace({ title, isFileWelcome, onChoose }: ChoosePlaceProps) {
  const { answer: info } = useCall('libraryInfo', {});
  const isDesktop = info?.door === 'desktop';
  const [start, setStart] = useState<string | null>(null);
  const choose = async (what: 'folder' | 'file') => {
    const chosen = await toasts.getState().attempt(house.choosePaths({ what }));
    if (chosen?.kind === 'browse') setStart(chosen.start);
    const path = chosen?.kind === 'chosen' ? chosen.paths[0] : undefined;
    if (path !== undefined) onChoose(path);
  };

  return (
    <>
      <Button
        icon={Folder}
        data-first-focus={isFileWelcome || undefined}
        onClick={() => void choose('folder')}
      >
        {isDesktop || !isFileWelcome ? 'Choose a folder' : 'Choose a folder or file'}
      </Button>
      {isDesktop && isFileWelcome && (
        <Button icon={File} onClick={() => void choose('file')}>
          Choose a file
        </Button>
      )}
      {start !== null && (
        <PlaceDialog
          title={title}
          start={start}
          onChoose={onChoose}
          onClose={() => {
            setStart(null);
          }}
        />
      )}
    </>
  );
}
