import { type ReactNode, useState } from 'react';
import type { DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import { type Failure, failureOf } from '../../../shared/result.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormError } from '../../ui/FormError.tsx';
import {
  DatasetNameField,
  ExistingDatasetField,
  isDatasetName,
  type SplitsAndLicence,
  SplitsAndLicenceFields,
} from '../DatasetFields.tsx';
import type { ImportInto } from '../import/importDraft.ts';
import { datasetTasks } from '../stores.ts';

/** The form values of every dialog that creates a dataset. */
export interface NewDatasetDraft extends SplitsAndLicence {
  readonly name: string;
  /** What happens to an existing dataset with this name. */
  readonly into: ImportInto;
}

interface NewDatasetDialogProps {
  readonly title: string;
  readonly submitLabel: string;
  readonly draft: NewDatasetDraft;
  readonly change: (changes: Partial<NewDatasetDraft>) => void;
  /** The dataset that has this name already. */
  readonly existing: Dataset | undefined;
  /** The work that the form describes; null while it is incomplete. */
  readonly task: DatasetRequest | null;
  /** The fields between the name and the splits. */
  readonly children: ReactNode;
  /** Shown before the buttons. */
  readonly note?: ReactNode;
  readonly onClose: () => void;
}

/** Asks for a name, for what the caller adds, and for splits and licence, and starts the work. */
export function NewDatasetDialog({
  title,
  submitLabel,
  draft,
  change,
  existing,
  task,
  children,
  note,
  onClose,
}: NewDatasetDialogProps) {
  const [error, setError] = useState<Failure | null>(null);
  const ready = isDatasetName(draft.name) ? task : null;
  const start = async () => {
    if (ready === null) return;
    try {
      await datasetTasks.getState().start(ready);
      onClose();
    } catch (thrown) {
      setError(failureOf(thrown));
    }
  };

  return (
    <Dialog title={title} size="large" onClose={onClose}>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <DatasetNameField
          name={draft.name}
          isFirst
          onChange={(name) => {
            change({ name });
          }}
        />
        {existing !== undefined && (
          <ExistingDatasetField
            existing={existing}
            into={draft.into}
            first="replace"
            onChange={(into) => {
              change({ into });
            }}
          />
        )}
        {children}
        <SplitsAndLicenceFields draft={draft} onChange={change} />
        <FormError message={error?.message} />
        <footer className="dialog-footer">
          {note}
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={ready === null}>
            {submitLabel}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
