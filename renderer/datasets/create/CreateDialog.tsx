import { useState } from 'react';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { useCall } from '../../host/useCall.ts';
import { datasetTasks } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { CheckField, ChoiceField } from '../../ui/Field.tsx';
import { DatasetNameField, isDatasetName, SplitsAndLicenceFields } from '../DatasetFields.tsx';
import { datasetInTheWay, describeInto, type ImportInto } from '../import/importDraft.ts';
import { createRequestOf, firstCreateDraft, type CreateDraft } from './createDraft.ts';
import { LibraryCount } from './LibraryCount.tsx';
import { LibraryFields } from './LibraryFields.tsx';

/** Creates a dataset from the labelled words of the library. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState<CreateDraft>(firstCreateDraft);
  const [error, setError] = useState<Failure | null>(null);
  const { answer: datasets } = useCall('listDatasets', {});
  const there = datasetInTheWay(draft, datasets);
  const isNamed = isDatasetName(draft.name);
  const ask = createRequestOf(draft, there !== undefined);
  const change = (changes: Partial<CreateDraft>) => {
    setDraft({ ...draft, ...changes });
  };
  const make = async () => {
    if (ask === null || !isNamed) return;
    try {
      await datasetTasks.getState().start({ work: 'create', ask });
      onClose();
    } catch (thrown) {
      setError(failureOf(thrown));
    }
  };

  return (
    <Dialog title="Create dataset from library" size="large" onClose={onClose}>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <DatasetNameField
          name={draft.name}
          isFirst
          onChange={(name) => {
            change({ name });
          }}
        />
        {there !== undefined && (
          <ChoiceField<ImportInto>
            label="A dataset with this name exists"
            hint={describeInto(draft.into, there)}
            value={draft.into}
            options={[
              ['replace', 'Replace its contents'],
              ['add', 'Add to it'],
            ]}
            onChange={(into) => {
              change({ into });
            }}
          />
        )}
        <LibraryFields draft={draft} change={change} />
        <CheckField
          label="Only confirmed text"
          hint="If off, unconfirmed readings of the model are included. They can be viewed, but should not be trained on."
          isChecked={draft.confirmedOnly}
          onChange={(confirmedOnly) => {
            change({ confirmedOnly });
          }}
        />
        <SplitsAndLicenceFields draft={draft} onChange={change} />
        {error !== null && (
          <p className="form-error" role="alert">
            {error.message}
          </p>
        )}
        <footer className="dialog-footer">
          <LibraryCount draft={draft} />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={ask === null || !isNamed}>
            Create dataset
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
