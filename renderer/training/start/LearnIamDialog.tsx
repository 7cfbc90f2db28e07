import { CircleCheck, CircleHelp, LoaderCircle, Sparkles } from 'lucide-react';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { ChoosePlace } from '../../datasets/places/ChoosePlace.tsx';
import { UploadProgress } from '../../library/UploadProgress.tsx';
import { iamPreset } from '../../../shared/trainingPresets.ts';
import { iamDialog, uploads } from '../../stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ChoiceField } from '../../ui/Field.tsx';
import { presetNames, presetUses } from '../describeRun.ts';
import { learnIam } from './learning.ts';

const presets = ['quick', 'standard', 'thorough'] as const;
type IamPreset = (typeof presets)[number];

const recipes = [
  ['strict', 'Strict: words cut surely, as written, in the official splits by writer'],
  ['seed', 'As CRNN_OCR_lite trains: lower case, 2 to 30 letters, other signs as hyphens'],
] as const;
type IamRecipe = (typeof recipes)[number][0];

/** One click on IAM: where it lies, which words of it, how long. */
export function LearnIamDialog() {
  const path = useStore(iamDialog, (state) => state.path);
  const isSending = useStore(uploads, (state) => state.progress !== null);
  const { choose, close } = iamDialog.getState();
  const [recipe, setRecipe] = useState<IamRecipe>('strict');
  const [preset, setPreset] = useState<IamPreset>(iamPreset);
  const [isStarting, setStarting] = useState(false);
  const id = useId();
  const form = useId();

  const start = async () => {
    setStarting(true);
    await learnIam(recipe, preset);
    setStarting(false);
  };

  return (
    <Dialog title="Learn IAM" size="large" onClose={close}>
      {/* Beside its fields: the window that chooses a place, inside them, has a form of its own. */}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      />
      <div className="fields">
        <p className="dialog-text">
          Drop the folder or archive of the IAM Handwriting Database here, as it is handed out, or choose it.
          It is taken in, frozen as a version, learned, and judged on its official test split.
        </p>
        <div className="field">
          <label htmlFor={id} className="field-label">
            Folder or archive
          </label>
          <div className="path-row">
            <input
              id={id}
              form={form}
              data-first-focus
              value={path}
              spellCheck={false}
              placeholder="/data/iam"
              onChange={(event) => void choose(event.target.value)}
            />
            <ChoosePlace title="Choose IAM" isFileWelcome onChoose={(chosen) => void choose(chosen)} />
          </div>
          <UploadProgress />
          <Recognised />
        </div>
        <ChoiceField label="Words" value={recipe} options={recipes} onChange={setRecipe} />
        <ChoiceField
          label="How long"
          value={preset}
          options={presets.map((each) => [each, `${presetNames[each]}: ${presetUses[each]}`])}
          onChange={setPreset}
        />
      </div>
      <footer className="dialog-footer">
        <Button onClick={close}>Cancel</Button>
        <Button
          kind="primary"
          icon={Sparkles}
          type="submit"
          form={form}
          disabled={path.trim() === '' || isSending || isStarting}
        >
          Learn it
        </Button>
      </footer>
    </Dialog>
  );
}

/** What the path looks like, before anything is done. */
function Recognised() {
  const look = useStore(iamDialog, (state) => state.look);
  const error = useStore(iamDialog, (state) => state.error);
  return (
    <div role="status" className="iam-look">
      {look === 'looking' && (
        <p className="hint">
          <LoaderCircle size={16} aria-hidden /> Looking at it…
        </p>
      )}
      {look === 'iam' && (
        <p className="hint is-good">
          <CircleCheck size={16} aria-hidden /> This is IAM.
        </p>
      )}
      {look === 'unsure' && (
        <p className="hint">
          <CircleHelp size={16} aria-hidden /> IAM is not seen in it yet. Archives are opened when the run
          begins; if it is not in them either, the run says so and stops.
        </p>
      )}
      {error !== null && <p className="field-problem">{error.message}</p>}
    </div>
  );
}
