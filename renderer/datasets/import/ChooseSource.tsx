import { FolderInput, LoaderCircle, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { chosenFiles } from '../../bridge.ts';
import { UploadProgress } from '../../library/UploadProgress.tsx';
import { importFlow, photoList, uploads } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ChoosePlace } from '../places/ChoosePlace.tsx';
import { importDatasetFiles } from './sending.ts';

/** Where the files are: dropped, chosen, or a path typed. */
export function ChooseSource() {
  const error = useStore(importFlow, (state) => state.error);
  const isLooking = useStore(importFlow, (state) => state.path !== null);
  const isSending = useStore(uploads, (state) => state.progress !== null);
  const isBrowser = useStore(photoList, (state) => state.info?.door !== 'desktop');
  const [path, setPath] = useState('');
  const { choose } = importFlow.getState();

  return (
    <>
      <div className="import-drop">
        <FolderInput size={28} strokeWidth={1.6} aria-hidden />
        <p>
          <strong>Drop a folder or a file here.</strong> IAM, PAGE XML, ALTO, hOCR, COCO, CSV, JSON lines and
          more: Inkdex sees which it is.
        </p>
        <div className="import-ways">
          <ChoosePlace
            title="Choose what to import"
            isFileWelcome
            onChoose={(chosen) => void choose(chosen)}
          />
          {isBrowser && <SendFolder />}
        </div>
        <UploadProgress />
        {isLooking && !isSending && (
          <p className="hint import-looking" role="status">
            <LoaderCircle size={16} aria-hidden /> Looking at it…
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
        <Field label="Or the path of a file or folder">
          <input
            value={path}
            spellCheck={false}
            placeholder="/data/iam"
            onChange={(event) => {
              setPath(event.target.value);
            }}
          />
        </Field>
        <Button type="submit" disabled={path.trim() === '' || isLooking}>
          Look at it
        </Button>
      </form>
      {error !== null && (
        <p className="form-error" role="alert">
          {error.message}
        </p>
      )}
    </>
  );
}

/** For a browser on another machine than the house: a folder of its own, sent over. */
function SendFolder() {
  const input = useRef<HTMLInputElement>(null);
  const choose = () => {
    if (input.current === null) return;
    input.current.webkitdirectory = true;
    input.current.click();
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="Folder of this computer"
        onChange={(event) => {
          const { files } = event.target;
          if (files !== null && files.length > 0) {
            void importDatasetFiles(Promise.resolve(chosenFiles(files)));
          }
        }}
      />
      <Button kind="quiet" icon={Upload} onClick={choose}>
        Send a folder from this browser
      </Button>
    </>
  );
}
