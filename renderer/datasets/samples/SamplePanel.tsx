import { Trash2 } from 'lucide-react';
import { useRef, useState, type Ref } from 'react';
import { splitSchema } from '../../../shared/contract/dataset.ts';
import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { MarkButtons } from '../../ui/MarkButtons.tsx';
import { house } from '../../host/transport.ts';
import { toasts } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField, Field } from '../../ui/Field.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { markNames, splitNames, splitOrder } from '../../common/names.ts';
import { SamplePicture } from '../SamplePicture.tsx';
import { relabel, type LabelChange } from './relabel.ts';
import { SampleFacts } from './SampleFacts.tsx';
import { TextField } from './TextField.tsx';

interface SamplePanelProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly dataset: DatasetId;
  readonly sample: HeldSample | undefined;
  /** False for samples of a version, which never changes. */
  readonly isEditable: boolean;
  readonly onNext: () => void;
  readonly onExclude: () => void;
}

/** One sample enlarged, with its fields and details. */
export function SamplePanel(props: SamplePanelProps) {
  const { ref, dataset, sample, isEditable, onNext, onExclude } = props;
  if (sample === undefined) return <aside className="sample-panel" aria-label="Current sample" aria-busy />;
  const save = async (change: LabelChange): Promise<boolean> => {
    const saving = relabel(house, dataset, [sample], change).then(() => true);
    return (await toasts.getState().attempt(saving)) ?? false;
  };

  return (
    <aside className="sample-panel" aria-label="Current sample">
      <SamplePicture sample={sample} />
      {isEditable ? (
        <>
          <TextField
            ref={ref}
            sample={sample}
            onSave={(text) => {
              onNext();
              // An unchanged label needs no new sample.
              const isChanged = text !== sample.text || sample.mark !== 'text';
              return isChanged ? save({ text, mark: 'text' }) : Promise.resolve(true);
            }}
          />
          <div className="word-actions">
            <MarkButtons
              marked={sample.mark}
              onMark={(mark) => {
                void save({ mark, text: '' });
              }}
            />
          </div>
          <ChoiceField
            label="Split"
            value={sample.split ?? 'none'}
            options={splitOrder.map((split) => [split, splitNames[split]] as const)}
            onChange={(split) => {
              void save({ split: splitSchema.nullable().catch(null).parse(split) });
            }}
          />
          <WriterField key={sample.key} sample={sample} onSave={save} />
        </>
      ) : (
        <>
          <p className="sample-panel-text" dir="auto" data-mark={sample.mark}>
            {sample.mark === 'text' ? sample.text : markNames[sample.mark]}
          </p>
          <p className="hint">Versions cannot be edited. To edit, choose “Current state”.</p>
        </>
      )}
      <SampleFacts sample={sample} onTake={isEditable ? (text) => void save({ text, mark: 'text' }) : null} />
      {isEditable && (
        <>
          <Button kind="quiet" icon={Trash2} shortcut="Delete" onClick={onExclude}>
            Remove from dataset
          </Button>
          <p className="hint word-keys">
            <Keys keys={['Enter']} /> save and go to the next
          </p>
        </>
      )}
    </aside>
  );
}

interface WriterFieldProps {
  readonly sample: HeldSample;
  readonly onSave: (change: LabelChange) => Promise<boolean>;
}

function WriterField({ sample, onSave }: WriterFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  /** Pressing Enter and then leaving the field is one change. */
  const saving = useRef<string | null>(null);
  const save = async () => {
    if (typed === null || typed === saving.current) return;
    saving.current = typed;
    const writer = typed.trim() === '' ? null : typed.trim();
    const isSaved = writer === sample.writer || (await onSave({ writer }));
    // Text typed in the meantime is saved later.
    if (isSaved) setTyped((now) => (now === typed ? null : now));
    if (saving.current === typed) saving.current = null;
  };
  return (
    <Field label="Writer">
      <input
        value={typed ?? sample.writer ?? ''}
        maxLength={200}
        placeholder="Unknown"
        onChange={(event) => {
          setTyped(event.target.value);
        }}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void save();
        }}
      />
    </Field>
  );
}
