import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { house } from '../host/transport.ts';
import { chosenPaths, createFolderBrowsing } from './folderBrowsing.ts';
import { FolderEntries } from './FolderEntries.tsx';
import { PathBar } from './PathBar.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Keys } from '../ui/Keys.tsx';

interface PlaceDialogProps {
  readonly title: string;
  readonly start: string;
  readonly onChoose: (path: string) => void;
  readonly onClose: () => void;
}

/** Chooses a file or folder of the machine that Inkdex runs on, by mouse or keyboard. */
export function PlaceDialog({ title, start, onChoose, onClose }: PlaceDialogProps) {
  const [browsing] = useState(() => createFolderBrowsing(house, 'files'));
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
        <PathBar key={state.listing?.path ?? ''} state={state} />
        {state.error !== null && (
          <p className="form-error" role="alert">
            {state.error.message}
          </p>
        )}
        <FolderEntries state={state} label="Folders and files" isMany={false} />
        <footer className="dialog-footer">
          <span className="hint folder-hint">
            <Keys keys={['Enter']} /> open <Keys keys={['Ctrl', 'Enter']} /> choose
          </span>
          <Button kind="primary" disabled={chosen === undefined} onClick={choose}>
            {state.marked.size > 0 ? 'Choose this file' : 'Choose this folder'}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
