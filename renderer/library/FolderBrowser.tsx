import { PickFiles } from '../ui/PickFiles.tsx';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { chosenFiles } from '../host/upload.ts';
import { host } from '../host/transport.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatPlural } from '../ui/format.ts';
import { Keys } from '../ui/Keys.tsx';
import { FormError } from '../ui/FormError.tsx';
import { chosenPaths, createFolderBrowsing, type FolderBrowsingState } from '../common/folderBrowsing.ts';
import { OnlyWriting } from '../common/OnlyWriting.tsx';
import { FolderEntries, PathBar } from '../common/FolderEntries.tsx';
import { importFiles, importPaths } from './actions.ts';
import { importExtensions } from '../../shared/contract/photo.ts';

interface FolderBrowserProps {
  readonly start: string;
  readonly onClose: () => void;
}

/** Chooses folders and photos on the machine that Inkdex runs on, by mouse or keyboard. */
export function FolderBrowser({ start, onClose }: FolderBrowserProps) {
  const [browsing] = useState(() => createFolderBrowsing(host));
  const state = useStore(browsing);

  useEffect(() => {
    void browsing.getState().open(start);
  }, [browsing, start]);

  const isEmpty = state.marked.size === 0 && (state.listing?.entries.length ?? 0) === 0;
  const add = () => {
    const paths = chosenPaths(state);
    if (paths.length === 0 || isEmpty) return;
    onClose();
    void importPaths(paths);
  };

  return (
    <Dialog title="Add photos" size="large" onClose={onClose}>
      <div
        className="folder-browser"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add();
        }}
      >
        <PathBar state={state} />
        <FormError message={state.error?.message} />
        <FolderEntries state={state} />
        <OnlyWriting />
        <footer className="dialog-footer">
          <PickFiles
            name="Files on this computer"
            label="Upload files"
            accept={`image/*,.${importExtensions.join(',.')}`}
            onPick={(files) => {
              onClose();
              void importFiles(Promise.resolve(chosenFiles(files)));
            }}
          />
          <span className="hint folder-hint">
            <Keys keys={['Enter']} /> opens, <Keys keys={['Space']} /> selects
          </span>
          <Button kind="primary" disabled={chosenPaths(state).length === 0 || isEmpty} onClick={add}>
            {addLabel(state)}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

function addLabel({ marked, listing }: FolderBrowsingState): string {
  if (marked.size > 0) return `Add ${formatPlural(marked.size, 'item')}`;
  const photos = listing?.photos ?? 0;
  return photos === 0
    ? 'Add this folder and those in it'
    : `Add this folder (${formatPlural(photos, 'photo')})`;
}
