import { boundTo } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import type { ReactNode } from 'react';
import type { DatasetRequest } from '../../../shared/contract/datasetWork.ts';
import type { Dataset } from '../../../shared/contract/datasetContents.ts';
import {
  DatasetNameField,
  ExistingDatasetField,
  type SplitsAndLicence,
  SplitsAndLicenceFields,
  nameProblem,
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
  const ready = nameProblem(draft.name) === null ? task : null;
  const start = async () => {
    if (ready !== null) await datasetTasks.getState().start(ready);
  };
  const bound = boundTo(draft, change);
  const { value: name, onChange: changeName } = bound('name');
  const { value: into, onChange: changeInto } = bound('into');
  return (
    <FormDialog
      title={title}
      size="large"
      submit={submitLabel}
      isReady={ready !== null}
      onSubmit={start}
      onClose={onClose}
      note={note}
    >
      <DatasetNameField name={name} isFirst onChange={changeName} />
      {existing !== undefined && (
        <ExistingDatasetField existing={existing} into={into} first="replace" onChange={changeInto} />
      )}
      {children}
      <SplitsAndLicenceFields draft={draft} onChange={change} />
    </FormDialog>
  );
}
