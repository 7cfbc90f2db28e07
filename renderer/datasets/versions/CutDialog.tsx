import { useState } from 'react';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import { type Failure, failureOf } from '../../../shared/result.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { DatasetNameField, isDatasetName } from '../DatasetFields.tsx';
import { datasetTasks } from '../stores.ts';

interface CutDialogProps {
  readonly version: VersionId;
  /** Of the dataset of the version. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Asks for the name of a dataset of single characters, and cuts the words of a version. */
export function CutDialog({ version, name: source, onClose }: CutDialogProps) {
  const [name, setName] = useState(`${source} characters`.slice(0, 100));
  const [error, setError] = useState<Failure | null>(null);
  const cut = async () => {
    try {
      await datasetTasks.getState().start({ work: 'cut', ask: { name, version } });
      onClose();
    } catch (thrown) {
      setError(failureOf(thrown));
    }
  };

  return (
    <Dialog title="Cut words into characters" onClose={onClose}>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void cut();
        }}
      >
        <p className="hint">
          Makes a dataset of single characters of 28 × 28 pixels, for the character recogniser. Each keeps the
          split of its word. Characters whose place is uncertain are left out.
        </p>
        <DatasetNameField name={name} isFirst onChange={setName} />
        <FormError message={error?.message} />
        <footer className="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!isDatasetName(name)}>
            Cut words
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
