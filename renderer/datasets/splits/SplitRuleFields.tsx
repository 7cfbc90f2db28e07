import { ChoiceField, Field } from '../../ui/Field.tsx';
import { ruleOf, splitKindHints, splitKindNames, unitNames, type SplitDraft } from './splitDraft.ts';

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
