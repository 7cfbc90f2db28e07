import { createContext, type InputHTMLAttributes, type ReactNode, use, useId } from 'react';

interface FieldProps {
  readonly label: string;
  /** Says what to enter; shown below the control. */
  readonly hint?: ReactNode;
  /** Says why the value is invalid; replaces the hint. */
  readonly problem?: string | null;
  /** One `input`, `select` or `textarea`. */
  readonly children: ReactNode;
}

/** A form control with its label above it. */
export function Field({ label, hint, problem = null, children }: FieldProps) {
  return (
    <div className={problem === null ? 'field' : 'field is-wrong'}>
      <label>
        <span className="field-label">{label}</span>
        {children}
      </label>
      {problem === null ? (
        hint !== undefined && <p className="hint">{hint}</p>
      ) : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** The id of the form that a `TextField` belongs to, where the form is not around it. */
export const FormId = createContext<string | undefined>(undefined);

type NativeInput = Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'className' | 'form'>;

interface TextFieldProps extends NativeInput {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  readonly value: string;
  /** Whether it gets the focus first in its dialog. */
  readonly isFirst?: boolean | undefined;
  readonly onChange: (text: string) => void;
}

/** A line of text with its label above it. */
export function TextField(props: TextFieldProps) {
  const { label, hint, problem = null, value, isFirst = false, onChange, ...native } = props;
  const form = use(FormId);
  return (
    <Field label={label} hint={hint} problem={problem}>
      <input
        form={form}
        value={value}
        data-first-focus={isFirst || undefined}
        onChange={(event) => {
          onChange(event.target.value);
        }}
        {...native}
      />
    </Field>
  );
}

/** Binds fields to the values of a draft: gives the value with a name, and what changes it. */
export function boundTo<Draft extends object>(draft: Draft, change: (changes: Partial<Draft>) => void) {
  return <Name extends keyof Draft>(name: Name) => ({
    value: draft[name],
    onChange: (value: Draft[Name]) => {
      const changes: Partial<Draft> = {};
      changes[name] = value;
      change(changes);
    },
  });
}

interface CheckFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

/** A check box with its label beside it. */
export function CheckField({ label, hint, isChecked, onChange }: CheckFieldProps) {
  const description = useId();
  return (
    <div className="check-field">
      <label>
        <input
          type="checkbox"
          checked={isChecked}
          {...(hint === undefined ? {} : { 'aria-describedby': description })}
          onChange={(event) => {
            onChange(event.target.checked);
          }}
        />
        {label}
      </label>
      {hint !== undefined && (
        <p id={description} className="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceFieldProps<Value extends string> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, name: string])[];
  readonly onChange: (value: Value) => void;
}

/** A choice of one of several options, as a native `select`. */
export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, hint, value, options, onChange } = props;
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })}>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find(([each]) => each === event.target.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface ChoiceButtonsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, name: string, hint?: string])[];
  readonly onChange: (value: Value) => void;
}

/** A choice of one of a few options, all of them visible as buttons. */
export function ChoiceButtons<Value extends string>(props: ChoiceButtonsProps<Value>) {
  const { label, value, options, onChange } = props;
  return (
    <div className="choice-buttons" role="group" aria-label={label}>
      {options.map(([each, name, hint]) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          title={hint}
          onClick={() => {
            onChange(each);
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
