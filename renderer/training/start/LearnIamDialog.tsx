import { CircleCheck, CircleHelp, LoaderCircle, Sparkles } from 'lucide-react';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { ChoosePlace } from '../../common/ChoosePlace.tsx';
import { UploadProgress } from '../../common/UploadProgress.tsx';
import { iamPreset } from '../../../shared/trainingPresets.ts';
import { iamDialog } from '../stores.ts';
import { uploads } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ChoiceField } from '../../ui/Field.tsx';
import { presetNames, presetUses } from '../describeRun.ts';
import { learnIam } from './learning.ts';

const presets = ['quick', 'standard', 'thorough'] as const;
type IamPreset = (typeof presets)[number];

const recipes = [
  ['strict', 'Strict: correctly segmented words, text as written, official splits by writer'],
  ['seed', 'CRNN_OCR_lite: lower case, 2 to 30 characters, other characters as hyphens'],
] as const;
type IamRecipe = (typeof recipes)[number][0];

/** Starts a run on IAM: its folder or archive, recipe and preset. */
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
    <Dialog title="Train on IAM" size="large" onClose={close}>
      {/* The form is not around its fields, because the file dialog among them has a form of its own. */}
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      />
      <div className="fields">
        <p className="dialog-text">
          Drop the original folder or archive of the IAM Handwriting Database here, or choose it. Inkdex
          imports it, freezes it as a version, trains on it, and evaluates the model on the official test
          split.
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
          label="Preset"
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
          Start training
        </Button>
      </footer>
    </Dialog>
  );
}

/** Shows whether IAM was recognised at the path. */
function Recognised() {
  const look = useStore(iamDialog, (state) => state.look);
  const error = useStore(iamDialog, (state) => state.error);
  return (
    <div role="status" className="iam-look">
      {look === 'looking' && (
        <p className="hint">
          <LoaderCircle size={16} aria-hidden /> Checking the files…
        </p>
      )}
      {look === 'iam' && (
        <p className="hint is-good">
          <CircleCheck size={16} aria-hidden /> IAM recognised.
        </p>
      )}
      {look === 'unsure' && (
        <p className="hint">
          <CircleHelp size={16} aria-hidden /> IAM not recognised. Archives are opened when the run starts; if
          they do not contain IAM either, the run fails.
        </p>
      )}
      {error !== null && <p className="field-problem">{error.message}</p>}
    </div>
  );
}
