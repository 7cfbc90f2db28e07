import { PickFiles } from '../../ui/PickFiles.tsx';
import { TextField } from '../../ui/Field.tsx';
import { FolderInput, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { chosenFiles } from '../../host/upload.ts';
import { UploadProgress } from '../../common/UploadProgress.tsx';
import { importFlow } from '../stores.ts';
import { useCall } from '../../host/useCall.ts';
import { uploads } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { ChoosePlace } from '../../common/ChoosePlace.tsx';
import { importDatasetFiles } from '../actions.ts';

/** Chooses the files to import: by dropping, in a dialog, or by path. */
export function ChooseSource() {
  const error = useStore(importFlow, (state) => state.error);
  const isChecking = useStore(importFlow, (state) => state.path !== null);
  const isSending = useStore(uploads, (state) => state.progress !== null);
  const { answer: info } = useCall('libraryInfo', {});
  const isBrowser = info?.entryPoint !== 'desktop';
  const [path, setPath] = useState('');
  const { choose } = importFlow.getState();

  return (
    <>
      <div className="import-drop">
        <FolderInput size={28} strokeWidth={1.6} aria-hidden />
        <p>
          <strong>Drop a folder or a file here.</strong> IAM, PAGE XML, ALTO, hOCR, COCO, CSV, JSON Lines and
          other formats are recognised automatically.
        </p>
        <div className="import-ways">
          <ChoosePlace
            title="Choose a folder or file"
            isFileWelcome
            onChoose={(chosen) => void choose(chosen)}
          />
          {isBrowser && (
            <PickFiles
              name="Folder on this computer"
              label="Upload a folder from this computer"
              onPick={(files) => void importDatasetFiles(Promise.resolve(chosenFiles(files)))}
            />
          )}
        </div>
        <UploadProgress />
        {isChecking && !isSending && (
          <p className="hint import-checking" role="status">
            <LoaderCircle size={16} aria-hidden /> Checking the files…
          </p>
        )}
      </div>
      <form
        className="import-path"
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== '') void choose(path.trim());
        }}
      >
        <TextField
          label="Or enter a path"
          value={path}
          spellCheck={false}
          placeholder="/data/iam"
          onChange={setPath}
        />
        <Button type="submit" disabled={path.trim() === '' || isChecking}>
          Continue
        </Button>
      </form>
      <FormError message={error?.message} />
    </>
  );
}
