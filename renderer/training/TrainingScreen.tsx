import { FormDialog } from '../ui/FormDialog.tsx';
import {
  CircleCheck,
  CircleHelp,
  GraduationCap,
  LoaderCircle,
  type LucideIcon,
  PenLine,
  Settings2,
  Sparkles,
} from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useWindowTitle } from '../common/windowTitle.ts';
import { iamPreset } from '../../shared/trainingPresets.ts';
import { trainingTime } from './trainingTime.ts';
import { useToldCall } from '../state/messages.ts';
import { iamDialog } from './stores.ts';
import { runList, uploads } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { RunList } from './RunList.tsx';
import { formatRoute } from '../state/route.ts';
import { LearnCorrections } from '../common/LearnCorrections.tsx';
import { ChoosePlace } from '../common/ChoosePlace.tsx';
import { UploadProgress } from '../common/UploadProgress.tsx';
import { ChoiceField, TextField } from '../ui/Field.tsx';
import { presetNames, presetUses } from './describeRun.ts';
import { learnIam } from './actions.ts';

/** All training runs, and the ways to start one. */
export function TrainingScreen() {
  const runs = useStore(runList, (state) => state.runs);
  const error = useStore(runList, (state) => state.error);
  const isChoosingIam = useStore(iamDialog, (state) => state.isOpen);
  useWindowTitle('Train');
  useEffect(() => {
    void runList.getState().refresh();
    // Leaving the screen with the Back button closes the dialog too.
    return iamDialog.getState().close;
  }, []);

  if (runs === null && error !== null) {
    return (
      <EmptyState icon={GraduationCap} title="Training runs could not be loaded">
        <p>{error.message}</p>
        <Button onClick={() => void runList.getState().refresh()}>Try again</Button>
      </EmptyState>
    );
  }
  return (
    <div className="training-screen" aria-busy={runs === null}>
      {runs?.length === 0 && (
        <div className="training-welcome">
          <div className="empty-state-icon">
            <GraduationCap size={28} strokeWidth={1.6} aria-hidden />
          </div>
          <h1>Train on your handwriting</h1>
          <p className="lead">
            Inkdex reads your handwriting better after training on some of it. It happens on this machine. The
            new model is evaluated on held-out words and used only if it is surely better.
          </p>
        </div>
      )}
      {runs !== null && runs.length > 0 && (
        <header className="training-header">
          <h1>Train</h1>
        </header>
      )}
      {runs !== null && <StartingWays />}
      {runs !== null && runs.length > 0 && <RunList runs={runs} />}
      {isChoosingIam && <LearnIamDialog />}
    </div>
  );
}

/** The ways to start a training run: two with one click, one with all settings. */
function StartingWays() {
  return (
    <ul className="ways" aria-label="Ways to train">
      <Way icon={PenLine} title="Train on my handwriting" action={<LearnCorrections />}>
        Uses the words that you typed or confirmed. Other handwriting is not forgotten. The new model is used
        if it surely reads yours better; on too few words to be sure, you choose. <TrainingTime />
      </Way>
      <Way
        icon={GraduationCap}
        title="Train on IAM"
        action={
          <Button
            changes="learnIam"
            onClick={() => {
              iamDialog.getState().open();
            }}
          >
            Choose IAM…
          </Button>
        }
      >
        English handwriting of 657 people. Drop the original folder or archive anywhere on this screen.
      </Way>
      <Way
        icon={Settings2}
        title="Train on a dataset"
        action={
          <a className="button" href={formatRoute({ screen: 'train', dataset: null, base: null })}>
            Set up a run…
          </a>
        }
      >
        Uses any dataset version, with a preset or your own settings, as a single run or a series of
        experiments.
      </Way>
    </ul>
  );
}

/** With which engine a training would run, and how long. */
function TrainingTime() {
  const choice = useToldCall('engineChoice', {});
  const state = useToldCall('correctionsState', {});
  if (choice === undefined || state === undefined) return null;
  const { text, isSlow } = trainingTime({ ...choice, ...state });
  return (
    <>
      {text} {isSlow && <a href="#/settings">Training engines</a>}
    </>
  );
}

interface WayProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly action: ReactNode;
  readonly children: ReactNode;
}

function Way({ icon: Icon, title, action, children }: WayProps) {
  return (
    <li className="way">
      <Icon size={22} strokeWidth={1.6} aria-hidden />
      <h2>{title}</h2>
      <p className="hint">{children}</p>
      <div className="way-action">{action}</div>
    </li>
  );
}

const presets = ['quick', 'standard', 'thorough'] as const;
type IamPreset = (typeof presets)[number];

const recipes = [
  ['strict', 'Strict: correctly segmented words, text as written, official splits by writer'],
  ['seed', 'CRNN_OCR_lite: lower case, 2 to 30 characters, other characters as hyphens'],
] as const;
type IamRecipe = (typeof recipes)[number][0];

/** Starts a run on IAM: its folder or archive, recipe and preset. */
function LearnIamDialog() {
  const path = useStore(iamDialog, (state) => state.path);
  const check = useStore(iamDialog, (state) => state.check);
  const isSending = useStore(uploads, (state) => state.progress !== null);
  const { choose, close } = iamDialog.getState();
  const [recipe, setRecipe] = useState<IamRecipe>('strict');
  const [preset, setPreset] = useState<IamPreset>(iamPreset);

  return (
    <FormDialog
      title="Train on IAM"
      size="large"
      submit="Start training"
      icon={Sparkles}
      isReady={(check === 'iam' || check === 'unknown') && !isSending}
      onSubmit={() => learnIam(recipe, preset)}
      onClose={close}
    >
      <p className="dialog-text">
        Drop the original folder or archive of the IAM Handwriting Database here, or choose it. Inkdex imports
        it, freezes it as a version, trains on it, and evaluates the model on the official test split.
      </p>
      <div>
        <div className="place-field">
          <TextField
            label="Folder or archive"
            value={path}
            isFirst
            spellCheck={false}
            placeholder="/data/iam"
            onChange={(typed) => void choose(typed)}
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
    </FormDialog>
  );
}

/** Shows whether IAM was recognised at the path. */
function Recognised() {
  const check = useStore(iamDialog, (state) => state.check);
  const error = useStore(iamDialog, (state) => state.error);
  return (
    <div role="status" className="iam-check">
      {check === 'checking' && (
        <p className="hint">
          <LoaderCircle size={16} aria-hidden /> Checking the files…
        </p>
      )}
      {check === 'iam' && (
        <p className="hint is-good">
          <CircleCheck size={16} aria-hidden /> IAM recognised.
        </p>
      )}
      {check === 'unknown' && (
        <p className="hint">
          <CircleHelp size={16} aria-hidden /> This archive is opened when the run starts. If it does not
          contain IAM, the run fails.
        </p>
      )}
      {check === 'other' && (
        <p className="field-problem">
          There is no IAM here. Expected its folder with ascii/words.txt or xml, or its archives words.tgz,
          ascii.tgz and xml.tgz.
        </p>
      )}
      {error !== null && <p className="field-problem">{error.message}</p>}
    </div>
  );
}
