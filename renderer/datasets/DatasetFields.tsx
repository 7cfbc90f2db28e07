import { datasetNameSchema } from '../../shared/contract/datasetContents.ts';
import { Field } from '../ui/Field.tsx';
import type { SplitDraft } from './splits/splitDraft.ts';
import { SplitRuleFields } from './splits/SplitRuleFields.tsx';

/** Fields of the dialogs that create a dataset from files or from the library. */

export function isDatasetName(name: string): boolean {
  return datasetNameSchema.safeParse(name).success;
}

interface NameFieldProps {
  readonly name: string;
  readonly isFirst?: boolean;
  readonly onChange: (name: string) => void;
}

export function DatasetNameField({ name, isFirst = false, onChange }: NameFieldProps) {
  return (
    <Field
      label="Dataset name"
      problem={isDatasetName(name) ? null : 'Enter 1 to 100 characters, without slashes.'}
    >
      <input
        data-first-focus={isFirst || undefined}
        value={name}
        maxLength={100}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </Field>
  );
}

interface SplitsAndLicence {
  readonly split: SplitDraft;
  readonly licence: string;
}

interface SplitsAndLicenceProps {
  readonly draft: SplitsAndLicence;
  readonly onChange: (changes: Partial<SplitsAndLicence>) => void;
}

/** Settings that most people leave unchanged, collapsed. */
export function SplitsAndLicenceFields({ draft, onChange }: SplitsAndLicenceProps) {
  return (
    <details className="more">
      <summary>Splits and licence</summary>
      <div className="fields">
        <SplitRuleFields
          draft={draft.split}
          onChange={(split) => {
            onChange({ split });
          }}
        />
        <Field label="Licence" hint="Stored in every version and export, for example “CC-BY-4.0”.">
          <input
            value={draft.licence}
            maxLength={1000}
            onChange={(event) => {
              onChange({ licence: event.target.value });
            }}
          />
        </Field>
      </div>
    </details>
  );
}
