import { datasetNameSchema, type Dataset } from '../../shared/contract/datasetContents.ts';
import { describeInto, type ImportInto } from './import/importDraft.ts';
import { ChoiceField, Field, TextField, boundTo } from '../ui/Field.tsx';
import { ruleOf, type SplitDraft, splitKindHints, splitKindNames, unitNames } from './splits/splitDraft.ts';

/** Fields of the dialogs that create a dataset from files or from the library. */

/** What is wrong with the name of a dataset; null if it can have it. */
export function nameProblem(name: string): string | null {
  return datasetNameSchema.safeParse(name).success ? null : 'Enter 1 to 100 characters, without slashes.';
}

interface NameFieldProps {
  readonly name: string;
  readonly isFirst?: boolean;
  readonly onChange: (name: string) => void;
}

export function DatasetNameField({ name, isFirst = false, onChange }: NameFieldProps) {
  return (
    <TextField
      label="Dataset name"
      problem={nameProblem(name)}
      isFirst={isFirst}
      value={name}
      maxLength={100}
      onChange={onChange}
    />
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
  const bound = boundTo(draft, onChange);
  const { value: split, onChange: changeSplit } = bound('split');
  return (
    <details className="more">
      <summary>Splits and licence</summary>
      <div className="fields">
        <SplitRuleFields draft={split} onChange={changeSplit} />
        <TextField
          label="Licence"
          hint="Stored in every version and export, for example “CC-BY-4.0”."
          maxLength={1000}
          {...bound('licence')}
        />
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
  const bound = boundTo(draft, (changes) => {
    onChange({ ...draft, ...changes });
  });
  return (
    <div className="fields">
      <ChoiceField label="Splits" hint={splitKindHints[kind]} options={splitKindNames} {...bound('kind')} />
      {(kind === 'hash' || kind === 'lists') && (
        <ChoiceField
          label={kind === 'hash' ? 'Keep together' : 'Names refer to'}
          options={unitNames}
          {...bound('unit')}
        />
      )}
      {kind === 'lists' && (
        <div className="fields-beside">
          <NamesField label="Validation" {...bound('validationNames')} />
          <NamesField label="Test" {...bound('testNames')} />
        </div>
      )}
      {kind !== 'given' && kind !== 'lists' && (
        <div className="fields-beside">
          <TextField label="Validation, %" inputMode="decimal" {...bound('validation')} />
          <TextField label="Test, %" inputMode="decimal" {...bound('test')} />
          <TextField
            label="Split name"
            hint="Another name gives another random split."
            maxLength={100}
            {...bound('salt')}
          />
        </div>
      )}
      {problem !== null && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

interface NamesFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (names: string) => void;
}

function NamesField({ label, value, onChange }: NamesFieldProps) {
  return (
    <Field label={label} hint="One name per line.">
      <textarea
        spellCheck={false}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
    </Field>
  );
}
