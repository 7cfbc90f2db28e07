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
