import { ArrowLeft } from 'lucide-react';
import { useStore } from 'zustand';
import { useCall } from '../../host/useCall.ts';
import { importFlow } from '../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField, ChoiceField } from '../../ui/Field.tsx';
import { DatasetNameField, isDatasetName, SplitsAndLicenceFields } from '../DatasetFields.tsx';
import { ColumnMapping } from './ColumnMapping.tsx';
import { FormatFields } from './FormatFields.tsx';
import {
  datasetInTheWay,
  describeInto,
  requestOf,
  type ImportDraft,
  type ImportInto,
} from './importDraft.ts';

interface ImportSettingsProps {
  readonly path: string;
  readonly draft: ImportDraft;
}

/** The settings of an import. */
export function ImportSettings({ path, draft }: ImportSettingsProps) {
  const { error, table, change, begin, open, into } = useStore(importFlow);
  const { answer: datasets } = useCall('listDatasets', {});
  const there = datasetInTheWay(draft, datasets);
  const isNamed = isDatasetName(draft.name);
  const ask = requestOf(draft, path, there !== undefined);

  return (
    <form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (ask !== null && isNamed) void begin(ask);
      }}
    >
      <p className="import-from">
        <bdi title={path}>{path}</bdi>
      </p>
      <FormatFields draft={draft} />
      {table !== null && (
        <ColumnMapping
          table={table}
          columns={draft.columns}
          onChange={(columns) => {
            change({ columns });
          }}
        />
      )}
      <DatasetNameField
        name={draft.name}
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
            ['add', 'Add to it'],
            ['replace', 'Replace its contents'],
          ]}
          onChange={(value) => {
            change({ into: value });
          }}
        />
      )}
      <SplitsAndLicenceFields draft={draft} onChange={change} />
      <CheckField
        label="Skip invalid records"
        hint="Invalid records are skipped and listed. If off, the first one stops the import, and nothing is imported."
        isChecked={draft.keepGood}
        onChange={(keepGood) => {
          change({ keepGood });
        }}
      />
      {error !== null && (
        <p className="form-error" role="alert">
          {error.message}
        </p>
      )}
      <footer className="dialog-footer">
        <Button
          kind="quiet"
          icon={ArrowLeft}
          onClick={() => {
            open(into);
          }}
        >
          Back
        </Button>
        <Button kind="primary" type="submit" autoFocus disabled={ask === null || !isNamed}>
          Import
        </Button>
      </footer>
    </form>
  );
}
