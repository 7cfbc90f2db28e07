import { FormDialog } from '../../ui/FormDialog.tsx';
import { useState } from 'react';
import type { VersionId } from '../../../shared/contract/dataset.ts';
import { DatasetNameField, nameProblem } from '../DatasetFields.tsx';
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
  const cut = () => datasetTasks.getState().start({ work: 'cut', ask: { name, version } });
  return (
    <FormDialog
      title="Cut words into characters"
      submit="Cut words"
      isReady={nameProblem(name) === null}
      onSubmit={cut}
      onClose={onClose}
    >
      <p className="hint">
        Makes a dataset of single characters of 28 × 28 pixels, for the character recogniser. Each keeps the
        split of its word. Characters whose place is uncertain are left out.
      </p>
      <DatasetNameField name={name} isFirst onChange={setName} />
    </FormDialog>
  );
}
