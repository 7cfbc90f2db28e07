import { useState } from 'react';
import { datasetNameSchema, type Dataset } from '../../shared/contract/datasetContents.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { house } from '../host/transport.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';

interface RenameDialogProps {
  readonly dataset: Dataset;
  readonly onClose: () => void;
}

export function RenameDialog({ dataset, onClose }: RenameDialogProps) {
  const [name, setName] = useState(dataset.name);
  const [error, setError] = useState<Failure | null>(null);
  const parsed = datasetNameSchema.safeParse(name);
  const problem = parsed.success ? (error?.message ?? null) : 'Enter 1 to 100 characters, without slashes.';
  const rename = async () => {
    if (!parsed.success) return;
    try {
      await house.renameDataset({ dataset: dataset.id, name: parsed.data });
      onClose();
    } catch (thrown) {
      setError(failureOf(thrown));
    }
  };
  return (
    <Dialog title="Rename dataset" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <Field label="Name" problem={problem}>
          <input
            data-first-focus
            value={name}
            maxLength={100}
            onChange={(event) => {
              setName(event.target.value);
              setError(null);
            }}
          />
        </Field>
        <footer className="dialog-footer">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!parsed.success}>
            Rename
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
