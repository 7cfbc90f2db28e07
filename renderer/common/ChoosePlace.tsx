import { TextField } from '../ui/Field.tsx';
import { File, Folder } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { attempt } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { chosenPaths, createFolderBrowsing } from './folderBrowsing.ts';
import { FolderEntries, PathBar } from './FolderEntries.tsx';
import { joinPath } from './names.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { useAsking } from '../ui/useOpen.ts';
import { Keys } from '../ui/Keys.tsx';
import { FormError } from '../ui/FormError.tsx';

interface ChoosePlaceProps {
  readonly title: string;
  /** Whether a file may be chosen too. */
  readonly isFileWelcome: boolean;
  readonly onChoose: (path: string) => void;
}

/** Opens the system's file dialog if there is one, otherwise our own dialog with the folders of the host. */
export function ChoosePlace({ title, isFileWelcome, onChoose }: ChoosePlaceProps) {
  const { answer: info } = useCall('libraryInfo', {});
  const isDesktop = info?.entryPoint === 'desktop';
  const { asked: start, ask: browseFrom, close } = useAsking<string>();
  const choose = async (what: 'folder' | 'file') => {
    const chosen = await attempt(host.choosePaths({ what }));
    if (chosen?.kind === 'browse') browseFrom(chosen.start)();
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
      {start !== null && <PlaceDialog title={title} start={start} onChoose={onChoose} onClose={close} />}
    </>
  );
}

interface DestinationFieldProps {
  /** The path as it is typed. */
  readonly path: string;
  readonly hint: string;
  /** The name of the new file or folder in a folder that is chosen. */
  readonly name: string;
  readonly isFirst?: boolean | undefined;
  readonly onChange: (path: string) => void;
}

/** The path of a new file or folder, typed, or chosen by its parent folder. */
export function DestinationField({ path, hint, name, isFirst, onChange }: DestinationFieldProps) {
  return (
    <div className="place-field">
      <TextField
        label="Destination"
        hint={hint}
        value={path}
        isFirst={isFirst}
        spellCheck={false}
        onChange={onChange}
      />
      <ChoosePlace
        title="Choose an export folder"
        isFileWelcome={false}
        onChoose={(folder) => {
          onChange(joinPath(folder, name));
        }}
      />
    </div>
  );
}

interface PlaceDialogProps {
  readonly title: string;
  readonly start: string;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}

/** Chooses a file or folder of the machine that Inkdex runs on, by mouse or keyboard. */
function PlaceDialog({ title, start, onChoose, onClose }: PlaceDialogProps) {
  const [browsing] = useState(() => createFolderBrowsing(host, 'files'));
  const state = useStore(browsing);
  const [chosen] = chosenPaths(state);
  useEffect(() => {
    void browsing.getState().open(start);
  }, [browsing, start]);

  const choose = () => {
    if (chosen === undefined) return;
    onClose();
    onChoose(chosen);
  };
  return (
    <Dialog title={title} size="large" onClose={onClose}>
      <div
        className="folder-browser"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) choose();
        }}
      >
        <PathBar state={state} />
        <FormError message={state.error?.message} />
        <FolderEntries state={state} label="Folders and files" isMany={false} />
        <footer className="dialog-footer">
          <span className="hint folder-hint">
            <Keys keys={['Enter']} /> opens · <Keys keys={['Ctrl', 'Enter']} /> chooses
          </span>
          <Button kind="primary" disabled={chosen === undefined} onClick={choose}>
            {state.marked.size > 0 ? 'Choose this file' : 'Choose this folder'}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
