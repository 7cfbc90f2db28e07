import { datasetNameSchema, type Dataset } from '../../shared/contract/datasetContents.ts';
import { describeInto, type ImportInto } from './import/importDraft.ts';
import { ChoiceField, Field } from '../ui/Field.tsx';
import { ruleOf, type SplitDraft, splitKindHints, splitKindNames, unitNames } from './splits/splitDraft.ts';

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

interface ExistingDatasetProps {
  readonly existing: Pick<Dataset, 'samples'>;
  readonly into: ImportInto;
  /** The option that comes first. */
  readonly first: ImportInto;
  readonly onChange: (into: ImportInto) => void;
}

/** Asks what happens to an existing dataset with the same name. */
export function ExistingDatasetField({ existing, into, first, onChange }: ExistingDatasetProps) {
  const options: readonly (readonly [ImportInto, string])[] = [
    ['add', 'Add to it'],
    ['replace', 'Replace its contents'],
  ];
  return (
    <ChoiceField<ImportInto>
      label="A dataset with this name exists"
      hint={describeInto(into, existing)}
      value={into}
      options={first === 'add' ? options : options.toReversed()}
      onChange={onChange}
    />
  );
}

export interface SplitsAndLicence {
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

interface SplitRuleFieldsProps {
  readonly draft: SplitDraft;
  readonly onChange: (draft: SplitDraft) => void;
}

/** Fields of the rule that assigns samples to training, validation and test. */
export function SplitRuleFields({ draft, onChange }: SplitRuleFieldsProps) {
  const { kind } = draft;
  const { problem } = ruleOf(draft);
  const change = (changes: Partial<SplitDraft>) => {
    onChange({ ...draft, ...changes });
  };
  return (
    <div className="fields">
      <ChoiceField
        label="Splits"
        hint={splitKindHints[kind]}
        value={kind}
        options={splitKindNames}
        onChange={(value) => {
          change({ kind: value });
        }}
      />
      {(kind === 'hash' || kind === 'lists') && (
        <ChoiceField
          label={kind === 'hash' ? 'Keep together' : 'Names refer to'}
          value={draft.unit}
          options={unitNames}
          onChange={(unit) => {
            change({ unit });
          }}
        />
      )}
      {kind === 'lists' && <Lists draft={draft} change={change} />}
      {kind !== 'given' && kind !== 'lists' && <Shares draft={draft} change={change} />}
      {problem !== null && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

interface PartProps {
  readonly draft: SplitDraft;
  readonly change: (changes: Partial<SplitDraft>) => void;
}

function Shares({ draft, change }: PartProps) {
  return (
    <div className="fields-beside">
      <Field label="Validation, %">
        <input
          inputMode="decimal"
          value={draft.validation}
          onChange={(event) => {
            change({ validation: event.target.value });
          }}
        />
      </Field>
      <Field label="Test, %">
        <input
          inputMode="decimal"
          value={draft.test}
          onChange={(event) => {
            change({ test: event.target.value });
          }}
        />
      </Field>
      <Field label="Split name" hint="Another name gives another random split.">
        <input
          maxLength={100}
          value={draft.salt}
          onChange={(event) => {
            change({ salt: event.target.value });
          }}
        />
      </Field>
    </div>
  );
}

function Lists({ draft, change }: PartProps) {
  return (
    <div className="fields-beside">
      <Field label="Validation" hint="One name per line.">
        <textarea
          spellCheck={false}
          value={draft.validationNames}
          onChange={(event) => {
            change({ validationNames: event.target.value });
          }}
        />
      </Field>
      <Field label="Test" hint="One name per line.">
        <textarea
          spellCheck={false}
          value={draft.testNames}
          onChange={(event) => {
            change({ testNames: event.target.value });
          }}
        />
      </Field>
    </div>
  );
}
