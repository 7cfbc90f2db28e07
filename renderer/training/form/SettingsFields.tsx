import { RotateCcw } from 'lucide-react';
import type { TrainingSettings } from '../../../shared/contract/run.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField, TextField } from '../../ui/Field.tsx';
import { formatPlural } from '../../ui/format.ts';
import { problemOf, settingGroups, type SettingField, type TrainDraft } from './trainDraft.ts';

interface SettingsFieldsProps {
  readonly draft: TrainDraft;
  readonly preset: TrainingSettings;
  readonly onChange: (changes: Partial<TrainDraft>) => void;
}

/** All settings, collapsed; each has the value of the preset until it is changed. */
export function SettingsFields({ draft, preset, onChange }: SettingsFieldsProps) {
  const changed = Object.keys(draft.typed).length;
  return (
    <details className="panel settings">
      <summary>
        All settings
        <span className="hint">
          {changed === 0 ? 'preset values' : `${formatPlural(changed, 'setting')} changed`}
        </span>
      </summary>
      {settingGroups.map(({ title, fields }) => (
        <fieldset key={title} className="setting-group">
          <legend>{title}</legend>
          <div className="fields-beside">
            {fields.map((field) => (
              <Setting key={field.name} field={field} draft={draft} preset={preset} onChange={onChange} />
            ))}
          </div>
        </fieldset>
      ))}
      {changed > 0 && (
        <Button
          kind="quiet"
          icon={RotateCcw}
          onClick={() => {
            onChange({ typed: {} });
          }}
        >
          Reset to preset
        </Button>
      )}
    </details>
  );
}

interface SettingProps extends SettingsFieldsProps {
  readonly field: SettingField;
}

function Setting({
  field: { name, label, hint, usual: unset = '', options },
  draft,
  preset,
  onChange,
}: SettingProps) {
  const usual = String(preset[name] ?? unset);
  const typed = draft.typed[name];
  const change = (text: string) => {
    const typedNow = Object.entries({ ...draft.typed, [name]: text });
    onChange({ typed: Object.fromEntries(typedNow.filter(([each]) => each !== name || text !== usual)) });
  };
  const said = typed === undefined ? hint : `${hint} Preset: ${usual}.`;
  if (options !== undefined) {
    return (
      <ChoiceField label={label} hint={said} value={typed ?? usual} options={options} onChange={change} />
    );
  }
  return (
    <TextField
      label={label}
      hint={said}
      problem={typed === undefined ? null : problemOf(name, typed)}
      inputMode="decimal"
      value={typed ?? usual}
      autoComplete="off"
      onChange={change}
    />
  );
}
